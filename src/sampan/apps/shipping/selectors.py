"""Services as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sampan.apps.shipping.models import Service as ServiceRow
from sampan.apps.shipping.models import Shipment
from sampan.domain.money import Money
from sampan.domain.shipping.packing import Limits
from sampan.domain.shipping.rates import Service, Step, Zone
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """A parcel on its way."""

    parcel: int
    service: str
    tracking: str
    shipped_at: datetime
    delivered_at: datetime | None


def shipments_of(order: UUID) -> list[ShipmentFacts]:
    """The parcels of an order that have left."""
    return [
        ShipmentFacts(row.parcel, row.service, row.tracking, row.shipped_at, row.delivered_at)
        for row in Shipment.objects.filter(order=order)
    ]


def orders_by_tracking(text: str, limit: int = 20) -> list[UUID]:
    """Orders with a parcel whose tracking number starts like this."""
    rows = Shipment.objects.filter(tracking__istartswith=text.strip()[:80])
    return list(dict.fromkeys(rows.values_list("order", flat=True)[:limit]))


def tracking_of(orders: Sequence[UUID]) -> Mapping[UUID, str]:
    """The tracking numbers of orders that have left, those of one order in one text."""
    found: dict[UUID, list[str]] = {}
    for batch in batches(orders):
        rows = Shipment.objects.filter(order__in=batch).exclude(tracking="")
        for order, number in rows.values_list("order", "tracking"):
            found.setdefault(order, []).append(number)
    return {order: ", ".join(numbers) for order, numbers in found.items()}


def services() -> tuple[Service, ...]:
    """The services on offer with their zones, in the owner's order; two queries."""
    rows = ServiceRow.objects.filter(is_active=True).prefetch_related("zones")
    return tuple(_value(row) for row in rows)


def _value(row: ServiceRow) -> Service:
    return Service(
        code=row.code,
        name=row.name,
        warehouse=row.warehouse,
        mode=row.mode,
        zones=tuple(
            Zone(
                frozenset(zone.countries),
                tuple(Step(grams, Money(minor, row.currency)) for grams, minor in zone.steps),
                (zone.days_from, zone.days_to),
            )
            for zone in row.zones.all()
        ),
        limits=Limits(weight_g=row.max_weight_g, longest_mm=row.longest_mm, divisor=row.divisor),
        cutoff=row.cutoff,
        handling_days=row.handling_days,
        is_tracked=row.is_tracked,
    )


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as its owner edits it, on offer or not."""

    service: Service
    currency: str
    position: int
    is_active: bool


def all_services() -> list[ServiceFacts]:
    """Every service in the owner's order; two queries."""
    rows = ServiceRow.objects.prefetch_related("zones")
    return [ServiceFacts(_value(row), row.currency, row.position, row.is_active) for row in rows]
