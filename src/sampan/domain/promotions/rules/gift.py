"""A gift: units of one variant cost nothing once the goods reach a minimum."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sampan.domain.errors import Invalid
from sampan.domain.money import Money, total
from sampan.domain.promotions.basket import Basket, Discount, Item


@dataclass(frozen=True, slots=True)
class Gift:
    """`quantity` units of `sku` are free when the other goods are worth `minimums` or more.

    The gift lies in the cart as a line of its own, so that stock and customs know of it.
    """

    code: ClassVar[str] = "gift"
    sku: str
    minimums: Mapping[str, Money]
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.quantity < 1 or not self.sku:
            raise Invalid(field="quantity", reason="out_of_range")

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """What the gift's units still cost."""
        gift = next((item for item in basket.items if item.sku == self.sku), None)
        minimum = self.minimums.get(basket.currency)
        if gift is None or minimum is None:
            return Discount.nothing(basket.currency)
        free = min(self.quantity, gift.quantity)
        others = total([i.value for i in items if i.sku != self.sku], basket.currency)
        paid = gift.unit_price * (gift.quantity - free)
        if others + paid < minimum:
            return Discount.nothing(basket.currency)
        amount = min(gift.unit_price * free, basket.left(gift))
        return Discount({gift.sku: amount} if amount else {}, Money.zero(basket.currency))
