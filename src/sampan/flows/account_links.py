"""Links that prove a mail address: signed, for one use, valid for hours."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.core import signing

from sampan.apps.customers import proofs
from sampan.apps.customers.proofs import Proof

VALID_FOR = {"open": timedelta(hours=24), "reset": timedelta(hours=1)}
_signer = signing.TimestampSigner(sep=".", salt="sampan.mail_proof")


def link_token(proof: UUID) -> str:
    """What stands in the link; a signature of 256 bits, so that none can be guessed."""
    return _signer.sign(urlsafe_b64encode(proof.bytes).decode().rstrip("="))


def proof_of(token: str) -> Proof | None:
    """What a link proves; None when it is forged, used or too old."""
    try:
        name = _signer.unsign(token)
        found = proofs.unused(UUID(bytes=urlsafe_b64decode(name + "==")))
        if found is not None:
            _signer.unsign(token, max_age=VALID_FOR[found.purpose])
    except (signing.BadSignature, ValueError):
        return None
    return found
