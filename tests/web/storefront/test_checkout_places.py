"""What a place asks of its checkout: law, taxes, numbers, and the shape of its form."""

import json

import pytest
import time_machine
from tests.sandbox import running_provider
from tests.shops import (
    LOADED_AT,
    loaded_demo,  # noqa: F401 - a fixture is found by its name
)
from tests.web.storefront.selling import TEA, TEE, Visitor, no_kept_pages

from sampan.apps.catalog.models import Variant
from sampan.apps.orders.models import Order, OrderContact
from sampan.apps.shipping.models import Service

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


def test_the_order_keeps_the_address_the_phone_and_the_number_for_customs():
    visitor = Visitor("BR")
    visitor.add(TEE)
    visitor.fill()
    visitor.order()

    contact = OrderContact.objects.get()
    assert contact.tax_id == "39053344705"
    assert contact.phone == "+5511961234567"
    assert contact.shipping["country_area"] == "SP"
    assert "39053344705" not in json.dumps(Order.objects.get().promised)
    assert "01310" not in json.dumps(Order.objects.get().promised)


def test_a_business_number_that_is_not_confirmed_pays_the_tax_like_anybody(settings):
    sums = {}
    for checker in ("", "sandbox"):
        settings.SAMPAN_TAX_ID_CHECKER = checker
        buyer = Visitor()
        buyer.client.cookies["place"] = "FR.EUR"
        buyer.language = "fr"
        buyer.add(TEA)
        address = {
            "country": "FR", "street_address": "1 Quai", "postal_code": "75001", "city": "Paris",
            "is_business": "1", "company_name": "Quai SARL", "vat_number": "FR40303265045",
            "phone": "",
        }  # fmt: skip
        buyer.fill(**address)
        buyer.order(**address)
        order = Order.objects.order_by("number").last()
        contact = OrderContact.objects.get(order=order)
        sums[contact.tax_id_state] = order.total_minor
    assert set(sums) == {"unverified", "invalid"}
    assert sums["unverified"] == sums["invalid"]


def test_a_confirmed_business_number_is_kept_with_its_proof(settings):
    settings.SAMPAN_TAX_ID_CHECKER = "sandbox"
    buyer = Visitor()
    buyer.client.cookies["place"] = "AT.EUR"
    buyer.add(TEA)
    address = {
        "country": "AT", "street_address": "Kai 1", "postal_code": "1010", "city": "Wien",
        "is_business": "1", "company_name": "Kai GmbH", "vat_number": "ATU12011204", "phone": "",
    }  # fmt: skip
    page = buyer.fill(**address)
    assert "The register knows this number" in page.content.decode()
    assert buyer.order(**address).status_code == 303, buyer.html

    order = Order.objects.get()
    assert OrderContact.objects.get().tax_id_state == "valid"
    assert not order.charges.filter(kind__in=["sales_tax", "import_tax"], amount_minor__gt=0)
    assert order.moments.filter(kind="tax_number_checked").get().facts["state"] == "valid"


def test_the_country_changes_the_form_and_the_sums(visitor):
    visitor.post("checkout/update/", {**visitor.form(country="FR"), "what": "country"})
    assert visitor.page.cookies["place"].value == "FR.EUR"

    visitor.get("checkout/")

    assert "Prices and delivery are now for Frankreich" in visitor.html
    assert "Lena Vogt" in visitor.html


def test_the_order_button_says_what_the_law_of_the_place_wants():
    words = {}
    for country in ("DE", "US", "JP"):
        visitor = Visitor(country)
        visitor.add(TEE)
        visitor.fill()
        words[country] = visitor.html
    assert ">Zahlungspflichtig bestellen</button>" in words["DE"]
    assert "You can withdraw within 14 days" in words["DE"]
    assert ">Place the order and pay</button>" in words["US"]
    assert "withdraw within" not in words["US"]
    button, total = (words["DE"].index(text) for text in ("Zahlungspflichtig", 'class="total"'))
    assert 0 < button - total < 2_500


def test_nothing_is_ticked_for_the_shopper(visitor):
    boxes = [part for part in visitor.html.split("<input") if 'type="checkbox"' in part[:40]]

    assert boxes
    assert not any(" checked" in box.split(">")[0] for box in boxes)


def test_nothing_more_to_pay_on_delivery_is_said_only_where_it_is_true():
    said = {}
    for country in ("AE", "KR"):
        visitor = Visitor(country)
        visitor.add(TEE, 9 if country == "KR" else 1)
        visitor.fill()
        said[country] = visitor.html
    assert "Nothing more to pay on delivery." in said["AE"]
    assert "Nothing more to pay on delivery." not in said["KR"]
    assert "of duty and tax on delivery" in said["KR"]


def test_a_gift_keeps_its_words_and_hides_its_prices(visitor):
    visitor.order(is_gift="1", note="For you")

    assert Order.objects.get().promised["facts"]["is_gift"] is True
    assert OrderContact.objects.get().note == "For you"


def test_a_download_alone_asks_for_no_street():
    visitor = Visitor()
    album = Variant.objects.filter(product__kind="digital").order_by("id")[0].id
    visitor.post("cart/add/", {"variant": album, "quantity": 1})
    visitor.get("checkout/")
    assert 'name="street_address"' not in visitor.html

    visitor.get("checkout/")
    form = {**visitor.form(), "street_address": "", "city": "", "phone": ""}
    assert visitor.post("checkout/place/", form).status_code == 303, visitor.html


def test_nothing_is_placed_where_no_way_to_pay_is_set_up(visitor, settings):
    settings.SAMPAN_PAYMENT_PROVIDERS = {}

    assert visitor.order().status_code == 422
    assert not Order.objects.exists()
    assert "No way to pay is set up" in visitor.html


def test_goods_that_go_nowhere_near_are_not_promised(visitor):
    Service.objects.update(is_active=False)
    visitor.get("checkout/")

    assert "We cannot deliver these goods to Deutschland" in visitor.html
    assert visitor.value("seen") == ""
    assert visitor.order().status_code in {409, 422}
    assert not Order.objects.exists()
