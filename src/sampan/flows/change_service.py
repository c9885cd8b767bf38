"""Change a way of delivery, or stop offering it; quotes that are held stay as they are."""

from datetime import datetime

from django.db import transaction

from sampan.apps.inventory import selectors as inventory
from sampan.apps.shipping import services as shipping
from sampan.domain.errors import Invalid
from sampan.domain.money import exponent
from sampan.domain.places import Place
from sampan.domain.shipping.rates import Service
from sampan.kernel import audit

MODES = ("post", "courier", "road", "air", "sea", "rail")


def change_service(
    service: Service, currency: str, *, position: int, is_active: bool, actor: str, at: datetime
) -> None:
    """Store a service with its zones.

    Raises Invalid for an unknown mode or warehouse, no zone, or a country in two of them;
    UnknownCountry and UnknownCurrency.
    """
    exponent(currency)
    if service.mode not in MODES:
        raise Invalid(field="mode", reason="unknown")
    if service.warehouse not in {one.code for one in inventory.warehouses()}:
        raise Invalid(field="warehouse", reason="unknown")
    countries = [country for zone in service.zones for country in zone.countries]
    if not countries:
        raise Invalid(field="zones", reason="missing")
    if len(countries) != len(set(countries)):
        raise Invalid(field="zones", reason="country_twice")
    for country in countries:
        Place(country)
    with transaction.atomic():
        shipping.save_service(service, currency, position)
        shipping.set_active(service.code, is_active=is_active)
        audit.record(
            actor=actor,
            action="service.saved",
            subject=f"service:{service.code}",
            at=at,
            changes={"zones": len(service.zones), "is_active": is_active},
        )
