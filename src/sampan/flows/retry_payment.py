"""Try again to pay an order that exists: a new attempt on the same order, while its goods are held.

An attempt that could still be paid is closed at its provider first, so that the shopper never has
two pages on which to pay the same order. Where the provider does not clearly say that it is closed,
nothing new is begun.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.inventory.services import reservations
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.selectors import AttemptFacts
from sampan.domain.errors import Conflict, DomainError, Invalid
from sampan.domain.orders.lifecycle import PaymentState
from sampan.domain.payments.lifecycle import OPEN, AttemptState
from sampan.domain.payments.methods import METHODS
from sampan.domain.payments.port import PaymentView
from sampan.flows.ask_providers import ask_about
from sampan.flows.providers import methods_on_offer, payment_provider, provider_of
from sampan.flows.settle_payment import settle_payment
from sampan.flows.start_payment import Addresses, start_payment

MOST_ATTEMPTS = 12


class NotPayable(DomainError):
    """The order cannot be paid now: paid already, cancelled, or not known yet; `why` says which."""

    code = "not_payable"


def retry_payment(order_id: UUID, method: str, at: datetime) -> UUID:
    """The attempt on which the shopper goes on: the open one of this method, or a new one.

    Calls the network. Raises NotPayable, and Invalid for a method that is not on offer.
    """
    order = orders.order(order_id)
    offered = {one.code for one in methods_on_offer(order.country, order.total.currency)}
    if method not in offered:
        raise Invalid(field="method", reason="unknown")
    newest = _newest(order_id)
    if newest is not None and newest.state in OPEN:
        ask_about(newest.id, at)
        newest = payments.attempt(newest.id)
        if newest.state == AttemptState.WAITING and newest.method == method and newest.page_url:
            return newest.id
        _close(newest, at)
    return _begin(order_id, method, at)


def pay_page(
    order_id: UUID, attempt_id: UUID | None, addresses: Addresses, clock: Callable[[], datetime]
) -> str | None:
    """Where the shopper goes to pay an order now; None when the newest attempt has no page.

    `attempt_id` names that attempt where the caller has just begun it. Safe to repeat: the same
    attempt leads to the same page. Calls the network.
    """
    if attempt_id is None:
        attempt = _newest(order_id)
        if attempt is None or attempt.state not in OPEN:
            return None
        attempt_id = attempt.id
    return start_payment(attempt_id, addresses, clock)


def _close(attempt: AttemptFacts, at: datetime) -> None:
    """Close a page on which nobody has paid yet. Raises NotPayable where that is not certain."""
    if attempt.state == AttemptState.WAITING and attempt.provider_ref:
        answer = payment_provider(attempt.provider).void(attempt.provider_ref, f"{attempt.id}:void")
        if isinstance(answer, PaymentView):
            settle_payment(answer, at)
    if payments.attempt(attempt.id).state in OPEN:
        raise NotPayable(why="unknown")


@transaction.atomic
def _begin(order_id: UUID, method: str, at: datetime) -> UUID:
    """A new attempt under the order's lock, so that two clicks begin one."""
    order = orders.locked(order_id)
    attempts = payments.of_order(order_id)
    if attempts and attempts[0].state in OPEN:
        return attempts[0].id
    if order.is_cancelled or order.payment_state != PaymentState.AWAITING:
        raise NotPayable(why="cancelled" if order.is_cancelled else "paid")
    if len(attempts) >= MOST_ATTEMPTS:
        raise NotPayable(why="too_many")
    if not reservations.prolong(order.checkout, at + METHODS[method].hold):
        raise Conflict(what="order", state="lapsed")
    attempt = payment_writes.intend(
        order_id, provider=provider_of(method), method=method, amount=order.total, at=at
    )
    facts = {"attempt": str(attempt), "method": method}
    order_writes.note(order_id, "payment_tried_again", actor="shopper", at=at, facts=facts)
    return attempt


def _newest(order_id: UUID) -> AttemptFacts | None:
    return next(iter(payments.of_order(order_id)), None)
