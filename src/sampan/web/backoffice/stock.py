"""The Stock screen: levels by warehouse, counting and correcting, reorder points, movements."""

from typing import Any, cast
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory import services as inventory_writes
from sampan.apps.inventory import stock_list
from sampan.apps.inventory.services import Movement
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.places import COUNTRIES
from sampan.flows.change_warehouse import WarehouseDraft, change_warehouse
from sampan.flows.count_stock import count_stock
from sampan.flows.list_stock import list_movements, list_stock
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, office, owners_office
from sampan.web.backoffice.forms import half_width, whole_number
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.order_words import refused

LONGEST = 120
REASONS = {
    "counted": gettext_lazy("counted"),
    "received": gettext_lazy("received"),
    "damaged": gettext_lazy("damaged"),
    "lost": gettext_lazy("lost"),
    "returned": gettext_lazy("came back"),
    "opening": gettext_lazy("opening stock"),
    "sold": gettext_lazy("sold"),
}
BY_HAND = ("counted", "received", "damaged", "lost", "returned")
STATES = (
    ("out", gettext_lazy("Sold out")),
    ("low", gettext_lazy("At the reorder point")),
    ("reserved", gettext_lazy("Reserved by orders")),
)


@office
@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """The levels, each with a field to count and one for its reorder point."""
    asked = _asked(request.GET)
    number = whole(request.GET.get("page", ""))
    found = list_stock(
        asked["q"],
        asked["state"],
        asked["warehouse"],
        page=number or 1,
        language=_language(request),
    )
    houses = inventory.warehouses()
    shown = [house for house in houses if asked["warehouse"] in {"", house.code}]
    context = {
        "found": found,
        "houses": houses,
        "shown": shown,
        "rows": [
            (row, [(house, row.levels.get(house.code)) for house in shown]) for row in found.rows
        ],
        "asked": asked,
        "states": STATES,
        "reasons": [(code, REASONS[code]) for code in BY_HAND],
        "query": request.GET.urlencode(),
    }
    return page(request, "backoffice/stock.html", context, screen="stock")


@office
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Bring levels to what was counted, or add what came and take what went; and reorder points."""
    form = request.POST
    back = HttpResponseRedirect(f"{reverse('office:stock')}?{form.get('query', '')[:500]}")
    try:
        changed = _count(form, actor(request))
    except DomainError as error:
        messages.error(request, refused(error))
        return back
    text = ngettext("%(n)s variant was changed.", "%(n)s variants were changed.", changed)
    messages.success(request, text % {"n": changed})
    return back


@office
@require_safe
def movements(request: HttpRequest) -> HttpResponse:
    """What entered and left, the newest first."""
    sku = half_width(request.GET.get("q", ""))[:LONGEST].replace("\x00", "")
    context = {
        "moves": list_movements(sku, _language(request)),
        "sku": sku,
        "reasons": {code: str(label) for code, label in REASONS.items()},
    }
    return page(request, "backoffice/stock_movements.html", context, screen="stock")


@owners_office
def warehouses(request: HttpRequest) -> HttpResponse:
    """Where goods lie: names, countries, zones, order, and whether they are in use."""
    error = ""
    if request.method == "POST":
        try:
            change_warehouse(_draft(request.POST), actor=actor(request), at=clock.now())
        except DomainError as refusal:
            error = refused(refusal)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("office:warehouses"))
    context = {
        "houses": stock_list.warehouses(),
        "error": error,
        "form": request.POST,
        "countries": sorted(COUNTRIES),
        "zones": sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
    }
    return page(request, "backoffice/warehouses.html", context, screen="stock")


def whole(text: str) -> int | None:
    """A small whole number of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _asked(query: QueryDict) -> dict[str, str]:
    return {
        "q": half_width(query.get("q", "").replace("\x00", ""))[:LONGEST],
        "state": query.get("state", "") if query.get("state") in stock_list.STATES else "",
        "warehouse": query.get("warehouse", "")[:40],
    }


def _count(form: QueryDict, who: str) -> int:
    """Names are `s<variant>_<warehouse>` for a count, `r...` for a reorder point."""
    at, reason = clock.now(), form.get("reason", "counted")
    reason = reason if reason in BY_HAND else "counted"
    named = {_key(name): form.get(name, "") for name in form if name[:1] == "s" and "_" in name}
    ids = sorted({variant_id for variant_id, _code in named})
    levels = stock_list.levels(ids)
    counts: dict[tuple[int, str], int] = {}
    points: dict[tuple[int, str], int | None] = {}
    for (variant_id, code), text in named.items():
        level = levels.get(variant_id, {}).get(code)
        held = level.on_hand if level else 0
        units = whole_number(text, field="stock")
        if units is not None:
            wanted = _wanted(reason, held, units)
            if wanted != held:
                counts[variant_id, code] = wanted
        point_text = form.get(f"r{variant_id}_{code}")
        if point_text is not None:
            point = whole_number(point_text, field="stock")
            if point != (level.reorder_point if level else None):
                points[variant_id, code] = point
    reference = form.get("reference", "").replace("\x00", "").strip()[:80]
    changed = count_stock(counts, Movement(who, at, reason, reference)) if counts else ()
    inventory_writes.set_reorder_points(points, actor=who, at=at)
    return len({*changed, *(variant_id for variant_id, _code in points)})


def _wanted(reason: str, held: int, units: int) -> int:
    """A count replaces; what came back or was received is added, what is gone is taken off."""
    if reason == "counted":
        return units
    if units < 0:
        raise Invalid(field="stock", reason="out_of_range")
    return held + units if reason in {"received", "returned"} else held - units


def _key(name: str) -> tuple[int, str]:
    variant, _sep, code = name[1:].partition("_")
    number = whole(variant)
    if number is None:
        raise Invalid(field="stock", reason="out_of_range")
    return number, code


def _draft(form: QueryDict) -> WarehouseDraft:
    position = whole_number(form.get("position", ""), field="stock")
    return WarehouseDraft(
        code=form.get("code", "")[:40],
        name=form.get("name", ""),
        country=form.get("country", "")[:2],
        time_zone=form.get("time_zone", "UTC"),
        position=max(0, min(position or 0, 10_000)),
        is_active=bool(form.get("is_active")),
    )


def _language(request: HttpRequest) -> str:
    return str(cast(Any, request.user).office_language)
