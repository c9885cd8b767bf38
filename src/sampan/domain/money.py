"""Whole minor units of one currency: the only way that Sampan holds money.

Exponents are those of ISO 4217 (list one, published 2024-06-25, read 2026-11-22). ISK has none
since 2007; HUF keeps its two decimals although its coins are gone.

>>> Money.parse("9.90", "EUR") * 5
Money('49.50', 'EUR')
>>> Money.parse("100", "JPY").minor
100
>>> Money.parse("24.99", "USD").times(Decimal("0.1075"))
Money('2.69', 'USD')
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import Self

from sampan.domain.errors import BadAmount, CurrencyMismatch, UnknownCurrency

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()
)

_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

_AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?", re.ASCII)


def exponent(currency: str) -> int:
    """Number of decimals of a currency. Raises UnknownCurrency."""
    if currency not in CURRENCIES:
        raise UnknownCurrency(currency=currency[:16])
    return _EXPONENTS.get(currency, 2)


@total_ordering
@dataclass(frozen=True, slots=True, repr=False)
class Money:
    """A whole number of minor units in one currency; `*` counts, `times` rates, `split` shares."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise UnknownCurrency(currency=self.currency[:16])
        assert type(self.minor) is int, "money is a whole number of minor units"

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read `1234.50`; more decimals than the currency has are refused. Raises BadAmount."""
        decimals = exponent(currency)
        if len(text) > 32 or not _AMOUNT.fullmatch(text):
            raise BadAmount(text=text[:32], currency=currency)
        scaled = Decimal(text).scaleb(decimals)
        if scaled != scaled.to_integral_value():
            raise BadAmount(text=text, currency=currency)
        return cls(int(scaled), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str, rounding: str = ROUND_HALF_UP) -> Self:
        """The nearest amount of a currency to a decimal number, rounded once."""
        return cls(int(amount.scaleb(exponent(currency)).to_integral_value(rounding)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-_EXPONENTS.get(self.currency, 2))

    @property
    def text(self) -> str:
        """The amount in major units with the currency's own number of decimals: `9.90`."""
        decimals = _EXPONENTS.get(self.currency, 2)
        if not decimals:
            return str(self.minor)
        digits = str(abs(self.minor)).zfill(decimals + 1)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"

    def __str__(self) -> str:
        return f"{self.currency} {self.text}"

    def __repr__(self) -> str:
        return f"Money({self.text!r}, {self.currency!r})"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        assert type(count) is int, "use times() for rates"
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def times(self, rate: Decimal, rounding: str = ROUND_HALF_UP) -> "Money":
        """This amount at a rate, rounded once to a whole minor unit."""
        return Money(int((self.minor * rate).to_integral_value(rounding)), self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Parts in proportion to `weights` that sum to the whole (largest remainder).

        Weights are whole numbers, none negative; where all are zero the parts are as equal as can
        be. Among equal remainders the earlier part gets the unit, so the result is always the same.

        >>> Money.parse("10.00", "EUR").split([1, 1, 1])
        (Money('3.34', 'EUR'), Money('3.33', 'EUR'), Money('3.33', 'EUR'))
        """
        assert weights and all(weight >= 0 for weight in weights)
        shares = list(weights) if any(weights) else [1] * len(weights)
        whole, sign = abs(self.minor), -1 if self.minor < 0 else 1
        total = sum(shares)
        parts = [whole * share // total for share in shares]
        by_remainder = sorted(range(len(shares)), key=lambda i: (-(whole * shares[i] % total), i))
        for i in by_remainder[: whole - sum(parts)]:
            parts[i] += 1
        return tuple(Money(sign * part, self.currency) for part in parts)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(expected=self.currency, got=other.currency)
        return other.minor


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of amounts that all are in `currency`. Raises CurrencyMismatch."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
