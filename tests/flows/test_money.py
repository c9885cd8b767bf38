"""From a held quote to money, stock and order that agree, whatever happens on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.sandbox import running_provider

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.checkout import selectors as checkout_facts
from sampan.apps.checkout import services as checkouts
from sampan.apps.checkout.services import Setting
from sampan.apps.inventory import selectors as stock
from sampan.apps.inventory import services as inventory
from sampan.apps.inventory.services.reservations import SoldOut
from sampan.apps.orders import selectors as orders
from sampan.apps.orders.models import Order, OrderCharge
from sampan.apps.payments import selectors as payments
from sampan.apps.payments.models import Refund
from sampan.domain.charges import Kind
from sampan.domain.errors import Invalid
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge, OfferedLine
from sampan.flows.ask_providers import ask_about, ask_providers
from sampan.flows.cancel_order import cancel_order
from sampan.flows.expire_orders import expire_orders
from sampan.flows.hold_offer import digest
from sampan.flows.place_order import QuoteExpired, place_order
from sampan.flows.refund_payment import refund_payment
from sampan.flows.send_refund import send_refund
from sampan.flows.start_payment import Addresses, start_payment

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BACK = Addresses("http://shop.example/back", "")
pytestmark = pytest.mark.django_db


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


@pytest.fixture(scope="module")
def provider():
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def shop(provider, settings):
    settings.SAMPAN_PAYMENT_PROVIDERS = provider.settings


@pytest.fixture
def cup():
    inventory.save_warehouse("NGB", "Ningbo", "CN", position=0)
    product = Product.objects.create(handle="cup", created_at=NOW, updated_at=NOW)
    variant = Variant.objects.create(product=product, sku="CUP").id
    movement = inventory.Movement("owner", NOW, "opening")
    inventory.set_on_hand({(variant, "NGB"): 3}, movement)
    return variant


def a_checkout(variant: int, quantity: int = 1, method: str = "card"):
    """A checkout with a held quote: the cup for 10.00, VAT 1.90, freight 4.00."""
    cart, _ = checkouts.open_cart(Setting("eu", "DE", "EUR", "de"), customer=None, at=NOW)
    checkouts.add(cart, variant, quantity, NOW)
    checkout = checkouts.begin_checkout(cart, NOW)
    checkouts.fill(checkout, {"contact": {"email": "a@b.example"}, "method": method}, NOW)
    line = OfferedLine(variant, "CUP", "Cup", "", "", "", quantity, eur("10.00"), "NGB")
    charges = (
        OfferedCharge(Kind.GOODS, eur("10.00") * quantity, "price", 0),
        OfferedCharge(Kind.IMPORT_TAX, eur("1.90") * quantity, "vat", 0),
        OfferedCharge(Kind.FREIGHT, eur("4.00"), "freight"),
    )
    offer = Offer("EUR", "DE", Incoterm.DDP, (line,), charges)
    checkouts.hold_quote(checkout, offer, cart_version=2, until=NOW + timedelta(minutes=15))
    return checkout


def placed(variant: int, **options):
    placement = place_order(a_checkout(variant, **options), "sandbox", NOW)
    start_payment(placement.attempt, BACK, lambda: NOW)
    return placement


def ref(placement) -> str:
    return payments.attempt(placement.attempt).provider_ref


def test_a_placed_order_holds_the_stock_and_equals_the_sum_of_its_charges(cup):
    placement = placed(cup, quantity=2)

    order = orders.order(placement.order)
    charged = sum(OrderCharge.objects.values_list("amount_minor", flat=True))
    assert order.total == eur("27.80") == Money(charged, "EUR")
    assert (order.payment_state, order.fulfillment_state) == ("awaiting", "unfulfilled")
    assert stock.available([cup]) == {cup: 1}


def test_money_that_arrives_pays_the_order_and_keeps_the_goods(cup, provider):
    placement = placed(cup)
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)
    ask_about(placement.attempt, LATER)

    order = orders.order(placement.order)
    assert (order.payment_state, order.fulfillment_state) == ("paid", "allocated")
    assert payments.attempt(placement.attempt).captured == eur("15.90")


def test_the_same_checkout_placed_again_is_the_same_order(cup):
    checkout = a_checkout(cup)
    first = place_order(checkout, "sandbox", NOW)
    second = place_order(checkout, "sandbox", NOW)

    assert (first.order, second.attempt) == (second.order, None)
    assert Order.objects.count() == 1
    assert stock.available([cup]) == {cup: 2}


def test_an_offer_that_another_tab_brought_meanwhile_is_not_ordered(cup):
    checkout = a_checkout(cup)
    seen = digest(checkout_facts.checkout(checkout).offer)

    with pytest.raises(QuoteExpired):
        place_order(checkout, "sandbox", NOW, seen="another offer")
    assert not Order.objects.exists()

    assert place_order(checkout, "sandbox", NOW, seen=seen).attempt


def test_a_quote_that_is_too_old_or_for_another_cart_places_nothing(cup):
    checkout = a_checkout(cup)
    with pytest.raises(QuoteExpired):
        place_order(checkout, "sandbox", NOW + timedelta(minutes=16))

    cart = Order.objects.model._meta.apps.get_model("checkout", "Cart").objects.get()
    checkouts.add(cart.id, cup, 1, NOW)
    with pytest.raises(QuoteExpired):
        place_order(checkout, "sandbox", NOW)

    assert not Order.objects.exists()
    assert stock.available([cup]) == {cup: 3}


def test_what_is_sold_out_is_refused_and_nothing_is_left_behind(cup):
    placed(cup, quantity=2)

    with pytest.raises(SoldOut):
        place_order(a_checkout(cup, quantity=2), "sandbox", NOW)

    assert Order.objects.count() == 1
    assert stock.available([cup]) == {cup: 1}


@pytest.mark.parametrize("fault", ["drop_after_commit", "fail_after_commit", "garbage"])
def test_a_call_whose_end_is_unknown_is_asked_about_and_charges_once(cup, provider, fault):
    placement = place_order(a_checkout(cup), "sandbox", NOW)
    provider.misbehave(fault)

    assert start_payment(placement.attempt, BACK, lambda: NOW) is None
    assert payments.attempt(placement.attempt).state == "unknown"

    ask_providers(LATER)
    assert payments.attempt(placement.attempt).state == "waiting"
    charges_before = len(provider.moved())
    provider.decide(ref(placement), "approve")
    ask_providers(LATER + timedelta(days=1))
    assert orders.order(placement.order).payment_state == "paid"
    assert len(provider.moved()) == charges_before + 1


def test_an_intent_that_never_reached_the_provider_is_given_up_after_a_while(cup, provider):
    placement = place_order(a_checkout(cup), "sandbox", NOW)
    provider.misbehave("drop_before")
    start_payment(placement.attempt, BACK, lambda: NOW)

    ask_providers(NOW + timedelta(minutes=1))
    assert payments.attempt(placement.attempt).state == "unknown"
    ask_providers(NOW + timedelta(hours=2))
    assert payments.attempt(placement.attempt).state == "declined"


def test_an_order_nobody_paid_lapses_once_and_frees_the_stock(cup):
    placement = placed(cup)

    expire_orders(LATER)
    expire_orders(LATER)

    order = orders.order(placement.order)
    assert (order.payment_state, order.fulfillment_state) == ("voided", "cancelled")
    assert stock.available([cup]) == {cup: 3}


def test_money_that_came_just_before_the_end_saves_the_order(cup, provider):
    placement = placed(cup)
    provider.decide(ref(placement), "approve")

    expire_orders(LATER)

    assert orders.order(placement.order).payment_state == "paid"
    assert stock.available([cup]) == {cup: 2}


def test_late_money_for_a_lapsed_order_claims_the_goods_again(cup, provider):
    placement = placed(cup)
    expire_orders(LATER)
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)

    order = orders.order(placement.order)
    assert (order.payment_state, order.fulfillment_state) == ("paid", "allocated")
    assert stock.available([cup]) == {cup: 2}


def test_late_money_for_goods_that_are_gone_goes_back(cup, provider):
    placement = placed(cup, quantity=2)
    expire_orders(LATER)
    placed(cup, quantity=3)
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)
    refund = Refund.objects.get()
    send_refund(refund.id, LATER)

    order = orders.order(placement.order)
    assert (order.payment_state, order.fulfillment_state) == ("refunded", "cancelled")
    assert provider.moved()[-1] == ("refund", 2780, "EUR")


def test_late_money_for_an_order_that_was_cancelled_on_purpose_goes_back(cup, provider):
    placement = placed(cup)
    cancel_order(placement.order, reason="shopper", actor="shopper", at=NOW)
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)
    send_refund(Refund.objects.get().id, LATER)

    assert orders.order(placement.order).payment_state == "refunded"
    assert stock.available([cup]) == {cup: 3}


def test_cancelling_a_paid_order_gives_goods_and_money_back_once(cup, provider):
    placement = placed(cup)
    provider.decide(ref(placement), "approve")
    ask_about(placement.attempt, NOW)

    assert cancel_order(placement.order, reason="owner", actor="owner", at=NOW)
    assert not cancel_order(placement.order, reason="owner", actor="owner", at=NOW)
    refund = Refund.objects.get()
    send_refund(refund.id, NOW)
    send_refund(refund.id, NOW)

    assert provider.moved()[-1] == ("refund", 1590, "EUR")
    assert payments.attempt(placement.attempt).refunded == eur("15.90")
    assert stock.available([cup]) == {cup: 3}


def test_refunds_never_exceed_what_was_captured(cup, provider):
    placement = placed(cup)
    provider.decide(ref(placement), "approve")
    ask_about(placement.attempt, NOW)

    refund_payment(placement.order, eur("15.00"), reason="damaged", actor="owner", at=NOW)
    for amount in ("0.91", "0.00", "-1.00"):
        with pytest.raises(Invalid):
            refund_payment(placement.order, eur(amount), reason="x", actor="owner", at=NOW)
    refund_payment(placement.order, eur("0.90"), reason="last cent", actor="owner", at=NOW)


def test_a_refund_whose_end_is_unknown_is_looked_up_before_it_is_sent_again(cup, provider):
    placement = placed(cup)
    provider.decide(ref(placement), "approve")
    ask_about(placement.attempt, NOW)
    (refund,) = refund_payment(placement.order, eur("5"), reason="late", actor="owner", at=NOW)
    provider.misbehave("drop_after_commit")

    assert send_refund(refund, NOW) == "unknown"
    assert send_refund(refund, LATER) == "done"

    assert [row for row in provider.moved() if row[0] == "refund"][-1:] == [("refund", 500, "EUR")]
    assert payments.attempt(placement.attempt).refunded == eur("5")
    assert orders.order(placement.order).payment_state == "partly_refunded"
