"""A list as a CSV file that spreadsheets open as it is, and find no formulas in."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

LEADS_TO_FORMULA = frozenset("=+-@\t\r")


def csv_sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The file as an answer; a cell that a spreadsheet would run is led by an apostrophe."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return response


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("Cup")
    ("'=HYPERLINK(1)", 'Cup')
    """
    return f"'{cell}" if cell.lstrip()[:1] in LEADS_TO_FORMULA else cell
