"""National lines under an HS6: one where it is certain, else all of them as a range, never a guess.

The first six digits are the same everywhere (International Convention on the Harmonized System);
each country adds two to four of its own, and with them its rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sampan.domain.errors import Invalid

SHORTEST, LONGEST = 6, 10


@dataclass(frozen=True, slots=True)
class NationalLine:
    """One line of a country's tariff: its code, its rate as text, and what the rate asks for.

    `percent` is the rate where it is one share of the value, None where it also counts units or was
    not read; `needs` names the measures of one unit that it asks for.
    """

    code: str
    rate: str
    percent: Decimal | None
    needs: tuple[str, ...]
    text: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class OneLine:
    """The goods are in this line."""

    line: NationalLine


@dataclass(frozen=True, slots=True)
class SeveralLines:
    """The goods may be in any of these lines; `lowest` and `highest` where all are percentages."""

    lines: tuple[NationalLine, ...]
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def rates_differ(self) -> bool:
        """Whether it matters which line it is."""
        return len({line.rate for line in self.lines}) > 1


@dataclass(frozen=True, slots=True)
class NoLine:
    """The tables have no line for the code in this country."""

    code: str


Choice = OneLine | SeveralLines | NoLine


def choose_line(lines: Sequence[NationalLine], hs6: str, national_code: str | None) -> Choice:
    """The line of a code among a country's lines for its HS6.

    An approved national code narrows the choice to the lines that it starts with or that start with
    it. One that is under another HS6 is refused: Invalid.
    """
    if national_code is not None:
        check_national_code(national_code, hs6)
        lines = [
            line
            for line in lines
            if national_code.startswith(line.code) or line.code.startswith(national_code)
        ]
    if not lines:
        return NoLine(national_code or hs6)
    if len(lines) == 1:
        return OneLine(lines[0])
    percents = [line.percent for line in lines]
    known = [percent for percent in percents if percent is not None]
    if len(known) < len(percents):
        return SeveralLines(tuple(lines), None, None)
    return SeveralLines(tuple(lines), min(known), max(known))


def check_hs6(code: str) -> None:
    """Raise Invalid for what cannot be an HS6."""
    if len(code) != SHORTEST or not (code.isascii() and code.isdigit()) or code[:2] == "00":
        raise Invalid(field="hs_code", reason="not_six_digits")


def check_national_code(code: str, hs6: str) -> None:
    """Raise Invalid for a national code that is malformed or not under its HS6."""
    if not (code.isascii() and code.isdigit()) or not SHORTEST < len(code) <= LONGEST:
        raise Invalid(field="national_code", reason="not_seven_to_ten_digits")
    if not code.startswith(hs6):
        raise Invalid(field="national_code", reason="not_under_hs6", hs6=hs6)
