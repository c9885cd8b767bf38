"""Let the store window follow what orders do to the stock."""

from datetime import datetime
from uuid import UUID

from sampan.apps.catalog.selectors import listing
from sampan.apps.orders import selectors as orders
from sampan.domain.events import OrderCancelled, OrderPaid, OrderPlaced, OrderShipped
from sampan.flows.refresh_window import refresh_window


def follow_stock(
    event: OrderPlaced | OrderPaid | OrderCancelled | OrderShipped, at: datetime
) -> None:
    """Reaction: show the availability that an order's holding, lapsing or leaving changed."""
    variant_ids = [line.variant_id for line in orders.lines(UUID(event.order))]
    refresh_window(listing.products_of(variant_ids), at)
