"""What travels between the shop and the sandbox provider: JSON, and a signature on notifications.

The signature is HMAC-SHA256 over `time.body`; whoever reads one refuses it when it is old, so that
a recorded notification cannot be sent again much later.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sampan.domain.errors import DomainError
from sampan.domain.money import Money
from sampan.domain.payments.port import (
    Forged,
    Notification,
    PaymentRequest,
    PaymentView,
    Status,
)

SIGNATURE = "Sandbox-Signature"
OLDEST = timedelta(minutes=5)
LARGEST = 64 * 1024
MOST_MINOR = 10**15
STATUSES: frozenset[Status] = frozenset(
    ("waiting", "authorized", "captured", "declined", "voided", "expired")
)


class BadReply(Exception):
    """An answer that is no payment: malformed, too large, or with values that cannot be."""


def payment_json(request: PaymentRequest, *, capture: bool = True) -> dict[str, Any]:
    """The body that opens a payment; amounts are minor units as whole numbers."""
    return {
        "key": str(request.key),
        "amount": request.amount.minor,
        "currency": request.amount.currency,
        "method": request.method,
        "reference": request.reference,
        "language": request.language,
        "country": request.country,
        "return_url": request.return_url,
        "notify_url": request.notify_url,
        "capture": capture,
    }


def read_view(body: bytes) -> PaymentView:
    """The payment in a reply. Raises BadReply."""
    if len(body) > LARGEST:
        raise BadReply("too large")
    try:
        return view_of(json.loads(body))
    except (ValueError, KeyError, TypeError, RecursionError, DomainError) as error:
        raise BadReply(type(error).__name__) from error


def view_of(values: Mapping[str, Any]) -> PaymentView:
    """The view in decoded JSON. Raises KeyError, TypeError, ValueError or DomainError."""
    currency = values["currency"]
    if values["status"] not in STATUSES:
        raise ValueError("status")
    for name in ("amount", "captured", "refunded"):
        if type(values[name]) is not int or not 0 <= values[name] <= MOST_MINOR:
            raise ValueError(name)
    return PaymentView(
        key=UUID(values["key"]),
        provider_ref=_text(values["id"]),
        status=values["status"],
        amount=Money(values["amount"], currency),
        captured=Money(values["captured"], currency),
        refunded=Money(values["refunded"], currency),
        reason=_text(values.get("reason") or ""),
        pay_by=_moment(values["pay_by"]) if values.get("pay_by") else None,
    )


def _text(value: object) -> str:
    """A short text that any database can hold. Raises ValueError."""
    text = str(value)[:120]
    if "\0" in text:
        raise ValueError("text")
    return text


def _moment(value: str) -> datetime:
    """A moment that names its time zone. Raises ValueError."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("pay_by")
    return moment


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The signature header of a notification sent at a moment."""
    moment = str(int(at.timestamp()))
    return f"t={moment},v1={_mac(secret, moment, body)}"


def read_notification(
    secret: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> Notification:
    """Verify and read a notification. Raises Forged, whatever is wrong with it."""
    lowered = {name.lower(): value for name, value in headers.items()}
    parts = dict(
        part.split("=", 1) for part in lowered.get(SIGNATURE.lower(), "").split(",") if "=" in part
    )
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        raise Forged(reason="no_time")
    if not hmac.compare_digest(_mac(secret, moment, body).encode(), given.encode()):
        raise Forged(reason="signature")
    if abs(at.timestamp() - int(moment)) > OLDEST.total_seconds():
        raise Forged(reason="old")
    try:
        values = json.loads(body)
        event_id = values["event"]
        if not isinstance(event_id, str) or not 1 <= len(event_id) <= 200 or "\0" in event_id:
            raise Forged(reason="event")
        return Notification(event_id, view_of(values["payment"]))
    except Forged:
        raise
    except (ValueError, KeyError, TypeError, RecursionError, DomainError) as error:
        raise Forged(reason="form") from error


def _mac(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
