"""When a parcel arrives: a range of dates from cut-off, handling, transit and both ends' holidays.

Working days at the warehouse count until it leaves, working days at the destination on the way. The
range is what is promised everywhere, so it is computed in this one place.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sampan.domain.shipping.rates import Service

WEEKEND = frozenset({5, 6})
FRIDAY_WEEKEND = frozenset({4, 5})
WEEKENDS = dict.fromkeys(("SA", "KW", "QA", "BH", "OM", "JO", "EG", "DZ", "IL"), FRIDAY_WEEKEND)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which nothing moves in a country."""

    country: str
    holidays: Collection[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether parcels move on a day."""
        weekend = WEEKENDS.get(self.country, WEEKEND)
        return day.weekday() not in weekend and day not in self.holidays

    def after(self, day: date, working_days: int) -> date:
        """The day that is so many working days later; zero gives the next working day or itself."""
        while not self.is_working(day):
            day += timedelta(days=1)
        for _ in range(working_days):
            day += timedelta(days=1)
            while not self.is_working(day):
                day += timedelta(days=1)
        return day


@dataclass(frozen=True, slots=True)
class Promise:
    """The day the parcel leaves, and the first and last day on which it arrives."""

    leaves: date
    first: date
    last: date


def promise(
    service: Service,
    country: str,
    *,
    ordered_at: datetime,
    zone: str,
    calendars: tuple[Calendar, Calendar],
) -> Promise | None:
    """The promise of a service to a country; None where it does not go.

    `zone` is the warehouse's IANA time zone, `ordered_at` is aware, and the calendars are those of
    the warehouse's country and of the destination.
    """
    lane = service.zone(country)
    if lane is None:
        return None
    local = ordered_at.astimezone(ZoneInfo(zone))
    origin, destination = calendars
    start = local.date()
    if origin.is_working(start) and local.time() >= service.cutoff:
        start += timedelta(days=1)
    leaves = origin.after(start, service.handling_days)
    return Promise(
        leaves,
        destination.after(leaves, lane.days[0]),
        destination.after(leaves, lane.days[1]),
    )
