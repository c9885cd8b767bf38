"""The tables of docs/algorithms/customs.md are what the code answers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sampan.domain.customs.descriptions import check_description
from sampan.domain.customs.suggest import ProductText, suggest
from sampan.reference.hs_words import load_thesaurus
from sampan.reference.vague_words import load_vocabulary

PAPER = Path(__file__).parents[3] / "docs/algorithms/customs.md"


def rows(first_column: str) -> Iterator[list[str]]:
    """The cells of the table that begins with this column."""
    lines = iter(PAPER.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith(f"| {first_column} |"):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    return
                yield [cell.strip() for cell in row.strip("|").split("|")]


def test_the_worked_table_of_headings():
    table = list(rows("language"))
    assert len(table) == 8
    for language, title, materials, heading, confidence, asks in table:
        reading = suggest(ProductText(title, language, materials=materials), load_thesaurus())
        best = reading.suggestions[:1]
        found = (best[0].hs6, best[0].confidence) if best else ("none", "")
        assert (*found, ", ".join(reading.asks)) == (heading, confidence, asks), title


def test_the_worked_table_of_descriptions():
    table = list(rows("description"))
    assert len(table) == 5
    for text, expected in table:
        found = check_description(text, load_vocabulary(), date(2026, 7, 1))
        assert (found[0].level if found else "none") == expected, text
