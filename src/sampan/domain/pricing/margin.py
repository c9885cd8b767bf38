"""What a price leaves over the cost of goods; tax, freight and fees are not taken off.

>>> margin(Money.parse("50.00", "EUR"), Money.parse("20.00", "EUR"))
Decimal('0.6')
>>> margin(Money.parse("0.00", "EUR"), Money.parse("20.00", "EUR")) is None
True
"""

from decimal import Decimal

from sampan.domain.fx import Rate
from sampan.domain.money import Money


def margin(price: Money, cost: Money) -> Decimal | None:
    """The share of the price that remains after the cost, below zero for a loss.

    None for a free thing: no share of nothing exists. Raises CurrencyMismatch.
    """
    left = price - cost
    return Decimal(left.minor) / Decimal(price.minor) if price.minor else None


def cost_in(cost: Money, currency: str, rate: Rate | None) -> Money | None:
    """A cost in the currency of its price; None where no rate between the two is known."""
    if cost.currency == currency:
        return cost
    return rate.convert(cost) if rate is not None and rate.quote == currency else None
