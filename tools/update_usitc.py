"""Fetches the US tariff and writes the export that `sampan reference import us-hts` reads.

    python tools/update_usitc.py hts_2027_basic.csv
    sampan reference import us-hts hts_2027_basic.csv --from 2027-01-01 --dry-run

Source: US International Trade Commission, hts.usitc.gov, `exportList` in JSON: a list of objects
with htsno, indent, description, units, general. Public domain. The address was taken from public
descriptions of the service and could not be tried where this was written.
"""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

ADDRESS = "https://hts.usitc.gov/reststop/exportList?from=0101&to=9706&format=JSON&styles=false"
COLUMNS = ("HTS Number", "Indent", "Description", "Unit of Quantity", "General Rate of Duty")


class BadFeed(ValueError):
    """A document that is not what the feed gave when this was written."""


def parse(document: bytes) -> str:
    """The export as CSV text. Raises BadFeed."""
    try:
        entries = json.loads(document)
    except ValueError:
        raise BadFeed("no JSON") from None
    if not isinstance(entries, list) or not entries:
        raise BadFeed("no list of lines")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for entry in entries)
    return text.getvalue()


def _row(entry: Any) -> tuple[str, ...]:
    if not isinstance(entry, dict) or not {"htsno", "indent", "description"} <= entry.keys():
        raise BadFeed(f"no tariff line: {str(entry)[:80]}")
    units = entry.get("units") or []
    return (
        str(entry["htsno"] or ""),
        str(entry["indent"]),
        str(entry["description"] or ""),
        json.dumps(units, ensure_ascii=False) if units else "",
        str(entry.get("general") or ""),
    )


def main(arguments: list[str]) -> None:
    """Fetch the tariff and write it as an export."""
    from fetching import fetch

    Path(arguments[0]).write_text(parse(fetch(ADDRESS)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
