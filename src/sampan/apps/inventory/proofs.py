"""What must be true of the stock, asked of the tables themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum

from sampan.apps.inventory.models import Reservation, StockLevel, StockMovement
from sampan.kernel import audit, stamps

LIVE = (Reservation.State.HELD, Reservation.State.KEPT)
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A quantity as it is stored, and what its rows add up to."""

    variant_id: int
    warehouse: str
    field: str
    stored: int
    summed: int

    @property
    def can_be_set(self) -> bool:
        """Whether the sum is a quantity that may be stored."""
        return self.summed >= 0


def level_count() -> int:
    """How many levels there are to agree."""
    return StockLevel.objects.count()


def disagreements() -> list[Disagreement]:
    """Levels whose on hand is not the sum of movements, or whose reserved is not what is held."""
    moved = _sums(StockMovement.objects.all())
    held = _sums(Reservation.objects.filter(state__in=LIVE))
    seen: set[Key] = set()
    found: list[Disagreement] = []
    for level in StockLevel.objects.select_related("warehouse").iterator():
        key = (level.variant_id, level.warehouse_id)
        seen.add(key)
        for field, sums in (("on_hand", moved), ("reserved", held)):
            stored, summed = getattr(level, field), sums.get(key, 0)
            if stored != summed:
                found.append(Disagreement(key[0], level.warehouse.code, field, stored, summed))
    found += _without_level(moved, seen)
    return found


@transaction.atomic
def set_to_sums(found: list[Disagreement], *, actor: str, at: datetime) -> int:
    """Make levels what their rows say, and record it; returns how many changed."""
    changed = 0
    for one in found:
        if not one.can_be_set:
            continue
        level = StockLevel.objects.select_for_update().filter(
            variant_id=one.variant_id, warehouse__code=one.warehouse
        )
        if level.update(**{one.field: one.summed}):
            changed += 1
            audit.record(
                actor=actor,
                action="stock.repaired",
                subject=f"variant:{one.variant_id}",
                at=at,
                changes={"warehouse": one.warehouse, one.field: [one.stored, one.summed]},
            )
    if changed:
        stamps.bump("stock")
    return changed


def oversold() -> list[Disagreement]:
    """Levels that hold more than they have, or less than nothing."""
    rows = StockLevel.objects.select_related("warehouse").iterator()
    return [
        Disagreement(row.variant_id, row.warehouse.code, "reserved", row.reserved, row.on_hand)
        for row in rows
        if row.on_hand < 0 or row.reserved < 0 or row.reserved > row.on_hand
    ]


def _sums(rows: QuerySet[StockMovement] | QuerySet[Reservation]) -> Mapping[Key, int]:
    grouped = rows.values("variant_id", "warehouse_id").annotate(units=Sum("quantity"))
    return {(row["variant_id"], row["warehouse_id"]): row["units"] for row in grouped}


def _without_level(moved: Mapping[Key, int], seen: set[Key]) -> Iterator[Disagreement]:
    for (variant_id, warehouse_id), units in moved.items():
        if units and (variant_id, warehouse_id) not in seen:
            yield Disagreement(variant_id, f"#{warehouse_id}", "on_hand", 0, units)


def units_by_owner() -> Mapping[tuple[UUID, str], int]:
    """How many units each owner holds, keeps or took, by the reservation's state."""
    rows = Reservation.objects.values("owner", "state").annotate(units=Sum("quantity"))
    return {(row["owner"], row["state"]): row["units"] for row in rows}
