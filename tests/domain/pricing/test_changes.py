"""Many prices change by one rule, and margins say what that leaves."""

from datetime import date
from decimal import Decimal

import pytest

from sampan.domain.errors import CurrencyMismatch, Invalid
from sampan.domain.fx import Rate
from sampan.domain.money import Money
from sampan.domain.pricing.changes import PriceChange
from sampan.domain.pricing.margin import cost_in, margin


@pytest.mark.parametrize(
    ("way", "value", "habit", "before", "after"),
    [
        ("percent", "10", "exact", "EUR 49.99", "EUR 54.99"),
        ("percent", "-10", "charm_99", "EUR 49.99", "EUR 44.99"),
        ("percent", "-100", "charm_99", "EUR 49.99", "EUR 0.00"),
        ("percent", "4", "hundreds", "JPY 13800", "JPY 14400"),
        ("add", "5", "exact", "EUR 10.00", "EUR 15.00"),
        ("add", "-20", "exact", "EUR 10.00", "EUR 0.00"),
        ("set", "12.5", "exact", "EUR 10.00", "EUR 12.50"),
        ("set", "12.5", "whole", "EUR 10.00", "EUR 13.00"),
        ("set", "1.234", "exact", "KWD 1.000", "KWD 1.234"),
    ],
)
def test_a_rule_changes_a_price_and_rounds_once_by_the_habit(way, value, habit, before, after):
    currency, text = before.split()

    changed = PriceChange(way, Decimal(value)).applied(Money.parse(text, currency), habit)

    assert str(changed) == after


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("set", "-1"),
        ("percent", "-101"),
        ("percent", "NaN"),
        ("add", "Infinity"),
        ("add", "1e12"),
        ("x", "1"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(way, value):
    with pytest.raises(Invalid):
        PriceChange(way, Decimal(value))


@pytest.mark.parametrize(
    ("price", "cost", "left"), [("50.00", "20.00", "0.6"), ("20.00", "25.00", "-0.25")]
)
def test_the_margin_is_the_share_of_the_price_over_the_cost(price, cost, left):
    assert margin(Money.parse(price, "EUR"), Money.parse(cost, "EUR")) == Decimal(left)


def test_currencies_are_never_mixed_without_a_rate():
    cost = Money.parse("168.00", "CNY")
    rate = Rate("CNY", "EUR", Decimal("0.125"), date(2026, 11, 20), "test")

    with pytest.raises(CurrencyMismatch):
        margin(Money.parse("89.00", "EUR"), cost)
    assert cost_in(cost, "EUR", None) is None
    assert cost_in(cost, "USD", rate) is None
    assert cost_in(cost, "EUR", rate) == Money.parse("21.00", "EUR")
