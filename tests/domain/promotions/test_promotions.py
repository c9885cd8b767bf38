"""What comes off a cart: the same in every order of adding, to the cent, and never below zero."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.domain.errors import Invalid
from sampan.domain.money import Money, total
from sampan.domain.promotions.apply import Promotion, apply_promotions
from sampan.domain.promotions.basket import Basket, Item, merged
from sampan.domain.promotions.rules import BuyXGetY, Fixed, FreeFreight, Gift, Percentage, Tiers

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def basket(*goods: tuple[str, int, str], freight: str = "5.00", **more) -> Basket:
    items = merged(Item(sku, quantity, eur(price)) for sku, quantity, price in goods)
    return Basket(items, "EUR", "eu", eur(freight), NOW, **more)


def promo(rule, name: str = "p", **conditions) -> Promotion:
    return Promotion(name, name, rule, **conditions)


def to_pay(promotions, cart: Basket) -> Money:
    return cart.goods_value + cart.freight - apply_promotions(promotions, cart).amount


def percent(number: str, name: str = "p", **conditions) -> Promotion:
    return promo(Percentage(Decimal(number)), name, **conditions)


def fixed(amount: str, name: str = "f", **conditions) -> Promotion:
    return promo(Fixed({"EUR": eur(amount)}), name, **conditions)


@pytest.mark.parametrize(
    ("story", "goods", "promotions", "goods_to_pay"),
    [
        ("a coupon of 10 on 50 gross", [("A", 1, "50")], [fixed("10")], "40"),
        ("ten percent of 25 pieces", [("A", 25, "399.00")], [percent("10")], "8977.50"),
        ("40 %, voucher 70 %", [("A", 1, "100")], [percent("40", "a"), percent("70", "b")], "18"),
        ("15 off, then 20 %", [("A", 1, "100")], [fixed("15", precedence=1), percent("20")], "68"),
        ("500, then 30 %", [("A", 1, "1200")], [fixed("500", precedence=1), percent("30")], "490"),
        ("more off than there is", [("A", 1, "7")], [fixed("10"), percent("50", "q")], "0"),
    ],
)  # fmt: skip
def test_money_cases(story, goods, promotions, goods_to_pay):
    assert to_pay(promotions, basket(*goods, freight="0")) == eur(goods_to_pay), story


def test_the_threshold_is_measured_before_any_promotion():
    free = promo(FreeFreight({"EUR": eur("45")}), "free", precedence=200)

    assert to_pay([percent("20"), free], basket(("A", 1, "45.00"))) == eur("36.00")


def test_free_freight_pays_for_the_cheapest_way_and_not_for_express():
    free = promo(FreeFreight({"EUR": eur("45")}), "free")
    express = basket(("A", 1, "50"), freight="25.00", plain_freight=eur("5.00"))

    assert apply_promotions([free], express).amount == eur("5.00")


def test_a_threshold_in_another_currency_is_no_threshold_here():
    free = promo(FreeFreight({"EUR": eur("100")}))
    yen = Basket((Item("A", 1, Money(20000, "JPY")),), "JPY", "jp", Money(500, "JPY"), NOW)

    assert not apply_promotions([free], yen).amount


def test_an_amount_off_counts_in_its_own_currency_only():
    three = promo(Fixed({"EUR": eur("10"), "USD": Money(1000, "USD")}))

    assert to_pay([three], basket(("A", 1, "50"), freight="0")) == eur("40")


@pytest.mark.parametrize(("bought", "off"), [(2, "0"), (3, "10.00"), (5, "10.00"), (6, "20.00")])
def test_buy_two_get_one_makes_the_cheapest_units_free(bought, off):
    rule = promo(BuyXGetY(buy=2, get=1))

    assert apply_promotions([rule], basket(("A", bought, "10.00"))).amount == eur(off)


def test_buy_get_with_a_fixed_sum_takes_it_off_each_unit_and_never_more_than_its_price():
    dong = Money(50_000, "VND")
    rule = promo(BuyXGetY(buy=1, get=1, amounts=(dong,)))
    cart = Basket((Item("A", 2, Money(30_000, "VND")),), "VND", "vn", Money(0, "VND"), NOW)

    assert apply_promotions([rule], cart).amount == Money(30_000, "VND")


def test_a_gift_is_free_once_the_other_goods_reach_the_minimum():
    rule = promo(Gift("CUP", {"EUR": eur("40")}))

    assert apply_promotions([rule], basket(("POT", 1, "40"), ("CUP", 1, "9"))).amount == eur("9")
    assert apply_promotions([rule], basket(("POT", 1, "39"), ("CUP", 2, "9"))).amount == eur("9")
    assert not apply_promotions([rule], basket(("POT", 1, "39"), ("CUP", 1, "9"))).amount


def test_the_highest_tier_reached_holds():
    tiers = promo(Tiers(((eur("50"), Decimal(5)), (eur("100"), Decimal(10)))))

    assert apply_promotions([tiers], basket(("A", 1, "99"))).amount == eur("4.95")
    assert apply_promotions([tiers], basket(("A", 1, "100"))).amount == eur("10.00")


def test_what_stands_alone_is_used_only_when_it_gives_more():
    alone = percent("25", "alone", alone=True)

    assert apply_promotions([alone, percent("20")], basket(("A", 1, "100"))).amount == eur("25")
    assert apply_promotions([alone, percent("30")], basket(("A", 1, "100"))).amount == eur("30")


def test_of_a_group_the_best_is_used():
    group = [percent("10", "a", group="sale"), percent("15", "b", group="sale")]

    assert apply_promotions(group, basket(("A", 1, "100"))).amount == eur("15")


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({}, None),
        ({"starts_at": NOW + timedelta(1)}, "not_now"),
        ({"ends_at": NOW}, "not_now"),
        ({"markets": frozenset({"jp"})}, "not_here"),
        ({"customer_groups": frozenset({"trade"})}, "not_here"),
        ({"uses_left": 0}, "used_up"),
        ({"minimums": {"EUR": Money(100_000, "EUR")}}, "no_match"),
        ({"skus": frozenset({"B"})}, "no_match"),
    ],
)
def test_a_code_helps_or_says_why_not(conditions, reason):
    coupon = percent("10", coupon="AUTUMN", **conditions)
    cart = basket(("A", 1, "100"), codes=frozenset({"AUTUMN"}))

    assert apply_promotions([coupon], cart).refused.get("AUTUMN") == reason


def test_an_unknown_code_says_so_and_a_coupon_not_typed_does_nothing():
    coupon = percent("10", coupon="AUTUMN")

    assert apply_promotions([coupon], basket(("A", 1, "9"), codes=frozenset({"X"}))).refused == {
        "X": "unknown"
    }
    assert not apply_promotions([coupon], basket(("A", 1, "9"))).applied


MANY = [
    percent("20", "a", categories=frozenset({"tea/"})),
    fixed("7.77", "b", precedence=50),
    promo(BuyXGetY(buy=2, get=1, percent=Decimal(50)), "c"),
    promo(FreeFreight({"EUR": Money(4500, "EUR")}), "d"),
    promo(Tiers(((Money(3000, "EUR"), Decimal(3)), (Money(9000, "EUR"), Decimal(9)))), "e"),
    percent("33", "f", alone=True),
    percent("5", "g", group="x"),
    percent("6", "h", group="x"),
]
lines = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 9)), min_size=1, max_size=8)
PRICES = {"A": 999, "B": 2499, "C": 1, "D": 12_345}


def cart_of(rows) -> Basket:
    items = [
        Item(sku, quantity, Money(PRICES[sku], "EUR"), frozenset({"tea/"} if sku in "AB" else ()))
        for sku, quantity in rows
    ]
    return Basket(merged(items), "EUR", "eu", Money(690, "EUR"), NOW)


@given(lines, st.permutations(MANY))
def test_the_result_is_one_in_every_order_of_adding_and_of_declaring(rows, promotions):
    expected = apply_promotions(MANY, cart_of(rows))

    assert apply_promotions(promotions, cart_of(reversed(rows))).applied == expected.applied
    split = [(sku, 1) for sku, quantity in rows for _ in range(quantity)]
    assert apply_promotions(promotions, cart_of(split)).applied == expected.applied


@given(lines, st.lists(st.sampled_from(MANY), unique_by=lambda promotion: promotion.id))
def test_nothing_falls_below_zero_and_the_parts_sum_to_the_whole(rows, promotions):
    cart = cart_of(rows)
    result = apply_promotions(promotions, cart)

    assert all(result.basket.left(item).minor >= 0 for item in cart.items)
    assert result.basket.freight_left.minor >= 0
    left = total([result.basket.left(item) for item in cart.items], "EUR")
    before = cart.goods_value + cart.freight
    assert left + result.basket.freight_left + result.amount == before


@pytest.mark.parametrize(
    "bad",
    [
        lambda: Percentage(Decimal(0)),
        lambda: Percentage(Decimal(101)),
        lambda: Fixed({"EUR": eur("-1")}),
        lambda: BuyXGetY(0, 1),
        lambda: Tiers(()),
        lambda: Gift("", {}),
    ],
)
def test_a_rule_that_cannot_be_is_refused(bad):
    with pytest.raises(Invalid):
        bad()


def test_the_order_of_declaring_shows_only_in_the_precedence():
    one, two = fixed("15", "a", precedence=1), percent("20", "b", precedence=2)
    swapped = [replace(one, precedence=2), replace(two, precedence=1)]
    cart = basket(("A", 1, "100"), freight="0")

    results = {to_pay(list(order), cart) for order in itertools.permutations([one, two])}
    assert results == {eur("68")}
    assert to_pay(swapped, cart) == eur("65")
