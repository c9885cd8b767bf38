"""The doctor says nothing of a shop that is well, and finds each planted break."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from tests.flows.test_money import (  # noqa: F401 - fixtures are found by their names
    NOW,
    cup,
    eur,
    placed,
    provider,
    ref,
    shop,
)

from sampan.apps.inventory.models import Reservation
from sampan.apps.ledger.models import Entry, Posting
from sampan.apps.orders.models import Order, OrderCharge, Series
from sampan.apps.payments.models import Attempt, ProviderMessage, Refund
from sampan.apps.promotions.models import Promotion
from sampan.flows.ask_providers import ask_about
from sampan.flows.cancel_order import cancel_order
from sampan.flows.examine_money import MONEY_CHECKS
from sampan.flows.examine_shop import examine_shop, repair_shop
from sampan.flows.refund_payment import refund_payment
from sampan.flows.send_refund import send_refund
from sampan.flows.ship_order import ship_order

LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cup, provider, work_off):  # noqa: F811 - the fixtures of the same names
    """One order shipped and partly refunded, one cancelled after paying, one awaiting money."""
    first, second, _ = placed(cup), placed(cup), placed(cup)
    for placement in (first, second):
        provider.decide(ref(placement), "approve")
        ask_about(placement.attempt, NOW)
    ship_order(first.order, {0: "LX1"}, actor="owner", at=NOW)
    refunds = refund_payment(first.order, eur("3"), reason="late", actor="owner", at=NOW)
    send_refund(refunds[0], NOW)
    cancel_order(second.order, reason="owner", actor="owner", at=NOW)
    work_off()
    return first


def codes() -> set[str]:
    reports = examine_shop(LATER, MONEY_CHECKS)
    return {finding.code for report in reports for finding in report.findings}


def test_a_shop_that_is_well_has_no_findings(story):
    assert codes() == set()


def guards_off(table: str) -> None:
    """Somebody with the database's own password."""
    with connection.cursor() as cursor:
        for on in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_insert_only_{on}")


def a_stray_payment() -> None:
    Attempt.objects.create(
        order=uuid4(), provider="sandbox", method="card", currency="EUR", amount_minor=5,
        captured_minor=5, state="captured", created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def an_old_message() -> None:
    ProviderMessage.objects.create(
        provider="sandbox", event_id="ev_lost", attempt=uuid4(), view={}, received_at=NOW
    )


def an_entry_out_of_balance() -> None:
    entry = Entry.objects.create(cause="by hand", at=NOW)
    Posting.objects.create(entry=entry, account="asset:cash", currency="EUR", amount_minor=1)


def a_lost_posting() -> None:
    guards_off("ledger_posting")
    Posting.objects.filter(account="asset:clearing:sandbox").update(
        amount_minor=F("amount_minor") + 1
    )


def a_promotion_that_forgot() -> None:
    Promotion.objects.create(name="x", rule="percentage", used=3, created_at=NOW)


BREAKS = {
    "order_total_differs": lambda: OrderCharge.objects.filter(kind="freight").update(
        amount_minor=1
    ),
    "order_numbers_broken": lambda: Series.objects.update(last=F("last") + 1),
    "order_stock_differs": lambda: Reservation.objects.filter(state="taken").update(quantity=2),
    "payment_impossible": lambda: Attempt.objects.filter(state="captured").update(amount_minor=1),
    "payment_without_order": a_stray_payment,
    "order_paid_without_money": lambda: Order.objects.filter(paid_at=None).update(paid_at=NOW),
    "refund_differs": lambda: Refund.objects.update(amount_minor=F("amount_minor") + 1),
    "notifications_late": an_old_message,
    "promotion_counter_differs": a_promotion_that_forgot,
    "entry_unbalanced": an_entry_out_of_balance,
    "clearing_differs": a_lost_posting,
}


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_a_planted_break_is_found(story, code):
    BREAKS[code]()

    assert code in codes()


def test_a_counter_is_repaired_from_its_uses_and_the_rest_is_left_to_people(story):
    a_promotion_that_forgot()
    a_stray_payment()

    assert repair_shop(examine_shop(LATER, MONEY_CHECKS), LATER) == ["promotion_counter_differs"]
    assert codes() == {"clearing_differs", "payment_without_order"}
