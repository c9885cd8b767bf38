"""Whatever a provider does, the shopper learns in plain words what happened to the money."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from tests.sandbox import SECRET, running_provider
from tests.shops import (
    LOADED_AT,
    loaded_demo,  # noqa: F401 - a fixture is found by its name
)
from tests.web.storefront.selling import TEE, Visitor, no_kept_pages, variant

from sampan.apps.inventory.models import Reservation, StockLevel
from sampan.apps.orders.models import Order
from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.flows.cancel_order import cancel_order
from sampan.flows.expire_orders import expire_orders
from sampan.flows.order_links import order_of_token, order_token
from sampan.flows.send_refund import send_refund
from sampan.integrations.payments.sandbox.wire import sign
from sampan.kernel.clock import now

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def provider():
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def shop(loaded_demo, provider, settings):  # noqa: F811 - the fixture above
    settings.SAMPAN_PAYMENT_PROVIDERS = provider.settings
    provider.behave()
    with no_kept_pages(), time_machine.travel(LOADED_AT, tick=True):
        yield


@pytest.fixture
def visitor(provider) -> Visitor:
    """Stands before the provider's page with an order that is placed."""
    found = Visitor()
    found.add(TEE)
    found.fill()
    found.order()
    assert found.page["Location"].startswith(provider.base_url)
    return found


def come_back(visitor: Visitor, provider, choice: str = "") -> str:
    """Decide on the provider's page, come back, and read the order's page."""
    payment = provider.payments()[-1]
    if choice:
        provider.decide(payment["id"], choice)
    visitor.get(f"checkout/return/?payment={payment['key']}")
    visitor.page = visitor.client.get(visitor.page["Location"])
    return visitor.html


@pytest.mark.parametrize(
    ("choice", "state", "words"),
    [
        ("approve", "paid", "Thank you, your order is paid"),
        ("decline", "awaiting", "The payment was declined, and no money was taken."),
        ("", "awaiting", "No money was taken yet"),
        ("later", "awaiting", "We are waiting for your payment"),
    ],
)
def test_the_way_back_says_what_happened(visitor, provider, choice, state, words):
    assert words in come_back(visitor, provider, choice)
    assert Order.objects.get().payment_state == state


def test_a_slip_says_until_when_to_pay(visitor, provider):
    page = come_back(visitor, provider, "later")

    assert "Pay by" in page
    assert f'datetime="{Attempt.objects.get().pay_by.date().isoformat()}' in page


def test_after_a_refusal_another_way_pays_the_same_order_once(visitor, provider):
    come_back(visitor, provider, "decline")
    token = visitor.page.request["PATH_INFO"].split("/")[3]
    charged = len(provider.moved())

    again = visitor.post(f"orders/{token}/pay/", {"method": "card"})
    twice = visitor.post(f"orders/{token}/pay/", {"method": "card"})

    assert again["Location"] == twice["Location"]
    assert (Order.objects.count(), Attempt.objects.count()) == (1, 2)
    assert "Thank you, your order is paid" in come_back(visitor, provider, "approve")
    assert len(provider.moved()) == charged + 1


def test_changing_the_way_to_pay_closes_the_page_that_was_open(visitor, provider):
    first = provider.payments()[-1]
    come_back(visitor, provider)
    token = visitor.page.request["PATH_INFO"].split("/")[3]

    visitor.post(f"orders/{token}/pay/", {"method": "card"})

    states = dict(Attempt.objects.values_list("method", "state"))
    assert states == {"paypal": "voided", "card": "waiting"}
    assert provider.payments()[-1]["id"] != first["id"]


@pytest.mark.parametrize("fault", ["drop_after_commit", "fail_after_commit", "garbage"])
def test_what_nobody_knows_yet_is_said_and_resolves_itself(provider, fault):
    visitor = Visitor()
    visitor.add(TEE)
    visitor.fill()
    provider.misbehave(fault)
    visitor.order()
    assert "/de/orders/" in visitor.page["Location"]
    visitor.page = visitor.client.get(visitor.page["Location"])

    assert "nothing to pay again" in visitor.html
    assert visitor.page["Refresh"] == "4"
    assert visitor.html.count('name="method"') == 0

    with time_machine.travel(LOADED_AT + timedelta(seconds=30)):
        path = visitor.page.request["PATH_INFO"]
        visitor.page = visitor.client.get(path)
        assert "Go on to pay" in visitor.html or "No money was taken yet" in visitor.html
        assert "Refresh" not in visitor.page
    assert Order.objects.count() == 1


def test_not_known_yet_allows_no_second_try(provider):
    visitor = Visitor()
    visitor.add(TEE)
    visitor.fill()
    provider.misbehave("drop_after_commit", "fail_before", "fail_before", "fail_before")
    visitor.order()
    token = visitor.page["Location"].split("/")[3]

    response = visitor.post(f"orders/{token}/pay/", {"method": "card"})

    assert response.status_code == 409
    assert "do not pay again" in visitor.html
    assert Attempt.objects.count() == 1


def test_an_order_that_lapsed_says_so_and_cannot_be_paid(visitor, provider):
    come_back(visitor, provider)
    path = visitor.page.request["PATH_INFO"]
    with time_machine.travel(LOADED_AT + timedelta(hours=2)):
        expire_orders(now())
        visitor.page = visitor.client.get(path)
        assert "This order has lapsed" in visitor.html
        assert "No money was taken" in visitor.html
        again = visitor.client.post(f"{path}pay/", {"method": "card"})
    assert again.status_code == 409
    assert Reservation.objects.get().state == "released"


def test_late_money_for_goods_that_are_gone_is_told_and_goes_back(visitor, provider):
    payment = provider.payments()[-1]
    with time_machine.travel(LOADED_AT + timedelta(hours=2)):
        expire_orders(now())
        StockLevel.objects.filter(variant_id=variant(TEE)).update(on_hand=0)
        provider.decide(payment["id"], "approve")
        Attempt.objects.update(state="waiting")
        visitor.get(f"checkout/return/?payment={payment['key']}")
        page = visitor.client.get(visitor.page["Location"]).content.decode()
        assert "Sold out, and your money goes back" in page
        assert "is on its way back to you" in page
        send_refund(Refund.objects.get().id, now())
        page = visitor.client.get(visitor.page["Location"]).content.decode()
    assert "went back to you the way you paid" in page


def test_an_order_that_the_shop_cancelled_says_what_became_of_the_money(visitor, provider):
    come_back(visitor, provider, "approve")
    cancel_order(Order.objects.get().id, reason="owner", actor="owner", at=now())

    page = visitor.client.get(visitor.page.request["PATH_INFO"]).content.decode()

    assert "Your money goes back" in page


def test_another_amount_than_asked_for_pays_nothing_and_is_looked_at(visitor, provider):
    provider.misbehave("wrong_amount")
    payment = provider.payments()[-1]
    provider.decide(payment["id"], "approve")
    attempt = Attempt.objects.get()
    body = (
        b'{"event": "e-wrong", "payment": {"key": "%s", "id": "%s", "status": "captured", '
        b'"amount": 1, "currency": "EUR", "captured": 1, "refunded": 0}}'
        % (str(attempt.id).encode(), payment["id"].encode())
    )
    headers = {"Sandbox-Signature": sign(SECRET, body, datetime.now(UTC))}
    Client().post(
        "/webhooks/payments/sandbox/", body, content_type="application/json", headers=headers
    )

    page = come_back(visitor, provider)

    assert "We are checking your payment" in page
    order = Order.objects.get()
    assert (order.payment_state, order.needs_review) == ("awaiting", True)


def test_a_notification_before_the_way_back_and_after_it_are_one_payment(visitor, provider):
    payment = provider.payments()[-1]
    provider.decide(payment["id"], "approve")
    body = (
        b'{"event": "e1", "payment": {"key": "%s", "id": "%s", "status": "captured", '
        b'"amount": %d, "currency": "EUR", "captured": %d, "refunded": 0}}'
        % (
            payment["key"].encode(),
            payment["id"].encode(),
            payment["amount"],
            payment["amount"],
        )
    )
    headers = {"Sandbox-Signature": sign(SECRET, body, datetime.now(UTC))}
    door = ("/webhooks/payments/sandbox/", body)
    statuses = [
        Client().post(*door, content_type="application/json", headers=headers).status_code
        for _ in range(5)
    ]

    assert statuses == [204] * 5
    assert "Thank you, your order is paid" in come_back(visitor, provider)
    assert ProviderMessage.objects.count() == 1
    assert Order.objects.get().moments.filter(kind="payment_captured").count() == 1


def test_another_browser_learns_how_it_ended_and_nothing_about_who_bought_what(visitor, provider):
    payment = provider.payments()[-1]
    provider.decide(payment["id"], "approve")

    page = Client().get(f"/de/checkout/return/?payment={payment['key']}").content.decode()

    assert "Thank you, your order is paid" in page
    for secret in ("Vogt", "Schanzen", "mail.example", "orders/", str(Order.objects.get().number)):
        assert secret not in page


@pytest.mark.parametrize("payment", ["", "x", "0" * 32, "%00", "1" * 5000])
def test_a_payment_that_is_not_ours_is_not_there(payment):
    assert Client().get(f"/de/checkout/return/?payment={payment}").status_code == 404


def other(character: str) -> str:
    return "B" if character == "A" else "A"


def test_an_orders_link_is_signed_ends_and_leaks_nowhere(visitor):
    order = Order.objects.get()
    token = order_token(order.id)
    page = Client().get(f"/de/orders/{token}/")

    assert "Lena Vogt" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert len(token.rpartition(".")[2]) >= 43
    for wrong in (token[:-1], token[:-1] + other(token[-1]), "x" * 60, other(token[0]) + token[1:]):
        assert Client().get(f"/de/orders/{wrong}/").status_code == 404, wrong
    with time_machine.travel(LOADED_AT + timedelta(days=91)):
        assert order_of_token(token) is None
        assert Client().get(f"/de/orders/{token}/").status_code == 404


def test_one_orders_link_does_not_open_another(visitor):
    mine = order_token(Order.objects.get().id)
    forged = order_token(uuid4()).split(".")[0] + "." + mine.partition(".")[2]

    assert Client().get(f"/de/orders/{forged}/").status_code == 404


@pytest.mark.parametrize("method", ["", "cash", "x" * 5000, "oxxo"])
def test_a_way_to_pay_that_is_not_on_offer_is_refused(visitor, provider, method):
    come_back(visitor, provider, "decline")
    token = visitor.page.request["PATH_INFO"].split("/")[3]

    assert visitor.post(f"orders/{token}/pay/", {"method": method}).status_code == 409
    assert Attempt.objects.count() == 1
