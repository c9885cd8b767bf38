"""What a shopper typed, as levels of conditions: the best place first, then ever wider.

A condition is a tuple of groups that all must hold; a group is a tuple of terms of which one must
be there; a term that ends in `*` stands for every term that starts so. Whatever is typed becomes
letters and digits first, so no index language can be smuggled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sampan.domain.search.documents import ABOUT, ANYWHERE, CODE, DETAIL, TITLE
from sampan.domain.search.segment import LONGEST_WORD, code, pairs, pieces
from sampan.domain.search.stems import is_stop_word, stem

LONGEST = 200
MOST_WORDS = 10
SHORTEST_START = 3
SHORTEST_CODE = 4

Group = tuple[str, ...]
Condition = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question with the forms under which it may stand in the index."""

    word: str
    forms: tuple[str, ...]
    is_gram: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question; empty when nothing in it can be looked up."""

    words: tuple[Asked, ...]
    code: str

    def __bool__(self) -> bool:
        return bool(self.words or self.code)


def ask(text: str, language: str) -> Question:
    """Parse what was typed; everything beyond 200 characters or ten words is left out."""
    typed = text[:LONGEST]
    asked: dict[str, Asked] = {}
    for piece in pieces(typed):
        if piece.is_run:
            for gram in pairs(piece.text) or (piece.text,):
                asked[gram] = Asked(gram, (gram,), is_gram=True)
        else:
            asked[piece.text] = _asked(piece.text, language)
    telling = [one for one in asked.values() if one.is_gram or not is_stop_word(one.word, language)]
    whole = code(typed)
    return Question(
        words=tuple((telling or list(asked.values()))[:MOST_WORDS]),
        code=whole if len(typed.strip()) <= LONGEST_WORD else "",
    )


def levels(question: Question) -> tuple[Condition, ...]:
    """Conditions from the best hits to all hits; each one but the first holds the one before.

    The code or title as a whole, every word in the title, then with subtitle, brand and category,
    with attributes, with the description.
    """
    found: list[Condition] = []
    if question.code:
        found.append(((CODE + question.code,),))
    if question.words:
        found += [in_place(question, place) for place in (TITLE, ABOUT, DETAIL, ANYWHERE)]
    return tuple(dict.fromkeys(found))


def in_place(question: Question, place: str) -> Condition:
    """Every word in one of its forms, in this place or a better one."""
    return tuple(tuple(place + form for form in asked.forms) for asked in question.words)


def widened(question: Question, meant: Mapping[str, tuple[str, ...]]) -> Question:
    """The question with words that may be meant beside what was typed, and starts of words.

    `meant` maps a typed word to known words near it; a word that is known maps to nothing.
    """
    words = []
    for asked in question.words:
        more: tuple[str, ...] = ()
        if not asked.is_gram:
            more = meant.get(asked.word, ())
            if len(asked.word) >= SHORTEST_START:
                more += (f"{asked.word}*",)
        words.append(replace(asked, forms=tuple(dict.fromkeys(asked.forms + more))))
    start = f"{question.code}*" if len(question.code) >= SHORTEST_CODE else ""
    return Question(tuple(words), start)


def unfinished(question: Question) -> Question:
    """The question while somebody types: its last word may go on."""
    if not question.words or question.words[-1].is_gram:
        return question
    *before, last = question.words
    forms = (*last.forms, f"{last.word}*")
    return Question((*before, replace(last, forms=forms)), question.code)


def joined(question: Question) -> Question | None:
    """Neighbors written as one word (`tea pot` for `teapot`); None for a single word."""
    words = [asked.word for asked in question.words if not asked.is_gram]
    if len(words) < 2 or len(words) != len(question.words):
        return None
    return Question((Asked("".join(words)[:LONGEST_WORD], ("".join(words)[:LONGEST_WORD],)),), "")


def split(question: Question, unknown: str, language: str) -> tuple[Condition, ...]:
    """An unknown word as two (`teapots` as `tea pots`), one condition for each place to cut it."""
    others = tuple(asked for asked in question.words if asked.word != unknown)
    conditions = []
    for cut in range(SHORTEST_START, len(unknown) - SHORTEST_START + 1):
        start, end = _asked(unknown[:cut], language), _asked(unknown[cut:], language)
        open_start = replace(start, forms=(*start.forms, f"{start.word}*"))
        parted = Question((*others, open_start, end), "")
        conditions.append(in_place(parted, ANYWHERE))
    return tuple(conditions)


def any_of(question: Question, place: str) -> Condition:
    """At least one of the words, in this place or a better one."""
    return (tuple(place + form for asked in question.words for form in asked.forms),)


def _asked(word: str, language: str) -> Asked:
    return Asked(word, tuple(dict.fromkeys((word, stem(word, language)))))
