"""Take the demo's orders away: what was never sold leaves no order, and books of nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sampan.apps.ledger import services as ledger
from sampan.apps.orders import amend
from sampan.apps.orders.selectors import listing
from sampan.apps.payments import services as payments
from sampan.apps.promotions import services as promotions
from sampan.apps.shipping import services as shipping


def forget_demo_orders(variant_ids: Sequence[int], at: datetime) -> set[int]:
    """Delete the orders that hold nothing but these variants.

    Returns the variants that have to stay, because an order also holds goods of the owner's own.
    """
    with transaction.atomic():
        order_ids = listing.only_of(variant_ids)
        ledger.take_back(order_ids, "demo_removed", at)
        payments.forget(order_ids)
        promotions.forget(order_ids)
        shipping.forget(order_ids)
        amend.forget(order_ids)
        return listing.sold(variant_ids)
