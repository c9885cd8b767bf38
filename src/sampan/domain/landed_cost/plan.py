"""The tax side of a quote, as whoever determines tax hands it to the one who computes it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.charges import Dated, Kind
from sampan.domain.landed_cost.request import Note


@dataclass(frozen=True, slots=True)
class RateChoice:
    """One rate that a line may bear, and the fact behind it."""

    pct: Decimal
    fact: Dated
    rule: str


@dataclass(frozen=True, slots=True)
class LineTax:
    """How one line is taxed: `token` is the scheme it is under (empty at the border).

    `base` lists what the tax is computed on, empty where the country's own rule says so; several
    `rates` mean that the category alone does not decide.
    """

    token: str
    rates: tuple[RateChoice, ...]
    base: tuple[str, ...] = ()
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """Scheme, collector and rates of a parcel.

    `customs` says whether the goods cross a customs border; `kind` is the charge's kind, None where
    no tax is due; `duty_at_sale` that the tax's collector takes the duty too. `border_tax` replaces
    the plain percentage where a country computes its import tax in its own way.
    """

    scheme: str
    collected_by: str | None
    customs: bool
    kind: Kind | None
    lines: tuple[LineTax, ...]
    duty_at_sale: bool = False
    border_collector: str = "customs"
    identifiers: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    not_evaluated: tuple[Note, ...] = ()
    border_tax: Callable[[Decimal, Decimal], Decimal] | None = None
