"""The one place that asks what time it is; nothing below the flows calls it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in UTC; a legal day is a date in its jurisdiction's own zone."""
    return now().date()
