"""Price lists: which price holds for a quantity on a day, and what the lowest of late was.

The strike-through price follows the EU's Price Indication Directive (98/6/EC, art. 6a, in force
since 2022-05-28): the lowest price of the 30 days before the reduction. When unsure, show none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sampan.domain.money import Money
from sampan.domain.pricing.rounding import nearest

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PriceListFacts:
    """A price list as other rooms see it; `factor` multiplies the base list's amounts."""

    code: str
    market: str
    currency: str
    is_base: bool
    factor: Decimal
    rounding: str


@dataclass(frozen=True, slots=True)
class Break:
    """From this quantity on, a unit costs this much."""

    minimum_quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """The price of one unit, its quantity breaks in rising order, and the former lowest price.

    `lowest_before` is set only while the price is reduced and a full look-back is known.
    """

    amount: Money
    breaks: tuple[Break, ...] = ()
    lowest_before: Money | None = None

    def for_quantity(self, quantity: int) -> Money:
        """What one unit costs when so many are bought."""
        price = self.amount
        for step in self.breaks:
            if quantity >= step.minimum_quantity:
                price = step.amount
        return price


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price that was set at a moment; None when the variant had none from then on."""

    at: datetime
    amount: Money | None


def derived(base: Money, target: PriceListFacts) -> Money:
    """A price of the base list in another list: times its factor, rounded by its habit, once."""
    return nearest(target.rounding, base.amount * target.factor, target.currency)


def lowest_before_reduction(current: Money, past: Sequence[PastPrice]) -> Money | None:
    """The lowest price of the 30 days before the present reduction, when there is one.

    `past` is in rising order of time and ends with the present price. None when the last change
    was no reduction, or when the variant had no price over the whole look-back (a new product, or
    one that was not on sale).
    """
    start = len(past) - 1
    while start > 0 and _reduces(past[start - 1].amount, past[start].amount):
        start -= 1
    if start == len(past) - 1 or past[-1].amount != current:
        return None
    reduced_at = past[start + 1].at
    since = reduced_at - LOOK_BACK
    earlier = [price for price in past[: start + 1] if price.at > since]
    before = [price for price in past[: start + 1] if price.at <= since]
    in_force = [*before[-1:], *earlier]
    if not before or any(price.amount is None for price in in_force):
        return None
    lowest = min(price.amount for price in in_force if price.amount is not None)
    return lowest if lowest > current else None


def _reduces(earlier: Money | None, later: Money | None) -> bool:
    return earlier is not None and later is not None and later < earlier
