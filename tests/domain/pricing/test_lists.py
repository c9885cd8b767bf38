"""The lowest price of the 30 days before a reduction, as the EU's directive asks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sampan.domain.money import Money
from sampan.domain.pricing.lists import (
    Break,
    PastPrice,
    PriceFacts,
    PriceListFacts,
    derived,
    lowest_before_reduction,
)

DAY_0 = datetime(2026, 9, 1, tzinfo=UTC)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def past(*steps: tuple[int, str | None]) -> list[PastPrice]:
    return [
        PastPrice(DAY_0 + timedelta(days=day), eur(price) if price else None)
        for day, price in steps
    ]


@pytest.mark.parametrize(
    ("story", "steps", "struck"),
    [
        ("one reduction after a long time", [(0, "139"), (60, "119")], "139"),
        ("never changed", [(0, "139")], None),
        ("raised, not reduced", [(0, "119"), (60, "139")], None),
        ("was cheaper within 30 days", [(0, "139"), (40, "110"), (45, "139"), (60, "119")], None),
        (
            "was a little cheaper within 30 days",
            [(0, "139"), (40, "129"), (45, "139"), (60, "119")],
            "129",
        ),
        ("was cheaper, but longer ago", [(0, "99"), (10, "139"), (60, "119")], "139"),
        ("reduced step by step", [(0, "139"), (60, "129"), (65, "119")], "139"),
        ("too new to have a past", [(0, "139"), (10, "119")], None),
        ("was not on sale in between", [(0, "139"), (40, None), (50, "139"), (60, "119")], None),
        ("reduced, then raised again", [(0, "139"), (60, "119"), (70, "139")], None),
    ],
)
def test_the_struck_price_is_the_lowest_of_the_thirty_days_before(story, steps, struck):
    history = past(*steps)
    current = history[-1].amount

    assert lowest_before_reduction(current, history) == (eur(struck) if struck else None), story


def test_a_price_that_the_history_does_not_know_is_never_struck_through():
    assert lowest_before_reduction(eur("100"), past((0, "139"), (60, "119"))) is None


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, "10"), (9, "10"), (10, "9"), (99, "9"), (100, "8")]
)
def test_a_quantity_break_holds_from_its_quantity_on(quantity, price):
    facts = PriceFacts(eur("10"), (Break(10, eur("9")), Break(100, eur("8"))))

    assert facts.for_quantity(quantity) == eur(price)


def test_a_list_follows_the_base_by_its_factor_and_its_habit():
    yen = PriceListFacts("jp-jpy", "jp", "JPY", False, Decimal(168), "hundreds")

    assert derived(eur("89.00"), yen) == Money(15000, "JPY")
