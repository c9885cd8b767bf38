"""Puts newer tables of the owner's under `home/reference`: preview, effective dates, undo.

The file that lies there after an import is the only thing that quotes read, by the same loader from
the command line and from the store. Beside it, `history` keeps each import's file before and after,
so that the last one can be taken back, and refuses to do so when the table was changed since.
"""

import csv
import fcntl
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sampan.domain.errors import Conflict, NotFound
from sampan.reference.check import ALL_TABLES, FX
from sampan.reference.check_rows import WITHDRAWN, is_withdrawal
from sampan.reference.tables import SHIPPED, RawRow, load, overlay, read

FX_KEY = ("currency",)
ABOUT_THE_ROW = frozenset({"source", "confidence", "note", "valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Change:
    """What one imported row does: new, changed, same, or ended (a withdrawal).

    `was` and `becomes` hold what differs.
    """

    kind: str
    key: tuple[str, ...]
    valid_from: date
    was: Mapping[str, str]
    becomes: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An import that was read and compared, and not written yet."""

    table: str
    file: str
    rows: tuple[RawRow, ...]
    changes: tuple[Change, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many rows are new, changed, the same, ended."""
        return Counter(change.kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class Import:
    """One import of the past: its number, table, the file's name, when and by whom."""

    number: int
    table: str
    file: str
    rows: int
    at: str
    by: str
    undone: bool


def plan_import(table: str, file: str, rows: Sequence[RawRow], home: Path) -> Plan:
    """Compare new rows with what is in force on their first days."""
    key = _key(table)
    current: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for raw in _current(table, home):
        current.setdefault(_values(raw.cells, key), []).append(raw.cells)
    changes = tuple(
        _change(table, raw, key, current.get(_values(raw.cells, key), [])) for raw in rows
    )
    return Plan(table, file, tuple(rows), changes)


def withdrawals(
    table: str, rows: Sequence[RawRow], home: Path, on: date, part: Mapping[str, str]
) -> list[RawRow]:
    """Rows that end, on a day, everything of a part of a table that a complete list lacks.

    `part` names the columns and values that the list is complete for.
    """
    key = _key(table)
    listed = {_values(raw.cells, key) for raw in rows}
    day = on.isoformat()
    ended = [
        raw.cells
        for raw in _current(table, home)
        if all(raw.cells.get(name) == value for name, value in part.items())
        and (not raw.cells["valid_to"] or raw.cells["valid_to"] > day)
        and _values(raw.cells, key) not in listed
    ]
    note = f"{WITHDRAWN}: not in the newer list"
    return [
        RawRow({**cells, "valid_from": day, "valid_to": day, "note": note}, "withdrawals", number)
        for number, cells in enumerate(ended, start=1)
    ]


def apply_import(plan: Plan, home: Path, at: datetime, by: str) -> Import:
    """Write the plan's rows over the owner's earlier ones. Returns what `undo_import` takes back.

    Rows of one key are replaced from the first day of the new ones; what held before stays.
    """
    with _locked(home) as folder:
        path = folder / f"{plan.table}.csv"
        before = path.read_bytes() if path.exists() else None
        earlier = list(read(path)) if before is not None else []
        after = _csv(overlay(earlier, list(plan.rows), _key(plan.table)))
        done = Import(
            _next_number(folder), plan.table, plan.file, len(plan.rows), at.isoformat(), by, False
        )
        _remember(folder, done, before, after)
        _write(path, after)
        return done


def undo_import(table: str, home: Path) -> Import:
    """Take back the last import of a table.

    Raises NotFound where there is none, and Conflict where the file was changed since.
    """
    with _locked(home) as folder:
        done = [entry for entry in imports(home) if entry.table == table and not entry.undone]
        if not done:
            raise NotFound(what="import", code=table)
        last = done[-1]
        record = json.loads((_history(folder) / f"{last.number:04}.json").read_text())
        path = folder / f"{table}.csv"
        if not path.exists() or _digest(path.read_bytes()) != record["after"]:
            raise Conflict(what="reference_table", code=table)
        kept = _history(folder) / f"{last.number:04}.before.csv"
        if kept.exists():
            _write(path, kept.read_bytes())
        else:
            path.unlink()
        record["undone"] = True
        _write(_history(folder) / f"{last.number:04}.json", json.dumps(record).encode())
        return last


def imports(home: Path) -> tuple[Import, ...]:
    """Every import ever done, oldest first."""
    return tuple(
        Import(
            record["number"],
            record["table"],
            record["file"],
            record["rows"],
            record["at"],
            record["by"],
            record["undone"],
        )
        for path in sorted(_history(home / "reference").glob("*.json"))
        for record in (json.loads(path.read_text()),)
    )


def _key(table: str) -> tuple[str, ...]:
    return FX_KEY if table == FX else ALL_TABLES[table].key


def _values(cells: Mapping[str, str], key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in key)


def _current(table: str, home: Path) -> Iterator[RawRow]:
    if table != FX:
        yield from load(ALL_TABLES[table], home).raw()
        return
    yield from read(SHIPPED / f"{FX}.csv")
    own = home / "reference" / f"{FX}.csv"
    if own.exists():
        yield from read(own)


def _change(
    table: str, raw: RawRow, key: tuple[str, ...], versions: Sequence[Mapping[str, str]]
) -> Change:
    start = raw.cells["valid_from"]
    held = [
        _facts(cells, table)
        for cells in versions
        if cells["valid_from"] <= start and (not cells["valid_to"] or start < cells["valid_to"])
    ]
    day, name = date.fromisoformat(start), _values(raw.cells, key)
    if is_withdrawal(raw.cells):
        return Change("ended", name, day, {}, {}, raw.line)
    becomes = _facts(raw.cells, table)
    if not held:
        return Change("new", name, day, {}, becomes, raw.line)
    differing = [
        column for column, value in becomes.items() if all(facts[column] != value for facts in held)
    ]
    was = {column: " | ".join(facts[column] for facts in held) for column in differing}
    return Change(
        "changed" if differing else "same",
        name,
        day,
        was,
        {column: becomes[column] for column in differing},
        raw.line,
    )


def _facts(cells: Mapping[str, str], table: str) -> dict[str, str]:
    """The cells that a quote reads."""
    if table == FX:
        return {name: cells.get(name, "") for name in ("rate", "anchor")}
    names = (item.name for item in fields(ALL_TABLES[table].row))
    return {name: cells.get(name, "") for name in names if name not in ABOUT_THE_ROW}


def _csv(rows: Sequence[RawRow]) -> bytes:
    columns = list(dict.fromkeys(name for raw in rows for name in raw.cells))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(raw.cells for raw in rows)
    return text.getvalue().encode()


@contextmanager
def _locked(home: Path) -> Iterator[Path]:
    """One import at a time, over all processes of the shop."""
    folder = home / "reference"
    _history(folder).mkdir(parents=True, exist_ok=True)
    with (_history(folder) / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _history(folder: Path) -> Path:
    return folder / "history"


def _next_number(folder: Path) -> int:
    numbers = [int(path.stem) for path in _history(folder).glob("*.json")]
    return max(numbers, default=0) + 1


def _remember(folder: Path, done: Import, before: bytes | None, after: bytes) -> None:
    """The record is written before the table, so that no import is without its way back."""
    record: dict[str, Any] = {
        "number": done.number,
        "table": done.table,
        "file": done.file,
        "rows": done.rows,
        "at": done.at,
        "by": done.by,
        "undone": False,
        "after": _digest(after),
    }
    if before is not None:
        _write(_history(folder) / f"{done.number:04}.before.csv", before)
    _write(_history(folder) / f"{done.number:04}.json", json.dumps(record).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a table."""
    unfinished = path.with_name(f".{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
