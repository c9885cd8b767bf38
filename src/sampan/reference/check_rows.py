"""What can be wrong with one row of a dated table by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sampan.domain.charges import Dated
from sampan.domain.landed_cost.formula import BadFormula, alternatives
from sampan.domain.landed_cost.request import CATEGORIES
from sampan.domain.landed_cost.rows import DutyRate, Layer
from sampan.domain.landed_cost.selector import Selector
from sampan.domain.money import CURRENCIES
from sampan.domain.places import COUNTRIES
from sampan.domain.tax.rows import TaxRate
from sampan.reference.tables import RawRow

ZONE = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?", re.ASCII)
HS = re.compile(r"([0-9]{2}){0,2}|[0-9]{6,13}", re.ASCII)
WITHDRAWN = "withdrawn"
HIGHEST_TAX_PCT = Decimal(60)
HIGHEST_DUTY_PCT = Decimal(1000)
PLACES = frozenset(
    {"country", "destination", "jurisdiction", "rules_of", "customs_zone", "vat_zone"}
)
PLACE_LISTS = frozenset({"origins", "ship_from", "open_to"})
MODES = frozenset({"post", "courier", "air", "sea", "road", "rail"})
CONDITIONS: dict[str, dict[str, frozenset[str]]] = {
    "import_regimes": {
        "duty": frozenset({"none", "tariff", "flat", "percent", "single", "unknown"}),
        "duty_unit": frozenset({"", "hs6", "line", "item", "parcel"}),
        "tax": frozenset({"due", "none", "at_sale"}),
        "per": frozenset({"consignment", "item", "day"}),
        "basis": frozenset({"intrinsic", "cif", "customs"}),
    },
    "customs_value_rules": {
        "duty_basis": frozenset({"cif", "fob"}),
        "apportion_by": frozenset({"value", "weight"}),
        "duty_per": frozenset({"line", "total"}),
        "tax_per": frozenset({"line", "total"}),
        "fx_date": frozenset({"as_of", "export"}),
    },
    "additional_duties": {
        "shape": frozenset({"add", "floor", "replace", "on_duty", "listed", "unknown"})
    },
    "fees": {"shape": frozenset({"parcel", "hs6", "line", "percent", "unknown"})},
    "waivers": {"on": frozenset({"tax", "duty", "both"})},
    "tax_schemes": {
        "per": frozenset({"consignment", "item", "day"}),
        "basis": frozenset({"intrinsic", "cif", "customs"}),
    },
    "vat_gst_rates": {"category": CATEGORIES | {"unmapped"}},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the table, the file and line where it stands, a stable code and the details."""

    table: str
    file: str
    line: int
    code: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.detail}"


def check_row(table: str, raw: RawRow, row: Dated) -> Iterator[Finding]:
    """Every fault of one typed row."""

    def fault(code: str, detail: str) -> Finding:
        return Finding(table, raw.file, raw.line, code, detail)

    if _is_backward(row) and not is_withdrawal(raw.cells):
        yield fault("impossible_period", f"{row.valid_from} to {row.valid_to}")
    for item in fields(row):
        value = getattr(row, item.name)
        for code, detail in _value_faults(item.name, value, row):
            yield fault(code, detail)
        allowed = CONDITIONS.get(table, {}).get(item.name)
        if allowed is not None and value not in allowed:
            yield fault("unknown_word", f"{item.name}: {value}")
    if isinstance(row, DutyRate):
        for code, detail in _rate_faults(row.rate):
            yield fault(code, detail)


def _is_backward(row: Dated) -> bool:
    return bool(row.valid_from and row.valid_to and row.valid_to <= row.valid_from)


def is_withdrawal(cells: Mapping[str, str]) -> bool:
    """Whether an owner's row only says that the shipped row of its key ends on a day."""
    same_day = cells.get("valid_from", "") == cells.get("valid_to", "") != ""
    return same_day and cells.get("note", "").startswith(WITHDRAWN)


def _value_faults(name: str, value: Any, row: Dated) -> Iterator[tuple[str, str]]:
    if name == "currency" or name.endswith("_currency"):
        if value and value not in CURRENCIES:
            yield "unknown_currency", f"{name}: {value}"
    elif name in PLACES:
        if value and not is_place(value):
            yield "unknown_country", f"{name}: {value}"
    elif name in PLACE_LISTS and isinstance(value, Selector):
        for place in sorted(value.values):
            if not is_place(place):
                yield "unknown_country", f"{name}: {place}"
    elif name == "modes":
        listed = value.values if isinstance(value, Selector) else value
        yield from (("unknown_word", f"modes: {mode}") for mode in sorted(set(listed) - MODES))
    elif name in {"hs", "hs_only", "hs_excluded"}:
        for code in (value,) if isinstance(value, str) else value:
            if not HS.fullmatch(code):
                yield "impossible_hs", f"{name}: {code}"
    elif isinstance(value, Decimal):
        yield from _number_faults(name, value, row)


def _number_faults(name: str, value: Decimal, row: Dated) -> Iterator[tuple[str, str]]:
    if value < 0:
        yield "impossible_rate", f"{name}: {value}"
    elif "pct" in name:
        highest = HIGHEST_TAX_PCT if isinstance(row, TaxRate) else HIGHEST_DUTY_PCT
        if value > highest:
            yield "impossible_rate", f"{name}: {value} is over {highest}"
    if isinstance(row, Layer) and name == "pct_high" and value < row.pct:
        yield "impossible_rate", f"pct_high: {value} is under pct {row.pct}"


def _rate_faults(rate: str) -> Iterator[tuple[str, str]]:
    try:
        formulas = alternatives(rate)
    except BadFormula as error:
        yield "impossible_rate", f"rate: {error}"
        return
    for formula in formulas:
        for term in formula.terms:
            if term.currency and term.currency not in CURRENCIES:
                yield "unknown_currency", f"rate: {term.currency}"
            if not term.unit and term.number > HIGHEST_DUTY_PCT:
                yield "impossible_rate", f"rate: {formula.text}"


def is_place(code: str) -> bool:
    """Whether a code is a country, the EU, or a part of a country (`BR-SP`, `GB-NIR`)."""
    found = ZONE.fullmatch(code)
    return found is not None and (found[1] in COUNTRIES or code == "EU")
