"""What promotions see of a cart: goods at the prices shown, and what has come off them so far.

Thresholds have one base: the goods at their prices before any promotion. Discounts come off what
earlier promotions left, so the result depends on the declared precedence and on nothing else: lines
of the same variant are one item here, whatever way and order they were added in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sampan.domain.money import Money, total


@dataclass(frozen=True, slots=True)
class Item:
    """All units of one variant; `categories` are paths (`table/tea/`), parents included."""

    sku: str
    quantity: int
    unit_price: Money
    categories: frozenset[str] = frozenset()
    brand: str = ""

    @property
    def value(self) -> Money:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    """A cart on the way through its promotions; `off` is what has come off each item, by SKU.

    `plain_freight` is what the cheapest way costs, when the shopper chose a dearer one.
    """

    items: tuple[Item, ...]
    currency: str
    market: str
    freight: Money
    at: datetime
    customer_group: str = ""
    codes: frozenset[str] = frozenset()
    off: Mapping[str, Money] = field(default_factory=dict)
    freight_off: Money | None = None
    plain_freight: Money | None = None

    @property
    def goods_value(self) -> Money:
        """The base of every threshold: the goods before any promotion."""
        return total([item.value for item in self.items], self.currency)

    def left(self, item: Item) -> Money:
        """What an item still costs."""
        return item.value - self.off.get(item.sku, Money.zero(self.currency))

    @property
    def freight_left(self) -> Money:
        """What freight still costs."""
        return self.freight - (self.freight_off or Money.zero(self.currency))

    def less(self, discount: "Discount") -> "Basket":
        """The basket after a discount."""
        off = dict(self.off)
        for sku, amount in discount.items.items():
            off[sku] = off.get(sku, Money.zero(self.currency)) + amount
        freight_off = (self.freight_off or Money.zero(self.currency)) + discount.freight
        return replace(self, off=off, freight_off=freight_off)


@dataclass(frozen=True, slots=True)
class Discount:
    """What one promotion takes off: positive amounts by SKU, and off freight."""

    items: Mapping[str, Money]
    freight: Money

    @classmethod
    def nothing(cls, currency: str) -> "Discount":
        """No discount."""
        return cls({}, Money.zero(currency))

    @property
    def amount(self) -> Money:
        """The sum of it."""
        return total([*self.items.values()], self.freight.currency) + self.freight


def merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items by SKU in SKU order, quantities added up.

    Units of one SKU at different prices cannot be: a price holds for all units of a cart.
    """
    found: dict[str, Item] = {}
    for item in items:
        known = found.get(item.sku)
        assert known is None or known.unit_price == item.unit_price, "one price for a variant"
        found[item.sku] = replace(known, quantity=known.quantity + item.quantity) if known else item
    return tuple(found[sku] for sku in sorted(found))


def spread(amount: Money, basket: Basket, items: tuple[Item, ...]) -> Discount:
    """An amount off these items in proportion to what they still cost, never more than that.

    Parts sum to the whole by largest remainder, so that lines and total agree to the cent.
    """
    left = [basket.left(item) for item in items]
    whole = min(amount, total(left, basket.currency))
    if whole.minor <= 0:
        return Discount.nothing(basket.currency)
    parts = whole.split([money.minor for money in left])
    return Discount(
        {item.sku: part for item, part in zip(items, parts, strict=True) if part},
        Money.zero(basket.currency),
    )
