"""The books follow the money of orders, each event once."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from sampan.apps.ledger import selectors as books
from sampan.apps.ledger.models import Entry
from sampan.apps.orders import services as orders
from sampan.apps.orders.services import Contact, Placing
from sampan.apps.payments import services as payments
from sampan.domain.charges import Kind
from sampan.domain.events import OrderPaid, PaymentCaptured, PaymentRefunded
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge
from sampan.domain.payments.port import PaymentView
from sampan.flows.post_entry import post_capture, post_refund, post_sale
from sampan.flows.settle_payment import settle_payment

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


@pytest.fixture
def order():
    charges = (
        OfferedCharge(Kind.GOODS, eur("10.00"), "price"),
        OfferedCharge(Kind.IMPORT_TAX, eur("1.90"), "vat"),
    )
    offer = Offer("EUR", "DE", Incoterm.DDP, (), charges)
    placing = Placing(uuid4(), None, "eu", "de", "card")
    return orders.place(placing, offer, Contact("a@b.example"), NOW).id


def an_attempt(order):
    return payments.intend(order, provider="sandbox", method="card", amount=eur("11.90"), at=NOW)


def view(attempt, captured: str, refunded: str = "0.00") -> PaymentView:
    amount = eur("11.90")
    return PaymentView(attempt, "ref", "captured", amount, eur(captured), eur(refunded))


def book(order, attempt, *, refunds=()):
    post_capture(PaymentCaptured(str(order), str(attempt), 1190), NOW)
    post_sale(OrderPaid(str(order)), NOW)
    total = 0
    for minor in refunds:
        total += minor
        post_refund(PaymentRefunded(str(order), str(attempt), minor, total), NOW)


def held(order) -> dict[str, int]:
    return {account: m.minor for (account, _), m in books.balances(order).items() if m}


def test_a_sale_is_income_and_tax_owed(order):
    attempt = an_attempt(order)
    settle_payment(view(attempt, "11.90"), NOW)
    book(order, attempt)
    book(order, attempt)

    assert held(order) == {
        "asset:clearing:sandbox": 1190,
        "income:goods": -1000,
        "liability:import_tax": -190,
    }
    assert Entry.objects.count() == 2
    assert books.unbalanced_entries() == []


@pytest.mark.parametrize("refunds", [(1190,), (1, 1189), (300, 300, 590)])
def test_a_whole_refund_leaves_nothing_however_it_was_cut(order, refunds):
    attempt = an_attempt(order)
    settle_payment(view(attempt, "11.90"), NOW)
    back = 0
    book(order, attempt)
    for minor in refunds:
        back += minor
        settle_payment(view(attempt, "11.90", Money(back, "EUR").text), NOW)
        post_refund(PaymentRefunded(str(order), str(attempt), minor, back), NOW)

    assert held(order) == {}


def test_money_that_was_paid_twice_goes_back_and_the_sale_stays(order):
    first, second = an_attempt(order), an_attempt(order)
    settle_payment(view(first, "11.90"), NOW)
    settle_payment(view(second, "11.90"), NOW)
    book(order, first)
    post_capture(PaymentCaptured(str(order), str(second), 1190), NOW)
    settle_payment(view(second, "11.90", "11.90"), NOW)
    post_refund(PaymentRefunded(str(order), str(second), 1190, 1190), NOW)

    assert held(order)["asset:clearing:sandbox"] == 1190
    assert held(order)["income:goods"] == -1000
