"""Holding units for an order: by conditional update, in key order, each at most once.

A unit is available when it is on hand and not reserved. `reserve` raises `reserved` only where
enough is available, in one statement, so two buyers cannot both get the last unit. Every later
step first claims the reservation by its state, so a repeat or a race does nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from sampan.apps.inventory.models import Reservation, StockLevel, StockMovement, Warehouse
from sampan.domain.errors import DomainError
from sampan.kernel import stamps

LIVE = (Reservation.State.HELD, Reservation.State.KEPT)


class SoldOut(DomainError):
    """Fewer units are available than were asked for; `variant_id` says of what."""

    code = "sold_out"


@dataclass(frozen=True, slots=True)
class Hold:
    """So many units of a variant in a warehouse."""

    variant_id: int
    warehouse: str
    quantity: int


@transaction.atomic
def reserve(owner: UUID, holds: Sequence[Hold], *, at: datetime, until: datetime | None) -> None:
    """Hold units for an owner until a moment, or for good where `until` is None.

    All or nothing. Raises SoldOut for the first that is not available.
    """
    warehouses = dict(Warehouse.objects.values_list("code", "id"))
    wanted = _summed(holds, warehouses)
    for (variant_id, warehouse_id), quantity in sorted(wanted.items()):
        enough = StockLevel.objects.filter(
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            on_hand__gte=F("reserved") + quantity,
        )
        if not enough.update(reserved=F("reserved") + quantity):
            raise SoldOut(variant_id=variant_id)
    Reservation.objects.bulk_create(
        Reservation(
            owner=owner,
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            quantity=quantity,
            state=Reservation.State.HELD if until else Reservation.State.KEPT,
            expires_at=until,
            created_at=at,
        )
        for (variant_id, warehouse_id), quantity in sorted(wanted.items())
    )
    stamps.bump("stock")


@transaction.atomic
def keep(owner: UUID) -> bool:
    """Take the end off an owner's reservations, as they are paid for; False if none is held."""
    held = Reservation.objects.filter(owner=owner, state=Reservation.State.HELD)
    return held.update(state=Reservation.State.KEPT, expires_at=None) > 0


@transaction.atomic
def release(owner: UUID) -> list[int]:
    """Give back what an owner holds or keeps; returns the variants, none when done before."""
    rows = list(
        Reservation.objects.select_for_update()
        .filter(owner=owner, state__in=LIVE)
        .order_by("variant_id", "warehouse_id")
    )
    for row in rows:
        _level(row).update(reserved=F("reserved") - row.quantity)
    Reservation.objects.filter(id__in=[row.id for row in rows]).update(
        state=Reservation.State.RELEASED, expires_at=None
    )
    if rows:
        stamps.bump("stock")
    return [row.variant_id for row in rows]


@transaction.atomic
def take(owner: UUID, *, actor: str, at: datetime) -> list[int]:
    """Let kept units leave the shelf, each with a movement; returns the variants."""
    rows = list(
        Reservation.objects.select_for_update()
        .filter(owner=owner, state=Reservation.State.KEPT)
        .order_by("variant_id", "warehouse_id")
    )
    for row in rows:
        _level(row).update(
            reserved=F("reserved") - row.quantity, on_hand=F("on_hand") - row.quantity
        )
    StockMovement.objects.bulk_create(
        StockMovement(
            variant_id=row.variant_id,
            warehouse_id=row.warehouse_id,
            quantity=-row.quantity,
            reason="sold",
            reference=str(owner),
            actor=actor,
            at=at,
        )
        for row in rows
    )
    Reservation.objects.filter(id__in=[row.id for row in rows]).update(
        state=Reservation.State.TAKEN
    )
    if rows:
        stamps.bump("stock")
    return [row.variant_id for row in rows]


def live(owner: UUID) -> list[Hold]:
    """What an owner holds or keeps now."""
    rows = Reservation.objects.filter(owner=owner, state__in=LIVE).select_related("warehouse")
    return [Hold(row.variant_id, row.warehouse.code, row.quantity) for row in rows]


def overdue(at: datetime, limit: int = 200) -> list[UUID]:
    """Owners whose held reservations have run out, the longest waiting first."""
    rows = (
        Reservation.objects.filter(state=Reservation.State.HELD, expires_at__lte=at)
        .order_by("expires_at")
        .values_list("owner", flat=True)[:limit]
    )
    return list(dict.fromkeys(rows))


def _level(row: Reservation) -> QuerySet[StockLevel]:
    return StockLevel.objects.filter(variant_id=row.variant_id, warehouse_id=row.warehouse_id)


def _summed(holds: Iterable[Hold], warehouses: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Two lines with the same goods are one hold: stock is checked per variant, not per line."""
    wanted: dict[tuple[int, int], int] = {}
    for hold in holds:
        assert hold.quantity > 0, "a hold is of something"
        key = (hold.variant_id, warehouses[hold.warehouse])
        wanted[key] = wanted.get(key, 0) + hold.quantity
    return wanted
