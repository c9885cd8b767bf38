"""Fetches duty rates of the United Kingdom for the headings that we know, as a table to import.

    python tools/update_uk_tariff.py newer.csv 6109100010 4202310000
    sampan reference import duty_rates newer.csv --dry-run

Source: GOV.UK Trade Tariff API v2, `/commodities/<10 digits>` (JSON:API), Open Government Licence.
Third-country duty (measure types 103 and 105) becomes `mfn`, tariff preferences (142 and 145)
become `preference` with their country. Suspensions, quotas and trade remedies are not read. The
address was taken from public descriptions of the service and could not be tried where this was
written.
"""

import csv
import io
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sampan.domain.landed_cost.formula import BadFormula
from sampan.domain.landed_cost.formula import parse as parse_formula

ADDRESS = "https://www.trade-tariff.service.gov.uk/api/v2/commodities/"
COLUMNS = (
    "destination,hs,measure,origins,rate,as_printed,description,valid_from,valid_to,source,"
    "confidence,note"
).split(",")
MEASURES = {"103": "mfn", "105": "mfn", "142": "preference", "145": "preference"}
EVERYONE = "1011"
PAUSE_S = 0.3
UNITS = {
    "100 kg": "100kg",
    "kg": "kg",
    "item": "item",
    "p/st": "item",
    "pair": "pair",
    "l": "l",
    "hl": "hl",
    "m": "m",
    "m2": "m2",
}
TERM = re.compile(r"([0-9.]+) ?(%|[A-Z]{3} ?/ ?([0-9a-z/ ]+))")


class BadFeed(ValueError):
    """A document that is not what the feed gave when this was written."""


def rows(document: bytes) -> Iterator[dict[str, str]]:
    """Rows of the duty table for one commodity. Raises BadFeed."""
    try:
        content = json.loads(document)
        commodity = content["data"]["attributes"]
        included = {(one["type"], one["id"]): one for one in content["included"]}
        code = str(commodity["goods_nomenclature_item_id"])
    except (ValueError, KeyError, TypeError):
        raise BadFeed("no commodity") from None
    if not re.fullmatch(r"[0-9]{10}", code):
        raise BadFeed(f"no code of ten digits: {code[:20]}")
    for (kind, _), one in included.items():
        if kind == "measure" and one.get("attributes", {}).get("import"):
            yield from _measure(one, included, code, str(commodity.get("description") or ""))


def _measure(
    measure: Mapping[str, Any], included: Mapping[Any, Any], code: str, description: str
) -> Iterator[dict[str, str]]:
    name = MEASURES.get(_related(measure, "measure_type"))
    area = _related(measure, "geographical_area")
    if name is None or (name == "mfn") is not (area == EVERYONE):
        return
    if name == "preference" and not re.fullmatch(r"[A-Z]{2}", area):
        return
    expression = included.get(("duty_expression", _related(measure, "duty_expression")), {})
    printed = str(expression.get("attributes", {}).get("base") or "")
    starts, ends = (measure["attributes"].get(f"effective_{end}_date") for end in ("start", "end"))
    yield {
        "destination": "GB",
        "hs": code,
        "measure": name,
        "origins": "" if name == "mfn" else area,
        "rate": formula(printed),
        "as_printed": printed,
        "description": " ".join(description.split()),
        "valid_from": _day(starts),
        "valid_to": (date.fromisoformat(_day(ends)) + timedelta(days=1)).isoformat()
        if ends
        else "",
        "source": "GOV.UK Trade Tariff API v2",
        "confidence": "high",
        "note": "" if formula(printed) else "the printed rate was not read",
    }


def formula(printed: str) -> str:
    """A duty expression in the notation of our table; empty where it cannot be read.

    >>> formula("12.00 %"), formula("9.00 % + 30.00 GBP / 100 kg")
    ('12%', '9% + 30 GBP/100kg')
    >>> formula("4.50 % MIN 0.30 GBP / item MAX 0.80 GBP / item")
    '4.5% max 0.8 GBP/item min 0.3 GBP/item'
    >>> formula("9.00 % + EA")
    ''
    """
    parts = re.split(r"\b(MIN|MAX)\b", " ".join(printed.split()))
    base = _sum(parts[0])
    bounds = {parts[n]: _sum(parts[n + 1]) for n in range(1, len(parts) - 1, 2)}
    if not base or not all(bounds.values()):
        return ""
    text = base
    for word, name in (("MAX", "max"), ("MIN", "min")):
        if word in bounds:
            text += f" {name} {bounds[word]}"
    try:
        return parse_formula(text).text
    except BadFormula:
        return ""


def _sum(text: str) -> str:
    terms = [_term(part.strip()) for part in text.split("+")]
    return " + ".join(terms) if all(terms) else ""


def _term(text: str) -> str:
    found = TERM.fullmatch(text)
    if found is None:
        return ""
    number = found[1].rstrip("0").rstrip(".") if "." in found[1] else found[1]
    if found[2] == "%":
        return f"{number or '0'}%"
    unit = UNITS.get((found[3] or "").strip())
    return f"{number} {found[2][:3]}/{unit}" if unit else ""


def _related(measure: Mapping[str, Any], name: str) -> str:
    try:
        return str(measure["relationships"][name]["data"]["id"])
    except (KeyError, TypeError):
        return ""


def _day(moment: Any) -> str:
    try:
        return date.fromisoformat(str(moment)[:10]).isoformat()
    except ValueError:
        raise BadFeed(f"no date: {str(moment)[:20]}") from None


def table(documents: Iterable[bytes]) -> str:
    """The rows of several commodities as CSV text."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for document in documents:
        writer.writerows(rows(document))
    return text.getvalue()


def _fetched(codes: Iterable[str]) -> Iterator[bytes]:
    from fetching import fetch

    for code in codes:
        yield fetch(ADDRESS + code)
        time.sleep(PAUSE_S)


def main(arguments: list[str]) -> None:
    """Fetch the named commodities and write their rows."""
    Path(arguments[0]).write_text(table(_fetched(arguments[1:])), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
