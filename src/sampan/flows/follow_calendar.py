"""Let the window follow the calendar: prices that start or end by themselves, and each new day."""

from datetime import datetime, timedelta

from django.db import transaction

from sampan.flows.refresh_window import refresh_due_prices, refresh_whole_window
from sampan.kernel import settings_store

FOLLOWED = "window_followed_until"


@transaction.atomic
def follow_calendar(at: datetime) -> None:
    """Refresh products of which a scheduled price started or ended since the last time."""
    last = settings_store.get(FOLLOWED)
    since = datetime.fromisoformat(last) if last else at - timedelta(days=1)
    refresh_due_prices(since, at)
    settings_store.note(FOLLOWED, at.isoformat())


def start_day(at: datetime) -> None:
    """Refresh the whole window: the lowest price of 30 days moves with every day."""
    refresh_whole_window(at)
