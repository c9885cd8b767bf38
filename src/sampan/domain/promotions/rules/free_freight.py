"""Free freight from a value of goods on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sampan.domain.money import Money, total
from sampan.domain.promotions.basket import Basket, Discount, Item


@dataclass(frozen=True, slots=True)
class FreeFreight:
    """Freight costs nothing from `minimums` (by currency) on; a currency without one never."""

    code: ClassVar[str] = "free_freight"
    minimums: Mapping[str, Money]

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """What the cheapest way costs, off whichever was chosen; express is free for nobody."""
        minimum = self.minimums.get(basket.currency)
        value = total([item.value for item in items], basket.currency)
        if minimum is None or value < minimum:
            return Discount.nothing(basket.currency)
        plain = basket.freight if basket.plain_freight is None else basket.plain_freight
        return Discount({}, min(basket.freight_left, plain))
