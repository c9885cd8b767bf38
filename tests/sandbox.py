"""The sandbox provider in this process's own thread, and a handle to make it misbehave."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from typing import Any

from sampan.integrations.payments.sandbox.server import server

SECRET = "a-secret-of-the-tests"


@dataclass(frozen=True)
class Provider:
    """A running sandbox provider."""

    base_url: str
    http: ThreadingHTTPServer

    @property
    def settings(self) -> dict[str, dict[str, str]]:
        """The shop's settings for it."""
        return {"sandbox": {"base_url": self.base_url, "secret": SECRET}}

    def misbehave(self, *faults: str) -> None:
        """Queue faults, each used once."""
        self._post("/control/faults", {"faults": list(faults)})

    def behave(self) -> None:
        """Forget the faults that are still queued."""
        self._post("/control/clear", {})

    def decide(self, payment_id: str, choice: str) -> dict[str, Any]:
        """What the shopper does on the hosted page."""
        return self._post(f"/control/decide/{payment_id}/{choice}", {})

    def moved(self) -> list[tuple[str, int, str]]:
        """What really moved: charge or refund, minor units, currency."""
        with urllib.request.urlopen(f"{self.base_url}/journal") as reply:
            return [tuple(row[1:]) for row in json.load(reply)["movements"]]

    def payments(self) -> list[dict[str, Any]]:
        """Every payment as the provider holds it."""
        with urllib.request.urlopen(f"{self.base_url}/journal") as reply:
            result: list[dict[str, Any]] = json.load(reply)["payments"]
        return result

    def _post(self, path: str, values: Any) -> dict[str, Any]:
        request = urllib.request.Request(self.base_url + path, json.dumps(values).encode())
        with urllib.request.urlopen(request) as reply:
            answer: dict[str, Any] = json.load(reply)
        return answer


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider with an empty book, stopped at the end."""
    http = server(0, SECRET, ":memory:")
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield Provider(f"http://127.0.0.1:{http.server_address[1]}", http)
    finally:
        http.shutdown()
        http.server_close()
