"""Show the Products grid: the catalog's rows with their prices, stock and margins."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.core.cache import cache as django_cache

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.catalog.selectors.grid import Filter, GridRow, GridVariant, Order
from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing import selectors as pricing
from sampan.domain.fx import Rate
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.domain.pricing.margin import cost_in, margin
from sampan.kernel import stamps
from sampan.reference.exchange import FxTable

COMPUTED_SORTS = ("price", "stock", "margin")
STOCK_STATES = ("out", "low")
LOW = 5
REMEMBERED_S = 600


@dataclass(frozen=True, slots=True)
class Question:
    """What the owner wants to see; `stock` narrows by what is available."""

    filter: Filter = field(default_factory=Filter)
    order: Order = field(default_factory=Order)
    stock: str = ""


@dataclass(frozen=True, slots=True)
class VariantLine:
    """A variant with its base price, its stock and what the price leaves."""

    variant: GridVariant
    price: Money | None
    cost: Money | None
    available: int | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """A product with the range of its variants' prices, all their stock, the lowest margin."""

    row: GridRow
    low: Money | None
    high: Money | None
    cost: Money | None
    available: int | None
    margin: Decimal | None
    variants: tuple[VariantLine, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over everything that the question means, not over the page alone."""

    products: int
    variants: int
    units: int
    value: Money | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of lines; `after` starts the next one, None at the end."""

    lines: tuple[Line, ...]
    totals: Totals
    after: tuple[str, int] | None
    base: PriceListFacts | None


def show_products(question: Question, language: str, at: datetime) -> Grid:
    """One page of the grid; the number of queries does not grow with rows."""
    base = pricing.base_price_list()
    wanted = _narrowed(question)
    order = replace(question.order, limit=question.order.limit + 1)
    if question.order.sort in COMPUTED_SORTS:
        found = _page_by_value(wanted, order, language, at)
    else:
        found = [(row, row.key) for row in catalog.rows(wanted, order, language)]
    page = found[: question.order.limit]
    after = (page[-1][1], page[-1][0].id) if len(found) > len(page) else None
    lines = lines_of([row for row, _ in page], base, at)
    return Grid(lines, totals(question, at), after, base)


def lines_of(
    rows: Sequence[GridRow], base: PriceListFacts | None, at: datetime
) -> tuple[Line, ...]:
    """Rows of the catalog with prices, stock and margins."""
    ids = [variant.id for row in rows for variant in row.variants]
    prices = pricing.current_prices(ids, at) if base and ids else {}
    stock = inventory.available(ids) if ids else {}
    rates = Rates(at)
    lines = []
    for row in rows:
        variants = []
        for variant in row.variants:
            facts = prices.get(variant.id, {}).get(base.code) if base else None
            price = facts.amount if facts else None
            variants.append(_variant_line(variant, price, stock.get(variant.id), rates))
        lines.append(_line(row, tuple(variants)))
    return tuple(lines)


def show_line(product_id: int, language: str, at: datetime) -> Line | None:
    """One product as a line of the grid; None when it does not exist."""
    rows = catalog.rows_by_id([product_id], language)
    return lines_of(rows, pricing.base_price_list(), at)[0] if rows else None


def meant_ids(question: Question) -> list[int]:
    """Every product that a question means, for bulk edits and exports."""
    return catalog.matching_ids(_narrowed(question))


def view_counts(questions: Mapping[str, Question]) -> dict[str, int]:
    """How many products each of several views holds, remembered until the shop changes."""
    key = _remembering("counts", *(repr(asdict(q)) + name for name, q in questions.items()))
    known: dict[str, int] | None = django_cache.get(key)
    if known is None:
        known = catalog.counts({name: _narrowed(q) for name, q in questions.items()})
        django_cache.set(key, known, REMEMBERED_S)
    return known


def totals(question: Question, at: datetime) -> Totals:
    """Products, variants, units and their cost for all that is meant, remembered likewise."""
    key = _remembering("totals", repr(asdict(question.filter)), question.stock, str(at.date()))
    known: Totals | None = django_cache.get(key)
    if known is None:
        known = _totals(meant_ids(question), at)
        django_cache.set(key, known, REMEMBERED_S)
    return known


class Rates:
    """Today's rates between the currencies of costs and prices, looked up once each."""

    def __init__(self, at: datetime) -> None:
        self._on = at.date()
        self._known: dict[tuple[str, str], Rate | None] = {}

    def cost(self, variant: GridVariant, currency: str) -> Money | None:
        """A variant's cost in the currency of its price; None where either is unknown."""
        if variant.cost_minor is None:
            return None
        cost = Money(variant.cost_minor, variant.cost_currency)
        pair = (cost.currency, currency)
        if pair not in self._known:
            same = cost.currency == currency
            self._known[pair] = None if same else _table().rate(*pair, self._on)
        return cost_in(cost, currency, self._known[pair])


@cache
def _table() -> FxTable:
    return FxTable(settings.HOME)


def _narrowed(question: Question) -> Filter:
    if question.stock not in STOCK_STATES:
        return question.filter
    ids = _short_of_stock(0 if question.stock == "out" else LOW)
    known = question.filter.ids
    return replace(question.filter, ids=ids if known is None else ids & known)


def _short_of_stock(at_most: int) -> frozenset[int]:
    """Products of which all variants together have this many units or fewer."""
    units = inventory.available_everywhere()
    return frozenset(
        product_id
        for product_id, variants in catalog.stocked_variants().items()
        if sum(units.get(variant, 0) for variant in variants) <= at_most
    )


def _page_by_value(
    wanted: Filter, order: Order, language: str, at: datetime
) -> list[tuple[GridRow, str]]:
    """A page sorted by what the catalog does not know; the whole order is built in memory."""
    values = _kept_values(order.sort, at)
    ids = catalog.matching_ids(wanted)
    keyed = sorted(
        ((values.get(i, Decimal(-1) if order.descending else Decimal(10**15)), i) for i in ids),
        reverse=order.descending,
    )
    start = 0
    if order.after is not None:
        places = {product_id: place for place, (_, product_id) in enumerate(keyed)}
        start = places.get(order.after[1], -1) + 1
    chosen = keyed[start : start + order.limit]
    keys = {product_id: str(value) for value, product_id in chosen}
    rows = catalog.rows_by_id([product_id for _, product_id in chosen], language)
    return [(row, keys[row.id]) for row in rows]


def _kept_values(sort: str, at: datetime) -> dict[int, Decimal]:
    """The values of a sort, remembered until the shop or the day changes."""
    key = _remembering("values", sort, str(at.date()))
    known: dict[int, Decimal] | None = django_cache.get(key)
    if known is None:
        known = _values(sort, at)
        django_cache.set(key, known, REMEMBERED_S)
    return known


def _values(sort: str, at: datetime) -> dict[int, Decimal]:
    """The sorting value of each product: lowest price, units available, or lowest margin."""
    if sort == "stock":
        units = inventory.available_everywhere()
        return {
            product_id: Decimal(sum(units.get(variant, 0) for variant in variants))
            for product_id, variants in catalog.stocked_variants().items()
        }
    base = pricing.base_price_list()
    prices = pricing.unit_prices(base.code, at) if base else {}
    rates = Rates(at)
    values: dict[int, Decimal] = {}
    for product_id, variant in catalog.costed_variants():
        price = prices.get(variant.id)
        if price is None:
            continue
        value = price.amount if sort == "price" else _margin(variant, price, rates)
        if value is not None:
            values[product_id] = min(value, values.get(product_id, value))
    return values


def _margin(variant: GridVariant, price: Money, rates: Rates) -> Decimal | None:
    cost = rates.cost(variant, price.currency)
    return margin(price, cost) if cost is not None else None


def _variant_line(
    variant: GridVariant, price: Money | None, available: int | None, rates: Rates
) -> VariantLine:
    cost = rates.cost(variant, price.currency) if price else None
    left = margin(price, cost) if price and cost is not None else None
    return VariantLine(variant, price, cost, available, left)


def _line(row: GridRow, variants: tuple[VariantLine, ...]) -> Line:
    prices = [line.price for line in variants if line.price is not None]
    costs = [line.cost for line in variants if line.cost is not None]
    units = [line.available for line in variants if line.available is not None]
    margins = [line.margin for line in variants if line.margin is not None]
    return Line(
        row=row,
        low=min(prices, default=None),
        high=max(prices, default=None),
        cost=max(costs, default=None),
        available=sum(units) if units else None,
        margin=min(margins, default=None),
        variants=variants,
    )


def _totals(ids: Sequence[int], at: datetime) -> Totals:
    meant = set(ids)
    units = inventory.available_everywhere()
    base = pricing.base_price_list()
    rates = Rates(at)
    variants = stock = 0
    value = Money.zero(base.currency) if base else None
    for product_id, variant in catalog.costed_variants():
        if product_id not in meant:
            continue
        variants += 1
        held = units.get(variant.id, 0)
        stock += held
        cost = rates.cost(variant, value.currency) if value is not None else None
        if value is not None and cost is not None:
            value += cost * held
    return Totals(len(meant), variants, stock, value)


def _remembering(*parts: str) -> str:
    """A key that changes whenever the catalog, a price or the stock does."""
    state = ",".join(f"{name}={value}" for name, value in sorted(stamps.current().items()))
    digest = hashlib.sha256("\n".join((state, *parts)).encode()).hexdigest()
    return f"office:{digest}"
