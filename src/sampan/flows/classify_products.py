"""Suggest HS codes for products from their words; a person approves them elsewhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from html import unescape

from sampan.apps.catalog.selectors.drafts import StoredDraft, stored_drafts
from sampan.apps.customs import selectors, services
from sampan.apps.customs.services import TextRead
from sampan.domain.catalog.drafts import TextDraft, VariantDraft
from sampan.domain.customs.suggest import ProductText, suggest
from sampan.kernel.batches import batches
from sampan.reference.hs_words import edition, load_thesaurus

AT_ONCE = 250
CROSSES_BORDERS = frozenset({None, "goods", "bundle"})
MATERIAL = "material"
TAG = re.compile(r"<[^>]*>")
NO_TEXT = TextDraft("en", title="")


@dataclass(frozen=True, slots=True)
class Read:
    """How many variants were read, had been read before, and got a suggestion now."""

    read: int
    unchanged: int
    suggested: int


def classify_products(product_ids: Iterable[int], at: datetime) -> Read:
    """Read the texts of products that changed since they were last read, and store suggestions."""
    read = unchanged = suggested = 0
    for batch in batches(product_ids, AT_ONCE):
        texts = dict(_texts(stored_drafts(batch)))
        known = selectors.fingerprints(sorted(texts))
        reads = []
        for variant_id, text in texts.items():
            fingerprint = _fingerprint(text)
            if known.get(variant_id) == fingerprint:
                unchanged += 1
                continue
            reading = suggest(text, load_thesaurus())
            reads.append(TextRead(variant_id, text.language, fingerprint, reading))
            suggested += bool(reading.suggestions)
        services.store_suggestions(reads, at)
        read += len(reads)
    return Read(read, unchanged, suggested)


def _texts(stored: Iterable[StoredDraft]) -> Iterator[tuple[int, ProductText]]:
    for one in stored:
        if one.draft.kind in CROSSES_BORDERS:
            for variant_id, variant in zip(one.variant_ids, one.draft.variants, strict=True):
                yield variant_id, _text(one, variant)


def _text(stored: StoredDraft, variant: VariantDraft) -> ProductText:
    """The words in the product's own language; materials as typed, or as the attribute says."""
    draft = stored.draft
    words = {text.language: text for text in draft.texts}
    text = words.get(draft.source_language) or next(iter(draft.texts), NO_TEXT)
    materials = variant.trade.materials if variant.trade else None
    if not materials:
        values = (one.value for one in draft.attributes or () if one.code == MATERIAL)
        materials = ", ".join(value for value in values if isinstance(value, str))
    body = (draft.product_type, text.subtitle, _plain(text.description or ""))
    return ProductText(
        title=text.title or "",
        language=text.language.lower(),
        body=". ".join(part for part in body if part),
        materials=materials,
    )


def _plain(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())


def _fingerprint(text: ProductText) -> str:
    return sha256("\n".join((edition(), *astuple(text))).encode(errors="replace")).hexdigest()
