"""Bulk edit: say what should change, see before and after, apply as a job."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sampan.apps.catalog.selectors import editing
from sampan.apps.inventory import selectors as inventory
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.domain.errors import DomainError, Invalid
from sampan.flows import show_products as flow
from sampan.flows.bulk_edit import BulkChange, start_bulk_edit
from sampan.flows.preview_bulk_edit import Preview, preview_bulk_edit
from sampan.kernel import clock
from sampan.web.backoffice import grid_query
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import codes, half_width, number, row_id, whole_number, words
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.words import refusal

MOST = 100_000
SALT = "bulk"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected: single products, or all that a query means."""

    ids: list[int]
    query: str
    is_whole: bool


@office
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The form, and with it the preview of what it would do."""
    selection = _selection(request)
    if not selection.ids:
        messages.error(request, _("Select at least one product."))
        return HttpResponseRedirect(f"{reverse('office:products')}?{selection.query}")
    context = _choices() | {"selection": selection, "form": request.POST, "error": ""}
    if "preview" in request.POST:
        try:
            change = _change(request.POST)
            context["preview"] = _preview(request, change, selection)
            context["sealed"] = signing.dumps(_sealed(change, selection), salt=SALT, compress=True)
        except DomainError as error:
            context["error"] = refusal(error)
    return page(request, "backoffice/bulk.html", context, screen="products")


@office
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Start the job that was previewed; the sealed preview says exactly what."""
    try:
        sealed = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=86_400)
        change, ids = BulkChange.load(sealed["change"]), sealed["ids"]
        if not ids:
            ids = flow.meant_ids(grid_query.read(QueryDict(sealed["query"])))[:MOST]
        start_bulk_edit(change, ids, _title(len(ids)), actor=actor(request), at=clock.now())
    except signing.BadSignature:
        messages.error(request, _("This preview is too old. Look at it once more."))
        return HttpResponseRedirect(reverse("office:products"))
    except DomainError as error:
        messages.error(request, refusal(error))
        return HttpResponseRedirect(reverse("office:products"))
    messages.success(request, _("The job has started. You may close this page."))
    return HttpResponseRedirect(reverse("office:jobs"))


def _selection(request: HttpRequest) -> Selection:
    query = request.POST.get("query", "")[:4000]
    if request.POST.get("whole"):
        ids = flow.meant_ids(grid_query.read(QueryDict(query)))[:MOST]
        return Selection(ids, query, is_whole=True)
    ids = [found for text in request.POST.getlist("ids") if (found := row_id(text))]
    return Selection(list(dict.fromkeys(ids))[:MOST], query, is_whole=False)


def _change(form: QueryDict) -> BulkChange:
    """What the form says. Raises Invalid."""
    value = number(form.get("value", "")) if form.get("way") else None
    if form.get("way") and value is None:
        raise Invalid(field="number", reason="not_a_number")
    hs_code = half_width(form.get("hs_code", "")).replace(" ", "").replace(".", "")
    if hs_code and not (len(hs_code) == 6 and hs_code.isascii() and hs_code.isdigit()):
        raise Invalid(field="hs_code", reason="not_six_digits")
    origin = codes(form.get("origin", ""), 1)
    stock = whole_number(form.get("stock", ""), field="stock")
    return BulkChange(
        status=form.get("status", ""),
        price_list=form.get("price_list", "") if form.get("way") else "",
        way=form.get("way", ""),
        value="" if value is None else str(value),
        rounded=bool(form.get("rounded")),
        brand=form.get("brand", "").strip()[:200],
        add_tags=words(form.get("add_tags", "")),
        remove_tags=words(form.get("remove_tags", "")),
        hs_code=hs_code,
        origin=origin[0] if origin else "",
        hide_in=tuple(form.getlist("hide_in")),
        show_in=tuple(form.getlist("show_in")),
        warehouse=form.get("warehouse", "") if stock is not None else "",
        stock=stock,
    )


def _preview(request: HttpRequest, change: BulkChange, selection: Selection) -> Preview:
    language = str(cast(Any, request.user).office_language)
    return preview_bulk_edit(change, selection.ids, clock.now(), language=language)


def _sealed(change: BulkChange, selection: Selection) -> dict[str, object]:
    """A whole view travels as its query, so that a page never carries 50,000 ids."""
    ids = [] if selection.is_whole else selection.ids
    stored = {name: getattr(change, name) for name in BulkChange.__dataclass_fields__}
    return {"change": stored, "ids": ids, "query": selection.query}


def _choices() -> dict[str, Any]:
    return {
        "price_lists": pricing.price_lists(),
        "markets": [market for market, _is_open in markets.all_markets()],
        "brands": editing.brand_names(),
        "warehouses": inventory.warehouses(),
    }


def _title(count: int) -> str:
    text = ngettext("Edit of %(n)s product", "Edit of %(n)s products", count)
    return text % {"n": f"{count:,}"}
