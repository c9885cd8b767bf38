"""The demo's past: orders that agree with stock, money and books, and go with the demo."""

import pytest
from tests.shops import LOADED_AT, loaded_demo  # noqa: F401 - a fixture

from sampan.apps.catalog.selectors import listing as catalog
from sampan.apps.inventory import proofs as stock
from sampan.apps.ledger import selectors as books
from sampan.apps.ledger import services as ledger
from sampan.apps.orders.models import Order, OrderCharge, OrderMoment
from sampan.apps.payments.models import Attempt
from sampan.domain.ledger import rules
from sampan.domain.money import Money
from sampan.flows import load_demo_orders as flow
from sampan.flows.load_demo import remove_demo
from sampan.kernel import settings_store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def count(loaded_demo):  # noqa: F811 - a fixture
    return flow.load_demo_orders(loaded_demo)


def test_every_total_is_the_sum_of_its_charges_and_what_was_captured(count):
    for order in Order.objects.prefetch_related("charges"):
        assert order.total_minor == sum(charge.amount_minor for charge in order.charges.all())
    for order in Order.objects.filter(payment_state__in=["paid", "partly_refunded"]):
        attempt = Attempt.objects.get(order=order.id)
        assert attempt.captured_minor == order.total_minor
    assert OrderCharge.objects.filter(kind="import_tax").exists()


def test_stock_agrees_with_its_movements_and_reservations(count):
    assert stock.disagreements() == []
    assert stock.oversold() == []


def test_nothing_is_in_the_future_or_out_of_order(count):
    assert not OrderMoment.objects.filter(at__gt=LOADED_AT).exists()
    for order in Order.objects.prefetch_related("moments"):
        moments = [moment.at for moment in order.moments.order_by("id")]
        assert moments == sorted(moments), order.number
        assert moments[0] == order.placed_at


def test_whoever_was_interrupted_goes_on_where_it_stopped(count):
    assert flow.load_demo_orders(LOADED_AT) == 0
    assert Order.objects.count() == count

    settings_store.note(flow.PLACED, 58)
    assert flow.load_demo_orders(LOADED_AT) <= 1


def test_the_orders_go_with_the_demo_and_leave_books_of_nothing(count):
    order = Order.objects.filter(payment_state="paid").first()
    entry = rules.captured("attempt:x:captured", "sandbox", Money(100, order.currency))
    ledger.post(entry, order=order.id, at=LOADED_AT)

    removed = remove_demo(LOADED_AT)

    assert (removed, catalog.product_count(), Order.objects.count()) == (24, 0, 0)
    assert {money.minor for money in books.balances().values()} == {0}
    assert flow.load_demo_orders(LOADED_AT) == 0
