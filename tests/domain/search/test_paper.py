"""The worked tables of docs/algorithms/search.md are what the code does."""

from pathlib import Path

import pytest

from sampan.domain.search.documents import TITLE, SearchDocument, indexed
from sampan.domain.search.question import ask, levels
from sampan.domain.search.spelling import best

PAPER = Path(__file__).parents[3] / "docs/algorithms/search.md"


def rows(*head: str) -> list[list[str]]:
    """The rows of the paper's table with this head."""
    lines = PAPER.read_text("utf-8").splitlines()
    start = lines.index(f"| {' | '.join(head)} |") + 2
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.mark.parametrize(
    ("written", "language", "stored"), rows("written", "language", "stored as")
)
def test_words_are_stored_as_the_paper_says(written: str, language: str, stored: str) -> None:
    terms = indexed(SearchDocument(1, language, written, ())).terms
    assert [term[1:] for term in terms if term[0] == TITLE] == stored.replace("`", "").split()


@pytest.mark.parametrize(
    ("typed", "language", "level", "asked"), rows("typed", "language", "level", "asks for")
)
def test_levels_ask_as_the_paper_says(typed: str, language: str, level: str, asked: str) -> None:
    condition = levels(ask(typed, language))[int(level)]
    worded = " and ".join(" or ".join(f"`{term}`" for term in group) for group in condition)
    assert worded == asked


@pytest.mark.parametrize(("typed", "known", "meant"), rows("typed", "known", "meant"))
def test_the_word_that_was_meant_is_the_one_of_the_paper(
    typed: str, known: str, meant: str
) -> None:
    assert list(best(typed, dict.fromkeys(known.split(", "), 1))[:1]) == ([meant] if meant else [])
