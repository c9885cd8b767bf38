"""The shop's side of the sandbox provider: the adapter to copy for a new provider.

Building a request and reading a reply are pure (`wire`); only `_ask` calls out, with a time-out, no
redirects and a bounded reply. Whatever is not a clear yes or no is `Unknown`.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sampan.domain.money import Money
from sampan.domain.payments.port import (
    Missing,
    Notification,
    PaymentRequest,
    PaymentView,
    Refused,
    Started,
    Unknown,
)
from sampan.integrations.payments.sandbox import wire

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Sandbox:
    """The sandbox provider at an address, with the secret that both sides know.

    `captures` False only authorizes, so that the owner takes the money when goods leave.
    """

    base_url: str
    secret: str
    captures: bool = True
    code: str = "sandbox"

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> "Sandbox":
        """The provider as the shop's settings describe it."""
        return cls(settings["base_url"], settings["secret"], settings.get("captures", "1") == "1")

    def start(self, request: PaymentRequest) -> Started | Refused | Unknown:
        """Open a payment; the same key again gives the same payment and page."""
        body = wire.payment_json(request, capture=self.captures)
        reply = self._ask("POST", "/v1/payments", str(request.key), body)
        if isinstance(reply, Refused | Unknown):
            return reply
        view = _view(reply)
        if isinstance(view, Unknown):
            return view
        return Started(view, f"{self.base_url}/pay/{view.provider_ref}")

    def capture(self, ref: str, amount: Money, key: str) -> PaymentView | Refused | Unknown:
        """Take what was authorized."""
        return self._change(ref, "capture", amount, key)

    def void(self, ref: str, key: str) -> PaymentView | Refused | Unknown:
        """Give an authorization back, or close a page."""
        return self._change(ref, "void", None, key)

    def refund(self, ref: str, amount: Money, key: str) -> PaymentView | Refused | Unknown:
        """Give captured money back."""
        return self._change(ref, "refund", amount, key)

    def look_up(self, key: UUID) -> PaymentView | Missing | Unknown:
        """What the provider holds under our key."""
        reply = self._ask("GET", f"/v1/payments?key={key}", "", None)
        if isinstance(reply, Refused):
            return Missing() if reply.reason == "not_found" else Unknown(reply.reason)
        return reply if isinstance(reply, Unknown) else _view(reply)

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notification:
        """Verify and read a notification. Raises Forged."""
        return wire.read_notification(self.secret, headers, body, at)

    def _change(
        self, ref: str, what: str, amount: Money | None, key: str
    ) -> PaymentView | Refused | Unknown:
        body = {"amount": amount.minor, "currency": amount.currency} if amount else {}
        reply = self._ask("POST", f"/v1/payments/{ref}/{what}", key, body)
        return reply if isinstance(reply, Refused | Unknown) else _view(reply)

    def _ask(
        self, verb: str, path: str, key: str, body: Mapping[str, Any] | None
    ) -> bytes | Refused | Unknown:
        import httpx

        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
        try:
            with self._client.stream(verb, path, json=body, headers=headers) as reply:
                status, content = reply.status_code, _bounded(reply)
        except httpx.HTTPError as error:
            return Unknown(type(error).__name__)
        if content is None:
            return Unknown("reply_too_large")
        if status == 200:
            return content
        if 400 <= status < 500 and status not in {408, 409, 425, 429}:
            return Refused(_reason(status, content))
        return Unknown(f"status_{status}")

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        return httpx.Client(
            base_url=self.base_url,
            timeout=TIMEOUT_S,
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )


def _view(reply: bytes) -> PaymentView | Unknown:
    try:
        return wire.read_view(reply)
    except wire.BadReply as error:
        return Unknown(f"bad_reply_{error}")


def _bounded(reply: "httpx.Response") -> bytes | None:
    """The body as it came, never unpacked; None for one that is too large or drips for too long."""
    content, until = b"", time.monotonic() + 2 * TIMEOUT_S
    for chunk in reply.iter_raw():
        content += chunk
        if len(content) > wire.LARGEST or time.monotonic() > until:
            return None
    return content


def _reason(status: int, content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])[:120]
    except (ValueError, KeyError, TypeError, RecursionError):
        return f"status_{status}"
