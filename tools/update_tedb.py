"""Fetches the VAT rates of the EU's member states on a day, as a table to import.

    python tools/update_tedb.py newer.csv 2027-01-01
    sampan reference import vat_gst_rates newer.csv --dry-run

Source: European Commission, Taxes in Europe Database, service `retrieveVatRates` (SOAP). Standard
rates become `general`; a reduced rate is taken where its category is one of ours, the others have
no meaning for goods that are sent (hotels, theatres) or need a person to read them, and are listed
on standard error. Regional rates and exemptions are left out too. The address was taken from public
descriptions of the service and could not be tried where this was written.
"""

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError  # types alone; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sampan.domain.places import EU_MEMBERS

ADDRESS = "https://ec.europa.eu/taxation_customs/tedb/ws/"
NAMESPACE = "urn:ec.europa.eu:taxud:tedb:services:v1:IVatRetrievalService"
HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": "urn:ec.europa.eu:taxud:tedb:services:v1:VatRetrievalService/RetrieveVatRates",
}
NO_RATES = frozenset({"EXEMPTED", "NOT_APPLICABLE", "OUT_OF_SCOPE"})
COLUMNS = (
    "jurisdiction,country_name,tax_name,rate_class,rate_pct,category,categories,valid_from,"
    "valid_to,source,confidence,note"
).split(",")
CATEGORIES = {
    "FOODSTUFFS": "food",
    "PHARMACEUTICAL_PRODUCTS": "medicines",
    "CHILDREN_CAR_SEATS": "child_car_seats",
    "BOOKS": "books",
    "SUPPLY_BOOKS": "books",
    "NEWSPAPERS": "newspapers",
    "CHILDREN_CLOTHING": "childrens_clothing",
    "CHILDREN_FOOTWEAR": "childrens_footwear",
    "SANITARY_PRODUCTS": "sanitary",
    "WORKS_OF_ART": "art",
}
GREECE = {"EL": "GR"}


class BadFeed(ValueError):
    """A document that is not what the feed gave when this was written."""


@dataclass(frozen=True, slots=True)
class Told:
    """One rate as the database tells it; `category` is empty for the standard rate."""

    country: str
    kind: str
    rate: Decimal
    category: str
    comment: str
    since: date


def question(on: date) -> bytes:
    """The request for all member states on a day."""
    states = "".join(f"<isoCode>{_tedb_code(code)}</isoCode>" for code in sorted(EU_MEMBERS))
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns:m="{NAMESPACE}" xmlns="{NAMESPACE}:types"><soapenv:Body>'
        f"<m:retrieveVatRatesReqMsg><memberStates>{states}</memberStates>"
        f"<situationOn>{on.isoformat()}</situationOn>"
        "</m:retrieveVatRatesReqMsg></soapenv:Body></soapenv:Envelope>"
    ).encode()


def told(document: bytes) -> Iterator[Told]:
    """Every rate of an answer. Raises BadFeed."""
    try:
        root = fromstring(document)
    except (ParseError, DefusedXmlException):
        raise BadFeed("no XML") from None
    results = [one for one in root.iter() if _name(one) == "vatRateResults"]
    if not results:
        raise BadFeed("no rates")
    for one in results:
        value = _text(one, "rate", "value")
        if value and _text(one, "rate", "type") not in NO_RATES:
            yield _told(one, value)


def _told(one: Element, value: str) -> Told:
    code = _text(one, "memberState")
    country = GREECE.get(code, code)
    try:
        rate, since = Decimal(value), date.fromisoformat(_text(one, "situationOn")[:10])
    except (InvalidOperation, ValueError):
        raise BadFeed(f"no rate: {code} {value[:20]}") from None
    if country not in EU_MEMBERS or not 0 <= rate <= 50:
        raise BadFeed(f"no rate: {code[:2]} {value[:20]}")
    category = _text(one, "category", "identifier")
    return Told(country, _text(one, "type"), rate, category, _text(one, "comment")[:200], since)


def row(one: Told, on: date) -> dict[str, str] | None:
    """A row of our table; None for what is no category of ours."""
    is_standard = one.kind == "STANDARD" and not one.category
    category = "general" if is_standard else CATEGORIES.get(one.category)
    if category is None:
        return None
    values = (
        one.country,
        "",
        "VAT",
        "standard" if is_standard else f"reduced {one.rate.normalize():f}",
        f"{one.rate.normalize():f}",
        category,
        one.category,
        on.isoformat(),
        "",
        f"EC, Taxes in Europe Database, read for {on.isoformat()}, in force since {one.since}",
        "high" if is_standard else "medium",
        " ".join(one.comment.split()),
    )
    return dict(zip(COLUMNS, values, strict=True))


def table(document: bytes, on: date) -> tuple[str, list[Told]]:
    """The rows as CSV text, without repetitions, and what was left out. Raises BadFeed."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    left: list[Told] = []
    written: set[tuple[str, ...]] = set()
    for one in told(document):
        cells = row(one, on)
        if cells is None:
            left.append(one)
            continue
        key = (cells["jurisdiction"], cells["category"], cells["rate_pct"])
        if key not in written:
            written.add(key)
            writer.writerow(cells)
    return text.getvalue(), left


def _tedb_code(country: str) -> str:
    return next((ours for ours, iso in GREECE.items() if iso == country), country)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element, *path: str) -> str:
    for name in path:
        found = next((child for child in element if _name(child) == name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def main(arguments: list[str]) -> None:
    """Fetch the rates of a day, write their rows and tell what was left out."""
    from fetching import fetch

    day = date.fromisoformat(arguments[1])
    content, unread = table(fetch(ADDRESS, body=question(day), headers=HEADERS), day)
    Path(arguments[0]).write_text(content, encoding="utf-8")
    for one in unread:
        print(f"left out: {one.country} {one.rate} {one.category}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
