"""Prices, counts and markets change together with the window that shoppers see."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.shops import loaded_demo
from tests.web.backoffice.goods import product, variant

from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import Movement
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause, Terms
from sampan.apps.storefront.models import Card, Offer
from sampan.domain.errors import BadAmount, Conflict, CurrencyMismatch, Invalid, NotFound
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows import change_prices as flow
from sampan.flows.count_stock import count_stock
from sampan.flows.open_markets import open_market, open_starters, save_market
from sampan.kernel import clock
from sampan.kernel.models import OutboxEvent

__all__ = ["loaded_demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]
TEA, CELADON = "lakeside-tea-set", "HR-LS-02-CEL"


def cause() -> Cause:
    return Cause("person:1", clock.now(), "edited")


def shown_in_the_window(price_list: str) -> dict[str, list[object]]:
    return Offer.objects.get(product_id=product(TEA).id, price_list=price_list).variants


def price(code: str) -> str:
    one = variant(TEA, CELADON)
    return str(pricing.current_prices([one.id], clock.now())[one.id][code].amount)


def test_a_new_price_is_in_the_window_with_its_commit() -> None:
    one = variant(TEA, CELADON)

    flow.change_prices("eu-eur", {one.id: Money.parse("95.00", "EUR")}, cause())

    assert shown_in_the_window("eu-eur")[str(one.id)][0] == 9500
    assert price("uk-gbp") == "GBP 78.00"
    assert OutboxEvent.objects.filter(name="PricesChanged").exists()


def test_the_other_lists_follow_when_the_owner_says_so() -> None:
    one = variant(TEA, CELADON)

    flow.change_prices("eu-eur", {one.id: Money.parse("200.00", "EUR")}, cause(), follow=True)

    assert (price("uk-gbp"), price("jp-jpy")) == ("GBP 176.00", "JPY 33600")


def test_the_same_price_again_changes_nothing() -> None:
    one = variant(TEA, CELADON)
    events = OutboxEvent.objects.count()

    assert flow.change_prices("eu-eur", {one.id: Money.parse("89.00", "EUR")}, cause()) == ()
    assert OutboxEvent.objects.count() == events


@pytest.mark.parametrize(
    ("code", "money", "refusal"),
    [
        ("eu-eur", Money(100, "USD"), CurrencyMismatch),
        ("eu-eur", Money(-1, "EUR"), Invalid),
        ("moon", Money(1, "EUR"), NotFound),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    code: str, money: Money, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        flow.change_prices(code, {variant(TEA, CELADON).id: money}, cause())


def test_a_quantity_break_is_told_beside_the_price() -> None:
    one = variant(TEA, CELADON)
    terms = Terms(minimum_quantity=5)

    flow.change_prices("eu-eur", {one.id: Money.parse("80.00", "EUR")}, cause(), terms=terms)

    facts = pricing.current_prices([one.id], clock.now())[one.id]["eu-eur"]
    assert str(facts.amount) == "EUR 89.00"
    assert [(step.minimum_quantity, str(step.amount)) for step in facts.breaks] == [
        (5, "EUR 80.00")
    ]


def test_a_price_for_a_period_starts_and_ends_by_itself() -> None:
    one, now = variant(TEA, CELADON), clock.now()
    terms = Terms(1, now + timedelta(days=1), now + timedelta(days=3))

    flow.change_prices("eu-eur", {one.id: Money.parse("70.00", "EUR")}, cause(), terms=terms)

    seen = [
        str(pricing.current_prices([one.id], now + timedelta(days=day))[one.id]["eu-eur"].amount)
        for day in (0, 2, 4)
    ]
    assert seen == ["EUR 89.00", "EUR 70.00", "EUR 89.00"]


def test_deriving_a_list_shows_first_and_then_stores_exactly_that() -> None:
    one = variant(TEA, CELADON)
    flow.change_prices("uk-gbp", {one.id: Money.parse("55.00", "GBP")}, cause())
    moves = flow.preview_derivation("uk-gbp", clock.now())
    assert (one.id, "GBP 55.00", "GBP 78.00") in [
        (move.variant_id, str(move.now), str(move.then)) for move in moves
    ]
    assert price("uk-gbp") == "GBP 55.00"

    moved = flow.derive_price_list("uk-gbp", cause())

    assert moved == len(moves)
    assert flow.preview_derivation("uk-gbp", clock.now()) == []
    assert shown_in_the_window("uk-gbp")[str(one.id)][0] == 7800


def test_the_base_list_is_never_derived() -> None:
    assert flow.preview_derivation("eu-eur", clock.now()) == []
    assert flow.preview_derivation("moon", clock.now()) == []


def test_the_middle_of_the_stored_prices_is_near_the_factor() -> None:
    ratio = flow.suggested_factor("uk-gbp", clock.now())

    assert ratio is not None
    assert abs(ratio - Decimal("0.88")) < Decimal("0.02")


def test_counting_everything_to_nothing_sells_it_out_in_the_window() -> None:
    counts = {
        (one.id, house.code): 0 for one in product(TEA).variants for house in inventory.warehouses()
    }
    assert Card.objects.get(product_id=product(TEA).id).is_available

    count_stock(counts, Movement("person:1", clock.now(), "counted"))

    assert not Card.objects.get(product_id=product(TEA).id).is_available
    with pytest.raises(Invalid):
        count_stock(dict.fromkeys(counts, -1), Movement("person:1", clock.now(), "counted"))


CANADA = Market("ca", "Canada", ("CA",), ("en", "fr"), ("CAD",), False, Incoterm.DDP)
DOLLARS = PriceListFacts("ca-cad", "ca", "CAD", False, Decimal("1.5"), "whole")


def test_a_new_market_brings_its_prices_along() -> None:
    save_market(CANADA, [DOLLARS], cause())

    assert price("ca-cad") == "CAD 134.00"
    assert shown_in_the_window("ca-cad")[str(variant(TEA, CELADON).id)][0] == 13400


def test_a_changed_factor_moves_no_stored_price() -> None:
    save_market(CANADA, [DOLLARS], cause())
    save_market(CANADA, [replace(DOLLARS, factor=Decimal(2))], cause())

    assert price("ca-cad") == "CAD 134.00"


def test_a_country_belongs_to_one_market() -> None:
    with pytest.raises(Conflict):
        save_market(replace(CANADA, countries=("CA", "DE")), [DOLLARS], cause())

    assert "ca" not in {market.code for market, _ in markets.all_markets()}


def test_a_closed_market_keeps_its_prices() -> None:
    open_market("uk", cause(), is_open=False)

    assert "uk" not in {market.code for market in markets.open_markets()}
    assert price("uk-gbp") == "GBP 78.00"


def test_the_first_steps_open_only_what_is_not_there_yet() -> None:
    there = len(markets.all_markets())

    assert open_starters(["eu", "us", "jp"], {"eu": "Europe"}, cause()) == 0
    assert len(markets.all_markets()) == there


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    with pytest.raises(BadAmount):
        Money.parse("12.5", "JPY")
