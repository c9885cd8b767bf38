"""Tables as text: commas, semicolons or tabs, whichever the first row is written with."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from sampan.integrations.product_files import cells
from sampan.integrations.product_files.decoding import reader
from sampan.integrations.product_files.problems import Problems, UnreadableFile
from sampan.integrations.product_files.tables import LONGEST_CELL, Table, named

DELIMITERS = ",;\t"
BOM = "\ufeff"


def read_csv(data: bytes) -> Table:
    """The table of a text file. Raises UnreadableFile."""
    opened = reader(data)
    delimiter, header = _header(opened)
    problems = Problems()
    names = named(header)
    if not names:
        raise UnreadableFile("unknown_columns")
    lines = _lines(opened, delimiter, problems)
    return Table(names, lines, decimal_comma=delimiter == ";", problems=problems)


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with a mark, so that spreadsheets show every script."""
    yield BOM.encode()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([cells.neutralized(name) for name in columns])
    for row in rows:
        writer.writerow([cells.neutralized(row.get(name, "")) for name in columns])
        if buffer.tell() > 64_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _header(opened: Callable[[], TextIO]) -> tuple[str, list[str]]:
    """The delimiter that splits the first row into most names, and these names."""
    best: tuple[str, list[str]] = (",", [])
    for delimiter in DELIMITERS:
        try:
            header = next(_reader(opened(), delimiter), [])
        except csv.Error:
            continue
        if len(header) > len(best[1]):
            best = delimiter, header
    if not best[1]:
        raise UnreadableFile("unknown_columns")
    return best


def _lines(
    opened: Callable[[], TextIO], delimiter: str, problems: Problems
) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows behind the first; a broken quotation ends the table, because all after it is guess."""
    lines = _reader(opened(), delimiter)
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if number > 1:
                yield number, line
    except csv.Error as error:
        too_long = "field larger" in str(error)
        code = "cell_too_long" if too_long else "broken_quotes"
        problems.add(number + 1, "", code, LONGEST_CELL)


def _reader(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(_without_mark(text), delimiter=delimiter, strict=True)


def _without_mark(text: TextIO) -> Iterator[str]:
    """Lines; the mark that some encodings leave before the first name is no part of it."""
    for number, line in enumerate(text):
        yield line if number else line.removeprefix(BOM)
