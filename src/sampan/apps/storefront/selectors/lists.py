"""Lists of the window: the cards of a page, how many there are, and what narrows them.

These statements run on every page that no cache answers, so they are plain SQL, put together from
constants; every value is a parameter. Each answers in one statement, however long the list is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import connection

from sampan.apps.storefront.tallies import ALL_GOODS

Sort = Literal["newest", "cheapest", "dearest"]
Params = list[Any]

_ORDERS: Mapping[Sort, str] = {
    "newest": "ORDER BY placed DESC",
    "cheapest": "ORDER BY lowest_minor, placed DESC",
    "dearest": "ORDER BY lowest_minor DESC, placed DESC",
}
_COLUMNS = "SELECT o.product_id, o.is_available, o.lowest_minor, o.highest_minor, o.former_minor,"
_FROM_OFFER = "FROM storefront_offer o"
_IN_CATEGORY = "JOIN storefront_placement p ON p.product_id = o.product_id AND p.category_id = %s"
_FACET = "o.product_id IN (SELECT product_id FROM storefront_facet WHERE code = %s AND value IN"
_CARDS = """
SELECT x.product_id, c.kind, c.picture, c.swatches, c.is_new, x.is_available,
       x.lowest_minor, x.highest_minor, x.former_minor,
       COALESCE(t.language, f.language), COALESCE(t.slug, f.slug), COALESCE(t.title, f.title),
       COALESCE(t.subtitle, f.subtitle), COALESCE(t.alt, f.alt)
FROM ("""
_CARDS_END = """) x
JOIN storefront_card c ON c.product_id = x.product_id
JOIN storefront_sheet f ON f.product_id = x.product_id AND f.is_fallback
LEFT JOIN storefront_sheet t ON t.product_id = x.product_id AND t.language = %s"""
_SUMMARY = """
SELECT COUNT(*), COALESCE(SUM(CASE WHEN o.is_available THEN 1 ELSE 0 END), 0),
       MIN(o.lowest_minor), MAX(o.lowest_minor)"""
_FACET_COUNTS = """
SELECT v.code, v.value, MAX(v.swatch), COUNT(*)
FROM storefront_facet v JOIN (SELECT o.product_id"""
_CHILD_COUNTS = """
SELECT 'category', CAST(k.category_id AS VARCHAR(20)), '', COUNT(*)
FROM storefront_placement k JOIN (SELECT o.product_id"""


_TALLIED = """
SELECT code, value, MAX(swatch), SUM(count) FROM storefront_tally
WHERE category_id = %s AND price_list IN ('', %s) GROUP BY code, value HAVING SUM(count) > 0"""
_CHILDREN_TALLIED = """
SELECT 'category', CAST(category_id AS VARCHAR(20)), '', SUM(count) FROM storefront_tally
WHERE price_list IN ('', %s) AND code = '' AND category_id IN"""
_CHILDREN_END = "GROUP BY category_id HAVING SUM(count) > 0"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at: a price list, perhaps a category, and how the list was narrowed."""

    price_list: str
    category_id: int | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lowest_minor: int | None = None
    highest_minor: int | None = None
    only_available: bool = False
    product_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class CardRow:
    """A product in a list; `language` says which language its words really are in."""

    product_id: int
    kind: str
    picture: Mapping[str, Any] | None
    swatches: Sequence[str]
    is_new: bool
    is_available: bool
    lowest_minor: int
    highest_minor: int
    former_minor: int | None
    language: str
    slug: str
    title: str
    subtitle: str
    alt: str


@dataclass(frozen=True, slots=True)
class Summary:
    """How many products a selection holds, how many can be had, and from which price to which."""

    count: int
    available: int
    lowest_minor: int | None
    highest_minor: int | None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many products of the selection have a value."""

    code: str
    value: str
    swatch: str
    count: int


def cards(
    chosen: Selection, language: str, *, sort: Sort, limit: int, offset: int
) -> list[CardRow]:
    """One page of a list in the order of `sort`."""
    where, params = _where(chosen)
    newest = "p.newest" if chosen.category_id is not None else "o.newest"
    order = _ORDERS[sort]
    page = " ".join([_COLUMNS, newest, "AS placed", where, order, "LIMIT %s OFFSET %s"])
    params += [limit, offset, language]
    return [_card(row) for row in _rows(" ".join([_CARDS, page, _CARDS_END, order]), params)]


def visible(chosen: Selection) -> dict[int, tuple[int, bool]]:
    """The products of a selection without an order: the lowest price, whether it can be had."""
    where, params = _where(chosen)
    start = "SELECT o.product_id, o.lowest_minor, o.is_available"
    return {row[0]: (row[1], bool(row[2])) for row in _rows(" ".join([start, where]), params)}


def summary(chosen: Selection) -> Summary:
    """Totals of a selection."""
    where, params = _where(chosen)
    return Summary(*_rows(" ".join([_SUMMARY, where]), params)[0])


def counts(chosen: Selection, child_ids: Sequence[int] = ()) -> list[FacetCount]:
    """How often each value occurs, in one statement.

    A facet that is already narrowed by is counted as if it were not, so that the other values
    stay choosable. Categories come with the code `category` and their id as value.
    """
    own = sorted(chosen.facets)
    parts = [_counted(chosen, "v.code NOT IN", own)]
    for code in own:
        rest = {name: values for name, values in chosen.facets.items() if name != code}
        parts.append(_counted(replace(chosen, facets=rest), "v.code IN", [code]))
    if child_ids:
        parts.append(_children_counted(chosen, child_ids))
    statement = " UNION ALL ".join(text for text, _ in parts)
    params = [one for _, own_params in parts for one in own_params]
    return [FacetCount(*row) for row in _rows(statement, params)]


def tallied(
    price_list: str, category_id: int | None, child_ids: Sequence[int] = ()
) -> list[FacetCount]:
    """What `counts` finds for a list that nothing narrows, read from the kept sums.

    The code `stock` counts what can be had, the empty code all products.
    """
    parts, params = [_TALLIED], [category_id or ALL_GOODS, price_list]
    if child_ids:
        parts += ["UNION ALL", _CHILDREN_TALLIED, _marks(child_ids), _CHILDREN_END]
        params += [price_list, *child_ids]
    return [FacetCount(*row) for row in _rows(" ".join(parts), params)]


def _counted(chosen: Selection, condition: str, codes: Sequence[str]) -> tuple[str, Params]:
    where, params = _where(chosen)
    parts = [_FACET_COUNTS, where, ") s ON s.product_id = v.product_id"]
    if codes:
        parts += ["WHERE", condition, _marks(codes)]
    return " ".join([*parts, "GROUP BY v.code, v.value"]), [*params, *codes]


def _children_counted(chosen: Selection, child_ids: Sequence[int]) -> tuple[str, Params]:
    where, params = _where(chosen)
    parts = [_CHILD_COUNTS, where, ") s ON s.product_id = k.product_id WHERE k.category_id IN"]
    return " ".join([*parts, _marks(child_ids), "GROUP BY k.category_id"]), [*params, *child_ids]


def _where(chosen: Selection) -> tuple[str, Params]:
    """FROM and WHERE of a selection, with their parameters."""
    parts, params = [_FROM_OFFER], Params()
    if chosen.category_id is not None:
        parts.append(_IN_CATEGORY)
        params.append(chosen.category_id)
    conditions = ["o.price_list = %s"]
    params.append(chosen.price_list)
    if chosen.only_available:
        conditions.append("o.is_available")
    if chosen.lowest_minor is not None:
        conditions.append("o.lowest_minor >= %s")
        params.append(chosen.lowest_minor)
    if chosen.highest_minor is not None:
        conditions.append("o.lowest_minor <= %s")
        params.append(chosen.highest_minor)
    for code, values in sorted(chosen.facets.items()):
        conditions.append(" ".join([_FACET, _marks(values), ")"]))
        params += [code, *values]
    if chosen.product_ids is not None:
        conditions.append(" ".join(["o.product_id IN", _marks(chosen.product_ids)]))
        params += chosen.product_ids
    return " ".join([*parts, "WHERE", " AND ".join(conditions)]), params


def _marks(values: Sequence[object]) -> str:
    """A parenthesis of placeholders; an empty list matches nothing."""
    return "(" + ", ".join(["%s"] * len(values) or ["NULL"]) + ")"


def _rows(statement: str, params: Params) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _card(row: tuple[Any, ...]) -> CardRow:
    product_id, kind, picture, swatches, is_new, is_available, *rest = row
    return CardRow(
        product_id,
        kind,
        json.loads(picture) if picture else None,
        json.loads(swatches),
        bool(is_new),
        bool(is_available),
        *rest,
    )
