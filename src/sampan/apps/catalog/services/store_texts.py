"""The words of products: cleaned, with a slug of their own in every language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sampan.apps.catalog.models import Product, ProductText
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.plan import Plan
from sampan.domain.catalog.drafts import ProductDraft, TextDraft
from sampan.domain.catalog.slugs import slug

HTML = ("description", "care")
PLAIN = ("title", "subtitle", "warnings", "seo_title", "seo_description")
LONGEST_BASE = 245


class Slugs:
    """Slugs that are taken, by language; asked for once a batch."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[str, int]] = defaultdict(dict)
        self._asked: set[tuple[str, str]] = set()
        self._next: dict[tuple[str, str], int] = {}

    def look_up(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Learn which of the wanted slugs other products have."""
        for language, slugs in wanted.items():
            rows = ProductText.objects.filter(language=language, slug__in=set(slugs))
            self._taken[language].update(rows.values_list("slug", "product_id"))

    def pick(self, language: str, base: str, product_id: int, current: str) -> str:
        """`base` or the first free number behind it; who has such a slug already keeps it."""
        taken = self._taken[language]
        if taken.setdefault(base, product_id) == product_id:
            return base
        if re.fullmatch(re.escape(base) + r"-\d+", current):
            return current
        self._ask_numbered(language, base)
        number = self._next.get((language, base), 2)
        while f"{base}-{number}" in taken:
            number += 1
        self._next[language, base] = number + 1
        taken[f"{base}-{number}"] = product_id
        return f"{base}-{number}"

    def _ask_numbered(self, language: str, base: str) -> None:
        if (language, base) not in self._asked:
            self._asked.add((language, base))
            rows = ProductText.objects.filter(language=language, slug__startswith=f"{base}-")
            self._taken[language].update(rows.values_list("slug", "product_id"))


def wanted_slugs(drafts: Iterable[ProductDraft]) -> dict[str, set[str]]:
    """Every slug that texts of these drafts may ask for."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        for text in _texts(draft):
            wanted[text.language].add(_base(draft, text))
    return wanted


def store_texts(
    draft: ProductDraft, product: Product, stored: list[ProductText], slugs: Slugs, plan: Plan
) -> None:
    """Plan the texts of one product; what a draft does not say stays."""
    rows = {row.language: row for row in stored}
    for text in _texts(draft) if not rows else draft.texts:
        values = _clean(text)
        row = rows.get(text.language)
        base = _base(draft, text)
        if row is None:
            values.setdefault("title", _title(draft))
            values["slug"] = slugs.pick(text.language, base, product.pk, "")
            values["origin"] = text.origin
            values["is_reviewed"] = text.origin != "machine"
            row = ProductText(product=product, language=text.language, **values)
            plan.create(row, product.pk, text.language)
            continue
        if text.slug:
            values["slug"] = slugs.pick(text.language, base, product.pk, row.slug)
        if any(getattr(row, name) != value for name, value in values.items()):
            values["origin"] = text.origin
            values["is_reviewed"] = text.origin != "machine"
            plan.change(row, values, product.pk, text.language)


def _texts(draft: ProductDraft) -> tuple[TextDraft, ...]:
    """A new product has words in its source language, at least its handle."""
    if any(text.language == draft.source_language for text in draft.texts):
        return draft.texts
    return (TextDraft(draft.source_language, title=_title(draft)), *draft.texts)


def _title(draft: ProductDraft) -> str:
    own = [text.title for text in draft.texts if text.language == draft.source_language]
    return cleaning.plain(own[0]) if own and own[0] else draft.handle


def _clean(text: TextDraft) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: cleaning.html(value) for name in HTML if (value := getattr(text, name))
    }
    values |= {name: "" for name in HTML if getattr(text, name) == ""}
    for name in PLAIN:
        value = getattr(text, name)
        if value is not None and not (name == "title" and not value):
            values[name] = cleaning.plain(value)
    return values


def _base(draft: ProductDraft, text: TextDraft) -> str:
    """The source language takes the handle, others their title's words."""
    if text.slug:
        return slug(text.slug, LONGEST_BASE) or draft.handle[:LONGEST_BASE]
    if text.language == draft.source_language or not text.title:
        return draft.handle[:LONGEST_BASE]
    return slug(text.title, LONGEST_BASE) or draft.handle[:LONGEST_BASE]
