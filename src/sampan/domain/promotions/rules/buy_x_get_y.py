"""Buy some, get some cheaper: the cheapest units are the ones that become cheaper."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.promotions.basket import Basket, Discount, Item


@dataclass(frozen=True, slots=True)
class BuyXGetY:
    """For each `buy` + `get` units of the chosen goods, `get` of them at `percent` off.

    With `amounts` a fixed sum comes off each of those units instead, never below zero.
    """

    code: ClassVar[str] = "buy_x_get_y"
    buy: int
    get: int
    percent: Decimal = Decimal(100)
    amounts: tuple[Money, ...] = ()

    def __post_init__(self) -> None:
        if self.buy < 1 or self.get < 1 or not Decimal(0) < self.percent <= Decimal(100):
            raise Invalid(field="buy", reason="out_of_range")

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """Units are taken from the cheapest on; equal prices by SKU, so the result is one."""
        units = sum(item.quantity for item in items)
        cheaper = units // (self.buy + self.get) * self.get
        off: dict[str, Money] = {}
        for item in sorted(items, key=lambda item: (item.unit_price.minor, item.sku)):
            taken = min(cheaper, item.quantity)
            if taken == 0:
                break
            cheaper -= taken
            amount = min(self._off_one(item, basket) * taken, basket.left(item))
            if amount.minor > 0:
                off[item.sku] = amount
        return Discount(off, Money.zero(basket.currency))

    def _off_one(self, item: Item, basket: Basket) -> Money:
        if not self.amounts:
            return item.unit_price.times(self.percent / 100)
        fixed = [amount for amount in self.amounts if amount.currency == basket.currency]
        return min(fixed[0], item.unit_price) if fixed else Money.zero(basket.currency)
