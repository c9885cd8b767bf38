"""Send money back: the intent is stored, the provider is asked, the outcome is stored."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.selectors import AttemptFacts, RefundFacts
from sampan.domain.events import RefundBegun
from sampan.domain.payments.lifecycle import RefundState
from sampan.domain.payments.port import PaymentView, Refused, Unknown
from sampan.flows.providers import payment_provider
from sampan.flows.settle_payment import settle_payment
from sampan.kernel import clock


def send_when_begun(event: RefundBegun, at: datetime) -> None:
    """Reaction: let a worker send the refund; the network is no part of a transaction."""
    _send.enqueue(event.refund)


def send_refund(refund_id: UUID, at: datetime) -> RefundState:
    """Ask the provider to give money back, at most once for this refund.

    One whose end was not known is looked up first: providers forget keys after a day, so the same
    key alone is no protection. Of several refunds of one payment a single one is under way at a
    time: a look-up tells how much went back, not for which of them.
    """
    refund = payments.refund(refund_id)
    if refund.state in {RefundState.DONE, RefundState.REFUSED}:
        return RefundState(refund.state)
    attempt = payments.attempt(refund.attempt)
    if refund.state == RefundState.UNKNOWN and _arrived(refund, attempt, at):
        return RefundState.DONE
    if not payment_writes.begin_sending(refund.id, at):
        return RefundState(payments.refund(refund.id).state)
    provider = payment_provider(attempt.provider)
    outcome = provider.refund(attempt.provider_ref, refund.amount, str(refund.id))
    match outcome:
        case PaymentView():
            _record_done(refund, outcome, at)
            return RefundState.DONE
        case Refused():
            payment_writes.record_refund(refund.id, RefundState.REFUSED, at)
            order_writes.ask_for_review(attempt.order, "refund_refused", at)
            return RefundState.REFUSED
        case Unknown():
            payment_writes.record_refund(refund.id, RefundState.UNKNOWN, at)
            return RefundState.UNKNOWN


def _arrived(refund: RefundFacts, attempt: AttemptFacts, at: datetime) -> bool:
    """Whether the provider has given back this refund's money beside that of the finished ones."""
    view = payment_provider(attempt.provider).look_up(attempt.id)
    if not isinstance(view, PaymentView):
        return False
    finished = sum(
        other.amount.minor
        for other in payments.refunds_of(attempt.order)
        if other.attempt == attempt.id and other.state == RefundState.DONE
    )
    if view.refunded.minor < finished + refund.amount.minor:
        return False
    _record_done(refund, view, at)
    return True


def _record_done(refund: RefundFacts, view: PaymentView, at: datetime) -> None:
    order = payments.order_of(refund.attempt)
    assert order is not None, "a refund has its attempt"
    with transaction.atomic():
        orders.locked(order)
        payment_writes.record_refund(refund.id, RefundState.DONE, at)
        settle_payment(view, at)


@task()
def _send(refund_id: str) -> None:
    send_refund(UUID(refund_id), clock.now())
