"""Charges, carts, places, rates, markets and events keep what they promise."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.cart import MAX_LINES, Cart, CartLine
from sampan.domain.charges import Charge, Kind, subtotal, total
from sampan.domain.errors import CurrencyMismatch, DomainError, Invalid, UnknownCountry
from sampan.domain.events import EVENTS, ProductsChanged
from sampan.domain.fx import Rate
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.places import Place

HERE, THERE = Place("CN"), Place("DE")
kinds = st.sampled_from([kind for kind in Kind if kind is not Kind.DISCOUNT])


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


@given(st.lists(st.tuples(kinds, st.integers(0, 10**9)), max_size=30))
def test_a_total_is_the_sum_of_its_charges_and_of_its_subtotals(rows):
    charges = [Charge(kind, Money(minor, "EUR"), "test") for kind, minor in rows]

    assert total(charges, "EUR").minor == sum(minor for _, minor in rows)
    parts = [subtotal(charges, kind, "EUR") for kind in Kind]
    assert sum(part.minor for part in parts) == total(charges, "EUR").minor


@pytest.mark.parametrize(("kind", "amount"), [(Kind.DISCOUNT, "1"), (Kind.DUTY, "-1")])
def test_a_charge_with_the_wrong_sign_is_a_bug(kind, amount):
    with pytest.raises(AssertionError):
        Charge(kind, eur(amount), "test")


@pytest.mark.parametrize("quantity", [0, -1, 10**18, 1.5, True])
def test_a_strange_quantity_is_refused(quantity):
    with pytest.raises(Invalid):
        CartLine("TEE", quantity, eur("9.90"))


def test_a_cart_speaks_one_currency_and_has_a_limit():
    line = CartLine("TEE", 5, eur("9.90"))
    cart = Cart((line,), "EUR", HERE, THERE, Incoterm.DDP)
    assert cart.goods_value == eur("49.50")

    with pytest.raises(CurrencyMismatch):
        Cart((line,), "USD", HERE, THERE, Incoterm.DDP)
    with pytest.raises(Invalid):
        Cart((line,) * (MAX_LINES + 1), "EUR", HERE, THERE, Incoterm.DDP)


@pytest.mark.parametrize("country", ["", "XX", "de", "DEU", "D" * 1000])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(UnknownCountry):
        Place(country)


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_none_is_refused(value):
    with pytest.raises(Invalid):
        Rate("USD", "EUR", Decimal(value), date(2026, 7, 1), "test")


def test_a_rate_serves_both_ways_and_only_its_own_currencies():
    rate = Rate("USD", "JPY", Decimal("150"), date(2026, 7, 1), "test")

    assert rate.convert(Money.parse("10.00", "USD")) == Money(1500, "JPY")
    assert rate.inverse().convert(Money(1500, "JPY")) == Money.parse("10.00", "USD")
    with pytest.raises(CurrencyMismatch):
        rate.convert(eur("1"))


def test_only_ddp_leaves_nothing_to_pay_at_the_door():
    assert [term for term in Incoterm if term.seller_clears_import] == [Incoterm.DDP]


@pytest.mark.parametrize(
    ("countries", "languages", "currencies"),
    [((), ("en",), ("EUR",)), (("DE",), ("tlh",), ("EUR",)), (("ZZ",), ("en",), ("EUR",))],
)
def test_a_market_that_cannot_be_is_refused(countries, languages, currencies):
    with pytest.raises(DomainError):
        Market("x", "X", countries, languages, currencies, True, Incoterm.DDP)


def test_every_event_is_registered_under_its_own_name():
    assert all(name == event.__name__ for name, event in EVENTS.items())
    assert asdict(ProductsChanged((1, 2), "import")) == {"product_ids": (1, 2), "cause": "import"}


def test_a_refusal_says_its_code_and_its_fields():
    assert str(Invalid(field="quantity", reason="negative")) == (
        "invalid(field='quantity', reason='negative')"
    )
