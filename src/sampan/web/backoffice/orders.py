"""The Orders screen: stages as tabs, filters, saved views, moves of many at once, export."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from sampan.apps.orders import amend
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.selectors import listing
from sampan.apps.orders.selectors.listing import Filter
from sampan.domain.errors import DomainError
from sampan.domain.orders.lifecycle import Stage
from sampan.flows import list_orders as flow
from sampan.flows.move_order import label_order
from sampan.flows.ship_order import deliver_order, pack_order
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.csv_sheet import csv_sheet
from sampan.web.backoffice.forms import half_width
from sampan.web.backoffice.frame import Label, page
from sampan.web.backoffice.order_words import HOT, PAYMENT, STAGES, STATES, method_word, refused
from sampan.web.backoffice.templatetags.office import percent

FILTERS = ("stage", "q", "country", "payment", "period", "wait")
LONGEST = 120
EXPORT_ROWS = 20_000
PERIODS: Mapping[str, tuple[Label, int]] = {
    "today": (gettext_lazy("Today"), 0),
    "week": (gettext_lazy("Last 7 days"), 7),
    "month": (gettext_lazy("Last 30 days"), 30),
}
COLUMNS_KEY = "office_order_columns"
COLUMNS: Mapping[str, Label] = {
    "placed": gettext_lazy("Placed"),
    "buyer": gettext_lazy("Buyer"),
    "goods": gettext_lazy("Goods"),
    "ship_by": gettext_lazy("Ship by"),
    "total": gettext_lazy("Total"),
    "margin": gettext_lazy("Margin"),
    "payment": gettext_lazy("Payment"),
    "fulfillment": gettext_lazy("Fulfillment"),
    "customs": gettext_lazy("Customs"),
    "return": gettext_lazy("Return"),
    "service": gettext_lazy("Service"),
}
Move = Callable[[UUID, str, datetime], None]
MOVES: Mapping[str, tuple[Label, Move]] = {
    "label": (gettext_lazy("Mark as labeled"), lambda i, who, at: label_order(i, actor=who, at=at)),
    "pack": (gettext_lazy("Mark as packed"), lambda i, who, at: pack_order(i, actor=who, at=at)),
    "deliver": (
        gettext_lazy("Mark as delivered"),
        lambda i, who, at: deliver_order(i, actor=who, at=at),
    ),
    "close": (
        gettext_lazy("Lay to the done ones"),
        lambda i, w, at: amend.close(i, actor=w, at=at),
    ),
    "park": (
        gettext_lazy("Park"),
        lambda i, who, at: order_writes.park(i, parked=True, actor=who, at=at),
    ),
    "take_up": (
        gettext_lazy("Take up again"),
        lambda i, who, at: order_writes.park(i, parked=False, actor=who, at=at),
    ),
}


@office
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The list with its tabs."""
    question = read(request.GET)
    found = flow.list_orders(question, clock.now())
    filters = filters_of(request.GET)
    context = {
        "list": found,
        "filters": filters,
        "tabs": _tabs(found.stages, filters),
        "views": _views(filters),
        "countries": listing.countries(),
        "payments": [(code, state.label) for code, state in PAYMENT.items()],
        "periods": [(code, label) for code, (label, _days) in PERIODS.items()],
        "moves": [(code, label) for code, (label, _move) in MOVES.items()],
        "oldest_first": question.oldest_first,
        "query": request.GET.urlencode(),
        "most": flow.MOST_MEANT,
        "columns": _columns(request),
        "all_columns": list(COLUMNS.items()),
    }
    return page(request, "backoffice/orders.html", context, screen="orders")


@office
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Every order that the address means, as a CSV."""
    wanted = flow.with_tracking(read(request.GET).filter)
    chosen = _numbers(request.GET)
    order_ids = listing.ids_of(chosen) if chosen else listing.matching_ids(wanted, EXPORT_ROWS)
    lines = flow.lines_of(listing.rows_by_id(order_ids), clock.now())
    head = [
        _("Order"), _("Placed"), _("Stage"), _("Buyer"), _("Mail"), _("Country"), _("Goods"),
        _("Units"), _("Currency"), _("Total"), _("Margin"), _("Payment"), _("Fulfillment"),
        _("Customs"), _("Return"), _("Ship by"), _("Service"), _("Tracking"),
        _("Payment method"),
    ]  # fmt: skip
    return csv_sheet("orders", head, (_cells(line) for line in lines))


@office
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name, as a tab."""
    query = filters_of(request.POST)
    try:
        amend.save_view(request.POST.get("name", ""), query)
    except DomainError as error:
        messages.error(request, refused(error))
    return HttpResponseRedirect(f"{reverse('office:orders')}?{urlencode(query)}")


@office
@require_POST
def forget_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Remove a tab; the orders in it stay."""
    amend.forget_view(view_id)
    return HttpResponseRedirect(reverse("office:orders"))


@office
@require_POST
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns this person wants to see."""
    chosen = request.POST.getlist("columns")
    request.session[COLUMNS_KEY] = [code for code in COLUMNS if code in chosen]
    query = QueryDict(request.POST.get("query", "")[:2000])
    return HttpResponseRedirect(f"{reverse('office:orders')}?{query.urlencode()}")


@office
@require_POST
def move_many(request: HttpRequest) -> HttpResponse:
    """Move the selected orders, or all that the address means; each by itself."""
    query = QueryDict(request.POST.get("query", "")[:2000])
    back = HttpResponseRedirect(f"{reverse('office:orders')}?{query.urlencode()}")
    code = request.POST.get("move", "")
    if code not in MOVES:
        messages.error(request, _("Choose what should happen to the orders."))
        return back
    if "whole" in request.POST:
        ids = flow.meant_ids(read(query).filter)
    else:
        ids = listing.ids_of(_numbers(request.POST))
    if not ids:
        messages.error(request, _("Select at least one order."))
        return back
    _move(request, ids, MOVES[code][1])
    return back


def read(query: QueryDict | Mapping[str, str]) -> flow.Question:
    """The question that an address asks; what it does not know is left out, never an error."""
    values = filters_of(query)
    stage, payment = values.get("stage", ""), values.get("payment", "")
    before = str(query.get("before", ""))
    return flow.Question(
        filter=Filter(
            stage=stage if stage in set(Stage) else "",
            text=half_width(values.get("q", "").replace("\x00", "")),
            country=values.get("country", "")[:2].upper(),
            payment=payment if payment in PAYMENT else "",
            is_to_ship=values.get("wait") == "ship",
            since=_since(values.get("period", "")),
        ),
        oldest_first=query.get("dir") == "asc",
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )


def filters_of(query: QueryDict | Mapping[str, str]) -> dict[str, str]:
    """The filters of an address that say something, for saving and comparing views."""
    known = {name: str(query.get(name, ""))[:LONGEST].strip() for name in FILTERS}
    return {name: value for name, value in known.items() if value}


def _numbers(query: QueryDict) -> list[int]:
    """The order numbers that were ticked."""
    texts = query.getlist("number")[: flow.MOST_MEANT]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]


def _columns(request: HttpRequest) -> tuple[str, ...]:
    """The columns that a person chose, in their order; all of them without a choice."""
    chosen = request.session.get(COLUMNS_KEY)
    known = set(chosen) if isinstance(chosen, list) and chosen else set(COLUMNS)
    return tuple(code for code in COLUMNS if code in known)


def _since(period: str) -> datetime | None:
    if period not in PERIODS:
        return None
    today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=PERIODS[period][1])


def _tabs(stages: Mapping[str, int], filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """All orders and each stage, with the other filters kept."""
    others = {name: value for name, value in filters.items() if name != "stage"}
    known: list[tuple[str, Label, int, bool]] = [
        ("", gettext_lazy("All"), sum(stages.values()), False)
    ]
    known += [(str(s), STAGES[s], stages.get(s, 0), s in HOT) for s in Stage]
    return [
        {
            "label": label,
            "count": count,
            "is_hot": is_hot and count,
            "is_current": filters.get("stage", "") == code,
            "address": "?" + urlencode({**others, **({"stage": code} if code else {})}),
        }
        for code, label, count, is_hot in known
    ]


def _views(filters: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": view.id,
            "name": view.name,
            "count": flow.count_orders(read(view.query).filter),
            "address": f"?{urlencode(view.query)}",
            "is_current": dict(view.query) == filters,
        }
        for view in listing.views()
    ]


def _move(request: HttpRequest, ids: Iterable[UUID], move: Move) -> None:
    """Every order that can move does; the first refusal is told with how many were refused."""
    moved, refusals = 0, []
    for order_id in ids:
        try:
            move(order_id, actor(request), clock.now())
            moved += 1
        except DomainError as error:
            refusals.append(refused(error))
    if moved:
        text = ngettext("%(n)s order was moved.", "%(n)s orders were moved.", moved)
        messages.success(request, text % {"n": moved})
    if refusals:
        text = ngettext(
            "%(n)s order stayed where it is: %(why)s",
            "%(n)s orders stayed where they are: %(why)s",
            len(refusals),
        )
        messages.error(request, text % {"n": len(refusals), "why": refusals[0]})


def _cells(line: flow.Line) -> list[str]:
    row, order = line.row, line.row.order
    return [
        str(order.number),
        timezone.localtime(order.placed_at).strftime("%Y-%m-%d %H:%M"),
        str(STAGES[order.stage]),
        row.buyer,
        row.email,
        order.country,
        "; ".join(f"{one.quantity} × {one.sku or one.title}" for one in row.lines),
        str(row.units),
        order.total.currency,
        order.total.text,
        percent(line.margin) if line.margin is not None else "",
        *(str(STATES[field][getattr(order, field)].label) for field in STATES),
        line.ship_by.isoformat() if line.ship_by else "",
        order.service,
        line.tracking,
        method_word(order.method),
    ]
