"""Gets one document of an official feed: time-outs, a cap on its size, a few patient retries."""

import time
from collections.abc import Mapping

import httpx

MAX_BYTES = 80 * 1024 * 1024
TIMEOUT_S = 60
ATTEMPTS = 4
AGENT = "sampan-reference/1"


def fetch(
    url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """The document at an address; raises httpx.HTTPError after the last attempt."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(url, body, {"User-Agent": AGENT, **(headers or {})})
        except httpx.HTTPStatusError as error:
            if error.response.status_code < 500 or attempt == ATTEMPTS:
                raise
        except httpx.TransportError:
            if attempt == ATTEMPTS:
                raise
        time.sleep(2**attempt)
    raise AssertionError("the last attempt returns or raises")


def _once(url: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    method = "POST" if body else "GET"
    with httpx.stream(
        method, url, content=body, headers=headers, timeout=TIMEOUT_S, follow_redirects=True
    ) as reply:
        reply.raise_for_status()
        content = bytearray()
        for piece in reply.iter_bytes():
            content += piece
            if len(content) > MAX_BYTES:
                raise httpx.DecodingError(f"more than {MAX_BYTES} bytes")
        return bytes(content)
