"""Erase a customer: the account and what they kept now, their orders' person once each has ended.

What tax law asks for stays, without a name where none is asked for, until the day of the purge.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from sampan.apps.accounts.services import shoppers
from sampan.apps.checkout import erase as carts
from sampan.apps.customers import erase as customers
from sampan.apps.customers import proofs
from sampan.apps.customers import selectors as known
from sampan.apps.orders import erase as orders
from sampan.apps.orders import own
from sampan.kernel import audit, mail, settings_store

HAS_RESIDUE = "erased_since_vacuum"


def erase_customer(customer_id: UUID, *, actor: str, at: datetime) -> date | None:
    """Erase a customer; returns the day on which the last of it is purged, if anything stays.

    Orders under way keep their contact until they end. Raises NotFound, and Conflict for somebody
    who works here.
    """
    found = known.customer(customer_id)
    with transaction.atomic():
        _overwrite()
        kept_until = _forget(customer_id, found.email, actor=actor, at=at)
        customers.erase(customer_id, purge_after=kept_until, at=at)
        if found.user is not None:
            shoppers.close_account(found.user)
        _audit(f"customer:{customer_id}", actor, at)
    return kept_until


def erase_guest(email: str, *, actor: str, at: datetime) -> date | None:
    """Erase whoever bought with a mail address and has no account, on their request."""
    with transaction.atomic():
        customer_id = customers.stand_in(at)
        _overwrite()
        kept_until = _forget(customer_id, email, actor=actor, at=at)
        customers.erase(customer_id, purge_after=kept_until, at=at)
        _audit(f"customer:{customer_id}", actor, at)
    return kept_until


def erase_ended(customer_id: UUID, at: datetime) -> None:
    """Erase the person of orders that have ended since the customer was erased."""
    found = orders.of_person(customer_id)
    with transaction.atomic():
        _overwrite()
        if orders.reduce(found.ended, actor="system", at=at):
            carts.forget_person(None, found.checkouts)
            customers.forget_claims("", found.ended, at)
            mail.forget([f"order:{order}" for order in found.ended])
            settings_store.note(HAS_RESIDUE, True)


def _forget(customer_id: UUID, email: str, *, actor: str, at: datetime) -> date | None:
    own.link(customer_id, email)
    found = orders.of_person(customer_id)
    orders.reduce(found.ended, actor=actor, at=at)
    carts.forget_person(customer_id, found.checkouts)
    customers.forget_claims(email, found.ended, at)
    mail.forget([f"order:{order}" for order in found.ended])
    mail.forget([f"proof:{proof}" for proof in proofs.forget_of(email)])
    settings_store.note(HAS_RESIDUE, True)
    return found.kept_until


def _overwrite() -> None:
    """Let SQLite overwrite what is deleted from now on, also on pages that become free."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _audit(subject: str, actor: str, at: datetime) -> None:
    audit.record(actor=actor, action="person.erased", subject=subject, changes={}, at=at)
