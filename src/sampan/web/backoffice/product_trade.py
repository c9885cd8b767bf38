"""A product's pictures, what markets ask of it, where it is shown, and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from sampan.apps.accounts.selectors import person_names
from sampan.apps.catalog.selectors.editing import EditedProduct
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.domain.errors import Invalid
from sampan.domain.markets import LANGUAGES, Market
from sampan.domain.places import EU_MEMBERS
from sampan.flows import edit_products as flow
from sampan.flows.process_media import upload_picture
from sampan.kernel import audit, clock
from sampan.web.backoffice import product_forms as read
from sampan.web.backoffice.access import actor
from sampan.web.backoffice.language_names import LANGUAGE_NAMES

MOST_FILES = 20
LARGEST_FILE = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: who did what when, and each part before and after."""

    at: datetime
    who: str
    action: str
    cause: str
    changes: list[tuple[str, str, object, object]]


def show_pictures(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """The pictures with their words in one language."""
    return {"languages": [(code, LANGUAGE_NAMES[code], None) for code in LANGUAGES]}


def save_pictures(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    """Add files, or order, describe and remove what is there."""
    by = flow.By(actor(request), clock.now())
    if request.POST.get("part") == "upload":
        _add_pictures(request, edited)
        return
    language = request.GET.get("language", "")
    language = language if language in LANGUAGES else edited.source_language
    draft = read.pictures_draft(edited, request.POST, language)
    flow.edit_product(edited.id, draft, by, version=version)


def _add_pictures(request: HttpRequest, edited: EditedProduct) -> None:
    """Each file by itself: the good ones stay although another is refused."""
    files = request.FILES.getlist("files")[:MOST_FILES]
    if not files:
        raise Invalid(field="file", reason="missing")
    for file in files:
        if (file.size or 0) > LARGEST_FILE:
            raise Invalid(field="file", reason="too_large")
        upload_picture(edited.id, file.read(), {}, actor=actor(request), at=clock.now())


def show_safety(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """Which open markets ask for the EU's safety facts, and what is missing for them."""
    asking = [m.name for m in markets.open_markets() if EU_MEMBERS & set(m.countries)]
    missing = [
        name for name in ("manufacturer", "manufacturer_contact") if not getattr(edited, name)
    ]
    return {"asking": asking, "missing": missing}


def show_markets(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """Each market: shown or hidden, and what a sale there still lacks."""
    ids = [variant.id for variant in edited.variants]
    prices = pricing.current_prices(ids, clock.now())
    lists = pricing.price_lists()
    rows = []
    for market, is_open in markets.all_markets():
        codes = [one.code for one in lists if one.market == market.code]
        priced = any(code in prices.get(i, {}) for i in ids for code in codes)
        rows.append((market, is_open, _lacks(edited, market, is_priced=priced)))
    return {"rows": rows}


def save_markets(request: HttpRequest, edited: EditedProduct, version: int) -> None:
    """Hide it where the box is not ticked."""
    hidden = {
        market.code: request.POST.get(f"reason_{market.code}", "").strip()[:200]
        for market, _is_open in markets.all_markets()
        if not request.POST.get(f"shown_{market.code}")
    }
    by = flow.By(actor(request), clock.now())
    flow.publish_in_markets(edited.id, hidden, by, version=version)


def show_history(request: HttpRequest, edited: EditedProduct) -> dict[str, Any]:
    """Everything that happened to the product, newest first."""
    rows = audit.history(f"product:{edited.id}")
    names = person_names({row.actor for row in rows})
    return {
        "entries": [
            Entry(
                at=row.at,
                who=names.get(row.actor, row.actor),
                action=row.action,
                cause=str(row.changes.get("cause", "")),
                changes=_changes(row.changes),
            )
            for row in rows
        ]
    }


def _changes(stored: Mapping[str, Any]) -> list[tuple[str, str, object, object]]:
    """Subject (a language, a variant), part, before and after; nothing else of a row is shown."""
    lines = []
    for label, pair in stored.items():
        if isinstance(pair, list) and len(pair) == 2:
            subject, _dot, part = label.rpartition(".")
            lines.append((subject, part, pair[0], pair[1]))
    return lines


def _lacks(edited: EditedProduct, market: Market, *, is_priced: bool) -> list[str]:
    """Codes of what a sale in a market still lacks."""
    lacks = []
    if not is_priced:
        lacks.append("price")
    if not set(market.languages) & set(edited.texts):
        lacks.append("text")
    ships = [variant for variant in edited.variants if variant.needs_shipping]
    if any(not variant.hs_code for variant in ships):
        lacks.append("hs_code")
    if any(not variant.origin for variant in ships):
        lacks.append("origin")
    if EU_MEMBERS & set(market.countries) and ships and not edited.manufacturer:
        lacks.append("safety")
    return lacks
