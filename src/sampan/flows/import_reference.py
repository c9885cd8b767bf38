"""Import a newer table of rates or rules: read it, show what changes, write it, take it back."""

from datetime import date, datetime
from pathlib import Path

from sampan.domain.errors import Conflict, DomainError, NotFound
from sampan.reference.check import Report, check_tables
from sampan.reference.check_rows import Finding
from sampan.reference.importing import (
    Change,
    Import,
    Plan,
    apply_import,
    imports,
    plan_import,
    undo_import,
    withdrawals,
)
from sampan.reference.tables import BadTable
from sampan.reference.uploads import RefusedFile, check_new_rows, importable, read_upload
from sampan.reference.us_hts import duty_rows, edition_date, read_hts

__all__ = [
    "BadTable",
    "Change",
    "Conflict",
    "DomainError",
    "Finding",
    "Import",
    "NotFound",
    "Plan",
    "RefusedFile",
    "Report",
    "apply_import",
    "check_tables",
    "effective_date",
    "importable",
    "imports",
    "preview_table",
    "preview_us_hts",
    "undo_import",
]

HEADING_DIGITS = 4
US_TARIFF = {"destination": "US", "measure": "mfn"}


def preview_table(table: str, path: Path, home: Path) -> Plan:
    """What a file would change in a table; nothing is written. Raises RefusedFile."""
    return plan_import(table, path.name, read_upload(path, table), home)


def preview_us_hts(path: Path, home: Path, valid_from: date) -> Plan:
    """What the US government's export would change from a day on. Raises RefusedFile.

    A heading of four digits is exported whole: rows of ours under it that are lacking end that day.
    """
    rows = list(duty_rows(read_hts(path), valid_from=valid_from, edition=path.name[:80]))
    headings = {raw.cells["hs"][:HEADING_DIGITS] for raw in rows}
    rows += [
        raw
        for raw in withdrawals("duty_rates", rows, home, valid_from, US_TARIFF)
        if raw.cells["hs"][:HEADING_DIGITS] in headings
    ]
    check_new_rows("duty_rates", rows)
    return plan_import("duty_rates", path.name, rows, home)


def effective_date(file_name: str, at: datetime) -> tuple[date, str]:
    """From when an export holds, and how we know: by its name (basic editions), else from today."""
    named = edition_date(file_name)
    if named is not None:
        return named, "the first day of the edition that the file's name tells"
    return at.date(), "today, as the file does not tell"
