"""Stock is counted by movements, and on hand is always their sum."""

from datetime import UTC, datetime

import pytest
from django.db.models import Sum

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.inventory import selectors, services
from sampan.apps.inventory.models import StockLevel, StockMovement
from sampan.domain.errors import Invalid, NotFound, UnknownCountry

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
COUNT = services.Movement("owner", NOW, "count")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cup():
    services.save_warehouse("NGB", "Ningbo", "CN", position=0)
    services.save_warehouse("HAM", "Hamburg", "DE", position=1)
    product = Product.objects.create(handle="cup", created_at=NOW, updated_at=NOW)
    return Variant.objects.create(product=product, sku="CUP").id


def test_counting_moves_the_difference(cup):
    services.set_on_hand({(cup, "NGB"): 10, (cup, "HAM"): 4}, COUNT)
    services.set_on_hand({(cup, "NGB"): 7}, COUNT)

    assert selectors.available([cup]) == {cup: 11}
    levels = [(level.warehouse, level.on_hand) for level in selectors.by_warehouse([cup])[cup]]
    assert levels == [("NGB", 7), ("HAM", 4)]
    moved = StockMovement.objects.order_by("id").values_list("quantity", flat=True)
    assert sorted(moved) == [-3, 4, 10]


def test_on_hand_is_the_sum_of_the_movements(cup):
    for count in (10, 0, 3, 3, 8):
        services.set_on_hand({(cup, "NGB"): count}, COUNT)

    total = StockMovement.objects.aggregate(units=Sum("quantity"))["units"]
    assert StockLevel.objects.get(variant_id=cup).on_hand == total == 8


def test_an_equal_count_moves_nothing(cup):
    services.set_on_hand({(cup, "NGB"): 5}, COUNT)

    assert services.set_on_hand({(cup, "NGB"): 5}, COUNT) == ()
    assert StockMovement.objects.count() == 1


def test_a_count_below_what_is_reserved_is_refused(cup):
    services.set_on_hand({(cup, "NGB"): 5}, COUNT)
    StockLevel.objects.update(reserved=3)

    with pytest.raises(Invalid, match="below_reserved"):
        services.set_on_hand({(cup, "NGB"): 2}, COUNT)

    assert selectors.available([cup]) == {cup: 2}


@pytest.mark.parametrize("count", [-1, 10**12 + 1])
def test_a_count_that_cannot_be_is_refused(cup, count):
    with pytest.raises(Invalid):
        services.set_on_hand({(cup, "NGB"): count}, COUNT)


def test_unknown_warehouses_and_countries_are_refused(cup):
    with pytest.raises(NotFound):
        services.set_on_hand({(cup, "MOON"): 1}, COUNT)
    with pytest.raises(UnknownCountry):
        services.save_warehouse("X", "X", "XX", position=0)
