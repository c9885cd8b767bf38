"""Each market's rounding habit, and that no habit gives anything away for nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.errors import Invalid
from sampan.domain.money import CURRENCIES, Money
from sampan.domain.pricing.rounding import HABITS, nearest


@pytest.mark.parametrize(
    ("habit", "amount", "currency", "shown"),
    [
        ("exact", "47.326", "EUR", "47.33"),
        ("charm_99", "47.32", "EUR", "46.99"),
        ("charm_99", "47.60", "EUR", "47.99"),
        ("charm_99", "47.60", "JPY", "50"),
        ("charm_90", "512.10", "BRL", "511.90"),
        ("five_cents", "47.32", "CHF", "47.30"),
        ("whole", "47.50", "EUR", "48.00"),
        ("tens", "7843", "JPY", "7840"),
        ("hundreds", "14952", "JPY", "15000"),
        ("thousands", "144180", "KRW", "144000"),
        ("thousands", "120", "KRW", "1000"),
        ("charm_99", "0", "EUR", "0.00"),
    ],
)
def test_a_price_becomes_what_shoppers_there_expect(habit, amount, currency, shown):
    assert nearest(habit, Decimal(amount), currency) == Money.parse(shown, currency)


@given(
    habit=st.sampled_from(sorted(HABITS)),
    amount=st.decimals(min_value="0.0001", max_value="1e9", places=4),
    currency=st.sampled_from(sorted(CURRENCIES)),
)
def test_what_costs_something_never_becomes_free(habit, amount, currency):
    assert nearest(habit, amount, currency).minor > 0


@pytest.mark.parametrize("amount", [Decimal("-1"), Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_is_none_is_refused(amount):
    with pytest.raises(Invalid):
        nearest("exact", amount, "EUR")


def test_an_unknown_habit_is_refused():
    with pytest.raises(Invalid):
        nearest("bazaar", Decimal(1), "EUR")
