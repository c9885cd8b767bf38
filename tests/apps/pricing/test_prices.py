"""Prices as they are stored: quantity breaks, periods, lists that follow, and their history."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.markets.selectors import market_ids
from sampan.apps.markets.services import save_market
from sampan.apps.pricing import selectors, services
from sampan.apps.pricing.models import Price, PriceChange
from sampan.apps.pricing.services import Cause, Terms
from sampan.domain.errors import CurrencyMismatch, Invalid, NotFound
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.kernel import stamps

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CAUSE = Cause("owner", NOW, "test")
pytestmark = pytest.mark.django_db


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


@pytest.fixture
def lists():
    for code, country, currency, factor, base in [
        ("eu", "DE", "EUR", "1", True),
        ("jp", "JP", "JPY", "168", False),
    ]:
        market = Market(code, code, (country,), ("en",), (currency,), True, Incoterm.DDP)
        save_market(market, position=0, actor="owner", at=NOW)
        facts = PriceListFacts(
            f"{code}-{currency.lower()}", code, currency, base, Decimal(factor),
            "exact" if base else "hundreds",
        )  # fmt: skip
        services.save_price_list(facts, market_id=market_ids()[code], position=0, cause=CAUSE)


@pytest.fixture
def cup(lists):
    product = Product.objects.create(handle="cup", created_at=NOW, updated_at=NOW)
    return Variant.objects.create(product=product, sku="CUP").id


def price_now(variant: int, price_list: str = "eu-eur", at: datetime = NOW):
    return selectors.current_prices([variant], at)[variant][price_list]


def test_a_price_is_there_at_once_and_the_stamp_moves(cup):
    before = stamps.current().get("prices", 0)

    assert services.set_prices("eu-eur", {cup: eur("9.90")}, CAUSE) == (cup,)

    assert price_now(cup).amount == eur("9.90")
    assert stamps.current()["prices"] == before + 1


def test_the_same_price_again_changes_nothing(cup):
    services.set_prices("eu-eur", {cup: eur("9.90")}, CAUSE)
    before = stamps.current()["prices"], PriceChange.objects.count()

    assert services.set_prices("eu-eur", {cup: eur("9.90")}, CAUSE) == ()

    assert (stamps.current()["prices"], PriceChange.objects.count()) == before


def test_taking_a_price_away_leaves_its_history(cup):
    services.set_prices("eu-eur", {cup: eur("9.90")}, CAUSE)
    services.set_prices("eu-eur", {cup: None}, CAUSE)

    assert selectors.current_prices([cup], NOW) == {}
    assert [past.amount for _, past, _ in selectors.history(cup)] == [None, eur("9.90")]


def test_other_lists_are_derived_once_and_a_price_typed_by_hand_stays(cup):
    services.set_prices("eu-eur", {cup: eur("89")}, CAUSE)
    services.derive_prices([cup], CAUSE)
    assert price_now(cup, "jp-jpy").amount == Money(15000, "JPY")

    services.set_prices("jp-jpy", {cup: Money(14800, "JPY")}, CAUSE)
    services.set_prices("eu-eur", {cup: eur("99")}, CAUSE)
    services.derive_prices([cup], CAUSE)
    assert price_now(cup, "jp-jpy").amount == Money(14800, "JPY")

    services.derive_prices([cup], CAUSE, price_lists=["jp-jpy"])
    assert price_now(cup, "jp-jpy").amount == Money(16600, "JPY")


def test_a_sale_holds_in_its_period_only(cup):
    services.set_prices("eu-eur", {cup: eur("100")}, Cause("owner", NOW - timedelta(60), "test"))
    sale = Terms(valid_from=NOW + timedelta(1), valid_to=NOW + timedelta(8))
    services.set_prices("eu-eur", {cup: eur("80")}, CAUSE, terms=sale)

    days = {0: "100", 1: "80", 7: "80", 8: "100"}
    shown = {day: price_now(cup, at=NOW + timedelta(day)).amount for day in days}
    assert shown == {day: eur(price) for day, price in days.items()}
    assert price_now(cup, at=NOW + timedelta(2)).lowest_before == eur("100")
    assert price_now(cup, at=NOW + timedelta(9)).lowest_before is None
    starts = selectors.variants_with_a_change_between(NOW, NOW + timedelta(1))
    assert starts == {cup}
    later = Cause("owner", NOW + timedelta(20), "test")
    services.set_prices("eu-eur", {cup: eur("70")}, later)
    assert price_now(cup, at=NOW + timedelta(20)).lowest_before == eur("80")


def test_quantity_breaks_come_with_the_price(cup):
    services.set_prices("eu-eur", {cup: eur("10")}, CAUSE)
    services.set_prices("eu-eur", {cup: eur("9")}, CAUSE, terms=Terms(minimum_quantity=10))

    assert price_now(cup).for_quantity(12) == eur("9")


@pytest.mark.parametrize(
    ("price_list", "price", "refusal"),
    [
        ("nowhere", eur("1"), NotFound),
        ("eu-eur", Money(1, "USD"), CurrencyMismatch),
        ("eu-eur", eur("-1"), Invalid),
        ("eu-eur", Money(10**16, "EUR"), Invalid),
    ],
)
def test_a_price_that_cannot_be_is_refused_and_nothing_is_written(cup, price_list, price, refusal):
    with pytest.raises(refusal):
        services.set_prices(price_list, {cup: price}, CAUSE)

    assert selectors.current_prices([cup], NOW) == {}


@pytest.mark.parametrize("variants", [1, 40])
def test_prices_are_read_in_three_queries_however_many(lists, variants, django_assert_num_queries):
    product = Product.objects.create(handle="set", created_at=NOW, updated_at=NOW)
    ids = [
        Variant.objects.create(product=product, sku=f"S{n}", option1=str(n)).id
        for n in range(variants)
    ]
    services.set_prices("eu-eur", dict.fromkeys(ids, eur("5")), CAUSE)

    with django_assert_num_queries(3):
        assert len(selectors.current_prices(ids, NOW)) == variants


def test_the_database_itself_refuses_a_second_open_price(cup):
    services.set_prices("eu-eur", {cup: eur("9.90")}, CAUSE)
    first = Price.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(price_list=first.price_list, variant_id=cup, amount_minor=1)
