"""The sandbox provider as a program: `python -m sampan.integrations.payments.sandbox.server`.

It keeps its own book, shows hosted pages, sends signed notifications and can be told to fail.
The variables SANDBOX_PORT, SANDBOX_SECRET and SANDBOX_JOURNAL set it up.
"""

import hmac
import json
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sampan.integrations.payments.sandbox.faults import Faults
from sampan.integrations.payments.sandbox.journal import Journal, No
from sampan.integrations.payments.sandbox.messages import Messenger
from sampan.integrations.payments.sandbox.pages import done_page, pay_page

LARGEST = 64 * 1024
HANGS_FOR_S = 8


@dataclass
class House:
    """What all requests share."""

    secret: str
    journal: Journal
    faults: Faults
    messenger: Messenger


class Desk(BaseHTTPRequestHandler):
    """One connection; the API needs the secret, the hosted pages and the control do not."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    house: House

    def do_GET(self) -> None:
        """Look-ups, hosted pages, the journal, and a sign of life."""
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case ["v1", "payments"]:
                key = parse_qs(url.query).get("key", [""])[0]
                self._api(lambda: self.house.journal.by_key(key))
            case ["pay", payment_id]:
                self._pay(payment_id, "")
            case ["journal"]:
                self._json(200, self._journal())
            case ["alive"]:
                self._json(200, {"alive": True})
            case _:
                self._json(404, {"error": "not_found"})

    def do_POST(self) -> None:
        """Calls of the shop, choices of the shopper, orders to misbehave."""
        body = self._body()
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["v1", "payments"]:
                self._api(lambda: self.house.journal.open(json.loads(body)))
            case ["v1", "payments", payment_id, what]:
                self._api(lambda: self._change(payment_id, what, json.loads(body)), tells=True)
            case ["pay", payment_id]:
                self._pay(payment_id, parse_qs(body.decode()).get("choice", [""])[0])
            case ["control", "faults"]:
                self.house.faults.plan(json.loads(body)["faults"])
                self._json(200, {"planned": True})
            case ["control", "clear"]:
                self.house.faults.clear()
                self._json(200, {"cleared": True})
            case ["control", "decide", payment_id, choice]:
                self._json(200, self._decide(payment_id, choice))
            case _:
                self._json(404, {"error": "not_found"})

    def _change(self, payment_id: str, what: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        key = self.headers.get("Idempotency-Key", "")
        return self.house.journal.change(payment_id, what, wish, key)

    def _api(self, act: Any, *, tells: bool = False) -> None:
        if not self._knows_the_secret():
            self._json(401, {"error": "unauthorized"})
            return
        fault = self.house.faults.next_call()
        if fault == "drop_before":
            self._hang_up()
            return
        if fault == "fail_before":
            self._json(500, {"error": "internal"})
            return
        try:
            payment = act()
        except No as refusal:
            self._json(404 if str(refusal) == "not_found" else 422, {"error": str(refusal)})
            return
        if tells:
            self.house.messenger.tell(payment)
        self._answer(payment, fault)

    def _answer(self, payment: Mapping[str, Any], fault: str) -> None:
        match fault:
            case "drop_after_commit":
                self._hang_up()
            case "fail_after_commit":
                self._json(500, {"error": "internal"})
            case "hang":
                time.sleep(HANGS_FOR_S)
                self._hang_up()
            case "garbage":
                self._send(200, "application/json", b'{"id": 1, "status": "perhaps"')
            case _:
                self._json(200, payment)

    def _pay(self, payment_id: str, choice: str) -> None:
        try:
            payment = self.house.journal.get(payment_id)
        except No:
            self._html(404, done_page("This payment does not exist."))
            return
        if choice == "challenge":
            self._html(200, pay_page(payment, asks=True))
        elif choice and choice != "cancel":
            self._go_back(self._decide(payment_id, choice))
        elif choice == "cancel" or payment["status"] != "waiting":
            self._go_back(payment)
        else:
            self._html(200, pay_page(payment))

    def _decide(self, payment_id: str, choice: str) -> dict[str, Any]:
        payment = self.house.journal.decide(payment_id, choice)
        self.house.messenger.tell(payment)
        return payment

    def _go_back(self, payment: Mapping[str, Any]) -> None:
        self.send_response(303)
        mark = "&" if "?" in payment["return_url"] else "?"
        query = urlencode({"payment": payment["key"]})
        self.send_header("Location", f"{payment['return_url']}{mark}{query}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _journal(self) -> dict[str, Any]:
        journal = self.house.journal
        moved = [[m.payment, m.what, m.amount, m.currency] for m in journal.movements()]
        return {"payments": journal.payments(), "movements": moved}

    def _knows_the_secret(self) -> bool:
        given = self.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {self.house.secret}".encode())

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, LARGEST))

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _json(self, status: int, values: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(values).encode())

    def _html(self, status: int, page: str) -> None:
        self._send(status, "text/html; charset=utf-8", page.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
        """Stay quiet: the journal tells what happened."""


def server(port: int, secret: str, journal_path: str) -> ThreadingHTTPServer:
    """The provider on a port of this machine; port 0 takes a free one."""
    faults = Faults()
    house = House(secret, Journal(journal_path), faults, Messenger(secret, faults))
    desk = type("Desk", (Desk,), {"house": house})
    return ThreadingHTTPServer(("127.0.0.1", port), desk)


def main() -> None:
    """Serve until stopped."""
    port = int(os.environ.get("SANDBOX_PORT", "8099"))
    provider = server(
        port,
        os.environ.get("SANDBOX_SECRET", "sandbox-secret"),
        os.environ.get("SANDBOX_JOURNAL", ":memory:"),
    )
    provider.daemon_threads = True
    try:
        provider.serve_forever()
    except KeyboardInterrupt:
        provider.server_close()


if __name__ == "__main__":
    main()
