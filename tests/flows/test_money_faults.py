"""Wrong, late and unknown news about money: what the shop and the shopper end with."""

# ruff: noqa: F811 - fixtures that another file defines are asked for by their names

import json
from datetime import datetime, timedelta

import pytest
from tests.flows.test_money import (  # noqa: F401 - fixtures are found by their names
    BACK,
    LATER,
    NOW,
    a_checkout,
    cup,
    eur,
    placed,
    provider,
    ref,
    shop,
)
from tests.sandbox import SECRET

from sampan.apps.checkout.models import Cart
from sampan.apps.inventory import selectors as stock
from sampan.apps.inventory import services as inventory
from sampan.apps.inventory.services import reservations
from sampan.apps.orders import selectors as orders
from sampan.apps.orders.models import Order
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.apps.promotions import services as promotions
from sampan.apps.promotions.models import Promotion, Use
from sampan.domain.errors import Conflict, Invalid
from sampan.domain.money import Money
from sampan.domain.payments.port import Forged, Notification, PaymentView
from sampan.flows.ask_providers import ask_about, ask_providers
from sampan.flows.cancel_order import cancel_order
from sampan.flows.capture_payment import capture_payment
from sampan.flows.examine_money import MONEY_CHECKS
from sampan.flows.examine_shop import examine_shop
from sampan.flows.expire_orders import expire_orders
from sampan.flows.place_order import place_order
from sampan.flows.receive_notification import (
    process_message,
    process_waiting_messages,
    receive_notification,
)
from sampan.flows.refund_payment import refund_payment
from sampan.flows.send_refund import send_refund
from sampan.flows.start_payment import start_payment
from sampan.integrations.payments.sandbox.wire import SIGNATURE, sign

DAY = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture(autouse=True)
def behaving(provider):
    provider.behave()


@pytest.fixture
def holding(provider, settings):
    """A provider that only holds the money until it is taken."""
    given = provider.settings["sandbox"]
    settings.SAMPAN_PAYMENT_PROVIDERS = {"sandbox": {**given, "captures": "0"}}


def paid(cup, provider, **options):
    placement = placed(cup, **options)
    provider.decide(ref(placement), "approve")
    ask_about(placement.attempt, NOW)
    return placement


def told(placement, event: str = "ev_1", at: datetime = NOW, **changes: object) -> bool:
    """A notification as the provider would sign it."""
    payment = {
        "id": ref(placement) or "sb_1", "key": str(placement.attempt), "status": "captured",
        "amount": 1590, "currency": "EUR", "captured": 1590, "refunded": 0,
    }  # fmt: skip
    body = json.dumps({"event": event, "payment": {**payment, **changes}}).encode()
    return receive_notification("sandbox", {SIGNATURE: sign(SECRET, body, at)}, body, at)


def states(placement) -> tuple[str, str]:
    order = orders.order(placement.order)
    return order.payment_state, order.fulfillment_state


def codes() -> set[str]:
    reports = examine_shop(LATER, ("stock", *MONEY_CHECKS))
    return {finding.code for report in reports for finding in report.findings}


WRONG_MONEY = {
    "too little": {"amount": 15, "captured": 15},
    "too much": {"amount": 1591, "captured": 1591},
    "a part": {"captured": 1589},
    "another currency": {"currency": "JPY"},
    "more back than there was": {"refunded": 1591},
}


@pytest.mark.parametrize("what", sorted(WRONG_MONEY))
def test_money_that_is_not_the_orders_pays_nothing_and_is_shown(cup, what):
    placement = placed(cup)

    assert told(placement, **WRONG_MONEY[what])

    order = orders.order(placement.order)
    assert (order.payment_state, order.review_reason) == ("awaiting", "payment_mismatch")
    assert payments.attempt(placement.attempt).state == "mismatch"
    assert not ProviderMessage.objects.filter(processed_at=None).exists()


def test_a_forged_notification_leaves_nothing_behind(cup):
    placement = placed(cup)
    body = json.dumps({"event": "ev_1", "payment": {}}).encode()

    for headers in (
        {},
        {SIGNATURE: sign("another", body, NOW)},
        {SIGNATURE: sign(SECRET, b"", NOW)},
    ):
        with pytest.raises(Forged):
            receive_notification("sandbox", headers, body, NOW)

    assert not ProviderMessage.objects.exists()
    assert states(placement) == ("awaiting", "unfulfilled")


def test_a_provider_says_nothing_about_the_payment_of_another(cup):
    placement = placed(cup)
    amount = Money.parse("15.90", "EUR")
    view = PaymentView(placement.attempt, "ot_1", "captured", amount, amount, Money.zero("EUR"))

    assert payment_writes.store_message("another", Notification("ev_1", view), NOW)
    process_message("another", "ev_1", NOW)

    assert states(placement) == ("awaiting", "unfulfilled")
    assert not ProviderMessage.objects.filter(processed_at=None).exists()


def test_news_that_overtakes_older_news_is_not_undone_by_it(cup):
    placement = placed(cup)

    told(placement, "ev_2")
    told(placement, "ev_3", refunded=500)
    told(placement, "ev_1", status="waiting", captured=0)
    told(placement, "ev_2")

    assert states(placement) == ("partly_refunded", "allocated")
    assert payments.attempt(placement.attempt).refunded == eur("5")


def test_one_notification_that_cannot_be_processed_stops_no_other(cup):
    broken, good = placed(cup), placed(cup)
    for number, placement in enumerate((broken, good)):
        ProviderMessage.objects.create(
            provider="sandbox", event_id=f"ev_{number}", attempt=placement.attempt,
            view={}, received_at=NOW + timedelta(seconds=number),
        )  # fmt: skip
    told(good, "ev_good")
    ProviderMessage.objects.filter(event_id="ev_good").update(processed_at=None)

    process_waiting_messages(LATER)

    assert not ProviderMessage.objects.filter(event_id="ev_good", processed_at=None).exists()


def test_a_payment_that_cannot_be_asked_about_stops_no_other(cup, provider):
    lost, good = placed(cup), placed(cup)
    Attempt.objects.filter(id=lost.attempt).update(provider="removed", ask_at=NOW)
    provider.decide(ref(good), "approve")

    ask_providers(LATER)

    assert states(good) == ("paid", "allocated")
    assert payments.attempt(lost.attempt).state == "unknown"
    assert not [one for one in payments.to_ask(LATER) if one.id == lost.attempt], "it waits"


def test_an_order_whose_provider_is_gone_lapses_and_stops_no_other(cup):
    lost, other = placed(cup), placed(cup)
    Attempt.objects.filter(id=lost.attempt).update(provider="removed")

    expire_orders(LATER)

    assert states(lost) == states(other) == ("voided", "cancelled")
    assert stock.available([cup]) == {cup: 3}


def test_a_key_that_the_provider_may_have_forgotten_is_looked_up_before_it_is_sent(
    cup,
    provider,
):
    placement = place_order(a_checkout(cup, method="sepa"), "sandbox", NOW)
    provider.misbehave("drop_after_commit")
    start_payment(placement.attempt, BACK, lambda: NOW)
    held = len(provider.payments())
    reference = next(
        one["id"] for one in provider.payments() if one["key"] == str(placement.attempt)
    )
    provider.decide(reference, "approve")

    assert start_payment(placement.attempt, BACK, lambda: NOW + 2 * DAY) is None

    assert states(placement) == ("paid", "allocated")
    assert len(provider.payments()) == held


def test_two_refunds_of_the_same_amount_both_arrive_when_neither_answer_did(
    cup,
    provider,
):
    placement = paid(cup, provider)
    before = len(provider.moved())
    for reason in ("first", "second"):
        refund_payment(placement.order, eur("5"), reason=reason, actor="owner", at=NOW)
    first, second = Refund.objects.order_by("reason").values_list("id", flat=True)

    provider.misbehave("drop_before")
    assert send_refund(first, NOW) == "unknown"
    assert send_refund(second, NOW) == "intent", "it waits for the first"
    provider.misbehave("fail_before", "drop_after_commit")
    for days in range(1, 5):
        ask_providers(NOW + days * DAY)

    assert set(Refund.objects.values_list("state", flat=True)) == {"done"}
    assert provider.moved()[before:] == [("refund", 500, "EUR")] * 2
    assert payments.attempt(placement.attempt).refunded == eur("10")


def test_a_refund_cut_off_after_its_call_is_not_sent_twice_days_later(
    cup,
    provider,
    monkeypatch,
):
    placement = paid(cup, provider)
    (refund,) = refund_payment(placement.order, eur("5"), reason="x", actor="owner", at=NOW)
    from sampan.flows import send_refund as module

    def cut_off(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(module, "_record_done", cut_off)
        with pytest.raises(SystemExit):
            send_refund(refund, NOW)
    provider.http.RequestHandlerClass.house.journal._db.execute("DELETE FROM answered")

    ask_providers(NOW + 2 * DAY)

    assert payments.attempt(placement.attempt).refunded == eur("5")
    assert Refund.objects.get().state == "done"


def test_prices_that_change_while_the_shopper_pays_change_nothing(cup, provider):
    placement = placed(cup)
    inventory.set_on_hand({(cup, "NGB"): 1}, inventory.Movement("owner", NOW, "count"))
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)

    order = orders.order(placement.order)
    assert (order.total, order.payment_state) == (eur("15.90"), "paid")
    assert payments.attempt(placement.attempt).captured == order.total
    assert codes() == set()


def test_a_cart_cannot_be_changed_once_it_is_ordered(cup):
    from sampan.apps.checkout import services as checkouts

    placed(cup)

    with pytest.raises(Conflict):
        checkouts.add(Cart.objects.get().id, cup, 1, NOW)


def test_refunds_of_nothing_less_and_other_currencies_are_refused(cup, provider):
    placement = paid(cup, provider)
    for amount in (eur("0"), eur("-1"), eur("15.91")):
        with pytest.raises(Invalid):
            refund_payment(placement.order, amount, reason="x", actor="owner", at=NOW)
    assert not Refund.objects.exists()


def test_held_money_keeps_the_goods_and_is_taken_once(cup, provider, holding):
    placement = paid(cup, provider)
    assert states(placement) == ("authorized", "unfulfilled")
    assert not reservations.overdue(LATER + DAY), "goods for held money do not lapse"

    capture_payment(placement.attempt, LATER)
    ask_about(placement.attempt, LATER)

    assert states(placement) == ("paid", "allocated")
    assert stock.available([cup]) == {cup: 2}
    assert codes() == set()
    with pytest.raises(Conflict):
        capture_payment(placement.attempt, LATER)


def test_held_money_that_comes_for_a_cancelled_order_is_let_go_of(
    cup,
    provider,
    holding,
    work_off,
):
    placement = placed(cup)
    cancel_order(placement.order, reason="owner", actor="owner", at=NOW)
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)
    work_off()

    assert payments.attempt(placement.attempt).state == "voided"
    assert states(placement) == ("voided", "cancelled")
    with pytest.raises(Conflict):
        capture_payment(placement.attempt, LATER)


def test_a_hold_that_ran_out_is_shown_and_cannot_be_taken(cup, provider, holding):
    placement = paid(cup, provider)

    told(placement, status="expired", captured=0)
    told(placement, "ev_late", status="authorized", captured=0)

    assert payments.attempt(placement.attempt).state == "expired"
    assert orders.order(placement.order).review_reason == "authorization_lost"
    with pytest.raises(Conflict):
        capture_payment(placement.attempt, LATER)


def test_a_provider_that_refuses_to_take_the_money_is_not_asked_again_and_again(
    cup,
    provider,
    holding,
):
    placement = paid(cup, provider)
    Attempt.objects.filter(id=placement.attempt).update(amount_minor=1591)

    capture_payment(placement.attempt, NOW)

    assert orders.order(placement.order).review_reason == "capture_refused"
    assert payments.to_ask(NOW + 30 * DAY) == []


def a_coupon(limit: int) -> int:
    return Promotion.objects.create(name="one", rule="percentage", limit=limit, created_at=NOW).id


def uses(placement, promotion: int) -> None:
    promotions.use(placement.order, {promotion: eur("0")}, email="a@b.example", at=NOW)


def test_late_money_counts_the_coupon_again(cup, provider):
    coupon = a_coupon(limit=1)
    placement = placed(cup)
    uses(placement, coupon)
    expire_orders(LATER)
    assert Promotion.objects.get().used == 0
    provider.decide(ref(placement), "approve")

    ask_about(placement.attempt, LATER)

    assert states(placement) == ("paid", "allocated")
    assert (Promotion.objects.get().used, Use.objects.get().given_back_at) == (1, None)
    assert codes() == set()


def test_late_money_for_a_coupon_that_others_used_up_goes_back(cup, provider):
    coupon = a_coupon(limit=1)
    late = placed(cup)
    uses(late, coupon)
    expire_orders(LATER)
    uses(placed(cup), coupon)
    provider.decide(ref(late), "approve")

    ask_about(late.attempt, LATER)
    send_refund(Refund.objects.get().id, LATER)

    assert states(late) == ("refunded", "cancelled")
    assert stock.available([cup]) == {cup: 2}
    assert Promotion.objects.get().used == 1
    assert Order.objects.count() == 2
