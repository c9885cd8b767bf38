"""The cart: what goes in, what it says, and what it never lets happen."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from tests.shops import (
    LOADED_AT,
    loaded_demo,  # noqa: F401 - a fixture is found by its name
)
from tests.web.storefront.selling import TEA, TEE, Visitor, no_kept_pages, variant

from sampan.apps.accounts.models import User
from sampan.apps.catalog.models import Product, Variant
from sampan.apps.checkout.models import Cart, CartLine
from sampan.apps.inventory.models import StockLevel
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import services as pricing
from sampan.apps.promotions import services as promotions
from sampan.apps.promotions.services import PromotionDraft
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.rules import Percentage

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def shop(loaded_demo):  # noqa: F811 - the fixture above
    with no_kept_pages(), time_machine.travel(LOADED_AT, tick=True):
        yield


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def line() -> CartLine:
    return CartLine.objects.get()


def set_stock(sku: str, units: int) -> None:
    """So many units of a variant, all in Ningbo."""
    levels = StockLevel.objects.filter(variant_id=variant(sku))
    levels.exclude(warehouse__code="NGB").update(on_hand=0)
    levels.filter(warehouse__code="NGB").update(on_hand=units)


def set_price(sku: str, amount: str) -> None:
    cause = pricing.Cause("owner", LOADED_AT + timedelta(seconds=1), "test")
    pricing.set_prices("eu-eur", {variant(sku): Money.parse(amount, "EUR")}, cause)


def test_the_product_page_puts_goods_into_the_cart_without_scripts(visitor):
    page = visitor.client.get("/de/p/lakeside-tea-set/", follow=True).content.decode()
    assert 'action="/de/cart/add/"' in page

    response = visitor.add(TEA, 2)

    assert (response.status_code, response["Location"]) == (303, "/de/cart/?said=added")
    cookie = response.cookies["cart"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 32
    assert response.cookies["count"].value == "2"
    assert not response.cookies["count"]["httponly"]
    assert cookie.value not in str(Cart.objects.values().get())
    assert "178,00" in visitor.get("cart/").content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１", 1), ("２0", 20), (" 3 ", 3), ("007", 7), ("999", 999)],
)
def test_a_quantity_is_read_as_people_write_it(visitor, typed, kept):
    visitor.add(TEA, typed)

    assert line().quantity == kept


@pytest.mark.parametrize(
    "typed",
    ["-1", "0", "1.5", "1e3", str(10**18), "1000", "", "abc", "½", "²", "٣x", "1" * 100_000],
)
def test_a_strange_quantity_is_refused_in_words_and_nothing_is_put_in(visitor, typed):
    response = visitor.add(TEA, typed)

    assert response.status_code == 422
    assert "whole number from 1 to 999" in visitor.html
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "1.5", "1e3", str(10**18), "1000", "x"])
def test_a_strange_quantity_in_the_cart_stays_in_sight_beside_its_error(visitor, typed):
    visitor.add(TEA, 2)

    response = visitor.post("cart/change/", {f"quantity_{line().id}": typed})

    assert response.status_code == 422
    assert f'value="{typed[:20]}"' in visitor.html
    assert "whole number from 1 to 999" in visitor.html
    assert line().quantity == 2


def test_more_than_a_line_may_hold_is_refused_also_in_two_steps(visitor):
    visitor.add(TEA, 999)

    assert visitor.add(TEA, 1).status_code == 422
    assert line().quantity == 999


def test_quantities_change_lines_go_and_the_number_follows(visitor):
    visitor.add(TEA)
    visitor.add(TEE, 2)
    first, second = CartLine.objects.order_by("id")

    changed = visitor.post("cart/change/", {f"quantity_{first.id}": "４"})
    assert changed.cookies["count"].value == "6"
    removed = visitor.post("cart/change/", {"remove": str(second.id)})

    assert removed.cookies["count"].value == "4"
    assert line().quantity == 4
    visitor.post("cart/change/", {f"quantity_{first.id}": "0"})
    assert "Your cart is empty" in visitor.get("cart/").content.decode()


def test_another_visitors_line_does_not_exist_for_me(visitor):
    visitor.add(TEA, 2)
    mine, stranger = line().id, Visitor()
    stranger.add(TEE)

    for values in ({"remove": str(mine)}, {"remove": "10" * 20}, {"remove": "x"}):
        assert stranger.post("cart/change/", values).status_code == 404
    assert stranger.post("cart/take/", {"line": str(mine), "units": "1"}).status_code == 404
    assert CartLine.objects.get(id=mine).quantity == 2


@pytest.mark.parametrize("wrong", ["0", "999999999", "-1", "x", "1" * 30, ""])
def test_what_is_not_sold_cannot_be_put_in(visitor, wrong):
    response = visitor.post("cart/add/", {"variant": wrong, "quantity": "1"})

    assert response.status_code == 404
    assert not Cart.objects.exists()


def test_goods_that_are_hidden_in_a_market_cannot_be_put_in_there(visitor):
    product = Variant.objects.get(id=variant(TEA)).product
    product.hidden_in.create(market_id=markets.market_ids()["eu"])

    assert visitor.add(TEA).status_code == 404


def test_a_cart_is_for_nobody_elses_eyes_and_for_no_cache(visitor):
    visitor.add(TEA)
    page = visitor.get("cart/")

    assert page["Cache-Control"] == "private, no-store"
    assert "Cookie" in page["Vary"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "89,00" not in Client().get("/de/cart/").content.decode()


def test_a_kept_page_holds_nothing_of_anybodys_cart(visitor, settings):
    settings.SAMPAN_KEEP_PAGES = True
    before = Visitor().get("c/all/").content
    visitor.add(TEA, 7)

    assert visitor.get("c/all/").content == before
    assert "no-store" not in visitor.page["Cache-Control"]


@pytest.mark.parametrize("path", ["cart/add/", "cart/change/", "cart/take/", "cart/code/"])
def test_only_our_own_pages_may_change_a_cart_and_no_link_does(path):
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})

    assert elsewhere.post(f"/de/{path}", {"variant": variant(TEA)}).status_code == 403
    assert Client().get(f"/de/{path}").status_code == 405
    assert not Cart.objects.exists()


def test_prices_that_changed_since_the_last_look_are_told_once(visitor):
    visitor.add(TEA)
    visitor.get("cart/")
    set_price(TEA, "79.00")

    with time_machine.travel(LOADED_AT + timedelta(minutes=1)):
        told, again = visitor.get("cart/").content.decode(), visitor.get("cart/").content.decode()

    assert "The price fell since you last looked" in told
    assert "The price fell" not in again
    assert "79,00" in again


def test_what_is_short_says_how_many_are_left_and_offers_them(visitor):
    visitor.add(TEA, 5)
    set_stock(TEA, 3)

    visitor.get("cart/")
    assert "Only 3 left." in visitor.html
    assert "To the checkout" not in visitor.html
    visitor.post("cart/take/", {"line": str(line().id), "units": "3"})

    assert line().quantity == 3
    assert "To the checkout" in visitor.get("cart/").content.decode()


def test_stock_counts_for_all_lines_of_the_same_goods(visitor):
    visitor.add(TEA, 2)
    CartLine.objects.create(
        cart=Cart.objects.get(), variant_id=variant(TEA), choices="gift-wrapped", quantity=2,
        added_at=LOADED_AT,
    )  # fmt: skip
    set_stock(TEA, 3)

    assert "Only 1 left." in visitor.get("cart/").content.decode()


def test_what_is_sold_out_or_gone_is_told_and_never_silently_dropped(visitor):
    visitor.add(TEA)
    visitor.add(TEE)
    set_stock(TEA, 0)
    Product.objects.filter(variants__id=variant(TEE)).update(status="archived")

    visitor.get("cart/")

    assert "Sold out. Take it out to go on." in visitor.html
    assert "is not sold here any more" in visitor.html
    assert CartLine.objects.count() == 2


def test_a_switch_of_country_prices_the_cart_anew_and_says_so(visitor):
    visitor.add(TEA)
    visitor.get("cart/")
    visitor.post("place/chosen/", {"place": "US.USD", "next": "/de/cart/"})

    visitor.get("cart/")

    assert "Your cart is now priced for Vereinigte Staaten" in visitor.html
    assert "before 89,00" in visitor.html.replace("\xa0", " ")
    assert (Cart.objects.get().market, Cart.objects.get().currency) == ("us", "USD")
    assert "Your cart is now priced" not in visitor.get("cart/").content.decode()


def test_where_the_state_decides_it_is_asked_for_before_a_total_is_named():
    visitor = Visitor("US")
    visitor.add(TEA)

    asked = visitor.get("cart/").content.decode()
    told = visitor.get("cart/?region=CA").content.decode()

    assert "Estimated total" not in asked
    assert '<option value="CA">California</option>' in asked
    assert "Estimated total" in told
    assert "Duty" in told


def coupon(**options: object) -> None:
    values = {"id": "", "name": "Ten", "rule": Percentage(Decimal(10)), "coupon": "TEN"} | options
    limit = values.pop("limit", None)
    promotions.save_promotion(
        PromotionDraft(Promotion(**values), limit=limit), actor="owner", at=LOADED_AT
    )


def test_a_coupon_code_comes_off_whatever_way_it_is_typed(visitor):
    coupon()
    visitor.add(TEA)
    visitor.post("cart/code/", {"code": " ten "})

    assert "Discount" in visitor.get("cart/").content.decode()
    visitor.post("cart/code/", {"drop": "TEN"})
    assert "Discount" not in visitor.get("cart/").content.decode()


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({}, 422, "There is no code NOPE"),
        ({"coupon": "NOPE", "ends_at": LOADED_AT - timedelta(days=1)}, 422, "not valid today"),
        ({"coupon": "NOPE", "markets": frozenset({"us"})}, 422, "not for this country"),
        ({"coupon": "NOPE", "limit": 0}, 422, "as often as it could"),
        ({"coupon": "NOPE", "skus": frozenset({"other"})}, 303, "does not fit"),
    ],
)
def test_a_code_that_does_not_help_says_why(visitor, options, status, words):
    if options:
        coupon(**options)
    visitor.add(TEA)

    response = visitor.post("cart/code/", {"code": "nope"})

    assert response.status_code == status
    assert words in (visitor.html if status == 422 else visitor.get("cart/").content.decode())


def test_codes_are_not_guessed_by_trying(visitor):
    coupon()
    visitor.add(TEA)
    statuses = [visitor.post("cart/code/", {"code": f"X{n}"}).status_code for n in range(14)]

    assert statuses.count(422) == 12
    assert statuses[-1] == 429
    assert "tried too often" in visitor.html
    assert visitor.post("cart/code/", {"code": "TEN"}).status_code == 429


def test_a_guests_cart_follows_its_owner_who_signs_in_and_nothing_doubles(visitor):
    person = User.objects.create_user("lena@mail.example", "a-long-password")
    elsewhere = Visitor()
    elsewhere.client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    elsewhere.add(TEA, 2)
    elsewhere.get("cart/")
    visitor.add(TEA, 1)
    visitor.add(TEE, 3)
    visitor.client.force_login(person, "django.contrib.auth.backends.ModelBackend")

    for _ in range(2):
        visitor.get("cart/")

    merged = Cart.objects.get(state="open")
    found = dict(merged.lines.values_list("variant_id", "quantity"))
    assert found == {variant(TEA): 2, variant(TEE): 3}
    assert Cart.objects.filter(state="merged").count() == 1
    assert "2" in elsewhere.get("cart/").content.decode()


def test_somebody_elses_cart_is_not_mine_by_signing_in_on_the_same_browser(visitor):
    first = User.objects.create_user("lena@mail.example", "a-long-password")
    second = User.objects.create_user("mina@mail.example", "a-long-password")
    visitor.add(TEA, 2)
    visitor.client.force_login(first, "django.contrib.auth.backends.ModelBackend")
    visitor.get("cart/")
    visitor.client.force_login(second, "django.contrib.auth.backends.ModelBackend")

    assert "Your cart is empty" in visitor.get("cart/").content.decode()
    assert Cart.objects.get().lines.get().quantity == 2


def test_a_signed_out_browser_does_not_open_its_owners_cart(visitor):
    person = User.objects.create_user("lena@mail.example", "a-long-password")
    visitor.add(TEA, 2)
    visitor.client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    visitor.get("cart/")
    visitor.client.cookies.pop("sessionid")

    assert "Your cart is empty" in visitor.get("cart/").content.decode()


def test_the_cart_asks_the_same_number_of_queries_for_one_line_and_for_ten(
    visitor, django_assert_max_num_queries
):
    goods = [
        row.variant_id
        for row in StockLevel.objects.filter(
            warehouse__code="NGB", on_hand__gt=1, variant__product__kind="goods"
        ).order_by("variant_id")
    ]
    visitor.client.cookies["place"] = "JP.JPY"
    counts = []
    for wanted in (goods[:1], goods[1:10]):
        for one in wanted:
            visitor.post("cart/add/", {"variant": one, "quantity": 1})
        visitor.get("cart/")
        with django_assert_max_num_queries(40) as queries:
            visitor.get("cart/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
