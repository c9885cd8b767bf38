"""Holding units for an order: by conditional update, in key order, each at most once.

A unit is available when it is on hand and not reserved. `reserve` locks the levels in key order and
raises `reserved` only where enough is available, in one statement for all lines, so two buyers
cannot both get the last unit. Every later
step first claims the reservation by its state, so a repeat or a race does nothing. The window
follows a little later, by events: a cart and a checkout read the levels themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.expressions import CombinedExpression

from sampan.apps.inventory.models import Reservation, StockLevel, StockMovement, Warehouse
from sampan.domain.errors import DomainError

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


@transaction.atomic(savepoint=False)
def reserve(owner: UUID, holds: Sequence[Hold], *, at: datetime, until: datetime | None) -> None:
    """Hold units for an owner until a moment, or for good where `until` is None.

    All or nothing. Raises SoldOut for the first that is not available.
    """
    warehouses = dict(Warehouse.objects.values_list("code", "id"))
    wanted = _summed(holds, warehouses)
    if not wanted:
        return
    levels = _locked_levels(wanted)
    for key, quantity in wanted.items():
        if key not in levels or levels[key].on_hand - levels[key].reserved < quantity:
            raise SoldOut(variant_id=key[0])
    units = _units({levels[key].id: quantity for key, quantity in wanted.items()})
    enough = StockLevel.objects.filter(
        id__in=[level.id for level in levels.values()], on_hand__gte=F("reserved") + units
    )
    if enough.update(reserved=F("reserved") + units) != len(wanted):
        raise SoldOut(variant_id=next(iter(wanted))[0])
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


@transaction.atomic
def keep(owner: UUID) -> bool:
    """Take the end off an owner's reservations, as they are paid for; False if none is there.

    What was kept before stays kept, and is not held a second time.
    """
    mine = Reservation.objects.filter(owner=owner)
    held = mine.filter(state=Reservation.State.HELD)
    held.update(state=Reservation.State.KEPT, expires_at=None)
    return mine.filter(state__in=(Reservation.State.KEPT, Reservation.State.TAKEN)).exists()


@transaction.atomic
def prolong(owner: UUID, until: datetime) -> bool:
    """Hold what an owner holds for longer, never shorter; False when it is held no more.

    An owner who never held anything (downloads alone) has nothing to lose.
    """
    mine = Reservation.objects.filter(owner=owner)
    held = mine.filter(state=Reservation.State.HELD)
    held.filter(expires_at__lt=until).update(expires_at=until)
    return held.exists() or not mine.exists()


@transaction.atomic
def release(owner: UUID) -> list[int]:
    """Give back what an owner holds or keeps; returns the variants, none when done before."""
    rows = _claimed(owner, LIVE)
    _shift(rows, leaves_the_shelf=False)
    Reservation.objects.filter(id__in=[row.id for row in rows]).update(
        state=Reservation.State.RELEASED, expires_at=None
    )
    return [row.variant_id for row in rows]


@transaction.atomic
def give_back(owner: UUID, holds: Sequence[Hold]) -> list[int]:
    """Release some of the units that an owner holds or keeps; returns the variants.

    Never more than are held: what was released before is not released twice.
    """
    warehouses = dict(Warehouse.objects.values_list("code", "id"))
    wanted = _summed(holds, warehouses)
    freed: list[Reservation] = []
    for row in _claimed(owner, LIVE):
        units = min(wanted.get((row.variant_id, row.warehouse_id), 0), row.quantity)
        if not units:
            continue
        if units == row.quantity:
            row.state, row.expires_at = Reservation.State.RELEASED, None
            row.save(update_fields=["state", "expires_at"])
        else:
            row.quantity -= units
            row.save(update_fields=["quantity"])
            row.quantity = units
        freed.append(row)
    _shift(freed, leaves_the_shelf=False)
    return [row.variant_id for row in freed]


@transaction.atomic
def take(owner: UUID, *, actor: str, at: datetime) -> list[int]:
    """Let kept units leave the shelf, each with a movement; returns the variants."""
    rows = _claimed(owner, [Reservation.State.KEPT])
    _shift(rows, leaves_the_shelf=True)
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


def is_overdue(owner: UUID, at: datetime) -> bool:
    """Whether an owner's held reservations have run out and are still held."""
    held = Reservation.objects.filter(owner=owner, state=Reservation.State.HELD)
    return held.filter(expires_at__lte=at).exists()


def _claimed(owner: UUID, states: Sequence[str]) -> list[Reservation]:
    rows = Reservation.objects.select_for_update().filter(owner=owner, state__in=states)
    return list(rows.order_by("variant_id", "warehouse_id"))


def _shift(rows: Sequence[Reservation], *, leaves_the_shelf: bool) -> None:
    """Take reserved units back, and off on hand too when they leave, in one statement."""
    if not rows:
        return
    levels = _locked_levels({(row.variant_id, row.warehouse_id): row.quantity for row in rows})
    units = _units({levels[row.variant_id, row.warehouse_id].id: row.quantity for row in rows})
    changed: dict[str, CombinedExpression] = {"reserved": F("reserved") - units}
    if leaves_the_shelf:
        changed["on_hand"] = F("on_hand") - units
    StockLevel.objects.filter(id__in=[level.id for level in levels.values()]).update(**changed)


def _locked_levels(wanted: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], StockLevel]:
    """The levels of these variants and warehouses, locked in key order."""
    rows = (
        StockLevel.objects.select_for_update()
        .filter(
            variant_id__in={variant for variant, _ in wanted},
            warehouse_id__in={warehouse for _, warehouse in wanted},
        )
        .order_by("variant_id", "warehouse_id")
    )
    found = {(row.variant_id, row.warehouse_id): row for row in rows}
    return {key: level for key, level in found.items() if key in wanted}


def _units(by_level: Mapping[int, int]) -> Case:
    """The number of units of each level row, inside one statement."""
    cases = [When(id=level_id, then=Value(units)) for level_id, units in by_level.items()]
    return Case(*cases, output_field=BigIntegerField())


def _summed(holds: Iterable[Hold], warehouses: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Two lines with the same goods are one hold: stock is checked per variant, not per line."""
    wanted: dict[tuple[int, int], int] = {}
    for hold in holds:
        assert hold.quantity > 0, "a hold is of something"
        key = (hold.variant_id, warehouses[hold.warehouse])
        wanted[key] = wanted.get(key, 0) + hold.quantity
    return wanted
