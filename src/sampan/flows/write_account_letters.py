"""Write letters about an account: the link that opens it, or why there is none."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings

from sampan.apps.accounts.services import shoppers
from sampan.apps.customers import proofs
from sampan.flows.account_links import link_token
from sampan.flows.letter_paper import sender
from sampan.kernel.mail import Intent, Message
from sampan.letters import account

# What the letter says: by what was asked for, and whether the address has an account.
SORTS = {
    ("open", False): "confirm_address",
    ("open", True): "account_known",
    ("reset", True): "reset_password",
    ("reset", False): "account_unknown",
}
PAGES = {"account_known": "account/sign-in/", "account_unknown": "account/open/"}


def write_account_letter(intent: Intent, at: datetime) -> Message | None:
    """The letter to whoever asked; None once their question is forgotten or answered."""
    proof = proofs.unused(UUID(intent.about.removeprefix("proof:")))
    if proof is None:
        return None
    sort = SORTS[proof.purpose, shoppers.is_known(proof.email)]
    page = PAGES.get(sort) or f"account/link/{link_token(proof.id)}/"
    link = f"{settings.SAMPAN_SITE_URL}/{proof.language}/{page}"
    letter = account.render(proof.language, sender(proof.language), sort, link)
    return Message(proof.email, letter.subject, letter.text, letter.html)


ACCOUNT_WRITERS: Mapping[str, Callable[[Intent, datetime], Message | None]] = {
    "account": write_account_letter
}
