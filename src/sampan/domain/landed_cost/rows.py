"""The shapes of a border's rules: every row has a source, a confidence and the days it holds.

A country is described by rows; only what no row can say is a function in `domain.countries`.
Amounts in rows are in major units of the row's own currency.
"""

from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.charges import Dated
from sampan.domain.landed_cost.selector import ANY, Selector

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(Dated):
    """How one kind of consignment is cleared: the first row that fits a line decides it.

    Conditions: `ship_from`, `origins`, `modes`, `buyers`, `schemes` (the tax schemes that a line
    may be under), `hs_only` and `hs_excluded` (prefixes), and a value in `currency` on `basis`
    (intrinsic: goods less discount; cif: with freight and insurance; customs: the customs value),
    `per` consignment, item or day (what else came that day is not known), more than `above` and at
    most `up_to` (less than it where `strictly_below`).

    `preference` rows fit only lines with a proof of preferential origin.

    Effects: `duty` is none, tariff, flat (`duty_amount` in `duty_currency` per `duty_unit`: hs6,
    line, item, parcel), percent (`duty_pct` of the customs value, less `duty_amount`), single
    (`duty_pct` instead of duty and tax) or unknown; `tax` is due, none, or at_sale (not at the
    border, only under a scheme). `disputes` names the row whose reading this one contests: it is
    never applied, only told.
    """

    id: str
    country: str
    ship_from: Selector = ANY
    origins: Selector = ANY
    modes: Selector = ANY
    buyers: Selector = ANY
    schemes: Selector = ANY
    preference: bool = False
    hs_only: tuple[str, ...] = ()
    hs_excluded: tuple[str, ...] = ()
    per: str = "consignment"
    basis: str = "intrinsic"
    currency: str = ""
    above: Decimal | None = None
    up_to: Decimal | None = None
    strictly_below: bool = False
    duty: str = "tariff"
    duty_pct: Decimal = NOTHING
    duty_amount: Decimal = NOTHING
    duty_currency: str = ""
    duty_unit: str = ""
    tax: str = "due"
    disputes: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRule(Dated):
    """How a country values a parcel: bases, rounding, currency and the day of its rate.

    `value_factor` scales the goods for consumers (and leaves freight out); `tax_base` lists what
    the tax is computed on (value, duty, freight, insurance, fees); `tax_uplift_pct` adds a share of
    the customs value to it; `tax_factor` is the share of the tax that is collected; `gross_up` is a
    tax that is part of its own base. A `*_floor` cuts a base down to whole steps.
    """

    id: str
    country: str
    currency: str
    duty_basis: str
    value_factor: Decimal = Decimal(1)
    apportion_by: str = "value"
    duty_base_floor: Decimal = NOTHING
    duty_unit: Decimal = Decimal("0.01")
    duty_rounding: str = "half_up"
    duty_per: str = "line"
    tax_base: tuple[str, ...] = ("value", "duty")
    tax_uplift_pct: Decimal = NOTHING
    tax_factor: Decimal = Decimal(1)
    gross_up: bool = False
    tax_base_floor: Decimal = NOTHING
    tax_unit: Decimal = Decimal("0.01")
    tax_rounding: str = "half_up"
    tax_per: str = "line"
    fx_date: str = "as_of"
    buyer_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Dated):
    """An amount that is too small to collect: `on` tax, duty or both together.

    Waived when the sum is at most `amount` (less than it where `strictly_below`).
    """

    id: str
    country: str
    on: str
    amount: Decimal
    currency: str
    strictly_below: bool = False
    schemes: Selector = ANY
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Dated):
    """A fee of the state at its border.

    `shape` is parcel, hs6, line (an `amount` for each), percent (`pct` of the customs value between
    `minimum` and `maximum`) or unknown (it exists, its amount was not read). It is due where the
    value on `basis`, in `value_currency`, lies above `above` and up to `up_to`; `only_if_collected`
    ties it to duty or tax being due, `regimes` to a line that is cleared under one of them.
    """

    id: str
    country: str
    name: str
    shape: str
    amount: Decimal = NOTHING
    pct: Decimal = NOTHING
    minimum: Decimal = NOTHING
    maximum: Decimal | None = None
    currency: str
    modes: Selector = ANY
    buyers: Selector = ANY
    schemes: Selector = ANY
    ship_from: Selector = ANY
    basis: str = "intrinsic"
    above: Decimal | None = None
    up_to: Decimal | None = None
    value_currency: str = ""
    regimes: tuple[str, ...] = ()
    only_if_collected: bool = False
    in_tax_base: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRate(Dated):
    """The rate of one national line, as text of `formula.parse`; empty is known to be unknown.

    `hs` is a national code, or a heading, a chapter or nothing for every good without a row of
    its own. Several rates `a | b` are national lines that the source does not tell apart.

    `measure` is mfn, preference (asks a proof of origin) or the id of an additional layer.
    """

    destination: str
    hs: str = ""
    measure: str = "mfn"
    origins: Selector = ANY
    rate: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Dated):
    """A duty beside the tariff.

    `shape` is add (`pct` of the customs value), floor (what is missing to `pct` above the tariff),
    replace (instead of the tariff), on_duty (`pct` of the duties so far), listed (the rate of the
    national line under this measure in the duty table) or unknown (it exists and was not read).
    `pct_high` is the other reading where sources leave two. `optional` layers may or may not hold
    for a line, so they open a range. `stops` names layers that this one keeps away. Goods exported
    before `exported_before` and entered before `entered_before` are spared (in transit).
    """

    id: str
    destination: str
    heading: str
    origins: Selector = ANY
    modes: Selector = ANY
    hs_only: tuple[str, ...] = ()
    hs_excluded: tuple[str, ...] = ()
    shape: str
    pct: Decimal = NOTHING
    pct_high: Decimal | None = None
    optional: bool = False
    stops: tuple[str, ...] = ()
    exported_before: str = ""
    entered_before: str = ""
    exceptions: str = ""
    note: str = ""
