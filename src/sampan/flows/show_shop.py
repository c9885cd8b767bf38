"""What every page of the store shows around its own content, in one language.

Markets, menus, words and footer links change rarely and are needed on every page, so each process
keeps them until the stamp of their part moves; a change is there with the next page.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sampan.apps.catalog.selectors import window
from sampan.apps.content import selectors as content
from sampan.apps.content.selectors import PageFacts
from sampan.apps.inventory import selectors as inventory
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.domain.markets import LANGUAGES, Market
from sampan.domain.places import EU_MEMBERS
from sampan.kernel import settings_store

FALLBACK = "en"
SHOP_NAME = "Sampan"

Stamps = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page delivers to: a country of an open market, a currency, and the price list."""

    country: str
    currency: str
    market: Market
    price_list: str

    @property
    def cookie(self) -> str:
        """The place as the cookie holds it: `DE.EUR`."""
        return f"{self.country}.{self.currency}"


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in one language; `language` says which language its words really are in."""

    id: int
    parent_id: int | None
    handle: str
    picture: str
    language: str
    name: str
    slug: str
    description: str
    seo_title: str
    seo_description: str
    slugs: Mapping[str, str]
    child_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The categories in one language; `said` fills up with words that lists have asked for."""

    branches: Mapping[int, Branch]
    roots: tuple[Branch, ...]
    by_slug: Mapping[str, Branch]
    facets: Mapping[str, Mapping[str, Any]]
    said: dict[str, str] = field(default_factory=dict, compare=False)

    def trail(self, branch: Branch) -> list[Branch]:
        """The way from the root to a category, the category last."""
        way = [branch]
        while (parent := way[0].parent_id) is not None and parent in self.branches:
            way.insert(0, self.branches[parent])
        return way

    def children(self, branch: Branch) -> list[Branch]:
        """The categories right below one."""
        return [self.branches[child] for child in branch.child_ids]


@dataclass(frozen=True, slots=True)
class Shop:
    """The frame of every page."""

    name: str
    language: str
    default_language: str
    languages: tuple[str, ...]
    markets: tuple[Market, ...]
    price_lists: Mapping[tuple[str, str], str]
    home_countries: frozenset[str]
    words: Mapping[str, str]
    pages: Sequence[PageFacts]
    tree: Tree
    return_days: int | None = None
    theme_stamp: str = ""

    def days_to_return(self, place: Place) -> int | None:
        """Days to send something back: the owner's promise, or the law's where it sets one.

        EU: directive 2011/83, art. 9; United Kingdom: SI 2013/3134, reg. 30; both 14 days.
        """
        by_law = 14 if place.country in EU_MEMBERS | {"GB"} else None
        known = [days for days in (self.return_days, by_law) if days]
        return max(known, default=None)

    def place(self, cookie: str) -> Place | None:
        """The place that a cookie like `DE.EUR` names; None when it names none of ours."""
        country, _, currency = cookie.partition(".")
        market = next((one for one in self.markets if country in one.countries), None)
        return self._place(market, country, currency) if market else None

    def first_place(self) -> Place | None:
        """The place of readers who chose none: the first market that leads with the language.

        None before the first market is open.
        """
        leading = [one for one in self.markets if one.languages[0] == self.language]
        speaking = [one for one in self.markets if self.language in one.languages]
        for market in [*leading, *speaking, *self.markets]:
            own = HOME_COUNTRY.get(self.language, "")
            country = own if own in market.countries else market.countries[0]
            if place := self._place(market, country, ""):
                return place
        return None

    def currencies(self, market: Market) -> tuple[str, ...]:
        """The currencies of a market that have a price list."""
        return tuple(one for one in market.currencies if (market.code, one) in self.price_lists)

    def page(self, handle: str) -> PageFacts | None:
        """The content page with a handle, where there is one."""
        return next((page for page in self.pages if page.handle == handle), None)

    def _place(self, market: Market, country: str, currency: str) -> Place | None:
        known = self.currencies(market)
        if not known:
            return None
        chosen = currency if currency in known else known[0]
        return Place(country, chosen, market, self.price_lists[market.code, chosen])


HOME_COUNTRY = {
    "de": "DE",
    "fr": "FR",
    "it": "IT",
    "es": "ES",
    "nl": "NL",
    "en": "GB",
    "pt-br": "BR",
    "ja": "JP",
    "ko": "KR",
    "zh-hans": "CN",
    "zh-hant": "TW",
    "ar": "AE",
}

_kept: dict[tuple[str, str], tuple[tuple[Any, ...], Any]] = {}


def show_shop(language: str, stamps: Stamps) -> Shop:
    """The frame of the store in a language, as of the given stamps."""
    assert language in LANGUAGES
    tree = _keep("tree", language, _at(stamps, "catalog"), lambda: _tree(language))
    homes = _keep("homes", "", _at(stamps, "stock"), _home_countries)
    lists = _keep("lists", "", _at(stamps, "prices", "markets"), _price_lists)
    core = _at(stamps, "markets", "content", "settings")
    base = _keep("base", language, core, lambda: _shop(language))
    parts = (tree, homes, lists, base)
    whole = {"tree": tree, "home_countries": homes, "price_lists": lists}
    shop: Shop = _keep("shop", language, parts, lambda: replace(base, **whole))
    return shop


def _at(stamps: Stamps, *parts: str) -> tuple[int, ...]:
    return tuple(stamps.get(part, 0) for part in parts)


def _keep(name: str, language: str, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    known = _kept.get((name, language))
    if known is None or known[0] != key:
        known = _kept[name, language] = (key, make())
    return known[1]


def _shop(language: str) -> Shop:
    open_markets = tuple(market for market, is_open in markets.all_markets() if is_open)
    spoken = {one for market in open_markets for one in market.languages}
    known = settings_store.get_many(("shop_name", "default_language", "return_days", "theme"))
    return Shop(
        name=known.get("shop_name") or SHOP_NAME,
        language=language,
        default_language=known.get("default_language") or FALLBACK,
        languages=tuple(one for one in LANGUAGES if one in spoken) or (FALLBACK,),
        markets=open_markets,
        price_lists={},
        home_countries=frozenset(),
        words=content.words(language, FALLBACK),
        pages=content.pages(language, FALLBACK),
        tree=Tree({}, (), {}, {}),
        return_days=known.get("return_days"),
        theme_stamp=f"{zlib.crc32(repr(known['theme']).encode()):08x}"
        if known.get("theme")
        else "",
    )


def _price_lists() -> Mapping[tuple[str, str], str]:
    return {(one.market, one.currency): one.code for one in pricing.price_lists()}


def _home_countries() -> frozenset[str]:
    return frozenset(one.country for one in inventory.warehouses())


def _tree(language: str) -> Tree:
    facts = [one for one in window.category_tree() if one.texts]
    children: dict[int, list[int]] = {}
    for one in facts:
        if one.parent_id is not None:
            children.setdefault(one.parent_id, []).append(one.id)
    branches = {one.id: _branch(one, language, tuple(children.get(one.id, ()))) for one in facts}
    by_slug = {slug: one for one in branches.values() for slug in one.slugs.values()}
    by_slug.update({one.slug: one for one in branches.values()})
    return Tree(
        branches=branches,
        roots=tuple(one for one in branches.values() if one.parent_id is None),
        by_slug=by_slug,
        facets=window.facet_attributes(),
    )


def _branch(facts: window.CategoryFacts, language: str, child_ids: tuple[int, ...]) -> Branch:
    own = next((one for one in (language, FALLBACK) if one in facts.texts), min(facts.texts))
    return Branch(
        id=facts.id,
        parent_id=facts.parent_id,
        handle=facts.handle,
        picture=facts.picture,
        language=own,
        slugs={code: text["slug"] for code, text in facts.texts.items()},
        child_ids=child_ids,
        **facts.texts[own],
    )
