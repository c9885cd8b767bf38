"""Rates of duty as text: `12%`, `0.4 USD/kg + 10.4%`, `4.5% max 0.80 EUR/item min 0.30 EUR/item`.

A rate is terms joined by `+`, each a share of the customs value (`12%`), a share of a part's value
(`6% of case`) or an amount per unit (`0.9 USD/pair`). `max RATE` caps it, then `min RATE` lifts it.
Units: kg, 100kg, t, item, pair, dozen, gross (144 items), thousand, l, hl, m, m2, m3, and those of
the US schedule alone: proof liters, barrels, jewels, kilograms of what a good contains.

>>> parse("0.9 USD/pair + 20%").needs
('pairs',)
>>> parse("4.5% max 0.80 EUR/item min 0.30 EUR/item").at_most.text
'0.80 EUR/item'
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

_TERM = re.compile(
    r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,8})?)"
    r"(?:%(?: of (?P<part>[a-z_]{1,40}))?| (?P<currency>[A-Z]{3})/(?P<unit>[a-z0-9]{1,16}))",
    re.ASCII,
)

# unit -> (measure of one unit of goods, how many of it make one unit); kg and item need no measure
UNITS: Mapping[str, tuple[str, Decimal]] = {
    "kg": ("kg", Decimal(1)),
    "100kg": ("kg", Decimal(100)),
    "item": ("item", Decimal(1)),
    "gross": ("item", Decimal(144)),
    "pair": ("pairs", Decimal(1)),
    "l": ("l", Decimal(1)),
    "hl": ("l", Decimal(100)),
    "m": ("m", Decimal(1)),
    "m2": ("m2", Decimal(1)),
    "m3": ("m3", Decimal(1)),
    "t": ("kg", Decimal(1000)),
    "dozen": ("item", Decimal(12)),
    "thousand": ("item", Decimal(1000)),
    "proofl": ("proof_l", Decimal(1)),
    "bbl": ("bbl", Decimal(1)),
    "jewel": ("jewels", Decimal(1)),
    "cleankg": ("clean_kg", Decimal(1)),
    "drainedkg": ("drained_kg", Decimal(1)),
    "sugarkg": ("sugar_kg", Decimal(1)),
    "leadkg": ("lead_kg", Decimal(1)),
    "copperkg": ("copper_kg", Decimal(1)),
    "tungstenkg": ("tungsten_kg", Decimal(1)),
    "magnesiumkg": ("magnesium_kg", Decimal(1)),
    "molybdenumkg": ("molybdenum_kg", Decimal(1)),
}


class BadFormula(ValueError):
    """Text that is no rate of duty."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a rate: a percentage (of the value, or of a named part) or an amount per unit."""

    number: Decimal
    part: str = ""
    currency: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DutyFormula:
    """A parsed rate.

    `needs` names the measures that the caller has to give (not the value, nor the number of
    items); `ad_valorem_pct` is the percentage where the rate is one share of the customs value and
    nothing else.
    """

    text: str
    terms: tuple[Term, ...]
    at_most: "DutyFormula | None" = None
    at_least: "DutyFormula | None" = None

    needs: tuple[str, ...] = field(init=False, compare=False)
    ad_valorem_pct: Decimal | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", self._needs())
        object.__setattr__(self, "ad_valorem_pct", self._ad_valorem_pct())

    def _needs(self) -> tuple[str, ...]:
        own = [term.part or UNITS[term.unit][0] for term in self.terms if term.part or term.unit]
        for bound in (self.at_most, self.at_least):
            own += bound.needs if bound is not None else ()
        return tuple(dict.fromkeys(name for name in own if name != "item"))

    def _ad_valorem_pct(self) -> Decimal | None:
        if len(self.terms) != 1 or self.at_most or self.at_least:
            return None
        term = self.terms[0]
        return None if term.part or term.unit else term.number

    def amount(
        self,
        value: Decimal,
        measures: Mapping[str, Decimal],
        convert: Callable[[Decimal, str], Decimal],
    ) -> Decimal:
        """The duty on a customs value; `measures` hold what `needs` names, and `item`."""
        result = sum((_term(term, value, measures, convert) for term in self.terms), Decimal(0))
        if self.at_most is not None:
            result = min(result, self.at_most.amount(value, measures, convert))
        if self.at_least is not None:
            result = max(result, self.at_least.amount(value, measures, convert))
        return result


@lru_cache(maxsize=8192)
def parse(text: str) -> DutyFormula:
    """Read one rate. Raises BadFormula."""
    rest, at_least, at_most = text.strip(), None, None
    head, found, tail = rest.rpartition(" min ")
    if found:
        rest, at_least = head, parse(tail)
    head, found, tail = rest.partition(" max ")
    if found:
        rest, at_most = head, parse(tail)
    return DutyFormula(
        text.strip(), tuple(_read(part) for part in rest.split(" + ")), at_most, at_least
    )


def alternatives(text: str) -> tuple[DutyFormula, ...]:
    """The rates of `a | b`, none for an empty text. Raises BadFormula."""
    return tuple(parse(part) for part in text.split(" | ")) if text else ()


def _read(text: str) -> Term:
    found = _TERM.fullmatch(text.strip())
    if not found or (found["unit"] and found["unit"] not in UNITS):
        raise BadFormula(text[:60])
    return Term(
        Decimal(found["number"]), found["part"] or "", found["currency"] or "", found["unit"] or ""
    )


def _term(
    term: Term,
    value: Decimal,
    measures: Mapping[str, Decimal],
    convert: Callable[[Decimal, str], Decimal],
) -> Decimal:
    if term.part:
        return measures[term.part] * term.number / 100
    if term.unit:
        measure, size = UNITS[term.unit]
        return convert(measures[measure] / size * term.number, term.currency)
    return value * term.number / 100
