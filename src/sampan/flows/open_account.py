"""Open an account or choose a new password: by a link to the mail address, which proves it.

Whoever asks is answered before anybody has looked for an account, so that the answer says nothing
about who has one; the letter says it to the one who may know.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from sampan.apps.accounts.services import shoppers
from sampan.apps.customers import proofs
from sampan.apps.customers import services as customers
from sampan.domain.errors import Invalid, NotFound
from sampan.flows.account_links import proof_of
from sampan.flows.check_address import check_email, tidy
from sampan.flows.link_orders import link_orders
from sampan.flows.send_letters import intend_letter
from sampan.kernel import mail


def ask_for_link(purpose: str, email: str, *, language: str, at: datetime) -> None:
    """Send a link to a mail address, to open an account or to reset its password. Raises Invalid.

    The same is done whether the address has an account or not.
    """
    address, problem = check_email(email)
    if problem is not None:
        raise Invalid(field="email", reason=problem.code)
    with transaction.atomic():
        proof = proofs.ask(purpose, address, language, at)
        intend_letter("account", f"proof:{proof}", about=f"proof:{proof}", at=at)


def use_link(token: str, password: str, name: str, at: datetime) -> Any:
    """Open the account, or set its password; returns the person.

    Raises NotFound for a link that opens nothing, Invalid for a password that is too weak and
    Conflict when the account was opened, or closed, meanwhile.
    """
    proof = proof_of(token)
    if proof is None:
        raise NotFound(what="link")
    with transaction.atomic():
        if not proofs.use(proof.id, at):
            raise NotFound(what="link")
        if proof.purpose == "reset":
            person = shoppers.choose_password(proof.email, password)
        else:
            person = shoppers.open_account(proof.email, password)
        customer = link_orders(person.pk, proof.email, proof.language, at)
        if proof.purpose == "open":
            customers.rename(customer, tidy(name)[:200], proof.language)
    return person


def forget_proofs(at: datetime) -> None:
    """By the clock: forget links that open nothing any more, and whom they were sent to."""
    mail.forget([f"proof:{proof}" for proof in proofs.forget_old(at)])
