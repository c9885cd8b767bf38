"""What can be wrong with drafts, found before anything is written, all of it at once.

SQLite keeps whatever length it is given and PostgreSQL refuses it, so lengths are checked here,
from the columns themselves.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from sampan.apps.catalog.models import (
    Attribute,
    Brand,
    CategoryText,
    HiddenInMarket,
    Media,
    MediaText,
    Product,
    ProductTag,
    ProductText,
    Variant,
)
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.check_variants import variant_problems
from sampan.apps.catalog.services.groups_by_name import kind_of
from sampan.apps.catalog.services.store_sets import typed
from sampan.apps.catalog.services.store_variants import match, options_of, padded
from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.catalog.problems import DraftProblem
from sampan.domain.markets import LANGUAGES
from sampan.kernel.batches import batches

SHOWN = 60
LONGEST_TEXT = 200_000
KINDS = frozenset(Product.Kind.values)
STATUSES = frozenset(Product.Status.values)
PRODUCT_TEXTS = (
    "product_type",
    "external_label",
    "manufacturer",
    "manufacturer_contact",
    "responsible_person",
    "responsible_contact",
)
WORDS = ("title", "subtitle", "seo_title", "seo_description")
_HANDLE = re.compile(r"[-\w]+")
_CODE = re.compile(r"[-a-zA-Z0-9_]+")
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_FILE = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\\\x00-\x1f:]+")

Found = Iterator[tuple[str, str, object]]


@dataclass(slots=True)
class _Known:
    """What the database says about the names that a batch of drafts uses."""

    products: dict[str, Product]
    variants: dict[str, list[Variant]] = field(default_factory=dict)
    sku_owner: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)
    markets: Mapping[str, int] = field(default_factory=dict)


def find_problems(drafts: Sequence[ProductDraft]) -> list[DraftProblem]:
    """Every reason why these drafts cannot be stored; empty when they can."""
    problems: list[DraftProblem] = []
    handles = Counter(draft.handle for draft in drafts)
    skus = Counter(cleaning.plain(v.sku) for draft in drafts for v in draft.variants if v.sku)
    for batch in batches(drafts, 250):
        known = _look_up(batch)
        known.members |= handles.keys()
        there = skus.keys() | known.sku_owner.keys()
        for draft in batch:
            for name, code, value in _product_problems(draft, known, handles):
                problems.append(_problem(draft, name, code, value))
            for index, variant in enumerate(draft.variants):
                for name, code, value in variant_problems(variant, there):
                    problems.append(_problem(draft, name, code, value, index))
            problems += _identity_problems(draft, known, skus)
    return problems


def market_ids() -> dict[str, int]:
    """Row ids of markets by code, reached through the catalog's own key to them."""
    markets = HiddenInMarket._meta.get_field("market").related_model
    assert markets is not None and not isinstance(markets, str)
    return dict(markets._default_manager.values_list("code", "id"))


def _look_up(drafts: Sequence[ProductDraft]) -> _Known:
    handles = {draft.handle for draft in drafts}
    rows = Product.objects.filter(handle__in=handles).only("handle", "option_names", "kind")
    known = _Known({row.handle: row for row in rows})
    by_id = {row.pk: row.handle for row in known.products.values()}
    columns = ("product_id", "sku", "option1", "option2", "option3")
    for variant in Variant.objects.filter(product_id__in=by_id).only(*columns):
        known.variants.setdefault(by_id[variant.product_id], []).append(variant)
    skus = {v.sku for draft in drafts for v in draft.variants if v.sku}
    skus |= {sku for draft in drafts for v in draft.variants for sku in v.parts or ()}
    for batch in batches(sorted(skus)):
        owners = Variant.objects.filter(sku__in=batch).values_list("sku", "product__handle")
        known.sku_owner.update((sku, handle) for sku, handle in owners if sku)
    members = {name for draft in drafts for name in draft.members or ()}
    known.members = set(Product.objects.filter(handle__in=members).values_list("handle", flat=True))
    codes = {value.code for draft in drafts for value in draft.attributes or ()}
    known.attributes = dict(Attribute.objects.filter(code__in=codes).values_list("code", "kind"))
    for draft in drafts:
        for value in draft.attributes or ():
            known.attributes.setdefault(value.code, kind_of(value))
    known.markets = market_ids() if any(draft.hidden_in for draft in drafts) else {}
    return known


def _problem(
    draft: ProductDraft, name: str, code: str, value: object, variant: int | None = None
) -> DraftProblem:
    return DraftProblem(draft.handle[:SHOWN], name, code, str(value)[:SHOWN], variant)


def _product_problems(draft: ProductDraft, known: _Known, handles: Mapping[str, int]) -> Found:
    if not _HANDLE.fullmatch(draft.handle) or len(draft.handle) > 255:
        yield "handle", "bad_handle", draft.handle
    if handles[draft.handle] > 1:
        yield "handle", "duplicate_handle", draft.handle
    if draft.kind is not None and draft.kind not in KINDS:
        yield "kind", "unknown_kind", draft.kind
    if draft.status is not None and draft.status not in STATUSES:
        yield "status", "unknown_status", draft.status
    for name in PRODUCT_TEXTS:
        yield from _too_long(Product, name, getattr(draft, name))
    if draft.brand:
        yield from _too_long(Brand, "name", draft.brand, "brand")
    if draft.external_url and not _ADDRESS.fullmatch(draft.external_url):
        yield "external_url", "bad_address", draft.external_url
    yield from _text_problems(draft)
    yield from _option_problems(draft, known)
    yield from _group_problems(draft, known)
    yield from _picture_problems(draft)


def _text_problems(draft: ProductDraft) -> Found:
    languages = [text.language for text in draft.texts]
    for language in {draft.source_language, *languages} - set(LANGUAGES):
        yield "language", "unknown_language", language
    if len(set(languages)) < len(languages):
        yield "language", "duplicate_language", ", ".join(languages)
    for text in draft.texts:
        for name in WORDS:
            yield from _too_long(ProductText, name, getattr(text, name))
        for name in ("description", "care", "warnings"):
            if len(getattr(text, name) or "") > LONGEST_TEXT:
                yield name, "too_long", getattr(text, name)


def _option_problems(draft: ProductDraft, known: _Known) -> Found:
    names = draft.option_names
    if names is None:
        stored = known.products.get(draft.handle)
        names = tuple(stored.option_names) if stored else ()
    if len(names) > 3:
        yield "option_names", "too_many_options", len(names)
    if len(set(names)) < len(names) or not all(map(cleaning.plain, names)):
        yield "option_names", "bad_option_names", ", ".join(names)
    if any(len(name) > 200 for name in names):
        yield "option_names", "too_long", max(names, key=len)


def _identity_problems(
    draft: ProductDraft, known: _Known, skus: Mapping[str, int]
) -> Iterator[DraftProblem]:
    """Two variants must not be the same thing, in the draft, in the file or in the catalog."""
    stored = known.variants.get(draft.handle, [])
    claimed = [row.pk for row in match(draft.variants, stored) if row is not None]
    taken = {options_of(row) for row in stored if row.pk not in claimed}
    product = known.products.get(draft.handle)
    names = draft.option_names if draft.option_names is not None else ()
    if draft.option_names is None and product is not None:
        names = tuple(product.option_names)
    options = Counter(padded(variant.options) for variant in draft.variants)
    for index, variant in enumerate(draft.variants):
        key, sku = padded(variant.options), cleaning.plain(variant.sku or "")
        shown = " / ".join(variant.options)
        if len(variant.options) != len(names) or not all(key[: len(names)]):
            yield _problem(draft, "options", "options_mismatch", shown, index)
        elif options[key] > 1:
            yield _problem(draft, "options", "duplicate_options", shown, index)
        elif key in taken:
            yield _problem(draft, "options", "options_taken", shown, index)
        if sku and skus[sku] > 1:
            yield _problem(draft, "sku", "duplicate_sku", sku, index)
        elif sku and known.sku_owner.get(sku, draft.handle) != draft.handle:
            yield _problem(draft, "sku", "sku_taken", sku, index)


def _group_problems(draft: ProductDraft, known: _Known) -> Found:
    for path in draft.categories or ():
        handles = all(_HANDLE.fullmatch(handle) and len(handle) <= 100 for handle in path)
        if not path or not handles or sum(len(handle) + 1 for handle in path) > 600:
            yield "categories", "bad_category", " > ".join(path)
    for name in draft.category_names.values():
        yield from _too_long(CategoryText, "name", name, "categories")
    for tag in draft.tags or ():
        yield from _too_long(ProductTag, "name", tag, "tags")
    for value in draft.attributes or ():
        if not _CODE.fullmatch(value.code) or len(value.code) > 60:
            yield "attributes", "bad_attribute", value.code
        yield from _too_long(Attribute, "name", value.name, "attributes")
        yield from _too_long(Attribute, "unit", value.unit, "attributes")
        if typed(value, known.attributes[value.code]) is None:
            yield "attributes", "bad_attribute_value", f"{value.code}: {value.value}"
    for name in draft.members or ():
        if name == draft.handle or name not in known.members:
            yield "members", "unknown_product", name
    for market in draft.hidden_in or ():
        if market not in known.markets:
            yield "hidden_in", "unknown_market", market


def _picture_problems(draft: ProductDraft) -> Found:
    for picture in draft.pictures or ():
        address, file = picture.source_url, picture.file
        if not address and not file:
            yield "pictures", "no_picture", ""
        if address and (len(address) > 4000 or not _ADDRESS.fullmatch(address)):
            yield "pictures", "bad_address", address
        if file and not _FILE.fullmatch(file):
            yield "pictures", "bad_file", file
        yield from _too_long(Media, "file", file, "pictures")
        for language, alt in picture.alt.items():
            if language not in LANGUAGES:
                yield "pictures", "unknown_language", language
            yield from _too_long(MediaText, "alt", alt, "pictures")


def _too_long(model: type[Model], column: str, text: str | None, name: str | None = None) -> Found:
    """The longest that the column holds; no text at all is fine."""
    longest: Any = model._meta.get_field(column)
    if text is not None and len(text) > longest.max_length:
        yield name or column, "too_long", text
