"""The days of a promotion in the shop's zone, and the moments that they mean.

The owner names days; the last one counts in full. A promotion runs from the first moment of its
first day to the first moment of the day after its last one, so that days of 23 and 25 hours are
whole days too.

>>> from zoneinfo import ZoneInfo
>>> berlin = ZoneInfo("Europe/Berlin")
>>> start, end = moments(date(2026, 10, 25), date(2026, 10, 25), berlin)
>>> start.isoformat(), end.isoformat()
('2026-10-24T22:00:00+00:00', '2026-10-25T23:00:00+00:00')
>>> days(start, end, berlin)
(datetime.date(2026, 10, 25), datetime.date(2026, 10, 25))
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sampan.domain.errors import Invalid

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def moments(
    first: date | None, last: date | None, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """When a promotion of these days starts and ends, in UTC; None is open.

    Raises Invalid for a last day before the first.
    """
    if first is not None and last is not None and last < first:
        raise Invalid(field="period", reason="ends_before_it_starts")
    start = _start_of(first, zone) if first is not None else None
    end = _start_of(last + DAY, zone) if last is not None else None
    return start, end


def days(
    start: datetime | None, end: datetime | None, zone: tzinfo
) -> tuple[date | None, date | None]:
    """The first and the last day that lie between two moments; None is open."""
    first = start.astimezone(zone).date() if start is not None else None
    last = (end - INSTANT).astimezone(zone).date() if end is not None else None
    return first, last


def _start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day: where midnight comes twice the first one, where it is left out
    the moment at which the clock goes on.
    """
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
