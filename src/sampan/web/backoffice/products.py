"""The Products grid: views as tabs, filters, columns, export, a new product."""

import csv
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sampan.apps.catalog.selectors import editing
from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.catalog.services import saved_views
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.errors import DomainError
from sampan.flows import show_products as flow
from sampan.flows.edit_products import By, create_product
from sampan.kernel import clock, settings_store
from sampan.web.backoffice import grid_query
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import slug_of
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.templatetags.office import percent, plain, typed
from sampan.web.backoffice.words import refusal

EXPORT_ROWS = 100_000
COLUMNS_KEY = "office_columns"
STATUS_WORDS = (
    ("active", gettext_lazy("on sale")),
    ("draft", gettext_lazy("draft")),
    ("archived", gettext_lazy("archived")),
)
LACKS_WORDS = (
    ("hs_code", gettext_lazy("HS code")),
    ("origin", gettext_lazy("Origin")),
    ("weight", gettext_lazy("Weight")),
    ("gtin", gettext_lazy("GTIN")),
    ("picture", gettext_lazy("Picture")),
    ("review", gettext_lazy("Reviewed texts")),
)


@office
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """The grid, or for htmx its table alone."""
    question = grid_query.read(request.GET)
    language = _language(request)
    grid = flow.show_products(question, language, clock.now())
    context = {
        "grid": grid,
        "question": question,
        "views": _views(request),
        "filters": grid_query.filters_of(request.GET),
        "choices": catalog.choices(language),
        "markets": [market for market, _is_open in markets.all_markets()],
        "columns": _columns(request),
        "shown": [c for c in grid_query.COLUMNS if c.code in _columns(request)],
        "all_columns": grid_query.COLUMNS,
        "status_words": STATUS_WORDS,
        "lacks_words": LACKS_WORDS,
        "title_word": _("Product"),
        "next": grid_query.cursor(grid.after),
        "query": request.GET.urlencode(),
    }
    return page(request, "backoffice/products.html", context, screen="products")


@office
@require_POST
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns this person wants to see."""
    request.session[COLUMNS_KEY] = list(grid_query.columns_of(request.POST.getlist("columns")))
    return _back(request)


@office
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name, as a tab."""
    query = grid_query.filters_of(request.POST)
    try:
        saved_views.save_view(request.POST.get("name", ""), query)
    except DomainError as error:
        messages.error(request, refusal(error))
    return HttpResponseRedirect(f"{reverse('office:products')}?{urlencode(query)}")


@office
@require_POST
def forget_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Remove a tab; the products in it stay."""
    saved_views.forget_view(view_id)
    return HttpResponseRedirect(reverse("office:products"))


@office
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What the grid shows, every row of it, as a CSV that spreadsheets open."""
    question = grid_query.read(request.GET)
    ids = flow.meant_ids(question)[:EXPORT_ROWS]
    rows = catalog.rows_by_id(ids, _language(request))
    lines = flow.lines_of(rows, pricing.base_price_list(), clock.now())
    shown = [c for c in grid_query.COLUMNS if c.code in _columns(request)]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="products.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([_("Handle"), _("Title"), *(str(column.label) for column in shown)])
    for line in lines:
        cells = [line.row.handle, line.row.title, *(_cell(line, c.code) for c in shown)]
        writer.writerow([_safe(cell) for cell in cells])
    return response


@office
def new_product(request: HttpRequest) -> HttpResponse:
    """A new product needs a title; everything else follows in its tabs."""
    title, error = request.POST.get("title", "").strip(), ""
    if request.method == "POST":
        language = str(settings_store.get("default_language", "en"))
        draft = ProductDraft(
            handle=slug_of(title),
            source_language=language,
            status="draft",
            variants=(VariantDraft(sku=request.POST.get("sku", "").strip() or None),),
            texts=(TextDraft(language, title=title),),
        )
        try:
            product_id = create_product(draft, By(actor(request), clock.now()))
        except DomainError as refused:
            error = refusal(refused)
        else:
            return HttpResponseRedirect(reverse("office:product", args=[product_id]))
    context = {"title": title, "error": error, "sku": request.POST.get("sku", "")}
    return page(request, "backoffice/new_product.html", context, screen="products")


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    present = grid_query.filters_of(request.GET)
    tabs: list[dict[str, Any]] = [
        {"code": code, "label": label, "query": dict(query), "id": 0}
        for code, label, query in grid_query.VIEWS
    ]
    tabs += [
        {"code": f"own{view.id}", "label": view.name, "query": dict(view.query), "id": view.id}
        for view in editing.saved_views()
    ]
    counts = flow.view_counts({tab["code"]: grid_query.read(tab["query"]) for tab in tabs})
    for tab in tabs:
        tab["count"] = counts[tab["code"]]
        tab["address"] = f"?{urlencode(tab['query'])}"
        tab["is_current"] = tab["query"] == present
    return tabs


def _columns(request: HttpRequest) -> tuple[str, ...]:
    return grid_query.columns_of(request.session.get(COLUMNS_KEY))


def _language(request: HttpRequest) -> str:
    return str(cast(Any, request.user).office_language)


def _cell(line: flow.Line, column: str) -> str:
    row = line.row
    values = {
        "status": row.status,
        "category": row.category,
        "brand": row.brand,
        "variants": str(len(row.variants)),
        "price": typed(line.low)
        if line.low == line.high
        else f"{plain(line.low)}-{plain(line.high)}",
        "cost": typed(line.cost),
        "margin": percent(line.margin),
        "stock": "" if line.available is None else str(line.available),
        "languages": str(row.languages),
        "hidden": " ".join(row.hidden_in),
        "hs_code": " ".join(sorted({v.hs_code for v in row.variants if v.hs_code})),
        "updated": row.updated_at.isoformat(timespec="minutes"),
    }
    return values[column]


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is led by an apostrophe."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _back(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")[:2000]
    return HttpResponseRedirect(f"{reverse('office:products')}?{query}")
