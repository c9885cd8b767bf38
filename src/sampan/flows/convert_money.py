"""Amounts in many currencies as one amount of the shop's own, at rates that are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings

from sampan.apps.pricing import selectors as pricing
from sampan.domain.fx import Rate
from sampan.domain.money import Money
from sampan.reference.exchange import FxTable

FALLBACK = "EUR"


def shop_currency() -> str:
    """The currency in which the owner counts: that of the base price list."""
    base = pricing.base_price_list()
    return base.currency if base else FALLBACK


@dataclass
class Converter:
    """Converts to one currency at the rates of one day; remembers what it used and what it could
    not convert.
    """

    currency: str
    on: date
    missing: set[str] = field(default_factory=set)
    _rates: dict[str, Rate | None] = field(default_factory=dict)

    def convert(self, money: Money) -> Money | None:
        """The amount in the shop's currency; None where no rate of about that day is known."""
        if money.currency == self.currency:
            return money
        if money.currency not in self._rates:
            rate = _table().rate(money.currency, self.currency, self.on)
            self._rates[money.currency] = rate
        rate = self._rates[money.currency]
        if rate is None:
            self.missing.add(money.currency)
            return None
        return rate.convert(money)

    def total(self, amounts: Iterable[Money]) -> Money:
        """The sum of what can be converted; what cannot is in `missing`."""
        known = (self.convert(money) for money in amounts)
        return sum((money for money in known if money), Money.zero(self.currency))

    @property
    def rate_day(self) -> date | None:
        """The day of the oldest rate that was used; None when none was needed."""
        return min((rate.date for rate in self._rates.values() if rate), default=None)


@cache
def _table() -> FxTable:
    return FxTable(settings.HOME)
