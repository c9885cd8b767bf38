"""Loads the thesaurus of goods: words from `hs_terms.csv`, headings from `hs_headings.csv`.

Headings are those of the Harmonized System 2022.
"""

import csv
from functools import cache

from sampan.domain.customs.thesaurus import Concept, Heading, Thesaurus
from sampan.reference.tables import SHIPPED

NOT_LANGUAGES = frozenset({"concept", "kind", "implies", "source"})


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped words and headings; read once a process."""
    return Thesaurus(_concepts(), _headings())


def _concepts() -> list[Concept]:
    with (SHIPPED / "hs_terms.csv").open(encoding="utf-8", newline="") as file:
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
    with (SHIPPED / "hs_headings.csv").open(encoding="utf-8", newline="") as file:
        return [
            Heading(
                row["hs6"],
                row["heading"],
                _parts(row["things"]),
                dict(_trait(part) for part in row["marks"].split(";") if part),
                int(row["prior"]),
            )
            for row in csv.DictReader(file)
        ]


def _trait(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, values = text.partition("=")
    return name, _parts(values)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
