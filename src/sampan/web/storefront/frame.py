"""What surrounds every page: head, menus, the place control, footer, and how to answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.template import engines
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sampan.flows.show_shop import Shop
from sampan.kernel import formats
from sampan.web.storefront import wording
from sampan.web.storefront.markup import alternates_html, links_html, tongues_html
from sampan.web.storefront.visit import Visit

RIGHT_TO_LEFT = frozenset({"ar"})
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "pt-br": "pt-BR"}
IN_MENU = 5
GROUPS = ("help", "rights", "shop")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says about it.

    `paths` are the page's own paths below each language that has it; empty for a page that search
    engines should not list.
    """

    title: str
    description: str = ""
    path: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""
    kind: str = "website"
    section: int | None = None
    data: Sequence[Mapping[str, Any]] = ()
    previous: str = ""
    following: str = ""


def tag(language: str) -> str:
    """A language as HTML and HTTP name it."""
    return TAGS.get(language, language)


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def page(
    template: str, asker: Visit, head: Head, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the store, made from a template and what surrounds it."""
    shown = engines["django"].get_template(f"store/{template}.html")
    return HttpResponse(shown.render({**_frame(asker, head), **context}), status=status)


def counted(
    response: HttpResponse, kind: str, subject: str = "", results: int | None = None
) -> HttpResponse:
    """The page, with what the door counts whenever it is shown."""
    response.activity = (kind, subject, results)  # type: ignore[attr-defined]  # read by the door
    return response


def _frame(asker: Visit, head: Head) -> dict[str, Any]:
    shop, place = asker.shop, asker.place
    root = f"{asker.origin}/{asker.language}/"
    return {
        "language": asker.language,
        "origin": asker.origin,
        "lang": tag(asker.language),
        "dir": direction(asker.language),
        "shop": shop,
        "brand": brand(shop.name),
        "place": place,
        "head": head,
        "root": f"/{asker.language}/",
        "here": f"/{asker.language}/{head.path}",
        "canonical": root + head.paths.get(asker.language, head.path) if head.paths else "",
        "alternates": alternates_html(alternates(asker, head.paths)),
        "tongues": tongues_html(_tongues(asker, head)),
        "data": [_data(one) for one in head.data],
        "theme": shop.theme_stamp,
        "roots": [(one, one.id == head.section) for one in shop.tree.roots[:IN_MENU]],
        "footer": _footer(shop),
        "asks_choice": not asker.has_chosen,
        "country": formats.country_name(place.country, shop.language) if place else "",
        "currency_sign": _sign(place.currency, shop.language) if place else "",
        "prices_for": wording.prices_for(shop, place) if place else "",
        "price_words": wording.price_words(shop, place) if place else "",
        "countries": " ".join(one for market in shop.markets for one in market.countries),
    }


def alternates(asker: Visit, paths: Mapping[str, str]) -> list[tuple[str, str]]:
    """The same page in every language that has it, as hreflang tag and address.

    Each names all others and itself, so that they are reciprocal; `x-default` is the shop's
    default language, or the first that has the page.
    """
    known = [code for code in asker.shop.languages if code in paths]
    if not known:
        return []
    default = asker.shop.default_language
    first = default if default in known else known[0]
    urls = {code: f"{asker.origin}/{code}/{paths[code]}" for code in known}
    return [*((tag(code), urls[code]) for code in known), ("x-default", urls[first])]


def _tongues(asker: Visit, head: Head) -> list[tuple[str, str, str, bool]]:
    """Every language of the shop with this page in it; without own words it falls back there."""
    return [
        (
            tag(code),
            own_name(code),
            f"/{code}/{head.paths.get(code, head.path)}",
            code == asker.language,
        )
        for code in asker.shop.languages
    ]


def own_name(language: str) -> str:
    """A language's name in itself."""
    return str(get_language_info(language)["name_local"])


def brand(name: str) -> SafeString:
    """The shop's name; an ampersand is set in the accent, as on its sign."""
    parts = [conditional_escape(part.strip()) for part in name.split("&", 1)]
    return mark_safe(" <i>&amp;</i> ".join(parts))  # noqa: S308 - every part was just escaped


def _data(facts: Mapping[str, Any]) -> SafeString:
    """JSON for a script element: nothing in it can end the element."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308 - the five characters that matter are escaped above


def _sign(currency: str, language: str) -> str:
    symbol = str(formats.locale(language).currency_symbols.get(currency, ""))
    return symbol if symbol and symbol != currency and len(symbol) < 3 else ""


def _footer(shop: Shop) -> list[tuple[str, SafeString]]:
    names = {"help": _("Help"), "rights": _("Your rights"), "shop": _("The shop")}
    columns = [
        (names[group], [page for page in shop.pages if page.group == group]) for group in GROUPS
    ]
    return [
        (name, links_html((f"/{shop.language}/pages/{one.slug}/", one.title) for one in pages))
        for name, pages in columns
        if pages
    ]
