"""Fetching a picture from an address that somebody else wrote into a file.

The address may point anywhere, also at this machine or its network, so: the name is resolved once,
every address that it has must be public, and the connection goes to the one that was checked, not
to a name that may resolve to another the next moment. No redirects, no proxies, no compressed
answers; bytes and seconds are capped.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from sampan.integrations.pictures.problems import NotFetched
from sampan.integrations.pictures.raster import MOST_BYTES

TIMEOUT_S = 5.0
WHOLE_S = 20.0
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to, and under which name."""

    scheme: str
    host: str
    address: str
    path: str


def resolve(host: str, port: int) -> list[str]:
    """The addresses that a name has now. Raises NotFetched."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched("unknown_host", retryable=True) from error
    return [str(entry[4][0]) for entry in found]


def target_of(url: str, resolved: Resolve = resolve) -> Target:
    """The checked place of an address. Raises NotFetched for any that is not public."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotFetched("bad_address") from error
    standard = PORTS.get(parts.scheme)
    if standard is None or not host or "@" in parts.netloc or port not in (None, standard):
        raise NotFetched("bad_address")
    addresses = resolved(host, standard)
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotFetched("not_public")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, addresses[0], f"{parts.path or '/'}{query}")


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, also when it carries another inside it."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def request_for(target: Target) -> httpx.Request:
    """A request to the checked address under the host's own name."""
    address = f"[{target.address}]" if ":" in target.address else target.address
    return httpx.Request(
        "GET",
        f"{target.scheme}://{address}{target.path}",
        headers={
            "Host": target.host,
            "Accept": "image/avif,image/webp,image/png,image/jpeg",
            "Accept-Encoding": "identity",
            "User-Agent": "Sampan",
        },
        extensions={"sni_hostname": target.host, "timeout": httpx.Timeout(TIMEOUT_S).as_dict()},
    )


def fetch(
    url: str,
    *,
    resolved: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """The bytes of a picture. Raises NotFetched."""
    request = request_for(target_of(url, resolved))
    until = clock() + WHOLE_S
    try:
        with httpx.Client(
            transport=transport or httpx.HTTPTransport(retries=0),
            follow_redirects=False,
            trust_env=False,
        ) as client:
            answer = client.send(request, stream=True)
            try:
                return _read(answer, until, clock)
            finally:
                answer.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise NotFetched("no_answer", retryable=True) from error


def _read(answer: httpx.Response, until: float, clock: Callable[[], float]) -> bytes:
    """The body as it arrives; `Content-Length` is a promise only, so bytes are counted."""
    if answer.status_code != 200:
        raise NotFetched(f"status_{answer.status_code}", retryable=answer.status_code >= 500)
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind and not kind.startswith("image/") and kind != "application/octet-stream":
        raise NotFetched("not_a_picture")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("compressed")
    data = bytearray()
    for piece in answer.iter_raw():
        data += piece
        if len(data) > MOST_BYTES:
            raise NotFetched("too_large")
        if clock() > until:
            raise NotFetched("too_slow", retryable=True)
    return bytes(data)
