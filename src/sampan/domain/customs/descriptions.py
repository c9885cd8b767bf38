"""Customs descriptions: clear enough to picture the thing, or refused before a carrier does it.

The EU's pre-arrival system ICS2 refuses a description that is one of its stop words, and asks for
more where a stop word stands beside nothing clear (Delegated Regulation (EU) 2015/2446, annex B,
data element 18 05: plain language, precise enough to identify the goods; general terms are not
accepted). The words are dated rows of `reference/vague_words.csv`. The official list grows; passing
here is no promise. When unsure, ask for a clearer text: a held parcel costs days.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sampan.domain.charges import Dated
from sampan.domain.customs.folding import fold, is_wide

LONGEST = 512
SHORTEST = 3
TELLING_WORDS = 2
WORD = re.compile(r"[^\W\d_]{2,}")
EMPTY_WORDS = frozenset(
    """
    and the for with from new hot sale best seller brand quality high top free shipping cheap
    different kinds kind type types assorted other others some size color colour pcs pieces pc
    piece lot pack own use personal value small large
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VagueWord(Dated):
    """A term that says nothing by itself, and an example of what to say `instead`."""

    term: str
    instead: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a description: `refused` stops a declaration, `weak` asks for more.

    Codes: empty, too_short, too_long, no_words, vague, not_latin.
    """

    code: str
    level: str
    words: str = ""
    instead: str = ""
    source: str = ""


class Vocabulary:
    """The vague terms, found by their words."""

    def __init__(self, terms: Iterable[VagueWord]) -> None:
        self._terms: Mapping[tuple[str, ...], VagueWord] = {
            tuple(_words(term.term)): term for term in terms
        }
        self._longest = max(map(len, self._terms), default=0)

    def find(self, words: list[str], on: date) -> list[tuple[int, int, VagueWord]]:
        """The vague terms in force on a day, longest first at each place, not overlapping."""
        found = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                term = self._terms.get(tuple(words[at : at + length]))
                if term is not None and term.in_force(on):
                    found.append((at, at + length, term))
                    at += length - 1
                    break
            at += 1
        return found


def check_description(text: str, vocabulary: Vocabulary, on: date) -> tuple[Objection, ...]:
    """What customs would object to in a description, the worst first; nothing when it is clear."""
    stripped = " ".join(text.split())
    if not stripped:
        return (Objection("empty", "refused"),)
    if len(stripped) > LONGEST:
        return (Objection("too_long", "refused"),)
    if is_wide(stripped) or (not stripped.isascii() and not _is_latin(stripped)):
        return (Objection("not_latin", "weak", stripped[:80]),)
    words = _words(stripped)
    if not words:
        return (Objection("no_words", "refused", stripped[:80]),)
    if sum(map(len, words)) < SHORTEST:
        return (Objection("too_short", "refused", stripped),)
    return _vague(words, vocabulary, on)


def _vague(words: list[str], vocabulary: Vocabulary, on: date) -> tuple[Objection, ...]:
    found = vocabulary.find(words, on)
    vague = {at for start, end, _ in found for at in range(start, end)}
    telling = {w for at, w in enumerate(words) if at not in vague and w not in EMPTY_WORDS}
    if not found:
        return () if telling else (Objection("vague", "refused", " ".join(words)),)
    if len(telling) >= TELLING_WORDS:
        return ()
    level = "weak" if telling else "refused"
    return tuple(
        Objection("vague", level, " ".join(words[start:end]), term.instead, term.source)
        for start, end, term in found
    )


def _words(text: str) -> list[str]:
    return WORD.findall(fold(text).text)


def _is_latin(text: str) -> bool:
    return all(character < "\u0250" or not character.isalpha() for character in text)
