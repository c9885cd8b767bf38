"""Bring the store window up to date with what was just changed, in the same transaction.

Whoever changes products, prices, stock or publication calls this at the end: a shopper sees the
change with the commit. The window is derived: refreshing twice changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sampan.apps.catalog.selectors import sheets, window
from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing import selectors as pricing
from sampan.apps.storefront import services as storefront
from sampan.apps.storefront.services import OfferDraft, SheetDraft, Shown
from sampan.apps.storefront.tallies import Change
from sampan.domain.pricing.lists import PriceFacts, PriceListFacts
from sampan.flows.index_products import Findable, Names, index_products
from sampan.kernel.batches import batches

AT_ONCE = 500
NEW = "new"

Prices = Mapping[int, Mapping[str, PriceFacts]]
Stock = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for every product of one refresh."""

    lists: Sequence[PriceListFacts]
    chains: Mapping[int, tuple[int, ...]]
    tree: Sequence[window.CategoryFacts]
    at: datetime


@transaction.atomic
def refresh_window(product_ids: Iterable[int], at: datetime) -> int:
    """Write the window of these products and of the bundles and groups they belong to.

    Returns how many of them shoppers can see in at least one market.
    """
    wanted = set(product_ids)
    wanted |= window.dependants(wanted)
    storefront.wait_for_turn(sorted(wanted))
    around = Surroundings(pricing.price_lists(), window.ancestors(), window.category_tree(), at)
    count, change = 0, Change()
    for batch in batches(sorted(wanted), AT_ONCE):
        products = [one for one in window.shown_products(batch) if one.texts]
        terms = window.terms(sheets.words_to_translate(products))
        shown = [one for one in _shown(products, terms, around) if one.offers]
        storefront.replace(batch, shown, change)
        names = Names.of(terms, around.tree, around.chains)
        index_products(batch, _findable(products, shown, around), names)
        count += len(shown)
    change.store()
    return count


def refresh_whole_window(at: datetime) -> int:
    """Write the window of every product: after a change of markets or of the category tree."""
    with transaction.atomic():
        ids = window.all_product_ids()
        storefront.wait_for_turn(range(storefront.STRIPES))
        storefront.forget_others(ids)
        storefront.forget_counts().store()
        return refresh_window(ids, at)


def refresh_due_prices(since: datetime, until: datetime) -> int:
    """Write the window of products of which a scheduled price starts or ends in a period."""
    variant_ids = pricing.variants_with_a_change_between(since, until)
    return refresh_window(window.products_of_variants(variant_ids), until) if variant_ids else 0


def _findable(
    products: Sequence[window.ProductFacts], shown: Sequence[Shown], around: Surroundings
) -> list[Findable]:
    """What is shown can be found, in the markets that have a price for it."""
    market_of = {one.code: one.market for one in around.lists}
    seen_in = {
        one.product_id: {market_of[offer.price_list] for offer in one.offers} for one in shown
    }
    markets = frozenset(market_of.values())
    return [Findable(one, markets - seen_in[one.id]) for one in products if one.id in seen_in]


def _shown(
    products: Sequence[window.ProductFacts], terms: sheets.Terms, around: Surroundings
) -> list[Shown]:
    variant_ids = [variant_id for one in products for variant_id in _priced_variants(one)]
    prices = pricing.current_prices(variant_ids, around.at)
    part_ids = [row["part_id"] for one in products for row in one.parts]
    stock = _units_by_country([*variant_ids, *part_ids])
    return [_show(one, prices, stock, terms, around) for one in products]


def _show(
    facts: window.ProductFacts,
    prices: Prices,
    stock: Stock,
    terms: sheets.Terms,
    around: Surroundings,
) -> Shown:
    units = _stock(facts, stock)
    offers = _offers(facts, prices, around.lists)
    offered = {one.price_list for one in offers}
    fallback = sheets.fallback_language(facts)
    return Shown(
        product_id=facts.id,
        kind=facts.product["kind"],
        created_at=facts.created_at,
        changed_at=facts.product["updated_at"],
        is_available=facts.product["kind"] == "external"
        or any(is_open or sum(by.values()) > 0 for is_open, by in units.values()),
        is_new=NEW in facts.tags,
        picture=sheets.picture(facts),
        swatches=sheets.swatches(facts),
        stock=units,
        offers=offers,
        missing=[one.code for one in around.lists if one.code not in offered],
        category_ids={
            above for own in facts.placements for above in around.chains.get(own, (own,))
        },
        facets=sheets.facets(facts),
        sheets=[
            SheetDraft(
                language=text["language"],
                is_fallback=text["language"] == fallback,
                slug=text["slug"],
                title=text["title"],
                subtitle=text["subtitle"],
                alt=sheets.alt(facts, text["language"]),
                body=sheets.body(facts, text, terms),
            )
            for text in facts.texts
        ],
    )


def _priced_variants(facts: window.ProductFacts) -> list[int]:
    """A group costs what its members cost."""
    own = [row["id"] for row in facts.variants]
    return own + [variant_id for row in facts.members for variant_id in row["variants"]]


def _offers(
    facts: window.ProductFacts, prices: Prices, lists: Sequence[PriceListFacts]
) -> list[OfferDraft]:
    offers = []
    for price_list in lists:
        if price_list.market in facts.hidden_in:
            continue
        amounts = {
            str(variant_id): _amounts(found)
            for variant_id in _priced_variants(facts)
            if (found := prices.get(variant_id, {}).get(price_list.code))
        }
        if amounts:
            offers.append(OfferDraft(price_list.code, amounts))
    return offers


def _amounts(price: PriceFacts) -> tuple[int, int | None, list[tuple[int, int]]]:
    former = price.lowest_before.minor if price.lowest_before else None
    breaks = [(step.minimum_quantity, step.amount.minor) for step in price.breaks]
    return price.amount.minor, former, breaks


def _stock(facts: window.ProductFacts, stock: Stock) -> dict[str, tuple[bool, Mapping[str, int]]]:
    """For each variant whether it sells without stock, and its units by country.

    A bundle's units are what its scarcest part allows; a group's variants are its members'.
    """
    units: dict[str, tuple[bool, Mapping[str, int]]] = {}
    for row in facts.variants:
        parts = [part for part in facts.parts if part["bundle_id"] == row["id"]]
        if parts:
            units[str(row["id"])] = _bundle_units(parts, stock)
        else:
            is_open = not row["tracks_stock"] or row["sells_without_stock"]
            units[str(row["id"])] = (is_open, stock.get(row["id"], {}))
    for row in facts.members:
        for variant_id in row["variants"]:
            units[str(variant_id)] = (False, stock.get(variant_id, {}))
    return units


def _bundle_units(parts: Sequence[window.Row], stock: Stock) -> tuple[bool, Mapping[str, int]]:
    tracked = [
        part
        for part in parts
        if part["part__tracks_stock"] and not part["part__sells_without_stock"]
    ]
    if not tracked:
        return True, {}
    countries = set.intersection(*(set(stock.get(part["part_id"], {})) for part in tracked))
    return False, {
        country: min(stock[part["part_id"]][country] // part["quantity"] for part in tracked)
        for country in sorted(countries)
    }


def _units_by_country(variant_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Units that may be promised, by variant and the country they ship from."""
    countries = {one.code: one.country for one in inventory.warehouses()}
    units: dict[int, dict[str, int]] = {}
    for variant_id, levels in inventory.by_warehouse(variant_ids).items():
        by_country = units.setdefault(variant_id, {})
        for level in levels:
            country = countries[level.warehouse]
            by_country[country] = by_country.get(country, 0) + level.available
    return units
