"""Conversions of one quote: the caller's rates first, then the dated table; each use is kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sampan.domain.errors import NoRate
from sampan.domain.fx import Rate
from sampan.domain.landed_cost.book import Exchange
from sampan.domain.money import Money

ASSUMED = "assumed in the request"


class Converter:
    """Rates of one day; `used` lists every rate that decided something."""

    def __init__(
        self, assumed: Mapping[tuple[str, str], Decimal], exchange: Exchange, on: date
    ) -> None:
        self._assumed, self._exchange, self._on = assumed, exchange, on
        self.used: dict[tuple[str, str], Rate] = {}
        self._known: dict[tuple[str, str], Rate] = {}

    def knows(self, base: str, quote: str) -> bool:
        """Whether a rate is found for a pair."""
        return base == quote or self._find(base, quote) is not None

    def amount(self, amount: Decimal, base: str, quote: str) -> Decimal:
        """An amount in another currency, unrounded. Raises NoRate."""
        return amount if base == quote else amount * self.rate(base, quote).value

    def money(self, money: Money, quote: str) -> Money:
        """Money in another currency, rounded half up once. Raises NoRate."""
        if money.currency == quote:
            return money
        return self.rate(money.currency, quote).convert(money)

    def rate(self, base: str, quote: str) -> Rate:
        """The rate of a pair, written down as used. Raises NoRate."""
        known = self._known.get((base, quote))
        if known is not None:
            return known
        found = self._find(base, quote)
        if found is None:
            raise NoRate(pair=f"{base}/{quote}", date=self._on.isoformat())
        self.used[base, quote] = found
        self._known[base, quote] = found
        self._known[quote, base] = found.inverse()
        return found

    def _find(self, base: str, quote: str) -> Rate | None:
        direct = self._assumed.get((base, quote))
        if direct is not None:
            return Rate(base, quote, direct, self._on, ASSUMED)
        inverse = self._assumed.get((quote, base))
        if inverse is not None:
            return Rate(quote, base, inverse, self._on, ASSUMED).inverse()
        known = self._exchange.rate(base, quote, self._on)
        return known if known is not None else self._crossed(base, quote)

    def _crossed(self, base: str, quote: str) -> Rate | None:
        """An assumed rate to a third currency, and from there by the table."""
        for (one, other), value in self._assumed.items():
            if base in (one, other):
                over = other if base == one else one
                first = value if base == one else 1 / value
                second = self._exchange.rate(over, quote, self._on)
                if second is not None:
                    source = f"{ASSUMED}; {second.source}"
                    return Rate(base, quote, first * second.value, second.date, source)
        return None
