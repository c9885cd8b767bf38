"""The border tables as the domain sees them, and a country's law on one day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar, cast

from sampan.domain.charges import Dated
from sampan.domain.fx import Rate
from sampan.domain.landed_cost.rows import DutyRate, Fee, Layer, Regime, ValueRule, Waiver

MAX_REMEMBERED = 20_000
NEVER = object()

Row = TypeVar("Row", bound=Dated)
Found = TypeVar("Found")


class Exchange(Protocol):
    """Where rates of exchange are found."""

    def rate(self, base: str, quote: str, on: date) -> Rate | None:
        """The last rate published on or before a day, None where none is known."""


@dataclass(frozen=True, slots=True)
class Law:
    """What one country's rows say on one day."""

    country: str
    on: date
    value: ValueRule | None
    regimes: tuple[Regime, ...]
    disputes: tuple[Regime, ...]
    waivers: tuple[Waiver, ...]
    fees: tuple[Fee, ...]
    layers: tuple[Layer, ...]

    @property
    def lists_national_lines(self) -> bool:
        """Whether a layer's rates stand by national line, so that equal tariff rates may differ."""
        return any(row.shape == "listed" for row in self.layers)


@dataclass(frozen=True, slots=True)
class BorderBook:
    """Rows by country; duty rates by destination and the first six digits, `DE 610910`.

    `remembered` keeps what was looked up, so that the cost of a quote does not grow with the
    tables; it never changes an answer.
    """

    regimes: Mapping[str, tuple[Regime, ...]]
    value_rules: Mapping[str, tuple[ValueRule, ...]]
    waivers: Mapping[str, tuple[Waiver, ...]]
    fees: Mapping[str, tuple[Fee, ...]]
    layers: Mapping[str, tuple[Layer, ...]]
    duty_rates: Mapping[str, tuple[DutyRate, ...]]
    remembered: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: object, find: Callable[[], Found]) -> Found:
        """What was found for a key before, else what `find` finds now."""
        # one look-up, because another thread may clear what is remembered between two
        known = self.remembered.get(key, NEVER)
        if known is not NEVER:
            return cast(Found, known)
        if len(self.remembered) >= MAX_REMEMBERED:
            self.remembered.clear()
        found = find()
        self.remembered[key] = found
        return found

    def law(self, country: str, zone: str, on: date) -> Law:
        """The law of a country and of the customs union around it (`zone`) on a day."""
        return self.remember((country, zone, on), lambda: self._law(country, zone, on))

    def _law(self, country: str, zone: str, on: date) -> Law:
        def standing(table: Mapping[str, tuple[Row, ...]]) -> tuple[Row, ...]:
            own = table[country]
            union = table[zone] if zone != country else ()
            return tuple(row for row in (*own, *union) if row.in_force(on))

        regimes = standing(self.regimes)
        values = standing(self.value_rules)
        return Law(
            country=country,
            on=on,
            value=values[0] if values else None,
            regimes=tuple(row for row in regimes if not row.disputes),
            disputes=tuple(row for row in regimes if row.disputes),
            waivers=standing(self.waivers),
            fees=standing(self.fees),
            layers=standing(self.layers),
        )

    def duty_lines(self, zone: str, hs: str, on: date) -> tuple[DutyRate, ...]:
        """Every duty row in force for a code: its national lines, or those of a wider heading.

        A code of 8 or 10 digits finds the rows that are a prefix of it; a code of 6 digits finds
        all national lines under it; without either, the rows of its heading, chapter or country.
        """
        return self.remember((zone, hs, on, "duty"), lambda: self._duty_lines(zone, hs, on))

    def _duty_lines(self, zone: str, hs: str, on: date) -> tuple[DutyRate, ...]:
        rows = [row for row in self.duty_rates[f"{zone} {hs[:6]}"] if row.in_force(on)]
        near = tuple(row for row in rows if hs.startswith(row.hs) or row.hs.startswith(hs))
        if near:
            return near
        for digits in (4, 2, 0):
            wider = [row for row in self.duty_rates[f"{zone} {hs[:digits]}"] if row.in_force(on)]
            if wider:
                return tuple(wider)
        return ()
