"""Send an order off: goods leave the shelf, parcels get their numbers, the shopper is told."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.inventory.services import reservations
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.selectors import OrderFacts
from sampan.apps.shipping import services as shipping
from sampan.domain.errors import Conflict
from sampan.domain.events import OrderShipped
from sampan.domain.orders.lifecycle import FulfillmentState, PaymentState
from sampan.kernel import outbox

SENDABLE = {PaymentState.PAID, PaymentState.PARTLY_REFUNDED}


def pack_order(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Note that an order lies packed. Raises Conflict for one that may not leave yet."""
    with transaction.atomic():
        order = orders.locked(order_id)
        check_may_leave(order)
        order_writes.move(order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.PACKED)


def ship_order(order_id: UUID, tracking: Mapping[int, str], *, actor: str, at: datetime) -> None:
    """Let an order's goods leave, each parcel under its tracking number.

    Raises Conflict for an order that is unpaid, parked or under review, IllegalMove for one that
    left already or was cancelled.
    """
    with transaction.atomic():
        order = orders.locked(order_id)
        check_may_leave(order)
        if order.fulfillment_state != FulfillmentState.PACKED:
            order_writes.move(
                order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.PACKED
            )
        order_writes.move(order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.SHIPPED)
        reservations.take(order.checkout, actor=actor, at=at)
        shipping.record_shipments(order_id, tracking, service=order.service, at=at)
        outbox.publish(OrderShipped(str(order_id)), at)


def deliver_order(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Note that an order arrived; the withdrawal period starts."""
    with transaction.atomic():
        orders.locked(order_id)
        order_writes.move(
            order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.DELIVERED
        )
        shipping.record_delivery(order_id, at)


def check_may_leave(order: OrderFacts) -> None:
    """Raise Conflict for an order that is unpaid, parked or under review."""
    if order.payment_state not in SENDABLE:
        raise Conflict(what="order", reason="not_paid")
    if order.needs_review or order.is_parked:
        raise Conflict(what="order", reason="held_back")
