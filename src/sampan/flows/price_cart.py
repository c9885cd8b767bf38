"""Price a cart: what each line costs now, and what changed since the shopper last looked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sampan.apps.catalog.selectors.sellable import Sellable, sellable
from sampan.apps.checkout.selectors import CartFacts, CartLineFacts
from sampan.apps.pricing import selectors as pricing
from sampan.domain.money import Money, total
from sampan.domain.pricing.lists import PriceFacts, PriceListFacts

Problem = Literal["gone", "no_price"]


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of the cart with its words and price; `before` is the price seen last, if other."""

    id: int
    goods: Sellable
    choices: str
    quantity: int
    unit_price: Money
    before: Money | None = None

    @property
    def value(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """A line that cannot be bought here and now."""

    id: int
    title: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart at today's prices of its market."""

    cart: CartFacts
    price_list: PriceListFacts
    lines: tuple[PricedLine, ...]
    dropped: tuple[DroppedLine, ...]
    parts: dict[int, Sellable]

    @property
    def value(self) -> Money:
        """The goods at the prices shown."""
        return total([line.value for line in self.lines], self.cart.currency)


def price_cart(cart: CartFacts, price_list: PriceListFacts, at: datetime) -> PricedCart:
    """The cart's lines at the prices of a list; quantity breaks count all units of a variant."""
    ids = [line.variant_id for line in cart.lines]
    goods = dict(sellable(ids, language=cart.language, market=cart.market))
    part_ids = [part for one in goods.values() for part, _ in one.parts]
    parts = dict(sellable(part_ids, language=cart.language, market=cart.market))
    prices = pricing.current_prices(ids, at)
    units: dict[int, int] = {}
    for line in cart.lines:
        units[line.variant_id] = units.get(line.variant_id, 0) + line.quantity
    priced: list[PricedLine] = []
    dropped: list[DroppedLine] = []
    for line in cart.lines:
        one = goods.get(line.variant_id)
        price = prices.get(line.variant_id, {}).get(price_list.code)
        if one is None or not one.is_for_sale:
            dropped.append(DroppedLine(line.id, one.title if one else "", "gone"))
        elif price is None:
            dropped.append(DroppedLine(line.id, one.title, "no_price"))
        else:
            priced.append(_priced(line, one, price, units[line.variant_id]))
    return PricedCart(cart, price_list, tuple(priced), tuple(dropped), parts)


def _priced(line: CartLineFacts, goods: Sellable, price: PriceFacts, units: int) -> PricedLine:
    unit_price = price.for_quantity(units)
    seen = line.price_seen_minor
    changed = seen is not None and seen != unit_price.minor
    before = Money(seen, unit_price.currency) if changed and seen is not None else None
    return PricedLine(line.id, goods, line.choices, line.quantity, unit_price, before)
