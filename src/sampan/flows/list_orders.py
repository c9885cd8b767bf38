"""List orders for the people who work here: rows, tabs with counts, sums in the shop's currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sampan.apps.catalog.selectors import costs as catalog
from sampan.apps.orders.selectors import listing
from sampan.apps.orders.selectors.listing import Filter, OrderRow
from sampan.apps.shipping import selectors as shipping
from sampan.domain.money import Money
from sampan.domain.orders.lifecycle import Stage
from sampan.domain.pricing.margin import margin
from sampan.flows.convert_money import Converter, shop_currency
from sampan.flows.find_deadlines import find_deadlines

MOST_MEANT = 500
TRACKING_FROM = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What the owner wants to see; `before` is the number at which the last page ended."""

    filter: Filter = field(default_factory=Filter)
    oldest_first: bool = False
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An order as its row shows it.

    `cost` and `margin` are of the goods alone, at what they cost today; None where a cost or a rate
    is not known.
    """

    row: OrderRow
    ship_by: date | None
    is_late: bool
    tracking: str
    cost: Money | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class OrderList:
    """One page of lines; `total` is in the shop's currency, `missing` currencies are not in it."""

    lines: tuple[Line, ...]
    stages: Mapping[str, int]
    count: int
    total: Money
    rate_day: date | None
    missing: Sequence[str]
    next: int | None


def list_orders(question: Question, at: datetime) -> OrderList:
    """One page of orders; the number of queries does not grow with them."""
    wanted = with_tracking(question.filter)
    rows = listing.rows(
        wanted,
        before=question.before,
        limit=question.limit + 1,
        oldest_first=question.oldest_first,
    )
    page = rows[: question.limit]
    count, sums = listing.sums(wanted)
    converter = Converter(shop_currency(), at.date())
    total = converter.total(sums.values())
    return OrderList(
        lines=lines_of(page, at),
        stages=listing.stage_counts(wanted),
        count=count,
        total=total,
        rate_day=converter.rate_day,
        missing=sorted(converter.missing),
        next=page[-1].order.number if len(rows) > len(page) else None,
    )


def lines_of(rows: Sequence[OrderRow], at: datetime) -> tuple[Line, ...]:
    """Rows with deadlines, tracking numbers and what the goods cost."""
    waiting = [row.order for row in rows if waits_for_shipping(row.order.stage)]
    deadlines = find_deadlines(waiting)
    tracking = shipping.tracking_of([row.order.id for row in rows])
    costs = catalog.costs({line.variant_id for row in rows for line in row.lines})
    found = []
    for row in rows:
        ship_by = deadlines.get(row.order.id)
        cost = cost_of(row, costs, at)
        left = margin(row.goods, cost) if cost is not None and row.goods.minor > 0 else None
        is_late = ship_by is not None and ship_by < at.date()
        found.append(Line(row, ship_by, is_late, tracking.get(row.order.id, ""), cost, left))
    return tuple(found)


def cost_of(row: OrderRow, costs: Mapping[int, Money], at: datetime) -> Money | None:
    """What the goods of an order cost us, in the order's currency; None where it is not known."""
    converter = Converter(row.goods.currency, at.date())
    whole = Money.zero(row.goods.currency)
    for line in row.lines:
        cost = costs.get(line.variant_id)
        known = converter.convert(cost) if cost is not None else None
        if known is None:
            return None
        whole += known * line.quantity
    return whole


def count_orders(wanted: Filter) -> int:
    """How many orders a filter means."""
    return listing.sums(with_tracking(wanted))[0]


def meant_ids(wanted: Filter) -> list[UUID]:
    """Every order that a filter means, up to a limit that one request can carry."""
    return listing.matching_ids(with_tracking(wanted), MOST_MEANT)


def with_tracking(wanted: Filter) -> Filter:
    """A filter that also finds by tracking number; short texts are none."""
    if len(wanted.text) < TRACKING_FROM:
        return wanted
    return replace(wanted, tracked=tuple(shipping.orders_by_tracking(wanted.text)))


def waits_for_shipping(stage: Stage) -> bool:
    """Whether goods of an order in this stage still have to leave."""
    return stage in {
        Stage.TO_REVIEW,
        Stage.TO_ROUTE,
        Stage.LABEL,
        Stage.TO_PACK,
        Stage.OUT_OF_STOCK,
        Stage.PARKED,
    }
