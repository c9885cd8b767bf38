"""What can be sold: on hand less reserved, over the warehouses that are in use."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Sum

from sampan.apps.inventory.models import StockLevel, Warehouse
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """A warehouse as other rooms see it."""

    code: str
    name: str
    country: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """The quantities of one variant in one warehouse."""

    warehouse: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved


def warehouses() -> tuple[WarehouseFacts, ...]:
    """The warehouses in use, in the owner's order; the first takes what names no other."""
    rows = Warehouse.objects.filter(is_active=True)
    return tuple(WarehouseFacts(row.code, row.name, row.country, row.time_zone) for row in rows)


def available(variant_ids: Sequence[int]) -> Mapping[int, int]:
    """Units that may be promised, by variant; a variant without any stock row is missing."""
    result: dict[int, int] = {}
    for batch in batches(variant_ids):
        rows = (
            StockLevel.objects.filter(variant_id__in=batch, warehouse__is_active=True)
            .values("variant_id")
            .annotate(units=Sum(F("on_hand") - F("reserved")))
        )
        result.update((row["variant_id"], row["units"]) for row in rows)
    return result


def available_everywhere() -> Mapping[int, int]:
    """Units of every variant that may be promised, in one query."""
    rows = (
        StockLevel.objects.filter(warehouse__is_active=True)
        .values("variant_id")
        .annotate(units=Sum(F("on_hand") - F("reserved")))
        .order_by()
    )
    return {row["variant_id"]: row["units"] for row in rows}


def by_warehouse(variant_ids: Sequence[int]) -> Mapping[int, Sequence[LevelFacts]]:
    """The levels of each variant, in the warehouses' order."""
    result: dict[int, list[LevelFacts]] = defaultdict(list)
    for batch in batches(variant_ids):
        rows = (
            StockLevel.objects.filter(variant_id__in=batch, warehouse__is_active=True)
            .select_related("warehouse")
            .order_by("warehouse__position", "warehouse__code")
        )
        for row in rows:
            result[row.variant_id].append(LevelFacts(row.warehouse.code, row.on_hand, row.reserved))
    return result
