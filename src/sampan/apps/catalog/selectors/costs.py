"""What variants cost us, and what they are called, for screens that list other things."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from sampan.apps.catalog.models import ProductText, Variant
from sampan.domain.money import Money
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class VariantName:
    """A variant as a list of other things names it."""

    variant_id: int
    product_id: int
    sku: str
    title: str
    options: str
    is_active: bool


def costs(variant_ids: Collection[int]) -> Mapping[int, Money]:
    """What variants cost us; one whose cost is not known is missing."""
    found: dict[int, Money] = {}
    for batch in batches(sorted(variant_ids)):
        rows = Variant.objects.filter(id__in=batch)
        for variant_id, minor, currency in rows.values_list("id", "cost_minor", "cost_currency"):
            if minor is not None:
                found[variant_id] = Money(minor, currency)
    return found


def names(variant_ids: Collection[int], language: str) -> Mapping[int, VariantName]:
    """What variants are called in a language, or in their own; two queries for each batch."""
    found: dict[int, VariantName] = {}
    for batch in batches(sorted(variant_ids)):
        rows = list(Variant.objects.filter(id__in=batch).select_related("product"))
        titles = _titles({row.product_id for row in rows}, language)
        for row in rows:
            title = titles.get(row.product_id, row.product.handle)
            options = " / ".join(text for text in (row.option1, row.option2, row.option3) if text)
            is_active = row.is_active and row.product.status == "active"
            found[row.id] = VariantName(
                row.id, row.product_id, row.sku or "", title, options, is_active
            )
    return found


def stocked(text: str, limit: int) -> list[int]:
    """Variants whose stock is counted, by SKU, found by SKU or title."""
    rows = Variant.objects.filter(tracks_stock=True, needs_shipping=True)
    rows = rows.exclude(product__status="archived")
    if text:
        rows = rows.filter(
            Q(sku__icontains=text) | Q(gtin=text) | Q(product__texts__title__icontains=text)
        )
    found = rows.order_by("sku", "id").values_list("id", flat=True).distinct()
    return list(found[:limit])


def _titles(product_ids: Collection[int], language: str) -> dict[int, str]:
    texts: dict[int, tuple[int, str]] = {}
    rows = ProductText.objects.filter(product_id__in=product_ids).select_related("product")
    for row in rows:
        rank = 0 if row.language == language else 1
        if row.language not in {language, row.product.source_language}:
            continue
        if row.product_id not in texts or rank < texts[row.product_id][0]:
            texts[row.product_id] = (rank, row.title)
    return {product_id: title for product_id, (_, title) in texts.items()}
