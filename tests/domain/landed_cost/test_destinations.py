"""How far the tables reach: more than sixty destinations, each with a source for what it says."""

import pytest
from tests.domain.landed_cost.parcels import a_line, answer

COUNTRIES = (
    "AD AE AT AU BA BE BG BH BR CA CH CN CY CZ DE DK EC EE ES FI FR GB GR HK HR HU ID IE IL IN IS "
    "IT JP KR LI LT LU LV MC ME MT MX MY NL NO NZ OM PA PH PL PT QA RO SA SE SG SI SK TH TR US XK "
    "ZA JE"
).split()
REGIONS = {"CA": "ON", "US": "OR", "BR": "SP", "IN": "MH"}


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_destination_is_exact_with_a_rate_of_duty_that_the_caller_knows(country: str) -> None:
    found = answer(
        a_line("40.00", quantity=5),
        as_of="2026-09-01",
        ship_to=country,
        region=REGIONS.get(country),
        duty_pct={"610910": "12"},
    )

    assert found["status"] == "exact", found["not_evaluated"]


def test_there_are_more_than_sixty() -> None:
    assert len(set(COUNTRIES)) >= 64


@pytest.mark.parametrize("country", ["TR", "TH", "ZA", "NO", "SA", "IN"])
def test_without_a_rate_the_answer_is_partial_and_names_the_layer(country: str) -> None:
    found = answer(as_of="2026-09-01", ship_to=country, region=REGIONS.get(country))

    rules = [note["rule"] for note in found["not_evaluated"]]
    chapter = ".61" if country == "NO" else ""
    assert (found["status"], rules) == ("partial", [f"{country.lower()}.tariff{chapter}"])


def test_a_rule_from_memory_says_so() -> None:
    found = answer(as_of="2026-09-01", ship_to="XK", duty_pct={"610910": "10"})

    told = {note["rule"]: note["code"] for note in found["warnings"]}
    assert found["status"] == "exact"
    assert told == {"xk.value": "unverified_rule", "xk.tariff": "unverified_rule"}


def test_a_disputed_rule_is_told_with_the_other_reading() -> None:
    with_ioss = answer(registrations=["IOSS"])
    without = answer()

    assert "disputed_rule" not in {note["code"] for note in with_ioss["warnings"]}
    assert [n["rule"] for n in without["warnings"] if n["code"] == "disputed_rule"] == [
        "eu.flat_duty_ioss_only"
    ]


@pytest.mark.parametrize(
    ("origin", "hs", "layer"),
    [
        ("IN", "610910", "us.301.forced_labor_others"),
        ("CA", "610910", "us.338.canada"),
        ("CN", "610120", "us.301.china"),
    ],
)
def test_a_us_layer_that_was_not_read_makes_the_answer_partial(
    origin: str, hs: str, layer: str
) -> None:
    found = answer(
        a_line(hs=hs, origin=origin),
        as_of="2026-09-01",
        ship_to="US",
        region="OR",
        duty_pct={hs: "16.5"},
    )

    assert found["status"] == "partial"
    assert layer in {note.get("rule") for note in found["not_evaluated"]}


def test_a_us_floor_that_two_readings_leave_open_is_a_range() -> None:
    found = answer(
        a_line("100", origin="JP"),
        as_of="2026-09-01",
        ship_to="US",
        region="OR",
        ship_from="JP",
        currency="USD",
        duty_pct={"610910": "2"},
    )

    # the floor is 10 or 12.5 % in all
    assert found["range"]["duty"] == {"min": "10.00", "max": "12.50"}


def test_section_232_may_or_may_not_hold_for_a_pan() -> None:
    found = answer(
        a_line("100", hs="732393"), as_of="2026-09-01", ship_to="US", region="OR", currency="USD"
    )

    # 2 % and the forced-labor duty of 12.5 %, or 2 % and Section 232 of 25 % in its place
    assert found["range"]["duty"] == {"min": "14.50", "max": "27.00"}
