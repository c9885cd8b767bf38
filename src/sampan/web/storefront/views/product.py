"""A product's page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from sampan.flows.show_product import ProductView, find_product, show_product
from sampan.flows.show_shop import Place
from sampan.kernel import formats
from sampan.web.storefront import asking, choosing, frame, linked_data, pictures, wording
from sampan.web.storefront.cards import cards, price, saving
from sampan.web.storefront.markup import cards_html
from sampan.web.storefront.open_shop import needs_place
from sampan.web.storefront.refusals import not_offered
from sampan.web.storefront.visit import Visit

MAIN_SIZES = "(min-width: 60em) 50vw, 100vw"
VIEW_SIZES = "(min-width: 60em) 25vw, 20vw"

# HTML of the owner's, cleaned against a list of allowed tags when it was stored.
CLEANED = ("description", "care")

Row = Mapping[str, Any]


@needs_place
def product(request: HttpRequest, asker: Visit, slug: str) -> HttpResponse:
    """The product under a slug; a slug of another language leads to the own one."""
    place = asker.place
    assert place is not None
    found = find_product(asker.shop, slug)
    if found is None:
        raise Http404
    if found.sheet.slug != slug:
        return HttpResponsePermanentRedirect(f"/{asker.language}/p/{found.sheet.slug}/")
    view = show_product(asker.shop, place, found)
    if view.offer is None:
        return not_offered(request, asker.language)
    current = choosing.chosen(view, asking.number(asking.clean(request.GET), "variant"))
    response = frame.page("product", asker, _head(asker, view), **_shown(asker, view, current))
    return frame.counted(response, "product", str(found.sheet.product_id))


def _head(asker: Visit, view: ProductView) -> frame.Head:
    sheet = view.found.sheet
    media = sheet.body["media"]
    return frame.Head(
        title=sheet.body.get("seo_title") or f"{sheet.title} | {asker.shop.name}",
        description=sheet.body.get("seo_description") or sheet.subtitle,
        path=f"p/{sheet.slug}/",
        paths={code: f"p/{slug}/" for code, slug in view.found.slugs.items()},
        picture=pictures.url(media[0]["file"]) if media else "",
        kind="product",
        section=view.trail[0].id if view.trail else None,
        data=[
            linked_data.product(asker, view, choosing.names(view)),
            linked_data.breadcrumbs(asker, _("Home"), view.trail, sheet.title),
        ],
    )


def _shown(asker: Visit, view: ProductView, current: Row | None) -> dict[str, Any]:
    sheet, place = view.found.sheet, asker.place
    assert place is not None and view.offer is not None
    body = sheet.body
    is_foreign = sheet.language != asker.language
    own = ("warnings", "safety")
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "made_by": body["brand"] if body["brand"] != asker.shop.name else "",
        **{name: body.get(name, "") for name in own},
        **{name: mark_safe(body.get(name, "")) for name in CLEANED},  # noqa: S308 - see CLEANED
        "text_language": frame.tag(sheet.language) if is_foreign else "",
        "text_dir": frame.direction(sheet.language) if is_foreign else "",
        "text_language_name": frame.own_name(sheet.language) if is_foreign else "",
        "trail": view.trail,
        "gallery": _gallery(body["media"], current, sheet.title),
        "offer": _price(asker, view, current),
        "options": choosing.choices(view, current) if current else [],
        "stock": _stock(asker, view, current),
        "external": _external(body),
        "variant": current["id"] if current else "",
        "can_buy": _can_buy(body, view, current),
        "others": cards(view.others, asker.language, place, eager=0),
        "parts": _parts(view, current),
        "price_note": wording.price_note(asker.shop, place),
        "days_to_return": asker.shop.days_to_return(place),
        "delivery_page": asker.shop.page("delivery"),
        "returns_page": asker.shop.page("returns"),
        "facts": _facts(asker, body, place),
        "sizes": _sizes(current, place, asker.language),
        "identifiers": _identifiers(current),
        "is_shipped": bool(current and current.get("ships")),
        "related": cards_html(cards(view.related, asker.language, place, eager=0)),
    }


def _gallery(media: list[Row], current: Row | None, title: str) -> dict[str, Any]:
    """The variant's own picture first, then the others in the owner's order."""
    first = current.get("media") if current else None
    order = sorted(range(len(media)), key=lambda index: (index != first, index))
    shown = [media[index] for index in order]
    if not shown:
        return {"main": pictures.html(None, "", sizes=MAIN_SIZES, is_first=True), "views": []}
    return {
        "main": pictures.html(shown[0], shown[0]["alt"] or title, sizes=MAIN_SIZES, is_first=True),
        "views": [pictures.html(one, one["alt"], sizes=VIEW_SIZES) for one in shown[1:7]],
    }


def _price(asker: Visit, view: ProductView, current: Row | None) -> dict[str, Any]:
    place, offer = asker.place, view.offer
    assert place is not None and offer is not None
    own = offer.variants.get(str(current["id"])) if current else None
    minor, former, breaks = own or (offer.lowest_minor, None, ())
    less = saving(minor, former, asker.language)
    return {
        "price": price(minor, place, asker.language),
        "is_range": own is None and offer.highest_minor > offer.lowest_minor,
        "former": price(former, place, asker.language) if less and former else "",
        "saving": less,
        "breaks": [
            (formats.number(quantity, asker.language), price(step, place, asker.language))
            for quantity, step in breaks
        ],
    }


def _stock(asker: Visit, view: ProductView, current: Row | None) -> dict[str, Any]:
    if current is None or asker.place is None:
        return {}
    is_open, units = view.stock(current["id"])
    is_shipped = bool(current.get("ships"))
    return {
        "words": wording.stock_words(is_open, units, is_shipped=is_shipped),
        "from": wording.ships_from(units, asker.place, asker.language) if is_shipped else "",
        "is_gone": not choosing.can_be_had(view, current),
    }


def _can_buy(body: Row, view: ProductView, current: Row | None) -> bool:
    """Whether the shown variant can be put into a cart of this place."""
    if current is None or view.offer is None or _external(body) is not None:
        return False
    return str(current["id"]) in view.offer.variants and choosing.can_be_had(view, current)


def _external(body: Row) -> tuple[str, str] | None:
    """Where to buy a product that is sold elsewhere; only web addresses are linked."""
    url, label = body.get("external") or ("", "")
    return (url, label) if url.startswith(("https://", "http://")) else None


def _parts(view: ProductView, current: Row | None) -> dict[int, int]:
    """How many of each product the bundle on the page contains."""
    if current is None:
        return {}
    parts = [part for part in view.found.sheet.body["parts"] if part[0] == current["id"]]
    return {product_id: quantity for _bundle, product_id, _variant, quantity in parts}


def _facts(asker: Visit, body: Row, place: Place) -> list[tuple[str, str]]:
    """The attributes with their values; numbers in the units of the country."""
    facts = []
    for row in body["attributes"]:
        if row["kind"] == "number":
            values = [
                formats.measure(Decimal(value), row["unit"], place.country, asker.language)
                for value in row["values"]
            ]
        elif row["kind"] == "boolean":
            values = [_("Yes") if value == "yes" else _("No") for value in row["values"]]
        else:
            values = row["values"]
        facts.append((row["name"], ", ".join(values)))
    return facts


def _sizes(current: Row | None, place: Place, language: str) -> list[tuple[str, str]]:
    """What the chosen variant and its parcel weigh and measure."""
    if current is None:
        return []
    rows = []
    if grams := current.get("net_g"):
        rows.append((_("Weight"), formats.weight(grams, place.country, language)))
    if grams := current.get("gross_g"):
        rows.append((_("Parcel weight"), formats.weight(grams, place.country, language)))
    if size := current.get("size_mm"):
        sides = [formats.length(side, place.country, language) for side in size]
        rows.append((_("Parcel size"), " × ".join(sides)))
    if origin := current.get("origin"):
        rows.append((_("Made in"), formats.country_name(origin, language)))
    return rows


def _identifiers(current: Row | None) -> list[str]:
    """What tells the product apart, as safety law asks: SKU, GTIN, the maker's number."""
    if current is None:
        return []
    named = (
        (current.get("sku"), "{}"),
        (current.get("gtin"), "GTIN {}"),
        (current.get("mpn"), "{}"),
    )
    return list(dict.fromkeys(text.format(value) for value, text in named if value))
