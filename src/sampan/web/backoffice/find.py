"""The command palette: products, SKUs, pages and actions behind one field."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.orders.selectors import listing
from sampan.apps.orders.selectors.listing import Filter
from sampan.flows.list_orders import with_tracking
from sampan.web.backoffice.access import OFFICE_LANGUAGES, OWNER, office
from sampan.web.backoffice.frame import Screen, is_part, page, screens_for
from sampan.web.backoffice.order_words import STAGES

LONGEST = 120
MOST = 12
MOST_ORDERS = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the palette."""

    kind: str
    label: str
    note: str
    address: str


@office
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The hits alone for the palette, a page of them without scripts."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    hits = [*_places(request, text), *_orders(text), *_products(request, text)][:MOST]
    context = {"hits": hits, "text": text}
    if is_part(request):
        return render(request, "backoffice/_hits.html", context)
    return page(request, "backoffice/find.html", context)


@office
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts, as a dialog or a page."""
    if is_part(request):
        return render(request, "backoffice/_keys.html", {"is_dialog": True})
    return page(request, "backoffice/keys.html", {})


def _places(request: HttpRequest, text: str) -> list[Hit]:
    hits = [
        Hit(_("Page"), str(screen.label), "", reverse(screen.route))
        for screen in (*screens_for(request), *_actions(request))
        if _matches(screen, text)
    ]
    return hits[:6]


def _actions(request: HttpRequest) -> list[Screen]:
    actions = [
        Screen("new", gettext_lazy("New product"), "office:new_product", "", "xjsp xinjian"),
        Screen("mfa", gettext_lazy("Second factor and passkeys"), "mfa_index", "", "lbyz yanzheng"),
        Screen("keys", gettext_lazy("Keyboard shortcuts"), "office:keys", "", "kjj kuaijiejian"),
    ]
    if cast(Any, request.user).role == OWNER:
        actions += [
            Screen("colors", gettext_lazy("Colors of the store"), "office:colors", "", "ps peise"),
            Screen("people", gettext_lazy("People"), "office:people", "", "ry renyuan"),
            Screen("tokens", gettext_lazy("API tokens"), "office:tokens", "", "lp lingpai"),
            Screen("setup", gettext_lazy("First steps"), "office:setup", "", "cssz xiangdao"),
        ]
    return actions


def _matches(screen: Screen, text: str) -> bool:
    """By its name in either language, or by the initials or the pinyin of its Chinese name."""
    wanted = text.casefold()
    names = [str(screen.label)]
    for code, _name in OFFICE_LANGUAGES:
        with override(code):
            names.append(str(screen.label))
    return any(wanted in name.casefold() for name in names) or any(
        initials.startswith(wanted) for initials in screen.initials.split()
    )


def _orders(text: str) -> list[Hit]:
    """Orders by number, mail, buyer, SKU or tracking number."""
    if not text:
        return []
    wanted = with_tracking(Filter(text=text))
    rows = listing.rows(wanted, before=None, limit=MOST_ORDERS, oldest_first=False)
    return [
        Hit(
            _("Order"),
            f"{row.order.number} {row.buyer or row.email}",
            f"{row.order.country} {STAGES[row.order.stage]}",
            reverse("office:order", args=[row.order.number]),
        )
        for row in rows
    ]


def _products(request: HttpRequest, text: str) -> list[Hit]:
    language = str(cast(Any, request.user).office_language)
    rows = catalog.find(text, language) if text else []
    hits = []
    for row in rows:
        skus = [
            variant.sku for variant in row.variants if text.casefold() in variant.sku.casefold()
        ]
        note = skus[0] if skus else next((v.sku for v in row.variants), "")
        hits.append(Hit(_("Product"), row.title, note, reverse("office:product", args=[row.id])))
    return hits
