"""A sheet of paper: blocks of words, drawn once as plain text and once as HTML.

Both drawings are made from the same blocks, so that neither says less than the other. A letter
loads nothing from anywhere: no pictures, no fonts, nothing that tells when it was opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context
from django.template.engine import Engine

RIGHT_TO_LEFT = frozenset({"ar"})
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "pt-br": "pt-BR"}
FOLDER = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: one line of subject, and the same words twice."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the shop, the address of its seller, and its home on the web."""

    shop: str
    address: tuple[str, ...]
    home: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `is_strong` for the one that must not be overlooked."""

    text: str
    is_strong: bool = False
    sort: str = "words"


@dataclass(frozen=True, slots=True)
class Way:
    """A link, written out where links cannot be pressed."""

    text: str
    url: str
    sort: str = "way"


@dataclass(frozen=True, slots=True)
class Table:
    """Names with amounts; the last row is the sum where `has_total` says so."""

    title: str
    rows: tuple[tuple[str, str], ...]
    has_total: bool = False
    sort: str = "table"


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that belong together, as an address."""

    title: str
    lines: tuple[str, ...]
    sort: str = "lines"


@dataclass(frozen=True, slots=True)
class Law:
    """A text that the law wants in the reader's hands, in small print, whole."""

    title: str
    paragraphs: tuple[str, ...]
    sort: str = "law"


Block = Words | Way | Table | Lines | Law


def draw(
    language: str, sender: Sender, subject: str, heading: str, blocks: Sequence[Block]
) -> Letter:
    """The letter in both drawings; the subject is one line whatever stands in it."""
    facts: dict[str, Any] = {
        "language": language,
        "tag": TAGS.get(language, language),
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "sender": sender,
        "subject": " ".join(subject.split()),
        "heading": heading,
        "blocks": blocks,
    }
    return Letter(facts["subject"], _plain(facts), _drawn("sheet.html", facts))


def _plain(facts: dict[str, Any]) -> str:
    """Plain text, with one empty line at most between what belongs apart."""
    lines = [line.rstrip() for line in _drawn("sheet.txt", facts).splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip() + "\n"


def _drawn(name: str, facts: dict[str, Any]) -> str:
    context = Context(facts, autoescape=name.endswith(".html"))
    return str(_engine().get_template(f"letters/{name}").render(context))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(FOLDER)], libraries={"i18n": "django.templatetags.i18n"})
