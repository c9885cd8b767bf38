"""Spend more, save more: the highest tier that the goods reach."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from sampan.domain.errors import Invalid
from sampan.domain.money import Money, total
from sampan.domain.promotions.basket import Basket, Discount, Item
from sampan.domain.promotions.rules.percentage import Percentage


@dataclass(frozen=True, slots=True)
class Tiers:
    """Pairs of a minimum and a percentage; the base of the minimum is the chosen goods' value
    before any promotion, in the tier's own currency.
    """

    code: ClassVar[str] = "tiers"
    tiers: tuple[tuple[Money, Decimal], ...]

    def __post_init__(self) -> None:
        if not self.tiers:
            raise Invalid(field="tiers", reason="missing")

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """The best tier reached; none in a currency that has no tier."""
        value = total([item.value for item in items], basket.currency)
        reached = [
            percent
            for minimum, percent in self.tiers
            if minimum.currency == basket.currency and value >= minimum
        ]
        if not reached:
            return Discount.nothing(basket.currency)
        return Percentage(max(reached)).discount(basket, items)
