"""The words of twelve languages for goods and their traits, and where they stand in a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sampan.domain.customs.folding import (
    SHORTEST_STEM,
    WORD,
    Folded,
    fold,
    is_wide,
    stem,
)

NAMES = ("thing", "elsewhere")
COMPOUNDING = frozenset({"de", "nl"})
FALLBACK = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One idea and its words by language.

    `kind` is thing (names a good), elsewhere (names a good that no heading of ours covers) or the
    trait that it is a value of: material, wearer, make, print, movement, count, age. What it
    `implies` are values too: jeans are woven and of cotton.
    """

    id: str
    kind: str
    implies: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    source: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One HS6: the concepts that name its goods, the traits it asks for, and how common it is.

    `traits` maps a trait to the values that the heading admits; what is in `must_say` has to be
    said (nobody sells a baby's shirt without the word). `prior` (0 to 9) decides between headings
    that the text leaves equal.
    """

    hs6: str
    text: str
    things: tuple[str, ...]
    traits: Mapping[str, tuple[str, ...]]
    prior: int
    must_say: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A concept's word at a span of the folded text; `in_compound` is part of a longer word."""

    concept: Concept
    start: int
    end: int
    in_compound: bool = False


@dataclass(slots=True)
class _Index:
    """The words of one language, ready to be looked for."""

    exact: dict[str, list[tuple[tuple[str, ...], Concept]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[tuple[str, ...], Concept]]] = field(default_factory=dict)
    parts: dict[str, Concept] = field(default_factory=dict)
    wide: dict[str, list[tuple[str, Concept]]] = field(default_factory=dict)


class Thesaurus:
    """Concepts and headings, with an index for each language that is built when first asked for."""

    def __init__(self, concepts: Iterable[Concept], headings: Iterable[Heading]) -> None:
        self.concepts = {concept.id: concept for concept in concepts}
        self.headings = tuple(headings)
        self._indexes: dict[str, _Index] = {}

    def find(self, text: Folded, language: str) -> tuple[Found, ...]:
        """Every concept that a text names, in order; a word inside a longer one's span of the
        same kind does not count."""
        column = "zh" if language.startswith("zh") else language
        found = self._found(text, column)
        if column != FALLBACK:
            taken = [(one.start, one.end) for one in found]
            for one in self._found(text, FALLBACK):
                if not any(start < one.end and one.start < end for start, end in taken):
                    found.append(one)
        return tuple(sorted(_longest(found), key=lambda one: (one.start, one.end)))

    def kind_of(self, value: str) -> str:
        """The trait that a value belongs to."""
        return self.concepts[value].kind

    def _found(self, text: Folded, column: str) -> list[Found]:
        index = self._index(column)
        tokens = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text.text)]
        found = [
            *_wide_words(index, text.text, tokens),
            *_words(index.exact, [token for token, _, _ in tokens], tokens),
        ]
        # As written beats without endings: "glasses" are worn, "glass" is a material.
        for one in _words(index.stems, [stem(token, column) for token, _, _ in tokens], tokens):
            if not any(other.start <= one.start and one.end <= other.end for other in found):
                found.append(one)
        if column in COMPOUNDING:
            found += _compounds(index, tokens, column)
        return found

    def _index(self, column: str) -> _Index:
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = _Index()
            for concept in self.concepts.values():
                for word in concept.words.get(column, ()):
                    _add(index, word, concept, column)
        return index


def _add(index: _Index, word: str, concept: Concept, column: str) -> None:
    folded = fold(word).text
    if is_wide(folded):
        index.wide.setdefault(folded[0], []).append((folded, concept))
        return
    tokens = tuple(WORD.findall(folded))
    index.exact.setdefault(tokens[0], []).append((tokens, concept))
    stems = tuple(stem(token, column) for token in tokens)
    index.stems.setdefault(stems[0], []).append((stems, concept))
    if len(tokens) == 1 and len(stems[0]) >= SHORTEST_STEM:
        index.parts.setdefault(stems[0], concept)
        index.parts.setdefault(tokens[0], concept)


def _wide_words(index: _Index, text: str, tokens: list[tuple[str, int, int]]) -> Iterable[Found]:
    """Words written without blanks; a single Hangul syllable counts only as a word of its own."""
    alone = {(start, end) for _, start, end in tokens}
    for start, character in enumerate(text):
        for word, concept in index.wide.get(character, ()):
            end = start + len(word)
            if not text.startswith(word, start):
                continue
            is_syllable = len(word) == 1 and "\uac00" <= word <= "\ud7af"
            if not is_syllable or (start, end) in alone:
                yield Found(concept, start, end)


def _words(
    index: Mapping[str, list[tuple[tuple[str, ...], Concept]]],
    forms: list[str],
    tokens: list[tuple[str, int, int]],
) -> Iterable[Found]:
    for i, form in enumerate(forms):
        for term, concept in index.get(form, ()):
            if tuple(forms[i : i + len(term)]) == term:
                yield Found(concept, tokens[i][1], tokens[i + len(term) - 1][2])


def _compounds(index: _Index, tokens: list[tuple[str, int, int]], column: str) -> Iterable[Found]:
    """`Baumwollsocken`: the end of a compound names the thing, its beginning the trait."""
    for token, start, end in tokens:
        base = stem(token, column)
        tail = next(
            (
                (at, concept)
                for at in range(2, len(base) - SHORTEST_STEM + 1)
                if (concept := index.parts.get(base[at:]) or index.parts.get(token[at:]))
            ),
            None,
        )
        if tail is not None:
            yield Found(tail[1], start + tail[0], end, in_compound=True)
        for length in range(len(token) - 2, SHORTEST_STEM - 1, -1):
            head = index.parts.get(token[:length])
            if head is not None and head.kind not in NAMES:
                yield Found(head, start, start + length, in_compound=True)
                break


def _longest(found: Iterable[Found]) -> Iterable[Found]:
    """Without what lies inside a longer find of the same kind, and without repetitions."""
    by_kind: dict[str, list[Found]] = {}
    for one in found:
        kind = "name" if one.concept.kind in NAMES else one.concept.kind
        by_kind.setdefault(kind, []).append(one)
    for finds in by_kind.values():
        finds.sort(key=lambda one: (one.start - one.end, one.in_compound, one.start))
        kept: list[Found] = []
        for one in finds:
            if not any(other.start <= one.start and one.end <= other.end for other in kept):
                kept.append(one)
        # Words of one length at one place stand for several ideas: all of them are meant.
        yield from kept
        for one in finds:
            twins = ((other.start, other.end) for other in kept if other.concept != one.concept)
            if (one.start, one.end) in twins and not one.in_compound and one not in kept:
                yield one
