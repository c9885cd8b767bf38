"""Inline edit: one cell of the grid becomes a form, and the form a cell again."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sampan.apps.catalog.selectors import editing
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import Movement
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause
from sampan.domain.catalog.drafts import Status
from sampan.domain.errors import DomainError, NotFound
from sampan.flows import show_products as flow
from sampan.flows.change_prices import change_prices
from sampan.flows.count_stock import count_stock
from sampan.flows.edit_products import By, retitle_product, set_status
from sampan.kernel import clock
from sampan.web.backoffice import grid_query
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import amount, whole_number
from sampan.web.backoffice.frame import is_part, page
from sampan.web.backoffice.products import COLUMNS_KEY
from sampan.web.backoffice.templatetags.office import typed
from sampan.web.backoffice.words import refusal

Save = Callable[[HttpRequest, int, str], None]


@office
def product_cell(request: HttpRequest, product_id: int, name: str) -> HttpResponse:
    """Edit the title or the status of a product."""
    line = flow.show_line(product_id, _language(request), clock.now())
    if line is None or name not in PRODUCT_CELLS:
        raise Http404
    before = editing.product(product_id)
    value = before.title if name == "title" else before.status
    return _cell(request, line, name, value, PRODUCT_CELLS[name])


@office
def variant_cell(request: HttpRequest, variant_id: int, name: str) -> HttpResponse:
    """Edit the base price or the count of a variant."""
    if name not in VARIANT_CELLS:
        raise Http404
    try:
        product_id = editing.product_of_variant(variant_id)
    except NotFound as error:
        raise Http404 from error
    line = flow.show_line(product_id, _language(request), clock.now())
    assert line is not None, "a variant has a product"
    variant = next(one for one in line.variants if one.variant.id == variant_id)
    value = typed(variant.price) if name == "price" else str(_on_hand(variant_id)[1])
    return _cell(request, line, name, value, VARIANT_CELLS[name], variant_id=variant_id)


@office
def variant_rows(request: HttpRequest, product_id: int) -> HttpResponse:
    """The rows of a product's variants, to stand below its own."""
    line = flow.show_line(product_id, _language(request), clock.now())
    if line is None:
        raise Http404
    return render(request, "backoffice/_variant_rows.html", _row_context(request, line))


@office
def row(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product's row as it stands, after an edit that was left."""
    line = flow.show_line(product_id, _language(request), clock.now())
    if line is None:
        raise Http404
    return render(request, "backoffice/_row.html", _row_context(request, line))


def _cell(
    request: HttpRequest,
    line: flow.Line,
    name: str,
    value: str,
    save: Save,
    *,
    variant_id: int = 0,
) -> HttpResponse:
    error = ""
    subject = variant_id or line.row.id
    if request.method == "POST":
        typed_value = request.POST.get("value", "")[:1000]
        try:
            save(request, subject, typed_value)
        except DomainError as refused:
            error, value_shown = refusal(refused), typed_value
        else:
            return _saved(request, line.row.id, name, value, variant_id)
    else:
        value_shown = value
    context = _row_context(request, line) | {
        "name": name,
        "value": value_shown,
        "error": error,
        "action": request.path,
        "variant_id": variant_id,
        "warehouse": _on_hand(variant_id)[0] if name == "stock" else "",
    }
    if is_part(request):
        response = render(request, "backoffice/_cell_form.html", context)
        if error:  # the form replaces itself instead of its row
            response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "this", "outerHTML"
        return response
    return page(request, "backoffice/cell_page.html", context, screen="products")


def _saved(
    request: HttpRequest, product_id: int, name: str, former: str, variant_id: int
) -> HttpResponse:
    """The row anew with its way back, or for a plain form the grid."""
    said = _("Saved.")
    if not is_part(request):
        messages.success(request, said)
        query = request.POST.get("query", "")[:2000]
        return HttpResponseRedirect(f"{reverse('office:products')}?{query}")
    line = flow.show_line(product_id, _language(request), clock.now())
    assert line is not None, "it was saved just now"
    context = _row_context(request, line) | {
        "said": said,
        "former": former,
        "action": request.path,
        "name": name,
        "variant_id": variant_id,
        "open": bool(request.POST.get("open")),
    }
    return render(request, "backoffice/_row_saved.html", context)


def _row_context(request: HttpRequest, line: flow.Line) -> dict[str, Any]:
    columns = grid_query.columns_of(request.session.get(COLUMNS_KEY))
    shown = [c for c in grid_query.COLUMNS if c.code in columns]
    return {"line": line, "columns": columns, "shown": shown, "row_only": True}


def _language(request: HttpRequest) -> str:
    return str(cast(Any, request.user).office_language)


def _on_hand(variant_id: int) -> tuple[str, int]:
    """The warehouse that a count in the grid is for, and what lies there.

    Several warehouses are counted on the product's Stock tab; here the first one leads.
    """
    levels = inventory.by_warehouse([variant_id]).get(variant_id, ())
    houses = inventory.warehouses()
    if not houses:
        raise NotFound(what="warehouse")
    held = {level.warehouse: level.on_hand for level in levels}
    first = next((level.warehouse for level in levels), houses[0].code)
    return first, held.get(first, 0)


def _by(request: HttpRequest) -> By:
    return By(actor(request), clock.now())


def _save_title(request: HttpRequest, product_id: int, value: str) -> None:
    retitle_product(product_id, value, _by(request), version=None)


def _save_status(request: HttpRequest, product_id: int, value: str) -> None:
    set_status(product_id, cast(Status, value), _by(request), version=None)


def _save_price(request: HttpRequest, variant_id: int, value: str) -> None:
    base = pricing.base_price_list()
    if base is None:
        raise NotFound(what="price_list")
    cause = Cause(actor(request), clock.now(), "edited")
    change_prices(base.code, {variant_id: amount(value, base.currency)}, cause)


def _save_stock(request: HttpRequest, variant_id: int, value: str) -> None:
    count = whole_number(value, field="stock")
    warehouse, _held = _on_hand(variant_id)
    if count is not None:
        movement = Movement(actor(request), clock.now(), "counted")
        count_stock({(variant_id, warehouse): count}, movement)


PRODUCT_CELLS: dict[str, Save] = {"title": _save_title, "status": _save_status}
VARIANT_CELLS: dict[str, Save] = {"price": _save_price, "stock": _save_stock}
