"""Loads the vague terms of customs descriptions, the owner's newer rows on top."""

from pathlib import Path

from sampan.domain.customs.descriptions import VagueWord, Vocabulary
from sampan.reference.tables import TableSpec, load

VAGUE_WORDS = TableSpec("vague_words", VagueWord, ("term",), lambda row: row["term"])


def load_vocabulary(home: Path | None = None) -> Vocabulary:
    """Every vague term with its dates and source. Raises BadTable."""
    table = load(VAGUE_WORDS, home)
    return Vocabulary(row for rows in table.values() for row in rows)
