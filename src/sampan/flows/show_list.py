"""A list of products as shoppers see it: a category, all goods, or what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sampan.apps.catalog.selectors import window
from sampan.apps.storefront.selectors import lists
from sampan.apps.storefront.selectors.lists import CardRow, FacetCount, Selection, Sort, Summary
from sampan.apps.storefront.tallies import STOCK
from sampan.flows.show_shop import Branch, Place, Shop

PAGE_SIZE = 24
LAST_PAGE = 400
RARE = 5
MOST_WORDS = 20_000
QUICKLY_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Ask:
    """How a shopper wants the list: narrowed by facets and price, sorted, at which page."""

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lowest_minor: int | None = None
    highest_minor: int | None = None
    only_available: bool = False
    sort: Sort = "newest"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the sorting differs from the plain list."""
        bounds = (self.lowest_minor, self.highest_minor)
        return bool(self.facets) or bounds != (None, None) or self.only_available


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choosable value of a facet, in the reader's language."""

    value: str
    label: str
    swatch: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one facet; `unit` is set where they are numbers."""

    code: str
    name: str
    kind: str
    unit: str
    values: Sequence[FacetValue]


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of a list with everything that narrows it."""

    cards: Sequence[CardRow]
    summary: Summary
    groups: Sequence[FacetGroup]
    children: Sequence[tuple[Branch, int]]
    page: int
    pages: int


def show_list(shop: Shop, place: Place, branch: Branch | None, ask: Ask) -> ListView:
    """A category, or all goods when `branch` is None."""
    chosen = Selection(
        price_list=place.price_list,
        category_id=branch.id if branch else None,
        facets=ask.facets,
        lowest_minor=ask.lowest_minor,
        highest_minor=ask.highest_minor,
        only_available=ask.only_available,
    )
    offset = (ask.page - 1) * PAGE_SIZE
    cards = lists.cards(chosen, shop.language, sort=ask.sort, limit=PAGE_SIZE, offset=offset)
    below = shop.tree.children(branch) if branch else list(shop.tree.roots)
    ids = [one.id for one in below]
    if ask.is_narrowed:
        summary, counts = lists.summary(chosen), lists.counts(chosen, ids)
    else:
        counts = lists.tallied(place.price_list, chosen.category_id, ids)
        summary = _told(counts, chosen)
    return view(shop, cards, ask, summary, counts, below=below)


def _told(counts: Sequence[FacetCount], chosen: Selection) -> Summary:
    """A list's totals from its tallies; the span of prices is looked up where that is quick."""
    by_code = {one.code: one.count for one in counts if one.code in {"", STOCK}}
    count, available = by_code.get("", 0), by_code.get(STOCK, 0)
    if count <= QUICKLY_COUNTED:
        return lists.summary(chosen)
    return Summary(count, available, None, None)


def view(
    shop: Shop,
    cards: Sequence[CardRow],
    ask: Ask,
    summary: Summary,
    counts: Sequence[FacetCount],
    *,
    below: Sequence[Branch] = (),
) -> ListView:
    """A list's cards with its totals and facets around them."""
    per_child = {one.value: one.count for one in counts if one.code == "category"}
    facets = [one for one in counts if one.code not in {"", STOCK, "category"}]
    return ListView(
        cards=cards,
        summary=summary,
        groups=_groups(shop, facets, ask, summary.count),
        children=[
            (branch, number) for branch in below if (number := per_child.get(str(branch.id)))
        ],
        page=ask.page,
        pages=min(LAST_PAGE, -(-summary.count // PAGE_SIZE)),
    )


def nothing(ask: Ask) -> ListView:
    """The list of nothing."""
    return ListView((), Summary(0, 0, None, None), (), (), ask.page, 0)


def _groups(shop: Shop, counts: Sequence[FacetCount], ask: Ask, count: int) -> list[FacetGroup]:
    by_code: dict[str, list[FacetCount]] = {}
    for one in counts:
        by_code.setdefault(one.code, []).append(one)
    names = {code: _name(shop, code) for code in by_code}
    words = {one.value for found in by_code.values() for one in found}
    said = _said(shop, words | set(names.values()))
    groups = [_group(shop, code, by_code[code], ask, said) for code in by_code]
    useful = [one for one in groups if one.code in ask.facets or _is_useful(one, count)]
    return sorted(useful, key=lambda group: _position(shop, group))


def _said(shop: Shop, words: set[str]) -> Mapping[str, str]:
    """The words in the shop's language; asked for once for as long as the catalog stays."""
    known = shop.tree.said
    if missing := words - known.keys():
        if len(known) > MOST_WORDS:
            known.clear()
            missing = words
        found = window.terms_in(shop.language, missing)
        known.update((word, found.get(word, word)) for word in missing)
    return known


def _is_useful(group: FacetGroup, count: int) -> bool:
    """Whether a facet divides the list: several values, and not for a few products only."""
    return len(group.values) > 1 and sum(one.count for one in group.values) * RARE >= count


def _group(
    shop: Shop, code: str, counts: Sequence[FacetCount], ask: Ask, said: Mapping[str, str]
) -> FacetGroup:
    attribute = shop.tree.facets.get(code.removeprefix("a."), {}) if code[:2] == "a." else {}
    kind = str(attribute.get("kind", "text"))
    name = _name(shop, code)
    chosen = ask.facets.get(code, ())
    values = [
        FacetValue(
            one.value, said.get(one.value, one.value), one.swatch, one.count, one.value in chosen
        )
        for one in counts
    ]
    if kind == "number":
        values.sort(key=lambda one: float(one.value))
    else:
        values.sort(key=lambda one: (-one.count, one.label))
    return FacetGroup(code, said.get(name, name), kind, str(attribute.get("unit", "")), values)


def _name(shop: Shop, code: str) -> str:
    if code[:2] == "a.":
        return str(shop.tree.facets.get(code[2:], {}).get("name", code[2:]))
    return code.removeprefix("o.")


def _position(shop: Shop, group: FacetGroup) -> tuple[int, int, str]:
    """Colors first, then the other options, attributes in the owner's order, the brand last."""
    if group.code[:2] == "o.":
        return (0 if any(one.swatch for one in group.values) else 1, 0, group.name)
    if group.code[:2] == "a.":
        return (2, shop.tree.facets.get(group.code[2:], {}).get("position", 0), group.name)
    return (3, 0, group.name)


def show_found(shop: Shop, place: Place, ids: Sequence[int], ask: Ask) -> ListView:
    """A list that has its own order, such as a search's: what is seen of `ids`."""
    chosen = Selection(
        price_list=place.price_list,
        facets=ask.facets,
        lowest_minor=ask.lowest_minor,
        highest_minor=ask.highest_minor,
        only_available=ask.only_available,
        product_ids=tuple(ids),
    )
    seen = lists.visible(chosen)
    offset = (ask.page - 1) * PAGE_SIZE
    page = [one for one in ids if one in seen][offset : offset + PAGE_SIZE]
    cards = cards_of(shop, place, page)
    return view(shop, cards, ask, _summary(seen), lists.counts(chosen))


def _summary(seen: Mapping[int, tuple[int, bool]]) -> Summary:
    lowest = [minor for minor, _ in seen.values()]
    available = sum(1 for _, is_available in seen.values() if is_available)
    return Summary(len(seen), available, min(lowest, default=None), max(lowest, default=None))


def cards_of(shop: Shop, place: Place, ids: Sequence[int]) -> list[CardRow]:
    """The cards of these products in their order; those that the market does not see are left out.

    One query, and none for an empty list.
    """
    if not ids:
        return []
    chosen = replace(Selection(place.price_list), product_ids=tuple(ids))
    found = lists.cards(chosen, shop.language, sort="newest", limit=len(ids), offset=0)
    order = {product_id: index for index, product_id in enumerate(ids)}
    return sorted(found, key=lambda card: order[card.product_id])


def newest(shop: Shop, place: Place, limit: int) -> list[CardRow]:
    """What came last."""
    return lists.cards(
        Selection(place.price_list), shop.language, sort="newest", limit=limit, offset=0
    )
