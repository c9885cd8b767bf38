"""What Today asks of the orders: what waits, what was sold, what it left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from sampan.apps.orders.models import Order, OrderCharge, OrderLine
from sampan.apps.orders.selectors import OrderFacts, facts_of
from sampan.apps.orders.selectors.listing import TO_SHIP
from sampan.domain.charges import Kind
from sampan.domain.money import Money
from sampan.kernel.batches import batches

PAID = ("paid", "partly_refunded")


@dataclass(frozen=True, slots=True)
class Sales:
    """The orders of one day in one currency: how many, and what they come to."""

    day: date
    count: int
    total: Money


def to_ship(limit: int) -> list[OrderFacts]:
    """Paid orders whose goods lie ready and that nothing holds back, the oldest first."""
    return [facts_of(row) for row in Order.objects.filter(TO_SHIP).order_by("placed_at")[:limit]]


def out_of_stock(limit: int) -> list[OrderFacts]:
    """Paid orders that wait for goods, the oldest first."""
    found = Order.objects.filter(fulfillment_state="out_of_stock", payment_state__in=PAID)
    return [facts_of(row) for row in found.order_by("placed_at")[:limit]]


def to_review(limit: int) -> list[OrderFacts]:
    """Orders that somebody has to look at, the oldest first.

    Cancelled ones stay in it: one whose payment was wrong may have left money at its provider.
    """
    found = Order.objects.filter(needs_review=True)
    return [facts_of(row) for row in found.order_by("placed_at")[:limit]]


def by_id(order_ids: Iterable[UUID]) -> dict[UUID, OrderFacts]:
    """Orders by their ids."""
    found: dict[UUID, OrderFacts] = {}
    for batch in batches(list(order_ids)):
        found.update((row.id, facts_of(row)) for row in Order.objects.filter(id__in=batch))
    return found


def sales(since: datetime, zone: tzinfo) -> list[Sales]:
    """What was paid for on each day of a time zone, by currency; one query."""
    found = (
        Order.objects.filter(paid_at__gte=since)
        .annotate(day=TruncDate("paid_at", tzinfo=zone))
        .values_list("day", "currency")
        .annotate(n=Count("id"), minor=Sum("total_minor"))
        .order_by("day", "currency")
    )
    return [Sales(day, n, Money(int(minor), currency)) for day, currency, n, minor in found]


def paid_ids(since: datetime) -> list[UUID]:
    """The orders that were paid from a moment on."""
    return list(Order.objects.filter(paid_at__gte=since).values_list("id", flat=True))


def goods_sold(since: datetime) -> Mapping[str, Money]:
    """What the goods of paid orders brought after discounts, without tax, by currency."""
    found = (
        OrderCharge.objects.filter(
            order__paid_at__gte=since,
            order__payment_state__in=PAID,
            kind__in=[str(Kind.GOODS), str(Kind.DISCOUNT)],
        )
        .order_by()
        .values_list("order__currency")
        .annotate(minor=Sum("amount_minor"))
    )
    return {currency: Money(int(minor), currency) for currency, minor in found}


def units_sold(since: datetime) -> Mapping[int, int]:
    """Units of each variant in paid orders, by variant."""
    found = (
        OrderLine.objects.filter(order__paid_at__gte=since, order__payment_state__in=PAID)
        .order_by()
        .values_list("variant_id")
        .annotate(units=Sum("quantity"))
    )
    return {variant_id: int(units) for variant_id, units in found}
