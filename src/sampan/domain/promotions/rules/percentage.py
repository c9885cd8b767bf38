"""A percentage off what the goods still cost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sampan.domain.errors import Invalid
from sampan.domain.money import total
from sampan.domain.promotions.basket import Basket, Discount, Item, spread


@dataclass(frozen=True, slots=True)
class Percentage:
    """`percent` off the chosen goods: 20 means that a fifth comes off."""

    code: ClassVar[str] = "percentage"
    percent: Decimal

    def __post_init__(self) -> None:
        if not Decimal(0) < self.percent <= Decimal(100):
            raise Invalid(field="percent", reason="out_of_range")

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """Rounded once for all the goods together, then shared out."""
        left = total([basket.left(item) for item in items], basket.currency)
        return spread(left.times(self.percent / 100), basket, items)
