"""Paid orders leave once, with their stock; others do not leave."""

from datetime import timedelta

import pytest
from tests.flows.test_money import (  # noqa: F401 - fixtures are found by their names
    NOW,
    cup,
    placed,
    provider,
    ref,
    shop,
)

from sampan.apps.inventory import selectors as stock
from sampan.apps.inventory.models import StockLevel, StockMovement
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.shipping import selectors as shipping
from sampan.domain.errors import Conflict
from sampan.domain.lifecycles import IllegalMove
from sampan.flows.ask_providers import ask_about
from sampan.flows.cancel_order import cancel_order
from sampan.flows.ship_order import deliver_order, pack_order, ship_order

LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(cup, provider):  # noqa: F811 - the fixture of the same name
    placement = placed(cup, quantity=2)
    provider.decide(ref(placement), "approve")
    ask_about(placement.attempt, NOW)
    return placement.order


def test_a_paid_order_leaves_with_its_stock_and_its_number(paid, cup):  # noqa: F811 - as above
    pack_order(paid, actor="owner", at=LATER)
    ship_order(paid, {0: "LX123"}, actor="owner", at=LATER)
    deliver_order(paid, actor="carrier", at=LATER)

    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (1, 0)
    assert list(StockMovement.objects.order_by("id").values_list("quantity", flat=True)) == [3, -2]
    assert stock.available([cup]) == {cup: 1}
    assert orders.order(paid).fulfillment_state == "delivered"
    assert [one.tracking for one in shipping.shipments_of(paid)] == ["LX123"]
    assert shipping.orders_by_tracking("lx1") == [paid]


def test_an_order_leaves_once(paid):
    ship_order(paid, {0: "LX123"}, actor="owner", at=LATER)

    with pytest.raises(IllegalMove):
        ship_order(paid, {0: "LX124"}, actor="owner", at=LATER)
    with pytest.raises(IllegalMove):
        cancel_order(paid, reason="owner", actor="owner", at=LATER)

    assert StockLevel.objects.get().on_hand == 1
    assert [one.tracking for one in shipping.shipments_of(paid)] == ["LX123"]


@pytest.mark.parametrize("held_back", ["unpaid", "parked", "review"])
def test_what_is_not_free_to_go_stays(paid, cup, held_back):  # noqa: F811 - as above
    order = paid
    if held_back == "unpaid":
        order = placed(cup).order
    elif held_back == "parked":
        order_writes.park(order, parked=True, actor="owner", at=NOW)
    else:
        order_writes.ask_for_review(order, "looks odd", NOW)

    with pytest.raises(Conflict):
        ship_order(order, {0: "LX123"}, actor="owner", at=LATER)

    assert StockLevel.objects.get().on_hand == 3
