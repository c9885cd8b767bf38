"""What must be true of orders, asked of the tables themselves."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from sampan.apps.orders.models import Order, OrderLine, Series


@dataclass(frozen=True, slots=True)
class Promised:
    """An order as the proofs of other tables need it."""

    id: UUID
    number: int
    checkout: UUID
    currency: str
    total_minor: int
    fulfillment_state: str
    is_paid: bool
    units: int


def order_count() -> int:
    """How many orders there are to agree."""
    return Order.objects.count()


def wrong_totals() -> list[int]:
    """Numbers of orders whose total is not the sum of their charges."""
    orders = Order.objects.annotate(charged=Coalesce(Sum("charges__amount_minor"), 0))
    return list(orders.exclude(charged=F("total_minor")).values_list("number", flat=True))


def broken_series() -> list[str]:
    """What is wrong with the gapless order numbers; nothing when they run through."""
    found = Order.objects.aggregate(first=Min("number"), last=Max("number"), count=Count("id"))
    if not found["count"]:
        return []
    problems = []
    expected = found["last"] - found["first"] + 1
    if found["count"] != expected:
        problems.append(f"{expected - found['count']} numbers missing")
    counter = Series.objects.filter(name="order").values_list("last", flat=True).first()
    if counter != found["last"]:
        problems.append(f"counter at {counter}, last order {found['last']}")
    return problems


def promised() -> list[Promised]:
    """Every order with the units that it holds of what is stocked."""
    units: dict[UUID, int] = dict(
        OrderLine.objects.exclude(warehouse="")
        .values_list("order_id")
        .annotate(units=Sum("quantity"))
    )
    return [
        Promised(
            id=row.id,
            number=row.number,
            checkout=row.checkout,
            currency=row.currency,
            total_minor=row.total_minor,
            fulfillment_state=row.fulfillment_state,
            is_paid=row.paid_at is not None,
            units=units.get(row.id, 0),
        )
        for row in Order.objects.iterator()
    ]


def negative_totals() -> list[int]:
    """Numbers of orders that cost less than nothing."""
    rows = Order.objects.filter(Q(total_minor__lt=0))
    return list(rows.values_list("number", flat=True))
