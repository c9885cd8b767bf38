"""Conversions that keep their rate, its date and its source.

>>> from datetime import date
>>> usd = Rate("USD", "EUR", Decimal("0.92"), date(2026, 7, 1), "typed in")
>>> usd.convert(Money.parse("10.00", "USD"))
Money('9.20', 'EUR')
>>> usd.inverse().convert(Money.parse("9.20", "EUR"))
Money('10.00', 'USD')
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sampan.domain.errors import CurrencyMismatch, Invalid
from sampan.domain.money import Money, exponent


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `base` is `value` units of `quote` on `date`, says `source`."""

    base: str
    quote: str
    value: Decimal
    date: date
    source: str

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value <= 0:
            raise Invalid(field="rate", reason="not_positive", pair=self.pair)

    @property
    def pair(self) -> str:
        """`USD/EUR` for the price of one dollar in euros."""
        return f"{self.base}/{self.quote}"

    def inverse(self) -> "Rate":
        """The same fact read the other way, by division."""
        return Rate(self.quote, self.base, 1 / self.value, self.date, self.source)

    def convert(self, money: Money, rounding: str = ROUND_HALF_UP) -> Money:
        """`money` (in `base`) in `quote`, rounded once. Raises CurrencyMismatch."""
        if money.currency != self.base:
            raise CurrencyMismatch(expected=self.base, got=money.currency)
        amount = money.amount * self.value
        scaled = amount.scaleb(exponent(self.quote)).to_integral_value(rounding)
        return Money(int(scaled), self.quote)
