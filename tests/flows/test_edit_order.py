"""Fewer units of a paid order: previewed, applied once, and money, stock and books agree."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.flows.test_money import a_checkout, cup, eur  # noqa: F401 - cup is a fixture

from sampan.apps.inventory import selectors as stock
from sampan.apps.ledger import selectors as books
from sampan.apps.orders import selectors as orders
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.domain.errors import Conflict, Invalid
from sampan.domain.events import OrderCorrected, OrderPaid, PaymentCaptured, PaymentRefunded
from sampan.domain.lifecycles import IllegalMove
from sampan.domain.money import Money
from sampan.domain.payments.lifecycle import RefundState
from sampan.domain.payments.port import PaymentView
from sampan.flows.cancel_order import cancel_order
from sampan.flows.edit_order import change_address, edit_order, preview_edit
from sampan.flows.place_order import place_order
from sampan.flows.post_entry import post_capture, post_correction, post_refund, post_sale
from sampan.flows.refund_payment import refund_payment
from sampan.flows.settle_payment import settle_payment
from sampan.flows.ship_order import ship_order

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BY = {"actor": "person:1", "at": NOW + timedelta(hours=2)}
NOTHING = eur("0.00")
pytestmark = pytest.mark.django_db


def view(attempt: UUID, total: Money, refunded: Money = NOTHING) -> PaymentView:
    return PaymentView(attempt, "ref", "captured", total, total, refunded)


@pytest.fixture
def paid(cup):  # noqa: F811 - a fixture
    """Three cups for 10.00 with 1.90 of tax each, and 4.00 freight: 39.70, paid."""
    placement = place_order(a_checkout(cup, quantity=3), "sandbox", NOW)
    settle_payment(view(placement.attempt, eur("39.70")), NOW)
    return placement


def arrived(paid, refunded: str) -> None:
    """The refunds under way arrive."""
    for refund in payments.refunds_of(paid.order):
        payment_writes.record_refund(refund.id, RefundState.DONE, NOW)
    settle_payment(view(paid.attempt, eur("39.70"), eur(refunded)), NOW)


def test_the_preview_says_what_goes_back_and_changes_nothing(paid):
    difference = preview_edit(paid.order, {0: 1})

    assert str(difference.back) == "EUR 23.80"
    assert (str(difference.before), str(difference.after)) == ("EUR 39.70", "EUR 15.90")
    assert [(str(c.kind), str(c.amount)) for c in difference.charges] == [
        ("goods", "EUR -20.00"),
        ("import_tax", "EUR -3.80"),
    ]
    assert orders.order(paid.order).total == eur("39.70")
    assert payments.refunds_of(paid.order) == []


def test_an_edit_takes_back_charges_stock_and_money(paid, cup):  # noqa: F811 - a fixture
    edit_order(paid.order, {0: 1}, seen=eur("23.80"), **BY)

    charges = orders.charges(paid.order)
    assert orders.order(paid.order).total == eur("15.90")
    assert sum(charge.amount.minor for charge in charges) == 1590
    assert [line.quantity for line in orders.lines(paid.order)] == [1]
    assert stock.available([cup]) == {cup: 2}
    assert [str(refund.amount) for refund in payments.refunds_of(paid.order)] == ["EUR 23.80"]


def test_edits_in_steps_end_where_one_edit_ends(paid):
    edit_order(paid.order, {0: 2}, seen=eur("11.90"), **BY)
    edit_order(paid.order, {0: 1}, seen=eur("11.90"), **BY)

    assert orders.order(paid.order).total == eur("15.90")
    assert payments.refundable(paid.attempt) == eur("15.90")


def test_an_edit_that_was_not_the_one_seen_is_refused(paid):
    with pytest.raises(Conflict):
        edit_order(paid.order, {0: 1}, seen=eur("11.90"), **BY)

    assert orders.order(paid.order).total == eur("39.70")


@pytest.mark.parametrize(
    ("quantities", "reason"),
    [({0: 4}, "only_fewer"), ({0: -1}, "only_fewer"), ({9: 0}, "only_fewer"), ({0: 3}, "empty"),
     ({0: 0}, "nothing_left"), ({}, "empty")],
)  # fmt: skip
def test_what_is_no_smaller_order_is_refused(paid, quantities, reason):
    with pytest.raises(Invalid) as refusal:
        preview_edit(paid.order, quantities)

    assert refusal.value.fields["reason"] == reason


def test_never_more_goes_back_than_is_left(paid):
    refund_payment(paid.order, eur("30.00"), reason="goodwill", **BY)

    with pytest.raises(Invalid) as refusal:
        preview_edit(paid.order, {0: 1})

    assert refusal.value.fields["reason"] == "more_than_captured"


def test_lines_are_fixed_after_the_goods_have_left(paid):
    ship_order(paid.order, {0: "LX1"}, **BY)
    with pytest.raises(Conflict):
        preview_edit(paid.order, {0: 1})
    with pytest.raises(Conflict):
        change_address(paid.order, {}, phone="", **BY)
    with pytest.raises(IllegalMove):
        cancel_order(paid.order, reason="shopper_asked", **BY)


def test_an_unpaid_order_keeps_its_lines(cup):  # noqa: F811 - a fixture
    placement = place_order(a_checkout(cup), "sandbox", NOW)

    with pytest.raises(Conflict):
        preview_edit(placement.order, {0: 0})


def test_the_order_counts_as_refunded_only_when_all_that_was_captured_went_back(paid):
    edit_order(paid.order, {0: 1}, seen=eur("23.80"), **BY)
    arrived(paid, "23.80")
    assert orders.order(paid.order).payment_state == "partly_refunded"

    refund_payment(paid.order, eur("15.90"), reason="goodwill", **BY)
    arrived(paid, "39.70")
    assert orders.order(paid.order).payment_state == "refunded"


@pytest.mark.parametrize("sale_first", [True, False])
def test_the_books_hold_the_smaller_order_whatever_is_booked_first(paid, sale_first):
    order, attempt = str(paid.order), str(paid.attempt)
    post_capture(PaymentCaptured(order, attempt, 3970), NOW)
    if sale_first:
        post_sale(OrderPaid(order), NOW)
    edit_order(paid.order, {0: 1}, seen=eur("23.80"), **BY)
    if not sale_first:
        with pytest.raises(Conflict):
            post_correction(OrderCorrected(order, 1), NOW)
        post_sale(OrderPaid(order), NOW)
    post_correction(OrderCorrected(order, 1), NOW)
    post_correction(OrderCorrected(order, 2), NOW)
    arrived(paid, "23.80")
    post_refund(PaymentRefunded(order, attempt, 2380, 2380), NOW)

    found = {name: str(money) for (name, _), money in books.balances(paid.order).items()}
    assert found == {
        "asset:clearing:sandbox": "EUR 15.90",
        "income:freight": "EUR -4.00",
        "income:goods": "EUR -10.00",
        "liability:customers": "EUR 0.00",
        "liability:import_tax": "EUR -1.90",
    }
    assert books.unbalanced_entries() == []


def test_another_address_in_the_same_country_is_kept_and_told(paid):
    address = {"name": "Lena Vogt", "street_address": "Schanzenstraße 1", "city": "Hamburg",
               "postal_code": "20357"}  # fmt: skip
    change_address(paid.order, address, phone="", **BY)
    with pytest.raises(Invalid):
        change_address(paid.order, {**address, "postal_code": "12"}, phone="", **BY)
