"""By when orders have to leave: the day that their service's cut-off and handling time give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.selectors import WarehouseFacts
from sampan.apps.orders.selectors import OrderFacts
from sampan.apps.shipping import selectors as shipping
from sampan.domain.shipping.promise import Calendar, promise
from sampan.domain.shipping.rates import Service
from sampan.reference.holidays import holidays_of

UNKNOWN_SERVICE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Facts:
    services: Mapping[str, Service]
    warehouses: Mapping[str, WarehouseFacts]


def find_deadlines(orders: Sequence[OrderFacts]) -> Mapping[UUID, date]:
    """The day in the warehouse's zone by which each order was to leave; three queries.

    An order whose service is gone has two days. Orders that are not paid have none yet.
    """
    if not orders:
        return {}
    facts = _Facts(
        {service.code: service for service in shipping.services()},
        {warehouse.code: warehouse for warehouse in inventory.warehouses()},
    )
    return {order.id: _deadline(order, facts) for order in orders if order.paid_at is not None}


def _deadline(order: OrderFacts, facts: _Facts) -> date:
    paid_at = order.paid_at
    assert paid_at is not None, "only a paid order has a deadline"
    days = []
    for code in order.service.split("+"):
        service = facts.services.get(code)
        warehouse = facts.warehouses.get(service.warehouse) if service else None
        if service is None or warehouse is None:
            continue
        years = (paid_at.year, paid_at.year + 1)
        origin, destination = (
            Calendar(country, frozenset().union(*(holidays_of(country, y) for y in years)))
            for country in (warehouse.country, order.country)
        )
        promised = promise(
            service,
            order.country,
            ordered_at=paid_at,
            zone=warehouse.time_zone,
            calendars=(origin, destination),
        )
        if promised is not None:
            days.append(promised.leaves)
    return max(days, default=paid_at.date() + UNKNOWN_SERVICE)
