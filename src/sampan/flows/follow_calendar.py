"""Let the window follow the calendar: prices that start or end by themselves, and each new day."""

from datetime import datetime, timedelta

from django.db import transaction

from sampan.apps.catalog.selectors import window
from sampan.flows.refresh_window import refresh_due_prices, refresh_window
from sampan.kernel import settings_store
from sampan.kernel.batches import batches

FOLLOWED = "window_followed_until"
PORTION = 200


@transaction.atomic
def follow_calendar(at: datetime) -> None:
    """Refresh products of which a scheduled price started or ended since the last time."""
    last = settings_store.get(FOLLOWED)
    since = datetime.fromisoformat(last) if last else at - timedelta(days=1)
    refresh_due_prices(since, at)
    settings_store.note(FOLLOWED, at.isoformat())


def start_day(at: datetime) -> None:
    """Refresh the whole window: the lowest price of 30 days moves with every day.

    Each portion is a transaction of its own, so that no order waits until all products are done.
    """
    for product_ids in batches(window.all_product_ids(), PORTION):
        refresh_window(product_ids, at)
