"""Parcels within their limits, prices by the charged weight, and dates that both ends agree on."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.shipping.packing import Limits, Parcel, TooLarge, Unit, pack
from sampan.domain.shipping.promise import Calendar, promise
from sampan.domain.shipping.rates import Service, Step, Zone

LIMITS = Limits(weight_g=2_000, longest_mm=600, volume_mm3=20_000_000, divisor=5_000)
units = st.lists(
    st.builds(
        Unit,
        sku=st.sampled_from("ABC"),
        weight_g=st.integers(1, 2_000),
        sides_mm=st.tuples(st.integers(1, 215), st.integers(1, 215), st.integers(1, 215)),
    ),
    min_size=1,
    max_size=40,
)


@given(units, st.randoms())
def test_every_unit_is_packed_once_within_the_limits_whatever_the_order(goods, random):
    shuffled = list(goods)
    random.shuffle(shuffled)
    parcels = pack(goods, LIMITS)

    packed = [unit for parcel in parcels for unit in parcel.units]
    assert sorted(packed, key=repr) == sorted(goods, key=repr)
    assert all(parcel.charged_weight_g(LIMITS) <= LIMITS.weight_g for parcel in parcels)
    assert len(pack(shuffled, LIMITS)) == len(parcels)


@pytest.mark.parametrize("unit", [Unit("A", 2_001), Unit("A", 1, (601, 1, 1))])
def test_what_fits_no_parcel_is_said_so(unit):
    with pytest.raises(TooLarge):
        pack([unit], LIMITS)


@pytest.mark.parametrize(
    ("weight_g", "sides_mm", "charged_g"),
    [(900, (100, 100, 100), 900), (900, (300, 200, 100), 1_200), (1, (100, 100, 101), 202)],
)
def test_a_light_large_parcel_is_charged_by_its_room(weight_g, sides_mm, charged_g):
    assert Parcel((Unit("A", weight_g, sides_mm),)).charged_weight_g(LIMITS) == charged_g


def a_service(**more) -> Service:
    steps = (Step(500, Money(490, "EUR")), Step(2_000, Money(990, "EUR")))
    zone = Zone(frozenset({"DE", "SA"}), steps, (2, 4))
    return Service("line", "Line", "NGB", "air", (zone,), LIMITS, cutoff=time(14), **more)


@pytest.mark.parametrize(
    ("weights_g", "country", "cents"),
    [
        ([500], "DE", 490),
        ([501], "DE", 990),
        ([500, 2_000], "DE", 1480),
        ([2_001], "DE", None),
        ([1], "FR", None),
        ([], "DE", None),
    ],
)
def test_a_service_costs_what_its_table_says(weights_g, country, cents):
    parcels = [Parcel((Unit("A", weight),)) for weight in weights_g]
    cost = a_service().cost(parcels, country)

    assert cost == (None if cents is None else Money(cents, "EUR"))


@pytest.mark.parametrize("steps", [(), (Step(2, Money(1, "EUR")), Step(1, Money(2, "EUR")))])
def test_a_table_that_does_not_rise_is_refused(steps):
    with pytest.raises(Invalid):
        Zone(frozenset({"DE"}), steps, (1, 2))


@pytest.mark.parametrize(
    ("story", "ordered", "country", "first", "last"),
    [
        # Shanghai is eight hours ahead: 05:59 UTC is one minute before two o'clock there.
        ("before the cut-off on a Monday", "2026-11-23T05:59", "DE", "11-26", "11-30"),
        ("after the cut-off it leaves a day later", "2026-11-23T06:00", "DE", "11-27", "12-01"),
        ("on a Saturday it waits for Monday", "2026-11-21T03:00", "DE", "11-26", "11-30"),
        ("the destination's weekend is its own", "2026-11-23T05:59", "SA", "11-26", "11-30"),
        ("a holiday at home holds it back", "2026-09-30T03:00", "DE", "10-12", "10-14"),
    ],
)
def test_a_promise_counts_working_days_at_both_ends(story, ordered, country, first, last):
    golden_week = frozenset(date(2026, 10, day) for day in range(1, 8))
    dates = promise(
        a_service(),
        country,
        ordered_at=datetime.fromisoformat(ordered).replace(tzinfo=UTC),
        zone="Asia/Shanghai",
        calendars=(Calendar("CN", golden_week), Calendar(country)),
    )

    assert (f"{dates.first:%m-%d}", f"{dates.last:%m-%d}") == (first, last), story


def test_there_is_no_promise_where_the_service_does_not_go():
    calendars = (Calendar("CN"), Calendar("FR"))
    at = datetime(2026, 11, 23, tzinfo=UTC)

    assert promise(a_service(), "FR", ordered_at=at, zone="UTC", calendars=calendars) is None
