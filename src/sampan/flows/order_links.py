"""Links with which a buyer without an account sees an order: signed, for 90 days, for one order."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.core import signing

VALID_FOR = timedelta(days=90)
_signer = signing.TimestampSigner(sep=".", salt="sampan.order_link")


def order_token(order: UUID) -> str:
    """What stands in the link of an order; a signature of 256 bits, so that none can be guessed."""
    return _signer.sign(urlsafe_b64encode(order.bytes).decode().rstrip("="))


def order_of_token(token: str) -> UUID | None:
    """The order that a token opens; None when it is forged, cut off or too old."""
    try:
        name = _signer.unsign(token, max_age=VALID_FOR)
        return UUID(bytes=urlsafe_b64decode(name + "=="))
    except (signing.BadSignature, ValueError):
        return None
