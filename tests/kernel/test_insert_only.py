"""History cannot be changed, not even by SQL; what may be forgotten leaves an audit row."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from sampan.kernel import audit
from sampan.kernel.insert_only import erasing
from sampan.kernel.models import Erasure

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FOREVER = ("kernel_auditentry", "kernel_auditseal")
ERASABLE = ("pricing_pricechange", "inventory_stockmovement")


@pytest.fixture
def rows() -> None:
    """One row in every guarded table, with what it points to."""
    with transaction.atomic():
        audit.record(actor="owner", action="tried", subject="product:1", at=AT, changes={"a": 1})
        audit.seal_new()
    product = _make("catalog.Product", handle="mug", created_at=AT, updated_at=AT)
    variant = _make("catalog.Variant", product=product, sku="MUG")
    market = _make("markets.Market", code="eu", name="EU")
    prices = _make("pricing.PriceList", code="eu-eur", market=market, currency="EUR")
    _make("pricing.PriceChange", price_list=prices, variant=variant, amount_minor=100, at=AT)
    place = _make("inventory.Warehouse", code="hh", name="Hamburg", country="DE")
    _make("inventory.StockMovement", variant=variant, warehouse=place, quantity=1, at=AT)
    connection.check_constraints()  # PostgreSQL checks them late and refuses to truncate meanwhile


@pytest.mark.parametrize("table", FOREVER + ERASABLE)
@pytest.mark.usefixtures("rows")
def test_a_row_can_be_neither_changed_nor_deleted(table: str) -> None:
    column = {"kernel_auditentry": "actor", "kernel_auditseal": "hash"}.get(table, "id")

    assert "insert-only" in _refusal(f"UPDATE {table} SET {column} = {column}")
    assert "insert-only" in _refusal(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        assert "insert-only" in _refusal(f"TRUNCATE {table} CASCADE")
    assert _count(table) == 1


@pytest.mark.parametrize("table", ERASABLE)
@pytest.mark.usefixtures("rows")
def test_erasing_deletes_history_and_says_so_in_the_audit_log(table: str) -> None:
    with transaction.atomic(), erasing(cause="demo", actor="owner", at=AT):
        _execute(f"DELETE FROM {table}")

    assert _count(table) == 0
    assert [entry.action for entry in audit.history("demo")] == ["history_erased"]
    assert not Erasure.objects.exists()
    assert "insert-only" in _refusal("DELETE FROM inventory_stockmovement") or table == ERASABLE[1]


@pytest.mark.parametrize("table", FOREVER)
@pytest.mark.usefixtures("rows")
def test_audit_rows_outlive_erasing(table: str) -> None:
    with transaction.atomic(), erasing(cause="demo", actor="owner", at=AT):
        assert "insert-only" in _refusal(f"DELETE FROM {table}")


@pytest.mark.usefixtures("rows")
def test_erasing_does_not_allow_a_change() -> None:
    with transaction.atomic(), erasing(cause="demo", actor="owner", at=AT):
        assert "insert-only" in _refusal("UPDATE pricing_pricechange SET amount_minor = 1")


def _make(model: str, **fields: object) -> object:
    return apps.get_model(model)._default_manager.create(**fields)


def _refusal(statement: str) -> str:
    try:
        with transaction.atomic():
            _execute(statement)
    except DatabaseError as error:
        return str(error)
    return "it was allowed"


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return cursor.fetchone()[0]
