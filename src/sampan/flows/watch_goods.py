"""Watch the goods: sold out or running low, sold below their cost, unknown to customs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache

from sampan.apps.catalog.selectors import costs as catalog
from sampan.apps.catalog.selectors import grid
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory import stock_list
from sampan.apps.orders.selectors import today as orders
from sampan.apps.pricing import selectors as pricing
from sampan.domain.money import Money
from sampan.flows.convert_money import Converter
from sampan.kernel import stamps

SEEN_DAYS = 30
AHEAD_DAYS = 14
REMEMBERED_S = 300
MOST = 20


@dataclass(frozen=True, slots=True)
class GoodsCard:
    """A variant that needs its owner: what its sales bring, and when the stock ends."""

    variant_id: int
    money: Money
    due: datetime | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoodsAtRisk:
    """What Today tells of the goods."""

    sold_out: Sequence[GoodsCard]
    low: Sequence[GoodsCard]
    below_cost_count: int
    below_cost: Money
    without_hs: int
    without_origin: int
    nothing: Money


@dataclass(frozen=True, slots=True)
class _Sales:
    """What the last days sold, and at which price the next will."""

    units: Mapping[int, int]
    prices: Mapping[int, Money]
    nothing: Money = field(default_factory=lambda: Money.zero("EUR"))

    def ahead(self, variant_id: int, available: int) -> Money:
        """What the next fortnight would sell more than is there, at the base price."""
        wanted = Decimal(self.units.get(variant_id, 0) * AHEAD_DAYS) / SEEN_DAYS - available
        price = self.prices.get(variant_id)
        return price.times(wanted) if price and wanted > 0 else self.nothing


def watch_goods(language: str, money: Converter, at: datetime) -> GoodsAtRisk:
    """Everything about the goods that Today may tell."""
    units = orders.units_sold(at - timedelta(days=SEEN_DAYS))
    available = inventory.available_everywhere()
    out = [variant for variant in units if available.get(variant, 1) <= 0]
    low = {one.variant_id: one for one in stock_list.at_reorder_point(MOST * 5)}
    wanted = sorted({*out, *low})
    names = catalog.names(wanted, language)
    sales = _Sales(units, _base_prices(wanted, at), Money.zero(money.currency))
    count, loss = _below_cost(money, available, at)
    lacking = grid.counts(
        {
            "hs": grid.Filter(status="active", lacks="hs_code"),
            "origin": grid.Filter(status="active", lacks="origin"),
        }
    )
    return GoodsAtRisk(
        sold_out=_most([_card(v, names, sales, 0, None) for v in out if _sells(names, v)]),
        low=_most(
            [
                _card(v, names, sales, level.available, _runs_out(units.get(v, 0), level, at))
                for v, level in low.items()
                if v not in out and _sells(names, v)
            ]
        ),
        below_cost_count=count,
        below_cost=loss,
        without_hs=lacking["hs"],
        without_origin=lacking["origin"],
        nothing=sales.nothing,
    )


def _sells(names: Mapping[int, catalog.VariantName], variant_id: int) -> bool:
    return variant_id in names and names[variant_id].is_active


def _card(
    variant_id: int,
    names: Mapping[int, catalog.VariantName],
    sales: _Sales,
    available: int,
    due: datetime | None,
) -> GoodsCard:
    name = names[variant_id]
    facts = {
        "sku": name.sku,
        "title": name.title,
        "options": name.options,
        "product_id": name.product_id,
        "available": available,
        "sold": sales.units.get(variant_id, 0),
    }
    return GoodsCard(variant_id, sales.ahead(variant_id, available), due, facts)


def _runs_out(sold: int, level: stock_list.LowLevel, at: datetime) -> datetime | None:
    if not sold:
        return None
    return at + timedelta(days=level.available * SEEN_DAYS // sold)


def _most(cards: Sequence[GoodsCard]) -> list[GoodsCard]:
    return sorted(cards, key=lambda card: (-card.money.minor, card.variant_id))[:MOST]


def _base_prices(variant_ids: Sequence[int], at: datetime) -> dict[int, Money]:
    base = pricing.base_price_list()
    if base is None or not variant_ids:
        return {}
    found = pricing.current_prices(variant_ids, at)
    return {
        variant_id: prices[base.code].amount
        for variant_id, prices in found.items()
        if base.code in prices
    }


def _below_cost(money: Converter, available: Mapping[int, int], at: datetime) -> tuple[int, Money]:
    """How many variants on sale bring less than they cost, and the loss on what is available.

    Kept for some minutes and until the catalog, a price or the stock changes: it reads them all.
    """
    state = ",".join(f"{name}={value}" for name, value in sorted(stamps.current().items()))
    key = f"below_cost:{hashlib.sha256(f'{state}{at.date()}'.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = _count_below_cost(money, available, at)
        cache.set(key, kept, REMEMBERED_S)
    return kept[0], Money(kept[1], money.currency)


def _count_below_cost(
    money: Converter, available: Mapping[int, int], at: datetime
) -> tuple[int, int]:
    active = set(grid.matching_ids(grid.Filter(status="active")))
    costs = {
        variant.id: Money(variant.cost_minor, variant.cost_currency)
        for product_id, variant in grid.costed_variants()
        if product_id in active and variant.cost_minor is not None
    }
    count, loss = 0, 0
    for variant_id, price in _base_prices(sorted(costs), at).items():
        cost = money.convert(costs[variant_id])
        if cost is not None and price.currency == cost.currency and price < cost:
            count += 1
            loss += (cost - price).minor * max(1, available.get(variant_id, 0))
    return count, loss
