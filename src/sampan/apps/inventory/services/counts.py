"""Warehouses and what lies in them; on hand moves only together with a movement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction

from sampan.apps.inventory.models import Reservation, StockLevel, StockMovement, Warehouse
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.domain.places import Place
from sampan.kernel import audit, stamps
from sampan.kernel.batches import SIZE, batches

MOST = 10**12


@dataclass(frozen=True, slots=True)
class Movement:
    """Why stock moves, who says so and when; `reference` names a document or a job."""

    actor: str
    at: datetime
    reason: str
    reference: str = ""


@transaction.atomic
def save_warehouse(
    code: str, name: str, country: str, *, position: int, time_zone: str = "UTC"
) -> None:
    """Store a warehouse, new or changed; `time_zone` is an IANA name. Raises UnknownCountry."""
    Place(country)
    if time_zone not in available_timezones():
        raise Invalid(field="time_zone", reason="unknown", zone=time_zone[:40])
    Warehouse.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "country": country,
            "position": position,
            "time_zone": time_zone,
        },
    )
    stamps.bump("stock")


@transaction.atomic
def set_on_hand(counts: Mapping[tuple[int, str], int], movement: Movement) -> tuple[int, ...]:
    """Bring on hand of (variant id, warehouse code) to counted numbers by a movement each.

    Returns the variants that changed; an equal count moves nothing. Raises NotFound for an unknown
    warehouse and Invalid for a number below zero, above what a count can be, or below what is
    reserved.
    """
    warehouses = dict(Warehouse.objects.values_list("code", "id"))
    for (_, code), count in counts.items():
        if code not in warehouses:
            raise NotFound(what="warehouse", code=code[:40])
        if not 0 <= count <= MOST:
            raise Invalid(field="stock", reason="out_of_range")
    changed: set[int] = set()
    for batch in batches(sorted(counts)):
        wanted = {(variant, warehouses[code]): counts[variant, code] for variant, code in batch}
        changed |= _set_batch(wanted, movement)
    if changed:
        stamps.bump("stock")
        audit.record(
            actor=movement.actor,
            action="stock.counted",
            subject="stock",
            at=movement.at,
            changes={"variants": len(changed), "reason": movement.reason},
        )
    return tuple(sorted(changed))


def _set_batch(wanted: Mapping[tuple[int, int], int], movement: Movement) -> set[int]:
    """Levels are locked in key order before they are compared, so that counts cannot cross."""
    variant_ids = sorted({variant for variant, _ in wanted})
    rows = StockLevel.objects.select_for_update().filter(variant_id__in=variant_ids).order_by("id")
    levels = {(row.variant_id, row.warehouse_id): row for row in rows}
    new: list[StockLevel] = []
    moved: list[StockLevel] = []
    movements: list[StockMovement] = []
    for key, count in wanted.items():
        level = levels.get(key)
        difference = count - (level.on_hand if level else 0)
        if level is None:
            new.append(StockLevel(variant_id=key[0], warehouse_id=key[1], on_hand=count))
        elif count < level.reserved:
            raise Invalid(field="stock", reason="below_reserved", reserved=level.reserved)
        elif difference:
            level.on_hand = count
            moved.append(level)
        if difference:
            movements.append(_movement(key, difference, movement))
    StockLevel.objects.bulk_create(new, batch_size=SIZE)
    StockLevel.objects.bulk_update(moved, ["on_hand"], batch_size=SIZE)
    StockMovement.objects.bulk_create(movements, batch_size=SIZE)
    return {row.variant_id for row in movements} | {row.variant_id for row in new}


def _movement(key: tuple[int, int], quantity: int, movement: Movement) -> StockMovement:
    return StockMovement(
        variant_id=key[0],
        warehouse_id=key[1],
        quantity=quantity,
        reason=movement.reason,
        reference=movement.reference,
        actor=movement.actor,
        at=movement.at,
    )


@transaction.atomic
def set_reorder_points(
    points: Mapping[tuple[int, str], int | None], *, actor: str, at: datetime
) -> None:
    """Store at how many available units of (variant id, warehouse code) the owner is told.

    None means never. Raises NotFound for an unknown warehouse, Invalid for an impossible number.
    """
    warehouses = dict(Warehouse.objects.values_list("code", "id"))
    for (variant_id, code), point in sorted(points.items(), key=lambda pair: pair[0]):
        if code not in warehouses:
            raise NotFound(what="warehouse", code=code[:40])
        if point is not None and not 0 <= point <= MOST:
            raise Invalid(field="stock", reason="out_of_range")
        StockLevel.objects.update_or_create(
            variant_id=variant_id,
            warehouse_id=warehouses[code],
            defaults={"reorder_point": point},
        )
    if points:
        changes = {"levels": len(points)}
        audit.record(
            actor=actor, action="stock.reorder_points", subject="stock", at=at, changes=changes
        )


@transaction.atomic
def use_warehouse(code: str, *, is_active: bool, actor: str, at: datetime) -> None:
    """Take a warehouse into use or out of it; what lies there stays counted.

    Raises NotFound, and Conflict while orders hold goods in one that would go out of use.
    """
    row = Warehouse.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound(what="warehouse", code=code[:40])
    if not is_active and StockLevel.objects.filter(warehouse=row, reserved__gt=0).exists():
        raise Conflict(what="warehouse", reason="has_reserved")
    if row.is_active != is_active:
        row.is_active = is_active
        row.save(update_fields=["is_active"])
        stamps.bump("stock")
        action = "warehouse.opened" if is_active else "warehouse.closed"
        audit.record(actor=actor, action=action, subject=f"warehouse:{code}", at=at, changes={})


@transaction.atomic
def forget(variant_ids: Sequence[int]) -> None:
    """Delete what is known of the stock of variants that are about to be removed for good."""
    for batch in batches(variant_ids):
        Reservation.objects.filter(variant_id__in=batch).delete()
        StockLevel.objects.filter(variant_id__in=batch).delete()
        StockMovement.objects.filter(variant_id__in=batch).delete()
    stamps.bump("stock")
