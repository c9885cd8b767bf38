"""Simulate a promotion: what it would have taken off last month's orders.

Each order's cart is put together again at the prices that were shown, and the promotions that need
no code are applied to it once without and once with the one in question. Its days and limits are
left out, and where it has a code everybody is taken to know it: so this is the most that it gives.
Whether more would have been bought is not guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sampan.apps.catalog.selectors.sellable import Sellable, sellable
from sampan.apps.orders.selectors import past
from sampan.apps.orders.selectors.past import PastOrder
from sampan.apps.promotions import selectors as promotions
from sampan.domain.money import Money, total
from sampan.domain.promotions.apply import Promotion, apply_promotions
from sampan.domain.promotions.basket import Basket, Item, merged
from sampan.flows.convert_money import Converter, shop_currency

PERIOD = timedelta(days=30)
MOST_ORDERS = 2000
SHOWN = 8
SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Reached:
    """An order that would have been cheaper."""

    number: int
    goods: Money
    off: Money


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a promotion would have done; sums are in the shop's currency."""

    orders: int
    reached: int
    goods: Money
    off: Money
    freight_off: Money
    most: Sequence[Reached]
    rate_day: date | None
    missing: Sequence[str]


def simulate_promotion(promotion: Promotion, at: datetime) -> Simulation:
    """The simulation over the 30 days before `at`; a constant number of queries."""
    orders = past.paid_orders(at - PERIOD, MOST_ORDERS)
    goods = sellable(
        sorted({line.variant_id for order in orders for line in order.lines}),
        language=SOURCE,
        market="",
    )
    asked = replace(promotion, starts_at=None, ends_at=None, uses_left=None)
    others = [one for one in promotions.active() if not one.coupon and one.id != promotion.id]
    money = Converter(shop_currency(), at.date())
    found = [
        (order, _off(_basket(order, goods, asked), asked, others))
        for order in orders
        if all(line.variant_id in goods for line in order.lines)
    ]
    reached = [
        Reached(order.number, _goods(order), items + freight)
        for order, (items, freight) in found
        if items or freight
    ]
    return Simulation(
        orders=len(found),
        reached=len(reached),
        goods=money.total(_goods(order) for order, _ in found),
        off=money.total(one.off for one in reached),
        freight_off=money.total(freight for _, (_, freight) in found),
        most=sorted(reached, key=lambda one: -_weight(one, money))[:SHOWN],
        rate_day=money.rate_day,
        missing=sorted(money.missing),
    )


def _off(basket: Basket, asked: Promotion, others: Sequence[Promotion]) -> tuple[Money, Money]:
    """What comes off goods and freight beyond what the other promotions take off anyway."""
    zero = Money.zero(basket.currency)
    without = apply_promotions(others, basket).basket
    together = apply_promotions([*others, asked], basket).basket
    items = total([*together.off.values()], basket.currency)
    items -= total([*without.off.values()], basket.currency)
    freight = (together.freight_off or zero) - (without.freight_off or zero)
    return items, freight


def _basket(order: PastOrder, goods: Mapping[int, Sellable], asked: Promotion) -> Basket:
    items = [
        Item(
            sku=goods[line.variant_id].sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
            categories=goods[line.variant_id].categories,
            brand=goods[line.variant_id].brand,
        )
        for line in order.lines
    ]
    return Basket(
        items=merged(items),
        currency=order.freight.currency,
        market=order.market,
        freight=order.freight,
        at=order.placed_at,
        codes=frozenset({asked.coupon} if asked.coupon else ()),
    )


def _goods(order: PastOrder) -> Money:
    return total([line.unit_price * line.quantity for line in order.lines], order.freight.currency)


def _weight(one: Reached, money: Converter) -> int:
    known = money.convert(one.off)
    return known.minor if known else 0
