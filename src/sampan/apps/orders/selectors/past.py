"""Past orders as baskets: what was in them at the prices shown, before anything came off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sampan.apps.orders.models import Order
from sampan.domain.money import Money


@dataclass(frozen=True, slots=True)
class PastLine:
    """So many units of a variant at the price shown."""

    variant_id: int
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True)
class PastOrder:
    """A paid order as its buyer saw the cart; `off` is what promotions took off it then."""

    number: int
    market: str
    placed_at: datetime
    lines: tuple[PastLine, ...]
    freight: Money
    off: Money


def paid_orders(since: datetime, limit: int) -> list[PastOrder]:
    """Orders that were placed from a moment on and paid, the newest first; one query."""
    found = Order.objects.filter(placed_at__gte=since, paid_at__isnull=False).order_by("-number")
    return list(_past(found.only("number", "market", "placed_at", "currency", "promised")[:limit]))


def _past(orders: Iterable[Order]) -> Iterator[PastOrder]:
    for order in orders:
        shown = order.promised.get("facts", {}).get("shown")
        if not shown:
            continue
        currency = order.currency
        yield PastOrder(
            number=order.number,
            market=order.market,
            placed_at=order.placed_at,
            lines=tuple(
                PastLine(line["variant_id"], line["quantity"], Money(line["unit_price"], currency))
                for line in shown["lines"]
            ),
            freight=Money(shown["freight"], currency),
            off=Money(shown["off_goods"] + shown["off_freight"], currency),
        )
