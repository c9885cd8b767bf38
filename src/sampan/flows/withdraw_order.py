"""Withdraw from a contract: the declaration is stored at once, its order is found afterwards.

Whoever declares is answered before anybody has looked for the order, so that the answer and the
time that it takes say nothing about who ordered what. The receipt goes to the order's own address.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sampan.apps.customers import withdrawals
from sampan.apps.orders import guests
from sampan.apps.orders import receipt as receipts
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.receipt import Receipt
from sampan.domain.errors import Invalid
from sampan.domain.orders.lifecycle import RETURN, FulfillmentState, ReturnState
from sampan.domain.orders.withdrawal import days_to_withdraw, is_in_time
from sampan.flows.check_address import check_email, tidy
from sampan.flows.send_letters import intend_letter
from sampan.kernel import clock, settings_store
from sampan.letters.withdrawal_receipt import declaration

STALE = timedelta(minutes=2)
LEFT = frozenset({FulfillmentState.SHIPPED, FulfillmentState.DELIVERED, FulfillmentState.CANCELLED})


def statement(number: str) -> str:
    """The words of a declaration, in the language that is switched on."""
    return declaration(number)


def check_declaration(number: str, name: str, email: str) -> tuple[str, str, str]:
    """What somebody typed, tidied. Raises Invalid with the field; asks no order."""
    number = tidy(number).lstrip("#").replace(" ", "")
    name, (address, problem) = tidy(name)[:200], check_email(email)
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Invalid(field="number", reason="form")
    if not name:
        raise Invalid(field="name", reason="missing")
    if problem is not None:
        raise Invalid(field="email", reason=problem.code)
    return number, name, address


def declare_withdrawal(
    declaration_id: UUID, typed: tuple[str, str, str], *, language: str, at: datetime
) -> None:
    """Store a declaration and look for its order later; one sent twice is one. Raises Invalid."""
    number, name, email = check_declaration(*typed)
    with transaction.atomic():
        if withdrawals.store(
            declaration_id, number=number, email=email, name=name, language=language, at=at
        ):
            _take_in.enqueue(str(declaration_id))


def take_in_withdrawal(declaration_id: UUID, at: datetime) -> None:
    """Find the order of a declaration, note it there, and send the receipt; a repeat does nothing.

    A late one is received as well, and put before the owner.
    """
    with transaction.atomic():
        declared = withdrawals.locked(declaration_id)
        if declared.state != "waiting":
            return
        order_id = guests.order_of(declared.number, declared.email)
        if order_id is None:
            withdrawals.settle(declaration_id, "unmatched", None)
            return
        orders.locked(order_id)
        shown = receipts.receipt(order_id)
        in_time = is_timely(shown, declared.declared_at)
        _note(shown, declared.declared_at, in_time=in_time, at=at)
        withdrawals.settle(declaration_id, "accepted" if in_time else "late", order_id)
        intend_letter(
            "withdrawal_receipt",
            f"withdrawal:{declaration_id}",
            about=f"order:{order_id}",
            at=at,
            facts={"withdrawal": str(declaration_id)},
        )


def take_in_waiting(at: datetime) -> None:
    """By the clock: declarations whose task was lost."""
    for declaration_id in withdrawals.waiting(at - STALE):
        take_in_withdrawal(declaration_id, at)


def is_timely(shown: Receipt, declared_at: datetime) -> bool:
    """Whether an order can still be withdrawn from at a moment."""
    days = days_to_withdraw(shown.order.country, settings_store.get("return_days"))
    return is_in_time(declared_at, shown.moments.get("delivered"), days)


def _note(shown: Receipt, declared_at: datetime, *, in_time: bool, at: datetime) -> None:
    """Ask for the goods back; what has not left yet is held, what came late is looked at."""
    order = shown.order
    order_writes.note(
        order.id,
        "withdrawal_declared",
        actor="shopper",
        at=at,
        facts={"declared_at": declared_at.isoformat(), "in_time": in_time},
    )
    if not in_time:
        order_writes.ask_for_review(order.id, "withdrawal_late", at)
        return
    if RETURN.allows(order.return_state, ReturnState.ASKED):
        order_writes.move(order.id, actor="shopper", at=at, return_state=ReturnState.ASKED)
    if order.fulfillment_state not in LEFT:
        order_writes.ask_for_review(order.id, "withdrawn", at)


@task()
def _take_in(declaration_id: str) -> None:
    take_in_withdrawal(UUID(declaration_id), clock.now())
