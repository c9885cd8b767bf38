"""Money refuses to be wrong: whole minor units, one currency, parts that sum to the whole."""

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.errors import BadAmount, CurrencyMismatch, UnknownCurrency
from sampan.domain.money import CURRENCIES, Money, exponent, total

currencies = st.sampled_from(sorted(CURRENCIES))
monies = st.builds(Money, st.integers(-(10**15), 10**15), currencies)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("100", "JPY", 100),
        ("1000", "CLP", 1000),
        ("20.000", "JOD", 20000),
        ("1.5", "KWD", 1500),
        ("10", "HUF", 1000),
        ("500", "ISK", 500),
        ("-3.20", "EUR", -320),
        ("1.50", "JPY", None),
        ("1.005", "EUR", None),
        ("1e3", "EUR", None),
        ("NaN", "EUR", None),
        ("１", "EUR", None),
        ("01", "EUR", None),
        ("", "EUR", None),
        ("9" * 40, "EUR", None),
    ],
)
def test_text_becomes_minor_units_of_its_own_currency_or_is_refused(text, currency, minor):
    if minor is None:
        with pytest.raises(BadAmount):
            Money.parse(text, currency)
    else:
        assert Money.parse(text, currency).minor == minor


@given(monies)
def test_what_is_written_reads_back_the_same(money):
    assert Money.parse(money.text, money.currency) == money
    assert len(money.text.partition(".")[2]) == exponent(money.currency)


@given(monies, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_parts_sum_to_the_whole_and_none_is_off_by_more_than_a_unit(money, weights):
    parts = money.split(weights)

    assert total(parts, money.currency) == money
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part.minor - Decimal(money.minor) * weight / sum(weights)) < 1


def test_a_discount_over_twenty_five_pieces_is_split_without_a_rest():
    order = Money.parse("399.00", "EUR") * 25
    discount = order.times(Decimal("0.10"))

    assert total(discount.split([1] * 25), "EUR") == Money.parse("997.50", "EUR")


@pytest.mark.parametrize(
    ("amount", "rate", "currency", "result"),
    [
        ("24.99", "0.1075", "USD", "2.69"),
        ("0.05", "0.5", "EUR", "0.03"),
        ("-0.05", "0.5", "EUR", "-0.03"),
    ],
)
def test_a_rate_rounds_once_half_away_from_nothing(amount, rate, currency, result):
    assert Money.parse(amount, currency).times(Decimal(rate)) == Money.parse(result, currency)


def test_the_rounding_is_the_callers_to_say():
    assert Money(199, "EUR").times(Decimal("0.01"), ROUND_DOWN) == Money(1, "EUR")


@pytest.mark.parametrize("mix", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b])
def test_two_currencies_never_mix(mix):
    with pytest.raises(CurrencyMismatch):
        mix(Money(1, "EUR"), Money(1, "USD"))


def test_an_unknown_currency_is_refused():
    with pytest.raises(UnknownCurrency):
        Money(1, "XXX")


def test_fractions_cannot_become_minor_units():
    with pytest.raises(AssertionError):
        Money(1.5, "EUR")  # type: ignore[arg-type]  # the mistake that the test plants
