"""What is stored of a batch of products before drafts change it: one query a table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sampan.apps.catalog.models import (
    HiddenInMarket,
    Media,
    MediaText,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)


def _lists() -> dict[int, list[Any]]:
    return defaultdict(list)


@dataclass(slots=True)
class Shelf:
    """Rows by product id; a product that is new has none."""

    products: dict[str, Product]
    texts: dict[int, list[ProductText]] = field(default_factory=_lists)
    variants: dict[int, list[Variant]] = field(default_factory=_lists)
    media: dict[int, list[Media]] = field(default_factory=_lists)
    media_texts: dict[int, list[MediaText]] = field(default_factory=_lists)
    placements: dict[int, list[ProductCategory]] = field(default_factory=_lists)
    tags: dict[int, list[ProductTag]] = field(default_factory=_lists)
    attributes: dict[int, list[ProductAttribute]] = field(default_factory=_lists)
    hidden: dict[int, list[HiddenInMarket]] = field(default_factory=_lists)


def load(handles: Iterable[str]) -> Shelf:
    """Everything that is stored under these handles."""
    shelf = Shelf({row.handle: row for row in Product.objects.filter(handle__in=list(handles))})
    ids = [row.id for row in shelf.products.values()]
    if not ids:
        return shelf
    here = {"product_id__in": ids}
    for text in ProductText.objects.filter(**here):
        shelf.texts[text.product_id].append(text)
    for variant in Variant.objects.filter(**here):
        shelf.variants[variant.product_id].append(variant)
    for media in Media.objects.filter(**here):
        shelf.media[media.product_id].append(media)
    for media_text in MediaText.objects.filter(media__product_id__in=ids):
        shelf.media_texts[media_text.media_id].append(media_text)
    for placement in ProductCategory.objects.filter(**here):
        shelf.placements[placement.product_id].append(placement)
    for tag in ProductTag.objects.filter(**here).order_by("id"):
        shelf.tags[tag.product_id].append(tag)
    for attribute in ProductAttribute.objects.filter(**here).order_by("attribute_id", "position"):
        shelf.attributes[attribute.product_id].append(attribute)
    for hidden in HiddenInMarket.objects.filter(**here):
        shelf.hidden[hidden.product_id].append(hidden)
    return shelf
