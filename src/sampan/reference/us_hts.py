"""Reads the Harmonized Tariff Schedule of the United States as its government exports it (CSV).

Source: US International Trade Commission, hts.usitc.gov, export of all chapters, public domain;
columns `HTS Number`, `Indent`, `Description`, `Unit of Quantity`, `General Rate of Duty` and more.

The legal line has eight digits; ten-digit numbers are statistical and take the rate of the line
above them in the indent tree. A number written with ten digits and a rate of its own that ends in
`00` is such a legal line. Rates of column 1 (general) are read; what is no arithmetic ("the rate
applicable to the natural juice") stays as printed and counts as known to be unknown. Chapters 98
and 99 are provisions on top of the tariff, not classifications, and are left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sampan.domain.landed_cost.formula import BadFormula, parse
from sampan.reference.tables import RawRow
from sampan.reference.uploads import RefusedFile, cells_of, open_text

NUMBER, INDENT, TEXT, UNITS_, GENERAL = (
    "HTS Number",
    "Indent",
    "Description",
    "Unit of Quantity",
    "General Rate of Duty",
)
NEEDED = (NUMBER, INDENT, TEXT, UNITS_, GENERAL)
LEGAL_DIGITS = 8
BESIDE_THE_TARIFF = ("98", "99")
DEEPEST = 30
CODE = re.compile(r"[0-9]{4}(\.[0-9]{2}(\.[0-9]{2}(\.?[0-9]{2})?)?)?", re.ASCII)
MONEY = re.compile(
    r"(?P<sign>\$)?(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?P<cents>¢)?(?P<rest>.*)"
)
UNITS = {
    "kg": "kg",
    "kg on contents and container": "kg",
    "kg on entire contents of container": "kg",
    "t": "t",
    "liter": "l",
    "pf.liter": "proofl",
    "pf. liter": "proofl",
    "pf. liter on ethyl alcohol content": "proofl",
    "1000": "thousand",
    "bbl": "bbl",
    "pr.": "pair",
    "doz.": "dozen",
    "gross": "gross",
    "thousand": "thousand",
    "article": "item",
    "head": "item",
    "jewel": "jewel",
    "m2": "m2",
    "m²": "m2",
    "m3": "m3",
    "m³": "m3",
    "clean kg": "cleankg",
    "kg on drained weight": "drainedkg",
    "kg of total sugars": "sugarkg",
}
CONTENT = re.compile(r"kg on ([a-z]+) content")
PARTS = {
    "case": "case",
    "movement": "movement",
    "movement and case": "movement_and_case",
    "battery": "battery",
    "apparatus": "apparatus",
    "strap, band or bracelet": "strap",
    "case and strap, band or bracelet": "case_and_strap",
    "value of the lead content": "lead",
}


@dataclass(frozen=True, slots=True)
class HtsLine:
    """One numbered line: its digits, the words above and on it, and the rate that it bears.

    `rate` is in the notation of the duty table, empty where the print is no arithmetic; `from_code`
    is the line whose print it is, the line itself or one above it.
    """

    code: str
    text: str
    units: tuple[str, ...]
    printed: str
    rate: str
    from_code: str


@dataclass(slots=True)
class _Above:
    indent: int
    code: str
    text: str
    printed: str


def read_hts(path: Path) -> tuple[HtsLine, ...]:
    """The numbered lines of an export that bear a rate, own or inherited. Raises RefusedFile."""
    lines = tuple(_lines(_table(path)))
    if not lines:
        raise RefusedFile(reason="no_rows", line=1, detail=path.name)
    return lines


def duty_rows(lines: Iterable[HtsLine], *, valid_from: date, edition: str) -> Iterator[RawRow]:
    """Rows of the duty table: one for each legal line; one for each number where prints differ."""
    legal: dict[str, list[HtsLine]] = {}
    for line in lines:
        legal.setdefault(line.code[:LEGAL_DIGITS], []).append(line)
    number = 0
    for code, under in legal.items():
        same = len({line.printed for line in under}) == 1
        for line in under[:1] if same else under:
            number += 1
            cells = _cells(line, code if same else line.code, valid_from, edition)
            yield RawRow(cells, edition, number)


def edition_date(file_name: str) -> date | None:
    """The first day of a yearly basic edition by its file's name; None for anything else.

    >>> edition_date("us_hts_2025_basic.csv")
    datetime.date(2025, 1, 1)
    """
    found = re.search(r"(20[0-9]{2})[_ -]?basic", file_name, re.ASCII | re.IGNORECASE)
    return date(int(found[1]), 1, 1) if found else None


def formula(printed: str) -> str:
    """A printed rate in the notation of the duty table; empty where it is no arithmetic.

    >>> formula("Free"), formula("6.4¢/kg + 3.2%"), formula("90¢/pr. + 37.5%")
    ('0%', '0.064 USD/kg + 3.2%', '0.9 USD/pair + 37.5%')
    >>> formula("40¢ each + 6% on the case"), formula("See additional U.S. note 2")
    ('0.4 USD/item + 6% of case', '')
    """
    text = _plain(printed)
    if text.lower() == "free":
        return "0%"
    terms = [_term(part.strip()) for part in text.split("+")]
    joined = " + ".join(term for term in terms if term)
    if not all(terms):
        return ""
    try:
        return parse(joined).text
    except BadFormula:
        return ""


def _plain(printed: str) -> str:
    """Without footnote marks and repeated blanks."""
    text = re.sub(r"\s*[0-9]+/\s*$", "", printed) if re.search(r"%\s*[0-9]+/", printed) else printed
    return " ".join(text.replace(" on case ", " on the case ").split())


def _term(text: str) -> str:
    found = MONEY.fullmatch(text)
    if found is None:
        return ""
    number = Decimal(found["number"].replace(",", ""))
    rest = found["rest"].strip()
    if found["cents"] or found["sign"]:
        amount = number / 100 if found["cents"] else number
        unit = _unit(rest)
        return f"{amount.normalize():f} USD/{unit}" if unit else ""
    if not rest.startswith("%"):
        return ""
    share = f"{number.normalize():f}%"
    part = rest[1:].strip()
    if part in {"", "on the entire set"}:
        return share
    name = PARTS.get(part.removeprefix("on the ")) if part.startswith("on the ") else None
    return f"{share} of {name}" if name else ""


def _unit(text: str) -> str:
    if text == "each":
        return "item"
    if not text.startswith("/"):
        return ""
    name = text[1:].strip()
    content = CONTENT.fullmatch(name)
    return f"{content[1]}kg" if content else UNITS.get(name, "")


def _lines(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[HtsLine]:
    """Down the indent tree: a line inherits the rate of the nearest line that it stands under."""
    stack: list[_Above] = []
    for line, row in rows:
        indent = _indent(row[INDENT], line)
        while stack and stack[-1].indent >= indent:
            stack.pop()
        code = _code(row[NUMBER], line)
        if code.startswith(BESIDE_THE_TARIFF):
            continue
        here = _Above(indent, code, row[TEXT].strip(), row[GENERAL].strip())
        stack.append(here)
        bearer = next((one for one in reversed(stack) if one.printed), None)
        if bearer is None or len(code) < LEGAL_DIGITS:
            continue
        yield HtsLine(
            code=code,
            text=" > ".join(one.text.rstrip(":") for one in stack if one.text)[:600],
            units=tuple(re.findall(r'[^\[\]",\s][^\[\]",]*', row[UNITS_])),
            printed=bearer.printed,
            rate=formula(bearer.printed),
            from_code=bearer.code,
        )


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    entries = cells_of(open_text(path))
    _, header = next(entries, (1, []))
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        raise RefusedFile(reason="missing_column", line=1, detail=", ".join(lacking))
    for line, cells in entries:
        if len(cells) != len(header):
            detail = f"{len(cells)} cells, {len(header)} expected"
            raise RefusedFile(reason="number_of_cells", line=line, detail=detail)
        yield line, dict(zip(header, cells, strict=True))


def _indent(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:4]) > DEEPEST:
        raise RefusedFile(reason="bad_indent", line=line, detail=text[:20])
    return int(text)


def _code(text: str, line: int) -> str:
    if text.strip() and not CODE.fullmatch(text.strip()):
        raise RefusedFile(reason="bad_number", line=line, detail=text[:20])
    return text.strip().replace(".", "")


def _cells(line: HtsLine, code: str, valid_from: date, edition: str) -> dict[str, str]:
    return {
        "destination": "US",
        "hs": code,
        "measure": "mfn",
        "origins": "",
        "rate": line.rate,
        "as_printed": line.printed,
        "description": line.text,
        "valid_from": valid_from.isoformat(),
        "valid_to": "",
        "source": f"USITC, Harmonized Tariff Schedule, export {edition}",
        "confidence": "high",
        "note": "" if line.rate else "the printed rate is no arithmetic",
    }
