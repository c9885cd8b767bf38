"""Days in the shop's zone and the moments that they mean, over changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sampan.domain.errors import Invalid
from sampan.domain.promotions.period import days, moments

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", SPRING, 23),
        ("Europe/Berlin", AUTUMN, 25),
        ("Europe/Berlin", date(2026, 7, 1), 24),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Asia/Shanghai", AUTUMN, 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # midnight itself is left out
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_one_day_is_the_whole_day_however_long_it_is(zone, day, hours):
    start, end = moments(day, day, ZoneInfo(zone))

    assert end - start == timedelta(hours=hours)
    assert days(start, end, ZoneInfo(zone)) == (day, day)


def test_the_last_day_counts_in_full_in_the_shops_zone():
    _, end = moments(None, date(2026, 12, 24), ZoneInfo("Asia/Shanghai"))

    assert end == datetime(2026, 12, 24, 16, tzinfo=UTC)


def test_the_first_day_starts_at_its_own_midnight():
    start, end = moments(date(2026, 3, 30), None, ZoneInfo("Europe/Berlin"))

    assert (start, end) == (datetime(2026, 3, 29, 22, tzinfo=UTC), None)


def test_open_ends_stay_open_and_a_turned_period_is_refused():
    assert moments(None, None, ZoneInfo("UTC")) == (None, None)
    with pytest.raises(Invalid):
        moments(date(2026, 3, 2), date(2026, 3, 1), ZoneInfo("UTC"))
