"""Cancel an order: its stock is free again, its money goes back, its page is closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sampan.apps.inventory.services import reservations
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.promotions import services as promotions
from sampan.domain.events import OrderCancelled, PaymentUnwanted
from sampan.domain.payments.lifecycle import OPEN, AttemptState
from sampan.domain.payments.port import PaymentView, Unknown
from sampan.flows.providers import payment_provider
from sampan.flows.refund_payment import refund_payment
from sampan.flows.settle_payment import settle_payment
from sampan.kernel import clock


def cancel_order(order_id: UUID, *, reason: str, actor: str, at: datetime) -> bool:
    """Cancel an order that has not been shipped; False when it was cancelled already.

    Everything captured is refunded. Raises IllegalMove once goods have left.
    """
    with transaction.atomic():
        if not order_writes.cancel(order_id, reason=reason, actor=actor, at=at):
            return False
        order = orders.order(order_id)
        reservations.release(order.checkout)
        if order.paid_at is None:
            promotions.give_back(order_id, at)
        total = payments.refundable_of_order(order_id)
        if total is not None and total.minor > 0:
            refund_payment(order_id, total, reason=reason, actor=actor, at=at)
    return True


def close_payments_when_cancelled(event: OrderCancelled, at: datetime) -> None:
    """Reaction: close the pages and holds of a cancelled order at its provider."""
    for attempt in payments.of_order(UUID(event.order)):
        if attempt.state in OPEN or attempt.state == AttemptState.AUTHORIZED:
            _close.enqueue(str(attempt.id))


def close_unwanted_payment(event: PaymentUnwanted, at: datetime) -> None:
    """Reaction: give an authorization back that came when nobody wanted it any more."""
    _close.enqueue(event.attempt)


def close_payment(attempt_id: UUID, at: datetime) -> None:
    """Void one attempt at its provider; money that came in between goes back by itself."""
    attempt = payments.attempt(attempt_id)
    if not attempt.provider_ref:
        return
    outcome = payment_provider(attempt.provider).void(attempt.provider_ref, f"{attempt.id}:void")
    match outcome:
        case PaymentView():
            settle_payment(outcome, at)
        case Unknown():
            payment_writes.record_unknown(attempt_id, outcome.reason, at)


@task()
def _close(attempt_id: str) -> None:
    close_payment(UUID(attempt_id), clock.now())
