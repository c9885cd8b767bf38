"""Questions to the index: hits in the order of their rank, words that were meant, completions."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sampan.apps.search import engine
from sampan.apps.search.models import Document, WordKey
from sampan.domain.search import question as asking
from sampan.domain.search.documents import ANYWHERE, hidden, shown
from sampan.domain.search.question import Condition, Question
from sampan.domain.search.segment import pieces
from sampan.domain.search.spelling import best, edits_allowed, keys

MOST_HITS = 1_000
LOOKED_THROUGH = 50


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
    """Completions of the last word and the best products, while somebody types.

    A completion is a word of a product that has the other words too: choosing it finds something.
    """
    question = asking.ask(text, language)
    if not question:
        return Suggestions((), ())
    reader = _Reader(language, market_code, LOOKED_THROUGH)
    documents = reader.documents(asking.levels(asking.unfinished(question)))
    if not documents:
        found = _wider(reader, question).product_ids
        return Suggestions((), found[:limit])
    products = tuple(dict.fromkeys(map(engine.product_of, documents)))
    return Suggestions(_completions(documents, text, limit), products[:limit])


@dataclass(frozen=True, slots=True)
class _Reader:
    language: str
    market_code: str
    most: int

    def find(self, levels: tuple[Condition, ...]) -> Matches:
        documents = self.documents(levels)
        products = tuple(dict.fromkeys(map(engine.product_of, documents[: self.most])))
        return Matches(products, are_more=len(documents) > self.most)

    def documents(self, levels: tuple[Condition, ...]) -> list[int]:
        marks = shown(self.language), hidden(self.market_code)
        return engine.find(engine.Lookup(levels, *marks, self.most + 1)) if levels else []


def _wider(reader: _Reader, question: Question) -> Matches:
    """Misspelt and unfinished words, words together or apart, and at last any of the words."""
    near = _near(reader.language, question)
    widened = asking.widened(question, near)
    meant = tuple(near[asked.word][0] for asked in question.words if near.get(asked.word))
    found = reader.find(asking.levels(widened))
    if found.product_ids:
        return replace(found, meant=meant)
    strange = [word for word, nearest in near.items() if not nearest]
    glued = asking.joined(question)
    apart = asking.split(question, strange[0], reader.language) if strange else ()
    found = reader.find((*(asking.levels(glued) if glued else ()), *apart))
    if not found.product_ids and len(question.words) > 1:
        found = replace(reader.find((asking.any_of(widened, ANYWHERE),)), is_loose=True)
    return found if found.product_ids else NOTHING


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
    for row in rows.select_related("word"):
        entry = (row.word.word, row.word.language, row.word.products)
        candidates[row.key].append(entry)
    near = {}
    for asked, own_keys in doubtful.items():
        pool = {entry for key in own_keys for entry in candidates.get(key, ())}
        own = {word: products for word, tongue, products in pool if tongue == language}
        others = {word: products for word, tongue, products in pool if tongue != language}
        if asked not in own:
            near[asked] = best(asked, own) or best(asked, others)
    return near


def _completions(documents: list[int], text: str, limit: int) -> tuple[str, ...]:
    """The typed text with its last word completed, by how many of the best products have it."""
    typed = list(pieces(text[: asking.LONGEST]))
    if not typed or typed[-1].is_run or not text[-1:].isalnum():
        return ()
    start = typed[-1].text
    before = text[: asking.LONGEST].rstrip().rpartition(" ")[0]
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    rows = Document.objects.filter(id__in=documents).order_by("id")
    for words in rows.values_list("words", flat=True):
        fitting = {word: as_is for word, as_is in words.items() if word.startswith(start)}
        counts.update(fitting.keys())
        written = fitting | written
    return tuple(f"{before} {written[word]}".strip() for word, _ in counts.most_common(limit))
