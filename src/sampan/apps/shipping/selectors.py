"""Services as values."""

from sampan.apps.shipping.models import Service as ServiceRow
from sampan.domain.money import Money
from sampan.domain.shipping.packing import Limits
from sampan.domain.shipping.rates import Service, Step, Zone


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
