"""A fixed amount off the goods, in currencies that the owner named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.promotions.basket import Basket, Discount, Item, spread


@dataclass(frozen=True, slots=True)
class Fixed:
    """`amounts` by currency; a cart in a currency without an amount gets nothing off."""

    code: ClassVar[str] = "fixed"
    amounts: Mapping[str, Money]

    def __post_init__(self) -> None:
        if any(amount.minor <= 0 for amount in self.amounts.values()):
            raise Invalid(field="amounts", reason="not_positive")

    def discount(self, basket: Basket, items: tuple[Item, ...]) -> Discount:
        """Never more than the goods still cost."""
        amount = self.amounts.get(basket.currency)
        if amount is None:
            return Discount.nothing(basket.currency)
        return spread(amount, basket, items)
