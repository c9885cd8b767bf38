"""One product: its tabs, each a form of its own that also works without scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sampan.apps.catalog.selectors import editing
from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.catalog.selectors.editing import EditedProduct
from sampan.domain.errors import DomainError, NotFound
from sampan.domain.markets import LANGUAGES
from sampan.flows import edit_products as flow
from sampan.kernel import clock
from sampan.web.backoffice import product_forms as read
from sampan.web.backoffice import product_trade, product_worth
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import whole_number
from sampan.web.backoffice.frame import Label, page
from sampan.web.backoffice.language_names import LANGUAGE_NAMES
from sampan.web.backoffice.words import refusal

Context = dict[str, Any]
Show = Callable[[HttpRequest, EditedProduct], Context]
Save = Callable[[HttpRequest, EditedProduct, int], None]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: what it shows beyond the product, and what its form does; None saves nothing."""

    label: Label
    show: Show
    save: Save | None


@office
def product(request: HttpRequest, product_id: int, tab: str = "description") -> HttpResponse:
    """A tab of the editor; a POST saves it and comes back."""
    if tab not in TABS:
        raise Http404
    try:
        edited = editing.product(product_id)
    except NotFound as error:
        raise Http404 from error
    said = ""
    if request.method == "POST":
        said = _save(request, edited, TABS[tab])
        if not said:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(_address(request, product_id, tab))
        edited = editing.product(product_id)
    context = {
        "product": edited,
        "tab": tab,
        "tabs": [(code, entry.label, _badge(code, edited)) for code, entry in TABS.items()],
        "error": said,
        "form": request.POST if said else {},
        "language": _language(request, edited),
        **TABS[tab].show(request, edited),
    }
    return page(request, f"backoffice/product/{tab}.html", context, screen="products")


def _save(request: HttpRequest, edited: EditedProduct, tab: Tab) -> str:
    """Save a tab; the wording of what was refused, or nothing."""
    if tab.save is None:
        raise Http404
    try:
        version = whole_number(request.POST.get("version", ""), field="number")
        tab.save(request, edited, version or 0)
    except DomainError as error:
        return refusal(error)
    return ""


def _address(request: HttpRequest, product_id: int, tab: str) -> str:
    address = reverse("office:product_tab", args=[product_id, tab])
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _badge(code: str, edited: EditedProduct) -> int:
    """The small number beside a tab's name."""
    counts: Mapping[str, int] = {
        "description": sum(1 for text in edited.texts.values() if not text.is_reviewed),
        "variants": len(edited.variants),
        "pictures": len(edited.pictures),
        "trade": sum(1 for variant in edited.variants if not variant.hs_code),
        "markets": len(edited.hidden_in),
    }
    return counts.get(code, 0)


def _language(request: HttpRequest, edited: EditedProduct) -> str:
    language = request.GET.get("language", "")
    return language if language in LANGUAGES else edited.source_language


def _by(request: HttpRequest) -> flow.By:
    return flow.By(actor(request), clock.now())


def _show_texts(request: HttpRequest, edited: EditedProduct) -> Context:
    language = _language(request, edited)
    return {
        "languages": [(code, LANGUAGE_NAMES[code], edited.texts.get(code)) for code in LANGUAGES],
        "text": edited.texts.get(language),
        "source": edited.texts.get(edited.source_language),
        "choices": catalog.choices(str(getattr(request.user, "office_language", "en"))),
        "brands": editing.brand_names(),
        "attribute_choices": editing.attribute_choices(),
    }


def _save_texts(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    language = _language(request, edited)
    match request.POST.get("part"):
        case "basics":
            draft = read.basics_draft(edited, request.POST)
            flow.edit_product(edited.id, draft, _by(request), version=version)
        case "review":
            flow.review_text(edited.id, language, _by(request), version=version)
        case "remove":
            flow.remove_text(edited.id, language, _by(request), version=version)
        case _:
            draft = read.text_draft(edited, request.POST, language)
            flow.edit_product(edited.id, draft, _by(request), version=version)


def _nothing(request: HttpRequest, edited: EditedProduct) -> Context:
    return {}


def _save_variants(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    draft, extra = read.variants_draft(edited, request.POST)
    flow.edit_variants(edited.id, draft, extra, _by(request), version=version)


def _save_trade(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    draft, extra = read.trade_draft(edited, request.POST)
    flow.edit_variants(edited.id, draft, extra, _by(request), version=version)


def _save_safety(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    draft = read.safety_draft(edited, request.POST)
    flow.edit_product(edited.id, draft, _by(request), version=version)


def _save_seo(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    draft = read.seo_draft(edited, request.POST, _language(request, edited))
    flow.edit_product(edited.id, draft, _by(request), version=version)


TABS: dict[str, Tab] = {
    "description": Tab(gettext_lazy("Description"), _show_texts, _save_texts),
    "variants": Tab(gettext_lazy("Variants"), _nothing, _save_variants),
    "prices": Tab(gettext_lazy("Prices"), product_worth.show_prices, product_worth.save_prices),
    "stock": Tab(gettext_lazy("Stock"), product_worth.show_stock, product_worth.save_stock),
    "pictures": Tab(
        gettext_lazy("Pictures"), product_trade.show_pictures, product_trade.save_pictures
    ),
    "trade": Tab(gettext_lazy("Trade data"), _nothing, _save_trade),
    "safety": Tab(gettext_lazy("Safety"), product_trade.show_safety, _save_safety),
    "seo": Tab(gettext_lazy("Search engines"), _show_texts, _save_seo),
    "markets": Tab(gettext_lazy("Markets"), product_trade.show_markets, product_trade.save_markets),
    "history": Tab(gettext_lazy("History"), product_trade.show_history, None),
}
