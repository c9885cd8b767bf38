"""From the cart to an order whose money is known, through the pages, without scripts."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from tests.sandbox import running_provider
from tests.shops import (
    LOADED_AT,
    loaded_demo,  # noqa: F401 - a fixture is found by its name
)
from tests.web.storefront.selling import PLACES, TEA, TEE, Visitor, no_kept_pages, variant

from sampan.apps.checkout.models import Cart, CartLine, Checkout
from sampan.apps.inventory.models import StockLevel
from sampan.apps.orders.models import Order, OrderContact
from sampan.apps.payments.models import Attempt
from sampan.apps.pricing import services as pricing
from sampan.apps.promotions import services as promotions
from sampan.apps.promotions.services import PromotionDraft
from sampan.domain.money import Money
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.rules import Percentage
from sampan.flows.quote_landed_cost import quote_text, rule_book

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider():
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def shop(loaded_demo, provider, settings):  # noqa: F811 - the fixture above
    settings.SAMPAN_PAYMENT_PROVIDERS = provider.settings
    with no_kept_pages(), time_machine.travel(LOADED_AT, tick=True):
        yield


@pytest.fixture
def visitor() -> Visitor:
    """In Germany, with one piece of each in the cart, at the filled checkout."""
    found = Visitor()
    found.add(TEA)
    found.add(TEE)
    found.fill()
    return found


def set_price(sku: str, amount: str) -> None:
    cause = pricing.Cause("owner", LOADED_AT, "test")
    pricing.set_prices("eu-eur", {variant(sku): Money.parse(amount, "EUR")}, cause)


def due(order: Order) -> Money:
    """What `sampan quote` says is due at the checkout, for the requests kept with an order."""
    contact = OrderContact.objects.get(order=order)
    book = rule_book(django_settings.HOME)
    whole = Money.zero(order.currency)
    for parcel in order.promised["facts"]["parcels"]:
        request = parcel["request"]
        request["ship_to"]["postal_code"] = contact.shipping.get("postal_code")
        answer = quote_text(json.dumps(request), book)
        whole += Money.parse(answer["totals"]["due_at_checkout"], order.currency)
    return whole


@pytest.mark.parametrize("country", PLACES)
def test_a_shopper_pays_what_the_page_showed_and_what_the_engine_says(country, provider):
    visitor = Visitor(country)
    visitor.add(TEE)
    visitor.fill()
    shown = visitor.html
    response = visitor.order()

    assert response.status_code == 303, visitor.html
    assert response["Location"].startswith(provider.base_url)
    order = Order.objects.get()
    paid = provider.payments()[-1]
    assert (paid["amount"], paid["currency"]) == (order.total_minor, order.currency)
    assert due(order) == Money(order.total_minor, order.currency)
    number = Money(order.total_minor, order.currency).text.partition(".")[0][-3:]
    assert number in shown
    provider.decide(paid["id"], "approve")
    visitor.get(f"checkout/return/?payment={paid['key']}")
    visitor.page = visitor.client.get(visitor.page["Location"])
    assert Order.objects.get().payment_state == "paid"
    assert "Thank you, your order is paid" in visitor.html


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "lena@"}, "Please check: Mail"),
        ({"email": ""}, "Please fill in: Mail"),
        ({"postal_code": "2035"}, "Please check: Postcode, for example 26133"),
        ({"city": ""}, "Please fill in: City"),
        ({"phone": "12"}, "Please check: Telefon"),
        ({"name": "x" * 300}, "too long for a label"),
        ({"method": "cash"}, "Please choose how to pay"),
        ({"method": ""}, "Please choose how to pay"),
        ({"is_business": "1", "company_name": ""}, "Please fill in: Company"),
        ({"is_business": "1", "company_name": "X", "vat_number": "DE1"}, "Please check: VAT"),
        ({"bill_other": "1"}, "Please fill in: Full name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_ordered(visitor, change, error):
    form = visitor.form(**change)
    response = visitor.post("checkout/place/", form)

    assert response.status_code == 422
    assert error.replace("Telefon", "Phone") in visitor.html.replace("Telefon", "Phone")
    assert 'id="errors" tabindex="-1" autofocus' in visitor.html
    assert 'aria-invalid="true"' in visitor.html or "method" in change
    assert not Order.objects.exists()
    assert "Lena Vogt" in visitor.html or "name" in change


def test_text_of_strangers_stays_text(visitor):
    nasty = '"><script>alert(1)</script>'
    visitor.post("checkout/place/", visitor.form(city=nasty, email=nasty))

    assert "<script>alert" not in visitor.page.content.decode()


@pytest.mark.parametrize(
    "tampered",
    [
        {"seen": "0" * 24},
        {"seen": ""},
    ],
)
def test_a_form_for_another_total_than_the_one_held_orders_nothing(visitor, tampered):
    response = visitor.order(**tampered)

    assert response.status_code == 409
    assert "Nothing is ordered yet" in visitor.html
    assert not Order.objects.exists()
    assert visitor.order().status_code == 303


def test_totals_that_a_form_names_are_not_read(visitor, provider):
    visitor.order(total="1", amount="1", price="1", currency="JPY", discount="99999")

    assert Order.objects.get().total_minor == provider.payments()[-1]["amount"] > 10_000


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_checkout_that_is_not_there_cannot_be_placed(visitor, wrong):
    assert visitor.order(checkout=wrong).status_code == 404


def test_another_visitors_checkout_does_not_exist_for_me(visitor):
    mine = visitor.form()
    stranger = Visitor()
    stranger.add(TEE)
    stranger.fill()

    assert stranger.post("checkout/place/", mine).status_code == 404
    assert Client(headers={"Sec-Fetch-Site": "same-origin"}).post(
        "/de/checkout/place/", mine
    ).status_code == 404  # fmt: skip
    assert not Order.objects.exists()


def test_two_clicks_two_tabs_and_the_back_button_are_one_order(visitor, provider):
    form, before = visitor.form(), len(provider.payments())
    first = visitor.post("checkout/place/", form)
    again = visitor.post("checkout/place/", form)
    back = visitor.get("checkout/")

    assert first["Location"] == again["Location"]
    assert (Order.objects.count(), Attempt.objects.count()) == (1, 1)
    assert len(provider.payments()) == before + 1
    assert back.status_code == 303
    assert back["Location"].startswith("/de/orders/")


def test_placing_again_after_paying_leads_to_the_paid_order(visitor, provider):
    form = visitor.form()
    visitor.post("checkout/place/", form)
    provider.decide(provider.payments()[-1]["id"], "approve")
    visitor.get(f"checkout/return/?payment={provider.payments()[-1]['key']}")
    again = visitor.post("checkout/place/", form)

    assert again.status_code == 303
    assert "/de/orders/" in again["Location"]
    assert Order.objects.count() == 1


def test_a_held_price_stands_although_the_shop_raised_it(visitor):
    with time_machine.travel(LOADED_AT + timedelta(minutes=14)):
        set_price(TEA, "500.00")
        response = visitor.order()

    assert response.status_code == 303
    assert Order.objects.get().total_minor < 20_000


def test_after_its_time_a_price_is_worked_out_anew_and_what_changed_is_told(visitor):
    set_price(TEA, "99.00")
    with time_machine.travel(LOADED_AT + timedelta(minutes=16)):
        response = visitor.order()
        assert response.status_code == 409
        assert "held for 15 minutes" in visitor.html
        assert "The total is now" in visitor.html
        assert not Order.objects.exists()
        assert visitor.order().status_code == 303
    assert Order.objects.get().total_minor > 10_000


def test_after_its_time_a_price_that_did_not_change_is_confirmed_again_too(visitor):
    with time_machine.travel(LOADED_AT + timedelta(minutes=16)):
        response = visitor.order()

    assert response.status_code == 409
    assert "The total has not changed." in visitor.html


def test_a_cart_that_was_edited_in_another_tab_is_not_ordered_unseen(visitor):
    form = visitor.form()
    visitor.add(TEE, 2)

    response = visitor.post("checkout/place/", form)

    assert response.status_code == 409
    assert "The total is now" in visitor.html
    assert not Order.objects.exists()


def test_another_place_in_the_last_moment_is_shown_before_it_is_ordered(visitor):
    """Heligoland is Germany and no tax territory of the EU: the postcode alone changes the sum."""
    response = visitor.order(postal_code="27498", city="Helgoland")

    assert response.status_code in {303, 409}
    if response.status_code == 409:
        assert not Order.objects.exists()
    else:
        order = Order.objects.get()
        assert due(order) == Money(order.total_minor, order.currency)


def test_what_somebody_else_bought_meanwhile_is_refused_in_words_not_in_numbers(visitor):
    StockLevel.objects.filter(variant_id=variant(TEA)).update(on_hand=0)

    response = visitor.order()

    assert response.status_code == 409
    assert "Nothing was ordered and nothing was charged" in visitor.html
    assert not Order.objects.exists()
    assert Cart.objects.get().state == "open"


def test_a_coupon_that_a_buyer_used_before_is_taken_off_before_ordering(visitor):
    promotions.save_promotion(
        PromotionDraft(Promotion("", "Once", Percentage(Decimal(10)), coupon="ONCE"), limit_each=1),
        actor="owner",
        at=LOADED_AT,
    )
    for number in (1, 2):
        buyer = Visitor()
        buyer.add(TEA)
        buyer.post("cart/code/", {"code": "once"})
        buyer.get("checkout/")
        first = buyer.order(email=f"le.na+{number}@gmail.com")
        if number == 1:
            assert first.status_code == 303
    assert first.status_code == 409
    assert Order.objects.count() == 1
    assert buyer.order(email="le.na+2@gmail.com").status_code == 303


def test_card_testing_is_slowed_down(visitor):
    statuses = [visitor.order(seen="0").status_code for _ in range(22)]

    assert statuses[:20] == [409] * 20
    assert statuses[-1] == 429
    assert "tried too often" in visitor.html


def test_checkout_pages_are_for_one_browser_and_its_form_for_our_pages_alone(visitor):
    page = visitor.get("checkout/")
    assert page["Cache-Control"] == "private, no-store"
    assert "form-action 'self' http://127.0.0.1:" in page["Content-Security-Policy"]
    other = Client(headers={"Sec-Fetch-Site": "cross-site"}, enforce_csrf_checks=True)
    other.cookies = visitor.client.cookies
    for path in ("checkout/place/", "checkout/update/"):
        assert other.post(f"/de/{path}", visitor.form()).status_code == 403
    assert not Order.objects.exists()


def test_placing_takes_the_same_number_of_queries_for_one_line_and_for_ten(
    provider, django_assert_max_num_queries
):
    goods = [
        row.variant_id
        for row in StockLevel.objects.filter(
            warehouse__code="NGB", on_hand__gt=1, variant__product__kind="goods"
        ).order_by("variant_id")
    ]
    counts = []
    for number in (1, 10):
        visitor = Visitor("JP")
        for one in goods[:number]:
            visitor.post("cart/add/", {"variant": one, "quantity": 1})
        visitor.fill()
        form = visitor.form()
        with django_assert_max_num_queries(60) as queries:
            assert visitor.post("checkout/place/", form).status_code == 303, visitor.html
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1] <= 40, counts


def test_an_unfinished_checkout_keeps_what_was_typed(visitor):
    assert Checkout.objects.get().contact["email"] == "lena@mail.example"
    assert "Schanzenstraße 36" in visitor.get("checkout/").content.decode()
    assert CartLine.objects.count() == 2
