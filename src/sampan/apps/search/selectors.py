"""Questions to the index: hits in the order of their rank, words that were meant, completions."""

from collections import defaultdict
from dataclasses import dataclass, replace

from sampan.apps.search import engine
from sampan.apps.search.models import Word, WordKey
from sampan.domain.search import question as asking
from sampan.domain.search.documents import ANYWHERE, hidden, shown
from sampan.domain.search.question import Condition, Question
from sampan.domain.search.segment import pieces
from sampan.domain.search.spelling import best, edits_allowed, keys

MOST_HITS = 1_000


@dataclass(frozen=True, slots=True)
class Matches:
    """Products in the order of their rank, 1,000 at most; `are_more` says that there are others.

    `meant` holds the words that were searched instead of misspelt ones, `is_loose` says that no
    product has all the words.
    """

    product_ids: tuple[int, ...]
    are_more: bool = False
    meant: tuple[str, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of matches; `total` counts them all, to 1,000."""

    product_ids: tuple[int, ...]
    total: int
    are_more: bool = False
    meant: tuple[str, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a question may become: words that complete its last one, and products."""

    completions: tuple[str, ...]
    product_ids: tuple[int, ...]


NOTHING = Matches(())


def search(
    language: str, market_code: str, text: str, limit: int = 24, offset: int = 0
) -> SearchResult:
    """One page of `matches`."""
    found = matches(language, market_code, text)
    return SearchResult(
        product_ids=found.product_ids[offset : offset + limit],
        total=len(found.product_ids),
        are_more=found.are_more,
        meant=found.meant,
        is_loose=found.is_loose,
    )


def matches(language: str, market_code: str, text: str) -> Matches:
    """Products that shoppers of a market may see, for words in a language; never fails.

    One query where all words are known. Words that nobody uses are taken for misspelt or
    unfinished (two more queries), and at last a part of the words is enough.
    """
    question = asking.ask(text, language)
    if not question:
        return NOTHING
    reader = _Reader(language, market_code, MOST_HITS)
    found = reader.find(asking.levels(question))
    return found if found.product_ids else _wider(reader, question)


def suggest(language: str, market_code: str, text: str, limit: int = 6) -> Suggestions:
    """Completions of the last word and the best products, while somebody types."""
    question = asking.ask(text, language)
    if not question:
        return Suggestions((), ())
    reader = _Reader(language, market_code, limit)
    levels = asking.levels(asking.unfinished(question))
    return Suggestions(_completions(language, text, limit), reader.find(levels).product_ids)


@dataclass(frozen=True, slots=True)
class _Reader:
    language: str
    market_code: str
    most: int

    def find(self, levels: tuple[Condition, ...]) -> Matches:
        lookup = engine.Lookup(
            levels, shown(self.language), hidden(self.market_code), self.most + 1
        )
        documents = engine.find(lookup)
        products = tuple(dict.fromkeys(map(engine.product_of, documents[: self.most])))
        return Matches(products, are_more=len(documents) > self.most)


def _wider(reader: _Reader, question: Question) -> Matches:
    """Misspelt and unfinished words, words written together, and at last any of the words."""
    near = _near(reader.language, question)
    widened = asking.widened(question, near)
    meant = tuple(near[asked.word][0] for asked in question.words if near.get(asked.word))
    found = reader.find(asking.levels(widened))
    if not found.product_ids and (joined := asking.joined(question)):
        found, meant = reader.find(asking.levels(joined)), ()
    if not found.product_ids and len(question.words) > 1:
        found = replace(reader.find((asking.any_of(widened, ANYWHERE),)), is_loose=True)
    return replace(found, meant=meant) if found.product_ids else NOTHING


def _near(language: str, question: Question) -> dict[str, tuple[str, ...]]:
    """What the words that no product uses may mean, in the own language first: one query."""
    doubtful = {
        asked.word: keys(asked.word)
        for asked in question.words
        if not asked.is_gram and edits_allowed(asked.word)
    }
    sought = sorted({key for found in doubtful.values() for key in found})
    if not sought:
        return {}
    rows = WordKey.objects.filter(key__in=sought, word__products__gt=0)
    candidates: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for key, *word in rows.values_list("key", "word__word", "word__language", "word__products"):
        candidates[key].append((word[0], word[1], word[2]))
    near = {}
    for asked, own_keys in doubtful.items():
        pool = {entry for key in own_keys for entry in candidates.get(key, ())}
        own = {word: products for word, tongue, products in pool if tongue == language}
        others = {word: products for word, tongue, products in pool if tongue != language}
        if asked not in own:
            near[asked] = best(asked, own) or best(asked, others)
    return near


def _completions(language: str, text: str, limit: int) -> tuple[str, ...]:
    """The typed text with its last word completed to known ones, the most used first."""
    typed = list(pieces(text[: asking.LONGEST]))
    if not typed or typed[-1].is_run:
        return ()
    start = typed[-1].text
    words = Word.objects.filter(
        language=language, word__gte=start, word__lt=f"{start}\U0010ffff", products__gt=0
    ).order_by("-products", "word")
    return tuple(words.values_list("written", flat=True)[:limit])
