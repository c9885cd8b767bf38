"""The Orders screen's rows, tabs and sums; the number of queries does not grow with the orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When

from sampan.apps.orders.models import Order, OrderCharge, OrderLine, OrderView
from sampan.apps.orders.selectors import OrderFacts, facts_of
from sampan.domain.charges import Kind
from sampan.domain.money import Money
from sampan.domain.orders.lifecycle import BY_FULFILLMENT, COMING_BACK, PaymentState, Stage

LARGEST_NUMBER = 2**62
STAGE = Case(
    When(fulfillment_state="cancelled", then=Value(str(Stage.CANCELLED))),
    When(is_parked=True, then=Value(str(Stage.PARKED))),
    When(needs_review=True, then=Value(str(Stage.TO_REVIEW))),
    When(payment_state=str(PaymentState.AWAITING), then=Value(str(Stage.AWAITING_PAYMENT))),
    When(return_state__in=sorted(COMING_BACK), then=Value(str(Stage.RETURNING))),
    When(is_closed=True, then=Value(str(Stage.DONE))),
    *(
        When(fulfillment_state=state, then=Value(str(stage)))
        for state, stage in BY_FULFILLMENT.items()
    ),
)

TO_SHIP = Q(
    payment_state__in=("paid", "partly_refunded"),
    fulfillment_state__in=("allocated", "labeled", "packed"),
    is_parked=False,
    needs_review=False,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which orders; empty conditions let all in. `tracked` are found by a tracking number."""

    stage: str = ""
    text: str = ""
    country: str = ""
    payment: str = ""
    market: str = ""
    since: datetime | None = None
    is_to_ship: bool = False
    tracked: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Goods of an order, as its row needs them."""

    variant_id: int
    sku: str
    title: str
    options: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order of the list; `goods` is what the goods brought after discounts, without tax."""

    order: OrderFacts
    buyer: str
    email: str
    lines: tuple[LineFacts, ...]
    goods: Money
    is_closed: bool

    @property
    def units(self) -> int:
        """How many units of everything."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class View:
    """A view that somebody saved."""

    id: int
    name: str
    query: Mapping[str, str]


def rows(wanted: Filter, *, before: int | None, limit: int, oldest_first: bool) -> list[OrderRow]:
    """Orders by their number from (and without) `before` on; three queries."""
    found = _matching(wanted)
    if before is not None:
        found = found.filter(number__gt=before) if oldest_first else found.filter(number__lt=before)
    return _rows(found.order_by("number" if oldest_first else "-number")[:limit])


def rows_by_id(order_ids: Sequence[UUID]) -> list[OrderRow]:
    """These orders, newest first; three queries."""
    return _rows(Order.objects.filter(id__in=order_ids).order_by("-number"))


def matching_ids(wanted: Filter, limit: int) -> list[UUID]:
    """The orders that a filter means, newest first."""
    return list(_matching(wanted).order_by("-number").values_list("id", flat=True)[:limit])


def ids_of(numbers: Sequence[int]) -> list[UUID]:
    """The ids of orders by their numbers, newest first; unknown ones are left out."""
    found = Order.objects.filter(number__in=numbers).order_by("-number")
    return list(found.values_list("id", flat=True))


def only_of(variant_ids: Sequence[int]) -> list[UUID]:
    """The orders of which every line is of one of these variants."""
    others = OrderLine.objects.filter(order=OuterRef("pk")).exclude(variant_id__in=variant_ids)
    return list(Order.objects.filter(~Exists(others)).values_list("id", flat=True))


def sold(variant_ids: Sequence[int]) -> set[int]:
    """Those of these variants that any order holds."""
    found = OrderLine.objects.filter(variant_id__in=variant_ids)
    return set(found.values_list("variant_id", flat=True))


def stage_counts(wanted: Filter) -> Mapping[str, int]:
    """How many orders stand in each stage, whatever stage the filter names; one query."""
    found = _matching(wanted, with_stage=False).annotate(in_stage=STAGE)
    counted = found.values_list("in_stage").annotate(n=Count("id")).order_by()
    return {str(stage): n for stage, n in counted}


def sums(wanted: Filter) -> tuple[int, Mapping[str, Money]]:
    """How many orders a filter means, and what they come to in each currency; one query."""
    found = _matching(wanted).values_list("currency").annotate(n=Count("id"), m=Sum("total_minor"))
    counted = list(found.order_by("currency"))
    return (
        sum(n for _, n, _ in counted),
        {currency: Money(int(minor), currency) for currency, _, minor in counted},
    )


def countries() -> list[str]:
    """The countries that anything was ordered to, for the filter."""
    return list(Order.objects.order_by("country").values_list("country", flat=True).distinct())


def views() -> list[View]:
    """The saved views in the order of their tabs."""
    return [View(row.pk, row.name, row.query) for row in OrderView.objects.all()]


def _matching(wanted: Filter, *, with_stage: bool = True) -> QuerySet[Order]:
    found = Order.objects.all()
    if with_stage and wanted.stage:
        found = found.annotate(in_stage=STAGE).filter(in_stage=wanted.stage)
    exact = {
        "country": wanted.country,
        "payment_state": wanted.payment,
        "market": wanted.market,
        "placed_at__gte": wanted.since,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.is_to_ship:
        found = found.filter(TO_SHIP)
    return found.filter(_text(wanted)) if wanted.text else found


def _text(wanted: Filter) -> Q:
    """A number, a mail address, a buyer's name or a SKU; a tracking number was found before."""
    text = wanted.text.lstrip("#").strip()
    lines = OrderLine.objects.filter(order=OuterRef("pk"), sku__istartswith=text)
    found = Q(Exists(lines)) | Q(id__in=wanted.tracked)
    if text.isascii() and text.isdigit() and int(text) < LARGEST_NUMBER:
        return found | Q(number=int(text))
    if "@" in text:
        return found | Q(contact__email__istartswith=text)
    name = Q(contact__shipping__name__icontains=text)
    return found | name | Q(contact__email__istartswith=text)


def _rows(found: QuerySet[Order]) -> list[OrderRow]:
    orders = list(found.select_related("contact").prefetch_related("lines"))
    goods = _goods([order.id for order in orders])
    return [_row(order, goods.get(order.id, 0)) for order in orders]


def _goods(order_ids: Sequence[UUID]) -> dict[UUID, int]:
    kinds = [str(Kind.GOODS), str(Kind.DISCOUNT)]
    found = OrderCharge.objects.filter(order_id__in=order_ids, kind__in=kinds)
    summed = found.order_by().values_list("order_id").annotate(minor=Sum("amount_minor"))
    return {order_id: int(minor) for order_id, minor in summed}


def _row(order: Order, goods_minor: int) -> OrderRow:
    return OrderRow(
        order=facts_of(order),
        buyer=name_of(order.contact.shipping) or name_of(order.contact.billing),
        email=order.contact.email,
        lines=tuple(
            LineFacts(line.variant_id, line.sku, line.title, line.options, line.quantity)
            for line in order.lines.all()
        ),
        goods=Money(goods_minor, order.currency),
        is_closed=order.is_closed,
    )


def name_of(address: Mapping[str, Any]) -> str:
    """Who an address is for."""
    return str(address.get("name") or address.get("company_name") or "")
