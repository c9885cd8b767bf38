"""What shoppers around the world pay is what the landed-cost engine says for the same parcel."""

import json
from decimal import Decimal

import pytest
from tests.shops import LOADED_AT as NOW
from tests.shops import loaded_demo  # noqa: F401 - a fixture is found by its name

from sampan.apps.catalog.models import Variant
from sampan.apps.checkout import selectors as carts
from sampan.apps.checkout import services as cart_writes
from sampan.apps.checkout.services import Setting
from sampan.apps.inventory.models import StockLevel
from sampan.apps.promotions import services as promotions
from sampan.apps.promotions.services import PromotionDraft
from sampan.domain.charges import Kind
from sampan.domain.money import Money
from sampan.domain.orders.offer import from_json, to_json
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.rules import Percentage
from sampan.flows.offer_parcels import Destination
from sampan.flows.quote_cart import quote_cart

SHOPPERS = {
    "DE": (Setting("eu", "DE", "EUR", "de"), None),
    "US": (Setting("us", "US", "USD", "en"), "CA"),
    "JP": (Setting("jp", "JP", "JPY", "ja"), None),
    "BR": (Setting("br", "BR", "BRL", "pt-br"), "SP"),
    "AE": (Setting("gulf", "AE", "AED", "ar"), None),
    "KR": (Setting("kr", "KR", "KRW", "ko"), None),
}
TEA, TEE, BUNDLE, ALBUM = "HR-LS-02-CEL", "HR-HT", "bundle", "digital"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]


def variant(which: str) -> int:
    if which in {BUNDLE, ALBUM}:
        return Variant.objects.filter(product__kind=which).order_by("id")[0].id
    return Variant.objects.filter(sku__startswith=which).order_by("id")[0].id


def quote(country: str, *goods: tuple[str, int], codes=(), service: str = ""):
    setting, region = SHOPPERS[country]
    cart, _ = cart_writes.open_cart(setting, customer=None, at=NOW)
    for which, quantity in goods:
        cart_writes.add(cart, variant(which), quantity, NOW)
    cart_writes.set_codes(cart, codes, NOW)
    return quote_cart(carts.cart(cart), Destination(country, region), service=service, at=NOW)


@pytest.mark.parametrize("country", sorted(SHOPPERS))
def test_an_offer_is_the_sum_of_its_charges_and_survives_storage(country):
    quoted = quote(country, (TEA, 1), (TEE, 2))

    assert quoted.obstacles == ()
    charged = sum(charge.amount.minor for charge in quoted.offer.charges)
    assert quoted.offer.total.minor == charged > 0
    assert from_json(json.loads(json.dumps(to_json(quoted.offer)))) == quoted.offer


@pytest.mark.parametrize("country", ["DE", "JP", "BR", "AE"])
def test_where_duty_and_tax_are_included_the_shopper_pays_exactly_what_was_shown(country):
    quoted = quote(country, (TEA, 1), (TEE, 2))

    freight_off = quoted.promotions.basket.freight_off or Money.zero(quoted.offer.currency)
    shown = quoted.priced.value + quoted.way.cost - freight_off
    assert quoted.offer.total == shown
    assert quoted.offer.on_delivery is None


def test_a_german_parcel_from_ningbo_pays_three_euro_for_each_heading_and_vat_on_them():
    StockLevel.objects.filter(warehouse__code="HAM").delete()
    offer = quote("DE", (TEE, 2)).offer

    assert offer.subtotal(Kind.DUTY) == Money.parse("3.00", "EUR")
    net = offer.total - offer.subtotal(Kind.IMPORT_TAX)
    assert offer.subtotal(Kind.IMPORT_TAX) == net.times(Decimal("0.19"))
    assert offer.facts["parcels"][0]["scheme"] == "IOSS"


def test_goods_in_the_shoppers_own_country_come_from_there_and_cross_no_border():
    offer = quote("DE", (TEA, 1)).offer

    assert [line.warehouse for line in offer.lines] == ["HAM"]
    assert not offer.subtotal(Kind.DUTY, Kind.IMPORT_TAX)
    assert offer.subtotal(Kind.SALES_TAX).minor > 0


def test_an_american_parcel_adds_its_duties_to_the_price_shown():
    offer = quote("US", (TEE, 1)).offer

    assert offer.subtotal(Kind.GOODS) == quote("US", (TEE, 1)).priced.value
    assert offer.subtotal(Kind.DUTY).minor > 0


def test_where_the_buyer_clears_the_door_asks_for_what_the_order_does_not():
    offer = quote("KR", (TEA, 2)).offer

    assert not offer.subtotal(Kind.DUTY, Kind.IMPORT_TAX)
    least, most = offer.on_delivery
    assert Money.zero("KRW") < least <= most


def test_a_bundle_leaves_the_shelf_as_its_parts_and_costs_its_own_price():
    quoted = quote("DE", (BUNDLE, 2))

    assert len(quoted.offer.lines) > 1
    assert all(line.customs["bundle"] for line in quoted.offer.lines)
    assert quoted.offer.total == quoted.priced.value + quoted.way.cost - (
        quoted.promotions.basket.freight_off or Money.zero("EUR")
    )


def test_a_download_needs_no_parcel_and_is_taxed_where_the_buyer_is():
    quoted = quote("DE", (ALBUM, 1))

    assert quoted.way is None
    assert quoted.offer.total == quoted.priced.value
    assert quoted.offer.subtotal(Kind.SALES_TAX).minor > 0


def test_a_coupon_comes_off_before_duty_and_tax_are_computed():
    promotions.save_promotion(
        PromotionDraft(Promotion("", "Ten", Percentage(Decimal(10)), coupon="TEN")),
        actor="owner",
        at=NOW,
    )
    plain, reduced = quote("DE", (TEE, 1)), quote("DE", (TEE, 1), codes=["ten"])

    off = plain.priced.value.times(Decimal("0.10"))
    assert reduced.offer.total == plain.offer.total - off
    assert reduced.offer.facts["promotions"][0]["minor"] == off.minor


def test_more_than_is_there_is_an_obstacle_that_names_how_many_are_left():
    quoted = quote("DE", (TEA, 900))

    assert quoted.offer is None
    assert quoted.obstacles[0].code == "not_enough_stock"
    assert quoted.obstacles[0].facts["available"] == 52


def test_where_no_service_goes_there_is_no_offer():
    cart, _ = cart_writes.open_cart(Setting("eu", "AU", "EUR", "en"), customer=None, at=NOW)
    cart_writes.add(cart, variant(TEE), 1, NOW)

    assert quote_cart(carts.cart(cart), Destination("AU"), at=NOW).obstacles[0].code == "no_service"


def test_under_ddp_goods_without_an_hs_code_are_not_promised_to_a_border():
    Variant.objects.filter(id=variant(TEE)).update(hs_code="")
    StockLevel.objects.filter(warehouse__code="HAM").delete()

    assert quote("DE", (TEE, 1)).obstacles[0].code == "cannot_deliver"


def test_a_quote_takes_the_same_number_of_queries_for_one_line_and_for_ten(
    django_assert_max_num_queries,
):
    goods = Variant.objects.filter(product__kind="goods").order_by("id")
    stocked = [
        row.id
        for row in goods
        if StockLevel.objects.filter(variant_id=row.id, warehouse__code="NGB", on_hand__gt=1)
    ][:10]
    quote("JP", (TEE, 1))
    counts = []
    for number in (1, 10):
        cart, _ = cart_writes.open_cart(SHOPPERS["JP"][0], customer=None, at=NOW)
        for one in stocked[:number]:
            cart_writes.add(cart, one, 1, NOW)
        facts = carts.cart(cart)
        with django_assert_max_num_queries(40) as queries:
            quote_cart(facts, Destination("JP"), at=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]
