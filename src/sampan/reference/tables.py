"""Reads a dated table: shipped rows, then the owner's newer ones, typed only when asked for.

A column is a field of the row's dataclass: text, number, date, `yes`, a list `a|b` or a selector
`!a|b`. The owner's file for the same table replaces the shipped rows of the same key from its first
day on; what was in force before that day stays, so that an old date still gets its own law.
"""

import csv
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from sampan.domain.charges import Dated
from sampan.domain.errors import DomainError
from sampan.domain.landed_cost.selector import Selector

SHIPPED = Path(__file__).parent
CONFIDENCES = frozenset({"high", "medium", "low", "unverified"})
MAX_FIELD = 20_000
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)

Row = TypeVar("Row", bound=Dated)


class BadTable(DomainError):
    """A table's file cannot be read; `file`, `line`, `column` and `reason` say where and why."""

    code = "bad_table"


@dataclass(frozen=True, slots=True)
class TableSpec(Generic[Row]):
    """A table's name, row shape, the columns that name one fact, and how its rows are grouped."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    group: Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a file before it is typed, with the place it came from."""

    cells: Mapping[str, str]
    file: str
    line: int


class Table(Mapping[str, tuple[Row, ...]]):
    """Rows by group (a country, mostly), typed when first asked for; a missing group is empty."""

    def __init__(self, spec: TableSpec[Row], rows: Iterable[RawRow]) -> None:
        self.spec = spec
        self._raw: dict[str, list[RawRow]] = {}
        self._typed: dict[str, tuple[Row, ...]] = {}
        for row in rows:
            self._raw.setdefault(spec.group(row.cells), []).append(row)

    def __getitem__(self, group: str) -> tuple[Row, ...]:
        found = self._typed.get(group)
        if found is None:
            found = tuple(typed(raw, self.spec.row) for raw in self._raw.get(group, ()))
            if group in self._raw:
                self._typed[group] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def typed_so_far(self) -> Mapping[str, tuple[Row, ...]]:
        """The groups that someone has asked for."""
        return self._typed

    def raw(self) -> Iterator[RawRow]:
        """Every row as it was read, for checks and for the list of sources."""
        for rows in self._raw.values():
            yield from rows


def load(spec: TableSpec[Row], home: Path | None) -> Table[Row]:
    """The shipped table with the owner's rows on top. Raises BadTable."""
    rows = list(read(SHIPPED / f"{spec.name}.csv"))
    own = None if home is None else home / "reference" / f"{spec.name}.csv"
    if own is not None and own.exists():
        rows = overlay(rows, list(read(own, required(spec))), spec.key)
    return Table(spec, rows)


def required(spec: TableSpec[Any]) -> frozenset[str]:
    """The columns without which no row of a table can be read."""
    shape: Any = spec.row
    return frozenset(name for name, _, needed in _columns(shape) if needed)


def read(path: Path, columns: frozenset[str] = frozenset()) -> Iterator[RawRow]:
    """The lines of one file, which has these columns. Raises BadTable for what is no table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, None)
            if not header or len(set(header)) != len(header):
                raise BadTable(file=path.name, line=1, column="", reason="header")
            if not columns <= set(header):
                missing = min(columns - set(header))
                raise BadTable(file=path.name, line=1, column=missing, reason="missing_column")
            for cells in reader:
                if max(map(len, cells), default=0) > MAX_FIELD:
                    raise BadTable(
                        file=path.name, line=reader.line_num, column="", reason="cell_too_long"
                    )
                if len(cells) != len(header):
                    raise BadTable(
                        file=path.name, line=reader.line_num, column="", reason="number_of_cells"
                    )
                yield RawRow(dict(zip(header, cells, strict=True)), path.name, reader.line_num)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadTable(file=path.name, line=0, column="", reason=str(error)[:80]) from None


def overlay(shipped: list[RawRow], own: list[RawRow], key: tuple[str, ...]) -> list[RawRow]:
    """The owner's rows, and the shipped ones up to the first day of the owner's, key by key."""
    first: dict[tuple[str, ...], str] = {}
    for row in own:
        name = tuple(row.cells.get(column, "") for column in key)
        start = _first_day(row)
        first[name] = min(first.get(name, start), start)
    kept = []
    for row in shipped:
        until = first.get(tuple(row.cells.get(column, "") for column in key))
        if until is None:
            kept.append(row)
        elif row.cells["valid_from"] < until:
            end = row.cells["valid_to"]
            ends = min(end, until) if end else until
            kept.append(RawRow({**row.cells, "valid_to": ends}, row.file, row.line))
    return kept + own


def _first_day(row: RawRow) -> str:
    """The text of `valid_from`; it decides about other rows, so it is read before the rest."""
    text = row.cells.get("valid_from", "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise BadTable(
            file=row.file, line=row.line, column="valid_from", reason="bad_value"
        ) from None


def typed(raw: RawRow, kind: type[Row]) -> Row:
    """A raw row as a value of the domain. Raises BadTable naming the cell."""
    values: dict[str, Any] = {}
    shape: Any = kind
    for name, convert, required in _columns(shape):
        text = raw.cells.get(name, "").strip()
        if not text:
            if required:
                raise BadTable(file=raw.file, line=raw.line, column=name, reason="empty")
            continue
        try:
            values[name] = convert(text)
        except ValueError:
            raise BadTable(file=raw.file, line=raw.line, column=name, reason="bad_value") from None
    return kind(**values)


@cache
def _columns(kind: Any) -> tuple[tuple[str, Callable[[str], Any], bool], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (
            item.name,
            _converter(item.name, hints[item.name]),
            item.default is MISSING,
        )
        for item in fields(kind)
    )


def _converter(name: str, hint: object) -> Callable[[str], Any]:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if name == "confidence":
        return _confidence
    if hint == tuple[str, ...]:
        return lambda text: tuple(part.strip() for part in text.split("|") if part.strip())
    simple: dict[object, Callable[[str], Any]] = {
        str: str,
        bool: _yes,
        int: int,
        Decimal: _number,
        date: date.fromisoformat,
        Selector: Selector.parse,
    }
    return simple[hint]


def _confidence(text: str) -> str:
    if text not in CONFIDENCES:
        raise ValueError(text)
    return text


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(text)
    return text == "yes"


def _number(text: str) -> Decimal:
    if not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
