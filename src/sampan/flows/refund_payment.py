"""Give a shopper money back, in whole or in part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.domain.errors import Invalid
from sampan.domain.events import RefundBegun
from sampan.domain.money import Money
from sampan.kernel import outbox


def refund_payment(
    order_id: UUID, amount: Money, *, reason: str, actor: str, at: datetime
) -> tuple[UUID, ...]:
    """Store refunds of an amount over what was captured for an order; they are sent after commit.

    Returns their ids. Raises Invalid for nothing, another currency, or more than is left.
    """
    with transaction.atomic():
        orders.locked(order_id)
        left, refunds = amount, []
        for attempt in payments.of_order(order_id):
            part = min(left, payments.refundable(attempt.id))
            if part.minor > 0:
                refunds.append(_begin(attempt.id, part, reason=reason, actor=actor, at=at))
                left -= part
        if not refunds or left:
            raise Invalid(field="amount", reason="more_than_captured", left=left.minor)
    return tuple(refunds)


def _begin(attempt_id: UUID, amount: Money, *, reason: str, actor: str, at: datetime) -> UUID:
    order_id = payments.attempt(attempt_id).order
    refund_id = payment_writes.begin_refund(attempt_id, amount, reason=reason, actor=actor, at=at)
    order_writes.note(
        order_id,
        "refund_begun",
        actor=actor,
        at=at,
        facts={"reason": reason, "amount_minor": amount.minor},
    )
    outbox.publish(RefundBegun(str(order_id), str(refund_id)), at)
    return refund_id
