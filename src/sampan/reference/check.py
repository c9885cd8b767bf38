"""Checks every dated table as the engine will read it: shipped rows with the owner's on top.

A finding is a fault that would make an answer wrong or a row unreadable: overlaps and gaps in time,
missing sources, impossible rates, unknown countries and currencies, names that lead nowhere.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

from sampan.domain.money import CURRENCIES
from sampan.reference.check_rows import Finding, check_row, is_withdrawal
from sampan.reference.check_words import check_words
from sampan.reference.national_code_rules import NATIONAL_CODE_RULES
from sampan.reference.rulebook import TABLES
from sampan.reference.tables import SHIPPED, BadTable, RawRow, TableSpec, load, read, typed
from sampan.reference.vague_words import VAGUE_WORDS

ALL_TABLES: dict[str, TableSpec[Any]] = {
    **TABLES,
    VAGUE_WORDS.name: VAGUE_WORDS,
    NATIONAL_CODE_RULES.name: NATIONAL_CODE_RULES,
}
FX = "fx_rates"
FX_COLUMNS = ("currency", "anchor", "rate", "valid_from", "valid_to", "source", "confidence")
KNOWN_FILES = frozenset({*ALL_TABLES, FX})
# Rows of one key may differ in these on one day: the answer is then a range, and that is meant.
ALTERNATIVES = {"vat_gst_rates": ("rate_class", "rate_pct"), "duty_rates": ("rate",)}
FIRST, LAST = date.min.isoformat(), date.max.isoformat()


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, and how many rows of each confidence stand in each table."""

    findings: tuple[Finding, ...]
    rows: Mapping[str, Counter[str]]


def check_tables(home: Path | None = None, names: Collection[str] = KNOWN_FILES) -> Report:
    """Check everything that a quote may read, the owner's files included; or the named tables."""
    findings: list[Finding] = list(_stray_files(home))
    counts: dict[str, Counter[str]] = {}
    for spec in (spec for spec in ALL_TABLES.values() if spec.name in names):
        rows = _rows(spec, home, findings)
        counts[spec.name] = Counter(raw.cells.get("confidence", "") for raw in rows)
        findings += _row_findings(spec, rows)
        findings += _period_findings(spec, rows)
        findings += _dangling(spec.name, rows)
    if FX in names:
        fx = _fx_rows(home, findings)
        counts[FX] = Counter(raw.cells.get("confidence", "") for raw in fx)
        findings += _fx_findings(fx)
    if names is KNOWN_FILES:
        findings += check_words()
    return Report(tuple(findings), counts)


def check_rows_of(name: str, rows: list[RawRow]) -> Iterator[Finding]:
    """The faults of rows by themselves and against each other, for a file about to be imported."""
    if name == FX:
        yield from _fx_findings(rows)
        return
    spec = ALL_TABLES[name]
    yield from _row_findings(spec, rows)
    yield from _period_findings(spec, rows, gaps=False)


def _rows(spec: TableSpec[Any], home: Path | None, findings: list[Finding]) -> list[RawRow]:
    try:
        return list(load(spec, home).raw())
    except BadTable as error:
        findings.append(_unreadable(spec.name, error))
        return []


def _unreadable(table: str, error: BadTable) -> Finding:
    fields = error.fields
    code = "missing_source" if fields.get("column") == "source" else "unreadable"
    detail = f"{fields.get('column') or 'file'}: {fields.get('reason')}"
    return Finding(table, str(fields["file"]), int(str(fields["line"])), code, detail)


def _row_findings(spec: TableSpec[Any], rows: list[RawRow]) -> Iterator[Finding]:
    for raw in rows:
        try:
            row = typed(raw, spec.row)
        except BadTable as error:
            yield _unreadable(spec.name, error)
        else:
            yield from check_row(spec.name, raw, row)


def _period_findings(
    spec: TableSpec[Any], rows: list[RawRow], *, gaps: bool = True
) -> Iterator[Finding]:
    """Two rows of one fact on one day, or a stretch without any between two of its rows."""
    apart = ALTERNATIVES.get(spec.name, ())
    same: defaultdict[tuple[str, ...], list[RawRow]] = defaultdict(list)
    fact: defaultdict[tuple[str, ...], list[RawRow]] = defaultdict(list)
    for raw in rows:
        key = tuple(raw.cells.get(name, "") for name in spec.key if name not in apart)
        if is_withdrawal(raw.cells):
            continue
        fact[key].append(raw)
        same[(*key, *(raw.cells.get(name, "") for name in apart))].append(raw)
    for key, versions in same.items():
        yield from _overlaps(spec.name, key, versions)
    for key, versions in fact.items() if gaps else ():
        yield from _gaps(spec.name, key, versions)


def _overlaps(table: str, key: tuple[str, ...], versions: list[RawRow]) -> Iterator[Finding]:
    for before, after in pairwise(sorted(versions, key=_start)):
        if _start(after) < _end(before):
            detail = f"{_name(key)}: {_period(after)} and {_period(before)}"
            yield Finding(table, after.file, after.line, "overlap", detail)


def _gaps(table: str, key: tuple[str, ...], versions: list[RawRow]) -> Iterator[Finding]:
    reached = FIRST
    for raw in sorted(versions, key=_start):
        if reached not in {FIRST, LAST} and _start(raw) > reached:
            detail = f"{_name(key)}: nothing from {reached} to {_start(raw)}"
            yield Finding(table, raw.file, raw.line, "gap", detail)
        reached = max(reached, _end(raw))


def _dangling(table: str, rows: list[RawRow]) -> Iterator[Finding]:
    """Names of other rows that no row has."""
    column = {"import_regimes": "disputes", "additional_duties": "stops"}.get(table)
    if column is None:
        return
    known = {raw.cells["id"] for raw in rows}
    for raw in rows:
        for name in filter(None, raw.cells.get(column, "").split("|")):
            if name not in known:
                yield Finding(table, raw.file, raw.line, "unknown_rule", f"{column}: {name}")


def _stray_files(home: Path | None) -> Iterator[Finding]:
    """Files of the owner's that no table reads: a misspelled name has no effect, silently."""
    folder = None if home is None else home / "reference"
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith("."):
            continue
        if path.suffix != ".csv" or path.stem not in KNOWN_FILES:
            yield Finding(path.stem, path.name, 0, "unknown_file", "no table has this name")


def _fx_rows(home: Path | None, findings: list[Finding]) -> list[RawRow]:
    paths = [SHIPPED / f"{FX}.csv"]
    if home is not None and (home / "reference" / f"{FX}.csv").exists():
        paths.append(home / "reference" / f"{FX}.csv")
    rows: list[RawRow] = []
    for path in paths:
        try:
            rows += read(path)
        except BadTable as error:
            findings.append(_unreadable(FX, error))
    return rows


def _fx_findings(rows: list[RawRow]) -> Iterator[Finding]:
    """Rates of exchange: one unit of the anchor in the currency, positive, dated, sourced."""
    for raw in rows:
        for code, detail in _fx_faults(raw.cells):
            yield Finding(FX, raw.file, raw.line, code, detail)


def _fx_faults(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in ("currency", "anchor"):
        if cells.get(name) not in CURRENCIES:
            yield "unknown_currency", f"{name}: {cells.get(name)}"
    try:
        rate = Decimal(cells.get("rate", ""))
    except InvalidOperation:
        yield "unreadable", "rate: bad_value"
    else:
        if not rate.is_finite() or rate <= 0:
            yield "impossible_rate", f"rate: {rate}"
    if not cells.get("source", "").strip():
        yield "missing_source", "source: empty"
    try:
        start, end = (cells.get(name, "") for name in ("valid_from", "valid_to"))
        first, last = date.fromisoformat(start), date.fromisoformat(end or LAST)
    except ValueError:
        yield "unreadable", "valid_from: bad_value"
    else:
        if last < first:
            yield "impossible_period", f"{start} to {end}"


def _start(raw: RawRow) -> str:
    return raw.cells.get("valid_from") or FIRST


def _end(raw: RawRow) -> str:
    return raw.cells.get("valid_to") or LAST


def _period(raw: RawRow) -> str:
    return f"[{raw.cells.get('valid_from') or '...'}, {raw.cells.get('valid_to') or '...'})"


def _name(key: tuple[str, ...]) -> str:
    return " ".join(part for part in key if part) or "(no key)"
