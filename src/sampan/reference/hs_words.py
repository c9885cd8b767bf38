"""Loads the thesaurus of goods: words from `hs_terms.csv`, headings from `hs_headings.csv`.

Headings are those of the Harmonized System 2022.
"""

import csv
from functools import cache
from hashlib import sha256

from sampan.domain.customs.thesaurus import Concept, Heading, Thesaurus
from sampan.reference.tables import SHIPPED

TERMS, HEADINGS = "hs_terms.csv", "hs_headings.csv"
MUST_SAY = "=="
NOT_LANGUAGES = frozenset({"concept", "kind", "implies", "source"})


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped words and headings; read once a process."""
    return Thesaurus(_concepts(), _headings())


@cache
def edition() -> str:
    """A fingerprint of the words and headings; another edition may read a text differently."""
    content = b"".join((SHIPPED / name).read_bytes() for name in (TERMS, HEADINGS))
    return sha256(content).hexdigest()


def _concepts() -> list[Concept]:
    with (SHIPPED / TERMS).open(encoding="utf-8", newline="") as file:
        return [
            Concept(
                row["concept"],
                row["kind"],
                _parts(row["implies"]),
                {name: _parts(row[name]) for name in row if name not in NOT_LANGUAGES},
                row["source"],
            )
            for row in csv.DictReader(file)
        ]


def _headings() -> list[Heading]:
    with (SHIPPED / HEADINGS).open(encoding="utf-8", newline="") as file:
        return [
            Heading(
                row["hs6"],
                row["heading"],
                _parts(row["things"]),
                dict(_trait(part) for part in row["marks"].split(";") if part),
                int(row["prior"]),
                frozenset(
                    part.partition(MUST_SAY)[0]
                    for part in row["marks"].split(";")
                    if MUST_SAY in part
                ),
            )
            for row in csv.DictReader(file)
        ]


def _trait(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, values = text.partition("=")
    return name, _parts(values.removeprefix("="))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
