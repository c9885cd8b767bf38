"""Writing the index: documents in bulk, and the words that spelling and completion know."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby, islice

from django.db import connection, transaction

from sampan.apps.search import engine
from sampan.apps.search.models import Document, Word, WordKey
from sampan.domain.search.documents import CUT_VERSION, Indexed, SearchDocument, indexed
from sampan.domain.search.spelling import keys

_BATCH = 500
_AT_ONCE = 200
_LONGEST_WRITTEN = 80

_COUNT_WORD = """
    INSERT INTO search_word (language, word, written, products) VALUES (%s, %s, %s, %s)
    ON CONFLICT (language, word) DO UPDATE SET products = search_word.products + excluded.products
"""

_Entry = tuple[str, str]


@transaction.atomic
def index(documents: Iterable[SearchDocument]) -> int:
    """Store documents in place of all that were there of the same products.

    Products whose documents are as they were are left alone. Returns how many were written. The
    documents of one product must follow each other.
    """
    written = 0
    products = groupby(documents, key=lambda document: document.product_id)
    waiting = ((product_id, list(group)) for product_id, group in products)
    while batch := dict(islice(waiting, _AT_ONCE)):
        written += _replace(batch)
    if written:
        engine.tidy()
    return written


@transaction.atomic
def remove(product_ids: Sequence[int]) -> None:
    """Take products out of the index."""
    counts: Counter[_Entry] = Counter()
    for start in range(0, len(product_ids), _BATCH):
        old = Document.objects.filter(product_id__in=product_ids[start : start + _BATCH])
        for language, words in old.values_list("language", "words"):
            counts.subtract((language, word) for word in words)
        old.delete()
    _count(counts, {})
    for language, words in _by_language(counts):
        used_up = Word.objects.filter(language=language, word__in=words, products__lte=0)
        WordKey.objects.filter(word__in=used_up).delete()
        used_up.delete()


def _replace(products: dict[int, list[SearchDocument]]) -> int:
    before: dict[int, set[str]] = {}
    known = Document.objects.filter(product_id__in=products)
    for product_id, fingerprint in known.values_list("product_id", "fingerprint"):
        before.setdefault(product_id, set()).add(fingerprint)
    now = {
        product_id: {_fingerprint(document): document for document in documents}
        for product_id, documents in products.items()
    }
    changed = {key: found for key, found in now.items() if before.get(key) != found.keys()}
    remove(sorted(before.keys() & changed.keys()))
    fresh = [document for found in changed.values() for document in found.items()]
    if fresh:
        _store(fresh)
    return len(fresh)


def _store(documents: list[tuple[str, SearchDocument]]) -> None:
    counts: Counter[_Entry] = Counter()
    written: dict[_Entry, str] = {}
    rows = []
    for fingerprint, document in documents:
        cut = indexed(document)
        rows.append(_row(document, cut, fingerprint))
        for word, as_written in cut.words.items():
            counts[document.language, word] += 1
            written.setdefault((document.language, word), as_written[:_LONGEST_WRITTEN])
    engine.write(rows)
    new = _unknown(counts)
    _count(counts, written)
    _add_keys(new)


def _row(document: SearchDocument, cut: Indexed, fingerprint: str) -> engine.Row:
    return engine.Row(
        id=engine.document_id(
            product_id=document.product_id,
            language=document.language,
            title_length=cut.title_length,
        ),
        product_id=document.product_id,
        language=document.language,
        words=cut.words,
        terms=cut.terms,
        fingerprint=fingerprint,
    )


def _fingerprint(document: SearchDocument) -> str:
    """A digest of all that goes into the index, and of the version of how it is cut."""
    facts = f"{CUT_VERSION} {document!r}"
    return blake2b(facts.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _count(counts: Counter[_Entry], written: dict[_Entry, str]) -> None:
    """Add to the words' numbers of products; sorted, so that writers never wait in a circle."""
    values = [
        (language, word, written.get((language, word), word), change)
        for (language, word), change in sorted(counts.items())
        if change
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_COUNT_WORD, values)


def _unknown(counts: Counter[_Entry]) -> list[_Entry]:
    return [
        (language, word)
        for language, words in _by_language(counts)
        for word in sorted(set(words) - _known(language, words))
    ]


def _known(language: str, words: list[str]) -> set[str]:
    found = Word.objects.filter(language=language, word__in=words)
    return set(found.values_list("word", flat=True))


def _add_keys(entries: list[_Entry]) -> None:
    """Store what is left of the new words when letters are left out."""
    for language, words in _by_language(entries):
        ids = Word.objects.filter(language=language, word__in=words).values_list("id", "word")
        WordKey.objects.bulk_create(
            [
                WordKey(key=key, word_id=word_id)
                for word_id, word in ids
                for key in sorted(keys(word))
            ],
            batch_size=2_000,
        )


def _by_language(entries: Iterable[_Entry]) -> Iterator[tuple[str, list[str]]]:
    """Words by language, at most as many at a time as a statement may carry values."""
    for language, group in groupby(sorted(entries), key=lambda entry: entry[0]):
        words = [word for _, word in group]
        for start in range(0, len(words), _BATCH):
            yield language, words[start : start + _BATCH]
