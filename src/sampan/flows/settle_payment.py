"""Bring an order in step with what its provider holds, whichever way the news came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.inventory.services import reservations
from sampan.apps.inventory.services.reservations import Hold, SoldOut
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.selectors import OrderFacts
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.services import Change
from sampan.apps.promotions import services as promotions
from sampan.apps.promotions.services import UsedUp
from sampan.domain.errors import NotFound
from sampan.domain.events import (
    PaymentCaptured,
    PaymentNeedsReview,
    PaymentRefunded,
    PaymentUnwanted,
    PaymentWaits,
    RefundBegun,
)
from sampan.domain.payments.lifecycle import AttemptState
from sampan.domain.payments.port import PaymentView
from sampan.kernel import outbox

LAPSED = "payment_timeout"


def settle_payment(view: PaymentView, at: datetime) -> Change:
    """Record a view and let everything follow from it, in one transaction.

    A notification, an answer, a look-up and the shopper's return may all bring the same view, at
    once or late: the order's row is the lock that whoever moves its money or stock takes first,
    and only the view that changes something has effects. Raises NotFound for a foreign key.
    """
    order = payments.order_of(view.key)
    if order is None:
        raise NotFound(what="payment_attempt", id=str(view.key))
    with transaction.atomic():
        orders.locked(order)
        change = payment_writes.record_view(view.key, view, at)
        if change.captured:
            _note_capture(change, at)
        if change.old != change.new:
            _follow(change, view, at)
        if change.refunded:
            _money_went_back(change, at)
    return change


def _follow(change: Change, view: PaymentView, at: datetime) -> None:
    match change.new:
        case AttemptState.CAPTURED:
            _money_arrived(change, at)
        case AttemptState.AUTHORIZED:
            _money_promised(change, at)
        case AttemptState.EXPIRED | AttemptState.VOIDED if change.old == AttemptState.AUTHORIZED:
            _promise_broken(change, at)
        case AttemptState.MISMATCH:
            order_writes.ask_for_review(change.order, "payment_mismatch", at)
            outbox.publish(PaymentNeedsReview(str(change.order), str(change.attempt)), at)
        case AttemptState.WAITING if view.pay_by is not None:
            outbox.publish(PaymentWaits(str(change.order), str(change.attempt)), at)
    order_writes.note(
        change.order,
        f"payment_{change.new}",
        actor="provider",
        at=at,
        facts={"attempt": str(change.attempt), "reason": view.reason},
    )


def _money_promised(change: Change, at: datetime) -> None:
    """Goods that money is held for are kept; a hold that comes too late is given back."""
    order = orders.order(change.order)
    if order.is_cancelled or order.paid_at is not None:
        outbox.publish(PaymentUnwanted(str(change.order), str(change.attempt)), at)
        return
    order_writes.mark_authorized(order.id, at)
    reservations.keep(order.checkout)


def _promise_broken(change: Change, at: datetime) -> None:
    """Goods are still kept for an order whose money is not held any more: a person decides."""
    order = orders.order(change.order)
    if not order.is_cancelled and order.paid_at is None:
        order_writes.ask_for_review(order.id, "authorization_lost", at)


def _money_arrived(change: Change, at: datetime) -> None:
    """Money for an order that is there is kept; for one that is not, it goes back."""
    order = orders.order(change.order)
    if not order_writes.mark_paid(order.id, at):
        _give_back(change, "paid_twice", at)
    elif order.is_cancelled and order.cancel_reason != LAPSED:
        _give_back(change, "order_was_cancelled", at)
    elif missing := "" if reservations.keep(order.checkout) else _reclaim(order, at):
        _give_back(change, missing, at)
        order_writes.cancel(order.id, reason=missing, actor="system", at=at)
    else:
        order_writes.move(order.id, actor="system", at=at, fulfillment_state="allocated")


def _reclaim(order: OrderFacts, at: datetime) -> str:
    """Hold the goods and uses of a lapsed order again; returns the reason when they are gone."""
    holds = [
        Hold(line.variant_id, line.warehouse, line.quantity)
        for line in orders.lines(order.id)
        if line.warehouse
    ]
    try:
        with transaction.atomic():
            reservations.reserve(order.checkout, holds, at=at, until=None)
            promotions.use_again(order.id)
    except (SoldOut, UsedUp) as refusal:
        return refusal.code
    return ""


def _give_back(change: Change, reason: str, at: datetime) -> None:
    refund_id = payment_writes.begin_refund(
        change.attempt, change.captured, reason=reason, actor="system", at=at
    )
    order_writes.note(change.order, "refund_begun", actor="system", at=at, facts={"reason": reason})
    outbox.publish(RefundBegun(str(change.order), str(refund_id)), at)


def _note_capture(change: Change, at: datetime) -> None:
    event = PaymentCaptured(str(change.order), str(change.attempt), change.captured.minor)
    outbox.publish(event, at)


def _money_went_back(change: Change, at: datetime) -> None:
    attempts = payments.of_order(change.order)
    refunded = sum(attempt.refunded.minor for attempt in attempts)
    captured = sum(attempt.captured.minor for attempt in attempts)
    order_writes.mark_refunded(
        change.order, refunded_minor=refunded, captured_minor=captured, at=at
    )
    total = next(one.refunded.minor for one in attempts if one.id == change.attempt)
    event = PaymentRefunded(str(change.order), str(change.attempt), change.refunded.minor, total)
    outbox.publish(event, at)


def is_settled(attempt_id: UUID) -> bool:
    """Whether an attempt has come to an end that the shopper can be told."""
    return payments.attempt(attempt_id).state in {
        AttemptState.CAPTURED,
        AttemptState.AUTHORIZED,
        AttemptState.DECLINED,
        AttemptState.VOIDED,
        AttemptState.EXPIRED,
    }
