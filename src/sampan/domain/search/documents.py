"""A product's words in one language, as the index stores them: each with the place it stands in.

A term is a digit and a folded word. The digit says how good the place is, and a word of a better
place is stored under every worse one too, so that "in the title" and "anywhere" are one look-up
each and no rank is computed while searching:

| digit | holds the words of |
|---|---|
| 0 | SKUs, GTINs, manufacturers' ids and the title: each as one word |
| 1 | the title |
| 2 | and subtitle, brand, categories, type |
| 3 | and attributes, options, tags, ends of glued words |
| 4 | and the description |
| 9 | no words: the languages it is shown in (`9lde`), the markets it is hidden in (`9hgulf`) |
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from sampan.domain.search.fold import fold
from sampan.domain.search.segment import Piece, code, grams, parts, pieces
from sampan.domain.search.stems import stem

CODE, TITLE, ABOUT, DETAIL, ANYWHERE, MARK = "0", "1", "2", "3", "4", "9"
PLACES = (TITLE, ABOUT, DETAIL, ANYWHERE)
CUT_VERSION = 1
LONGEST_DESCRIPTION = 20_000
MOST_TERMS = 4_000
SHORTEST_WORD = 3
GLUING = frozenset({"de", "nl"})
SHORTEST_GLUED = 8

_WRITTEN = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What is known of a product in one language; `description` may hold HTML.

    `shown_in` are the languages whose shoppers read these words: the own one, and every language
    in which the product has no words of its own.
    """

    product_id: int
    language: str
    title: str
    shown_in: tuple[str, ...]
    hidden_in: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    description: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document ready to store: its terms, and the words that spelling and completion know.

    `words` maps a folded word of the title, subtitle, brand, category or attribute to the word as
    it was written. `title_length` counts the words of the title: of two hits the shorter title is
    the nearer one.
    """

    terms: tuple[str, ...]
    words: dict[str, str]
    title_length: int


def shown(language: str) -> str:
    """The mark of a document that shoppers of a language read."""
    return f"{MARK}l{code(language)}"


def hidden(market: str) -> str:
    """The mark of a document that one market must not see."""
    return f"{MARK}h{code(market)}"


def indexed(document: SearchDocument) -> Indexed:
    """Cut a document into terms."""
    language = document.language
    seen: set[str] = set()
    terms: list[str] = []
    words: dict[str, str] = {}
    places = (
        (document.title,),
        document.about,
        document.details,
        (_plain(document.description),),
    )
    for depth, texts in enumerate(places):
        found = _found_by(texts, language)
        if PLACES[depth] == DETAIL:
            found |= _ends(document.title, language)
        fresh = [word for word in found if word not in seen]
        seen.update(fresh)
        terms += [f"{place}{word}" for place in PLACES[depth:] for word in fresh]
        if depth < len(places) - 1:
            words |= _written(texts, words)
    marks = [*map(shown, document.shown_in), *map(hidden, document.hidden_in)]
    whole = map(code, (*document.codes, document.title))
    codes = [CODE + text for text in whole if text]
    return Indexed(
        terms=tuple(dict.fromkeys([*marks, *codes, *terms[:MOST_TERMS]])),
        words=words,
        title_length=sum(len(p.text) if p.is_run else 3 for p in pieces(document.title)) // 3,
    )


def _found_by(texts: Iterable[str], language: str) -> dict[str, None]:
    """Every word under which texts are found, in their order."""
    found: dict[str, None] = {}
    for text in texts:
        before = ""
        for piece in pieces(text):
            found.update(_forms(piece, language))
            if len(before) == 1 and not piece.is_run:
                found[before + piece.text] = None
            before = piece.text
    return found


def _ends(title: str, language: str) -> dict[str, None]:
    """The ends of long words where words are glued together: `Tasche` finds `Umhängetasche`."""
    if language not in GLUING:
        return {}
    long = (p.text for p in pieces(title) if not p.is_run and len(p.text) >= SHORTEST_GLUED)
    return {
        form[start:]: None
        for word in long
        for form in (word, stem(word, language))
        for start in range(SHORTEST_WORD, len(form) - SHORTEST_WORD)
    }


@lru_cache(maxsize=50_000)
def _forms(piece: Piece, language: str) -> dict[str, None]:
    if piece.is_run:
        return dict.fromkeys(grams(piece.text))
    return dict.fromkeys((piece.text, stem(piece.text, language), *parts(piece.text)))


def _written(texts: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """Folded word to written word, for words worth completing and correcting."""
    fresh: dict[str, str] = {}
    for text in texts:
        for word in _WRITTEN.findall(text):
            folded = _worth_knowing(word)
            if folded and folded not in known:
                fresh.setdefault(folded, word)
    return fresh


@lru_cache(maxsize=50_000)
def _worth_knowing(word: str) -> str:
    """The folded word when it is one of letters and long enough, otherwise nothing."""
    folded = fold(word)
    if len(folded) < SHORTEST_WORD or any(map(str.isdecimal, folded)):
        return ""
    return folded if _is_one_word(folded) else ""


def _is_one_word(folded: str) -> bool:
    found = list(pieces(folded))
    return len(found) == 1 and not found[0].is_run and found[0].text == folded


def _plain(html: str) -> str:
    return unescape(_TAG.sub(" ", html[:LONGEST_DESCRIPTION]))
