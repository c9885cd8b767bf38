"""Stock as the owner reads it: levels by warehouse, movements, and what is at its reorder point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Sum
from django.db.models.expressions import CombinedExpression

from sampan.apps.inventory.models import StockLevel, StockMovement, Warehouse
from sampan.kernel.batches import batches

STATES = ("out", "low", "reserved")


@dataclass(frozen=True, slots=True)
class LowLevel:
    """A variant whose stock in some warehouse is at its reorder point or under it."""

    variant_id: int
    warehouse: str
    available: int
    reorder_point: int


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A variant's quantities in one warehouse, with its reorder point there."""

    variant_id: int
    warehouse: str
    on_hand: int
    reserved: int
    reorder_point: int | None

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One movement: what came or left, why, and who says so."""

    variant_id: int
    warehouse: str
    quantity: int
    reason: str
    reference: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    """A warehouse as its owner edits it."""

    code: str
    name: str
    country: str
    time_zone: str
    position: int
    is_active: bool
    units: int


def at_reorder_point(limit: int) -> list[LowLevel]:
    """The levels at or under their reorder point, the emptiest first; one query."""
    rows = (
        StockLevel.objects.filter(warehouse__is_active=True, reorder_point__isnull=False)
        .annotate(units=F("on_hand") - F("reserved"))
        .filter(units__lte=F("reorder_point"))
        .select_related("warehouse")
        .order_by("units", "id")[:limit]
    )
    return [
        LowLevel(row.variant_id, row.warehouse.code, row.on_hand - row.reserved, point)
        for row in rows
        if (point := row.reorder_point) is not None
    ]


def variants_in(state: str, warehouse: str) -> set[int] | None:
    """The variants whose stock is in a state: out, low or reserved; None for any other word."""
    rows = StockLevel.objects.filter(warehouse__is_active=True)
    if warehouse:
        rows = rows.filter(warehouse__code=warehouse)
    if state == "low":
        rows = rows.filter(reorder_point__isnull=False, on_hand__lte=_under())
    elif state == "reserved":
        rows = rows.filter(reserved__gt=0)
    elif state == "out":
        sums = rows.order_by().values("variant_id").annotate(n=Sum(F("on_hand") - F("reserved")))
        return set(sums.filter(Q(n__lte=0)).values_list("variant_id", flat=True))
    elif not warehouse:
        return None
    return set(rows.values_list("variant_id", flat=True))


def levels(variant_ids: Sequence[int]) -> Mapping[int, Mapping[str, LevelRow]]:
    """The levels of variants by warehouse, with their reorder points."""
    found: dict[int, dict[str, LevelRow]] = {}
    for batch in batches(variant_ids):
        rows = StockLevel.objects.filter(variant_id__in=batch).select_related("warehouse")
        for row in rows:
            found.setdefault(row.variant_id, {})[row.warehouse.code] = LevelRow(
                row.variant_id, row.warehouse.code, row.on_hand, row.reserved, row.reorder_point
            )
    return found


def movements(variant_id: int | None, limit: int) -> list[MovementRow]:
    """The newest movements, of one variant or of all."""
    rows = StockMovement.objects.select_related("warehouse").order_by("-at", "-id")
    if variant_id is not None:
        rows = rows.filter(variant_id=variant_id)
    return [
        MovementRow(
            row.variant_id,
            row.warehouse.code,
            row.quantity,
            row.reason,
            row.reference,
            row.actor,
            row.at,
        )
        for row in rows[:limit]
    ]


def warehouses() -> list[WarehouseRow]:
    """Every warehouse, in use or not, with what lies in it."""
    sums = dict(
        StockLevel.objects.order_by().values_list("warehouse_id").annotate(n=Sum("on_hand"))
    )
    return [
        WarehouseRow(
            row.code,
            row.name,
            row.country,
            row.time_zone,
            row.position,
            row.is_active,
            sums.get(row.pk) or 0,
        )
        for row in Warehouse.objects.all()
    ]


def _under() -> CombinedExpression:
    """On hand that leaves no more than the reorder point once the reserved units are gone."""
    return F("reorder_point") + F("reserved")
