"""Tables as workbooks: the first sheet of an XLSX file, opened only after it was weighed.

A workbook is a ZIP of XML. What it says it unpacks to is summed before anything is unpacked (and
unpacking stops at the size that was said), its XML is parsed by defusedxml, and a formula is a
problem of its row: its value would be what somebody else's spreadsheet computed.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.read_only import EMPTY_CELL

from sampan.domain.errors import Invalid
from sampan.integrations.product_files import cells
from sampan.integrations.product_files.problems import Problems, UnreadableFile
from sampan.integrations.product_files.tables import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    named,
)

assert openpyxl.DEFUSEDXML, "workbooks are opened by defusedxml only"

MAGIC = b"PK\x03\x04"
MOST_PARTS = 1000
MOST_UNPACKED = 256 * 1024 * 1024
HIGHEST_RATIO = 150
SMALL = 1024 * 1024
LONGEST_HERE = 32_767


def read_xlsx(data: bytes) -> Table:
    """The table of a workbook's first sheet. Raises UnreadableFile."""
    weigh(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        lines = _lines(sheet, problems := Problems())
        _, header = next(lines, (0, ()))
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever its broken input makes it raise
        raise UnreadableFile("bad_workbook") from error
    names = named(header)
    if not names:
        raise UnreadableFile("unknown_columns")
    return Table(names, lines, may_be_short=True, problems=problems)


def weigh(data: bytes) -> None:
    """Refuse an archive that unpacks to more than a product file can be. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile("bad_workbook") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile("unpacks_too_large")
    for part in parts:
        name = part.filename
        if name.startswith(("/", "\\")) or ".." in name or part.flag_bits & 1:
            raise UnreadableFile("bad_workbook")
        if part.file_size > max(SMALL, HIGHEST_RATIO * part.compress_size):
            raise UnreadableFile("unpacks_too_large")


def write_xlsx(
    columns: Sequence[str], rows: Iterable[Mapping[str, str]], numeric: Set[str]
) -> bytes:
    """A workbook with one sheet; `numeric` columns hold numbers, all others texts.

    Raises Invalid for a text that no spreadsheet keeps whole (openpyxl would cut it silently).
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("products")
    try:
        sheet.append([_text(sheet, name) for name in columns])
        for row in rows:
            sheet.append([_cell(sheet, row.get(name, ""), name in numeric) for name in columns])
    finally:
        sheet.close()
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: Any, text: str, is_number: bool) -> Any:
    if not text:
        return None
    if is_number and len(text) < 15:
        return Decimal(text)
    return _text(sheet, text)


def _text(sheet: Any, text: str) -> Any:
    """Said to be a text, or openpyxl would take `=...` for a formula and `#N/A` for an error."""
    plain = cells.neutralized(ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n")))
    if len(plain) > LONGEST_HERE:
        raise Invalid(field="cell", reason="longer_than_a_workbook_keeps", limit=LONGEST_HERE)
    cell = WriteOnlyCell(sheet)
    cell.value = plain
    cell.data_type = "s"
    return cell


def _lines(sheet: Any, problems: Problems) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows as texts; a formula is a problem and an empty cell."""
    rows = iter(sheet.iter_rows(max_col=MOST_COLUMNS + 1))
    number = 0
    header: Sequence[str] = ()
    gap: object = None
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except UnreadableFile:
            raise
        except Exception as error:  # a broken sheet breaks while it is being read
            raise UnreadableFile("bad_workbook") from error
        number += 1
        if number > MOST_ROWS:
            raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
        if row is gap or all(cell is EMPTY_CELL for cell in row):
            gap = row  # openpyxl fills every gap with the same row
            continue
        line = [_plain(cell.value) for cell in row]
        bad = {
            place: "formula_cell" if cell.data_type == "f" else "cell_too_long"
            for place, cell in enumerate(row)
            if cell.data_type == "f" or len(line[place]) > LONGEST_CELL
        }
        for place, code in bad.items():
            column = header[place] if place < len(header) else ""
            problems.add(number, column, code, LONGEST_CELL)
            line[place] = ""
        header = header or line
        yield number, line


def _plain(value: object) -> str:
    """A cell's value as a person would type it; 19.9 is `19.9` and 3.0 is `3`."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            short = repr(round(value, 9))
            return f"{Decimal(short):f}".removesuffix(".0")
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
