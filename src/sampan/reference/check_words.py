"""Checks the words for goods: every idea has a word everywhere, every heading leads to ideas."""

from collections.abc import Iterator

from sampan.domain.customs.thesaurus import NAMES, Thesaurus
from sampan.reference.check_rows import HS, Finding
from sampan.reference.hs_words import load_thesaurus

TERMS, HEADINGS = "hs_terms", "hs_headings"


def check_words(thesaurus: Thesaurus | None = None) -> Iterator[Finding]:
    """The faults of the thesaurus; lines are counted from the file's header."""
    words = load_thesaurus() if thesaurus is None else thesaurus
    for line, concept in enumerate(words.concepts.values(), start=2):
        if not concept.source:
            yield _finding(TERMS, line, "missing_source", concept.id)
        for language, terms in concept.words.items():
            if not terms:
                yield _finding(TERMS, line, "no_word", f"{concept.id} in {language}")
        for value in concept.implies:
            if value not in words.concepts or words.kind_of(value) in NAMES:
                yield _finding(TERMS, line, "unknown_idea", f"{concept.id} implies {value}")
    for line, heading in enumerate(words.headings, start=2):
        if len(heading.hs6) != 6 or not HS.fullmatch(heading.hs6):
            yield _finding(HEADINGS, line, "impossible_hs", heading.hs6)
        named = (*heading.things, *(v for values in heading.traits.values() for v in values))
        for idea in named:
            if idea not in words.concepts:
                yield _finding(HEADINGS, line, "unknown_idea", f"{heading.hs6}: {idea}")


def _finding(table: str, line: int, code: str, detail: str) -> Finding:
    return Finding(table, f"{table}.csv", line, code, detail)
