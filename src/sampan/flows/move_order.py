"""Carry an order on by hand: bind its goods, note its label, tell that goods are missing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.catalog.selectors import listing
from sampan.apps.inventory.services import reservations
from sampan.apps.inventory.services.reservations import Hold
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.domain.orders.lifecycle import FulfillmentState
from sampan.flows.refresh_window import refresh_window
from sampan.flows.ship_order import check_may_leave


def allocate_order(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Bind the goods of a paid order, held anew where they were let go.

    Raises SoldOut when they are not there, Conflict for an order that may not leave yet.
    """
    with transaction.atomic():
        order = orders.locked(order_id)
        check_may_leave(order)
        order_writes.move(
            order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.ALLOCATED
        )
        if reservations.live(order.checkout):
            return
        holds = [
            Hold(line.variant_id, line.warehouse, line.quantity)
            for line in orders.lines(order_id)
            if line.warehouse
        ]
        reservations.reserve(order.checkout, holds, at=at, until=None)
        variant_ids = [hold.variant_id for hold in holds]
        refresh_window(listing.products_of(variant_ids), at)


def label_order(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Note that an order has its label. Raises Conflict for one that may not leave yet."""
    with transaction.atomic():
        check_may_leave(orders.locked(order_id))
        order_writes.move(order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.LABELED)


def miss_goods(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Note that goods of an order were not found; what is reserved for it stays so."""
    with transaction.atomic():
        orders.locked(order_id)
        order_writes.move(
            order_id, actor=actor, at=at, fulfillment_state=FulfillmentState.OUT_OF_STOCK
        )
