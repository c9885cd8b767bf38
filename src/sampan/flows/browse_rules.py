"""Browse the rules of a country on a day: every row in force, with its source and confidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sampan.domain.charges import Dated
from sampan.domain.countries.rulebook import RuleBook
from sampan.domain.places import EU_MEMBERS

COMMON = {"valid_from", "valid_to", "source", "confidence", "note", "id"}
HIDDEN = {"country", "destination", "jurisdiction"}
MOST_RATES = 400


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as a reader sees it: what it says that is not the default, and where it comes from."""

    id: str
    says: tuple[tuple[str, str], ...]
    valid_from: date | None
    valid_to: date | None
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rows of one table; `left_out` counts those beyond what one page shows."""

    table: str
    rows: tuple[RuleRow, ...]
    left_out: int = 0


def browse_rules(book: RuleBook, country: str, on: date, hs: str = "") -> tuple[RuleGroup, ...]:
    """The rules of a country on a day, table by table; duty rates of codes that start with `hs`."""
    zone = "EU" if country in EU_MEMBERS else country
    law = book.border.law(country, zone, on)
    duties = [
        row
        for key, rows in book.border.duty_rates.items()
        if key.split(" ")[0] in {country, zone}
        for row in rows
        if row.hs.startswith(hs) and row.in_force(on)
    ]
    taxes = [
        row
        for jurisdiction, rows in book.tax.rates.items()
        if jurisdiction.split("-")[0] == country
        for row in rows
        if row.in_force(on)
    ]
    return tuple(
        group
        for group in (
            _group("value", [law.value] if law.value else []),
            _group("regimes", [*law.regimes, *law.disputes]),
            _group("schemes", _standing(book.tax.schemes, (country, zone), on)),
            _group("taxes", taxes),
            _group("layers", law.layers),
            _group("fees", law.fees),
            _group("waivers", law.waivers),
            _group("territories", _standing(book.tax.territories, (country, zone), on)),
            _group("sales_taxes", _states(book, country, on)),
            _group("duty_rates", duties),
        )
        if group.rows
    )


def _standing(table: Mapping[str, Sequence[Dated]], keys: Iterable[str], on: date) -> list[Dated]:
    rows = (row for key in dict.fromkeys(keys) for row in table[key])
    return [row for row in rows if row.in_force(on)]


def _states(book: RuleBook, country: str, on: date) -> list[Dated]:
    if country != "US":
        return []
    return [row for rows in book.tax.sales_taxes.values() for row in rows if row.in_force(on)]


def _group(table: str, rows: Iterable[Dated]) -> RuleGroup:
    shown = [_row(row) for row in rows]
    return RuleGroup(table, tuple(shown[:MOST_RATES]), max(0, len(shown) - MOST_RATES))


def _row(row: Dated) -> RuleRow:
    says = []
    for field in fields(row):
        value = getattr(row, field.name)
        is_default = value == field.default or value in ("", None, ())
        if field.name not in COMMON | HIDDEN and not is_default:
            says.append((field.name, _text(value)))
    return RuleRow(
        id=str(getattr(row, "id", "")),
        says=tuple(says),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        confidence=row.confidence,
        note=str(getattr(row, "note", "")),
    )


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
