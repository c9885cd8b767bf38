"""Changing many prices by one rule: to an amount, by an amount, by a percentage.

>>> change = PriceChange("percent", Decimal("-10"))
>>> change.applied(Money.parse("49.99", "EUR"), "exact")
Money('44.99', 'EUR')
>>> change.applied(Money.parse("49.99", "EUR"), "charm_90")
Money('44.90', 'EUR')
>>> PriceChange("add", Decimal("-60")).applied(Money.parse("49.99", "EUR"), "exact")
Money('0.00', 'EUR')
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.pricing.rounding import nearest

Way = Literal["set", "add", "percent"]
WAYS: tuple[Way, ...] = ("set", "add", "percent")
LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One rule for many prices; `value` is in major units, or in percent."""

    way: Way
    value: Decimal

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise Invalid(field="change", reason="unknown")
        if not self.value.is_finite() or abs(self.value) > LARGEST:
            raise Invalid(field="number", reason="not_a_number")
        if self.way == "set" and self.value < 0:
            raise Invalid(field="price", reason="out_of_range")
        if self.way == "percent" and self.value < -100:
            raise Invalid(field="price", reason="out_of_range")

    def applied(self, price: Money, habit: str) -> Money:
        """The new price, rounded once by a market's habit, never below zero."""
        match self.way:
            case "set":
                amount = self.value
            case "add":
                amount = price.amount + self.value
            case "percent":
                amount = price.amount * (100 + self.value) / 100
        return nearest(habit, max(amount, Decimal(0)), price.currency)
