"""Count stock: bring on hand to what lies there, and the window with it."""

from collections.abc import Mapping

from django.db import transaction

from sampan.apps.catalog.selectors import window as catalog
from sampan.apps.inventory.services import Movement, set_on_hand
from sampan.domain.events import StockChanged
from sampan.flows.refresh_window import refresh_window
from sampan.kernel import outbox


def count_stock(counts: Mapping[tuple[int, str], int], movement: Movement) -> tuple[int, ...]:
    """Set on hand of (variant id, warehouse code); returns the variants that changed.

    Raises NotFound for an unknown warehouse, Invalid for a number that cannot be.
    """
    with transaction.atomic():
        changed = set_on_hand(counts, movement)
        if changed:
            products = catalog.products_of_variants(changed)
            event = StockChanged(tuple(sorted(products)), movement.reason)
            outbox.publish(event, movement.at)
            refresh_window(products, movement.at)
    return changed
