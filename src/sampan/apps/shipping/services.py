"""Writing services and their rates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.shipping.models import Service as ServiceRow
from sampan.apps.shipping.models import Shipment
from sampan.apps.shipping.models import Zone as ZoneRow
from sampan.domain.shipping.rates import Service
from sampan.kernel.batches import batches


@transaction.atomic
def save_service(service: Service, currency: str, position: int) -> None:
    """Store a service with its zones, new or changed."""
    row, _ = ServiceRow.objects.update_or_create(
        code=service.code,
        defaults={
            "name": service.name,
            "warehouse": service.warehouse,
            "mode": service.mode,
            "currency": currency,
            "is_tracked": service.is_tracked,
            "max_weight_g": service.limits.weight_g,
            "longest_mm": service.limits.longest_mm,
            "divisor": service.limits.divisor,
            "cutoff": service.cutoff,
            "handling_days": service.handling_days,
            "position": position,
        },
    )
    row.zones.all().delete()
    ZoneRow.objects.bulk_create(
        ZoneRow(
            service=row,
            countries=sorted(zone.countries),
            steps=[[step.up_to_g, step.price.minor] for step in zone.steps],
            days_from=zone.days[0],
            days_to=zone.days[1],
            position=index,
        )
        for index, zone in enumerate(service.zones)
    )


@transaction.atomic
def set_active(code: str, *, is_active: bool) -> None:
    """Offer a service, or stop offering it."""
    ServiceRow.objects.filter(code=code).update(is_active=is_active)


@transaction.atomic
def record_shipments(
    order: UUID, tracking: Mapping[int, str], *, service: str, at: datetime
) -> None:
    """Note that parcels left, by their number in the order, each under its tracking number."""
    for parcel, number in sorted(tracking.items()):
        Shipment.objects.update_or_create(
            order=order,
            parcel=parcel,
            defaults={"service": service, "tracking": number.strip()[:80]},
            create_defaults={
                "service": service,
                "tracking": number.strip()[:80],
                "shipped_at": at,
            },
        )


@transaction.atomic
def record_delivery(order: UUID, at: datetime) -> None:
    """Note that all parcels of an order arrived."""
    Shipment.objects.filter(order=order, delivered_at=None).update(delivered_at=at)


@transaction.atomic
def forget(orders: Sequence[UUID]) -> None:
    """Delete the shipments of orders of a demo shop."""
    for batch in batches(orders):
        Shipment.objects.filter(order__in=batch).delete()
