"""How long a consumer may withdraw from a contract made at a distance.

EU: directive 2011/83, art. 9: 14 days from the day on which the last goods arrived; regulation
1182/71, art. 3: that day is not counted, and a period that would end on a Saturday or Sunday ends
with the next working day. United Kingdom: SI 2013/3134, reg. 30, the same 14 days. Public holidays
would only move the end further; whoever looks at a late declaration may still accept it. When
unsure, a declaration is in time: to refuse one that was is the worse mistake.
"""

from datetime import date, datetime, timedelta

from sampan.domain.places import EU_MEMBERS

DAYS = 14
FRIDAY = 5
BY_LAW = EU_MEMBERS | {"GB"}
# The westernmost clock of the EU (the Azores) is an hour behind UTC.
SLOWEST_CLOCK = timedelta(hours=1)


def days_to_withdraw(country: str, promised: int | None) -> int | None:
    """Days for a buyer of a country: the law's, or the shop's promise where it is longer."""
    by_law = DAYS if country in BY_LAW else None
    return max((days for days in (by_law, promised) if days), default=None)


def last_day(delivered: date, days: int) -> date:
    """The last day on which a declaration is in time.

    >>> last_day(date(2026, 11, 3), 14)
    datetime.date(2026, 11, 17)
    >>> last_day(date(2026, 11, 7), 14)  # the 21st is a Saturday
    datetime.date(2026, 11, 23)
    """
    end = delivered + timedelta(days=days)
    weekday = end.isoweekday()
    return end + timedelta(days=8 - weekday) if weekday > FRIDAY else end


def is_in_time(declared: datetime, delivered: datetime | None, days: int | None) -> bool:
    """Whether a declaration came in time; before the goods arrived it always does."""
    if days is None:
        return False
    if delivered is None:
        return True
    return (declared - SLOWEST_CLOCK).date() <= last_day(delivered.date(), days)
