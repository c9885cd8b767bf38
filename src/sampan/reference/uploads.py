"""Reads a table that a person hands in; whatever could mislead is refused with the place it stands.

Files that people send are edited in spreadsheets: rows break off, cells hold formulas, columns are
renamed, a cell swallows the rest of the file. Nothing of such a file is taken.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from sampan.domain.errors import DomainError
from sampan.reference.check import ALL_TABLES, FX, FX_COLUMNS, check_rows_of
from sampan.reference.check_rows import Finding
from sampan.reference.tables import SHIPPED, RawRow

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 250_000
MAX_CELL = 20_000
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")
MOST_FINDINGS = 20


class RefusedFile(DomainError):
    """A file that is not imported; `reason` is a stable code, `line` and `detail` say where."""

    code = "refused_file"


def importable() -> tuple[str, ...]:
    """The names of the tables that may be imported."""
    return (*sorted(ALL_TABLES), FX)


def read_upload(path: Path, table: str) -> list[RawRow]:
    """The rows of a file for a table, checked one by one. Raises RefusedFile."""
    if table not in importable():
        raise RefusedFile(reason="unknown_table", line=0, detail=table[:60])
    rows = list(_rows(path, _columns(table)))
    if not rows:
        raise RefusedFile(reason="no_rows", line=1, detail=path.name)
    check_new_rows(table, rows)
    return rows


def check_new_rows(table: str, rows: list[RawRow]) -> None:
    """Every row has its first day and no fault. Raises RefusedFile with the first faults."""
    for raw in rows:
        _first_day(raw)
    findings: list[Finding] = []
    for finding in check_rows_of(table, rows):
        findings.append(finding)
        if len(findings) >= MOST_FINDINGS:
            break
    if findings:
        detail = "; ".join(f"line {one.line}: {one.code}: {one.detail}" for one in findings)
        raise RefusedFile(reason="faulty_rows", line=findings[0].line, detail=detail)


def _columns(table: str) -> tuple[frozenset[str], frozenset[str]]:
    """The columns that a table must have, and those that it may have."""
    if table == FX:
        must = frozenset(FX_COLUMNS) - {"valid_to"}
        return must, frozenset(FX_COLUMNS)
    spec = ALL_TABLES[table]
    own = frozenset(item.name for item in fields(spec.row))
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        shipped = frozenset(next(csv.reader(file)))
    return frozenset(spec.key) | {"valid_from", "source", "confidence"}, own | shipped


def open_text(path: Path) -> Iterator[str]:
    """The lines of a file that is small enough and text in UTF-8. Raises RefusedFile."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise RefusedFile(reason="no_file", line=0, detail=path.name)
        if size > MAX_BYTES:
            raise RefusedFile(
                reason="too_large", line=0, detail=f"{size} bytes, {MAX_BYTES} at most"
            )
        content = path.read_bytes()
    except OSError as error:
        raise RefusedFile(reason="no_file", line=0, detail=error.strerror or path.name) from None
    if content[:4] == b"PK\x03\x04":
        raise RefusedFile(reason="spreadsheet", line=0, detail="save it as CSV in UTF-8 first")
    if b"\0" in content:
        raise RefusedFile(reason="not_text", line=0, detail="the file holds zero bytes")
    try:
        return iter(io.StringIO(content.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RefusedFile(reason="not_utf8", line=line, detail="save it in UTF-8") from None


def cells_of(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells of CSV text; cells that are too long or formulas are refused."""
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_ROWS:
                raise RefusedFile(
                    reason="too_many_rows", line=reader.line_num, detail=f"{MAX_ROWS} at most"
                )
            if max(map(len, cells), default=0) > MAX_CELL:
                raise RefusedFile(
                    reason="cell_too_long", line=reader.line_num, detail=f"{MAX_CELL} at most"
                )
            yield reader.line_num, cells
    except csv.Error as error:
        raise RefusedFile(
            reason="broken_csv", line=reader.line_num, detail=str(error)[:120]
        ) from None


def _rows(path: Path, columns: tuple[frozenset[str], frozenset[str]]) -> Iterator[RawRow]:
    entries = cells_of(open_text(path))
    _, header = next(entries, (1, []))
    _check_header(header, *columns)
    for line, cells in entries:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            detail = f"{len(cells)} cells, {len(header)} expected"
            raise RefusedFile(reason="number_of_cells", line=line, detail=detail)
        for name, cell in zip(header, cells, strict=True):
            if is_formula(cell):
                raise RefusedFile(reason="formula", line=line, detail=f"{name}: {cell[:40]}")
        yield RawRow(dict(zip(header, cells, strict=True)), path.name, line)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula; a negative number is none."""
    if cell.startswith("-"):
        return not cell[1:].strip()[:1].isdigit()
    return cell.startswith(FORMULA_STARTS)


def _check_header(header: list[str], must: frozenset[str], may: frozenset[str]) -> None:
    faults: list[tuple[str, Any]] = [
        ("repeated_column", {name for name in header if header.count(name) > 1}),
        ("missing_column", must - set(header)),
        ("unknown_column", set(header) - may),
    ]
    for reason, names in faults:
        if names:
            detail = ", ".join(sorted(name[:40] for name in names)[:10])
            raise RefusedFile(reason=reason, line=1, detail=detail)


def _first_day(raw: RawRow) -> None:
    """A row without a first day would rewrite the past."""
    try:
        date.fromisoformat(raw.cells["valid_from"])
    except ValueError:
        raise RefusedFile(
            reason="no_first_day", line=raw.line, detail=raw.cells["valid_from"][:40]
        ) from None
