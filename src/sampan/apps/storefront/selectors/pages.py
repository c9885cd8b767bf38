"""The page of a product, and what a sitemap names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from sampan.apps.storefront.models import Card, Offer, Sheet


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A product's words in one language; `body` is as `catalog.selectors.sheets` made it."""

    product_id: int
    language: str
    slug: str
    title: str
    subtitle: str
    alt: str
    changed_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A product behind a slug: the best sheet for a language, and the slugs of all languages."""

    sheet: SheetRow
    slugs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """Prices by variant id: the amount, the lowest before a reduction, the breaks."""

    lowest_minor: int
    highest_minor: int
    is_available: bool
    variants: Mapping[str, tuple[int, int | None, Sequence[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class SitemapRow:
    """A product as a sitemap names it."""

    product_id: int
    slugs: Mapping[str, str]
    changed_at: datetime


def sheet(language: str, slug: str) -> Found | None:
    """The product that a slug of any language names, in `language` or its fallback; two queries.

    A slug of `language` itself wins over the same slug of another language.
    """
    named = list(Sheet.objects.filter(slug=slug).values_list("product_id", "language"))
    if not named:
        return None
    product_id = next((pid for pid, own in named if own == language), named[0][0])
    rows = list(Sheet.objects.filter(product_id=product_id).defer("body"))
    best = next((row for row in rows if row.language == language), None) or next(
        (row for row in rows if row.is_fallback), rows[0]
    )
    body = Sheet.objects.values_list("body", flat=True).get(pk=best.pk)
    return Found(
        SheetRow(
            product_id,
            best.language,
            best.slug,
            best.title,
            best.subtitle,
            best.alt,
            best.changed_at,
            json.loads(body),
        ),
        {row.language: row.slug for row in rows},
    )


def offer(product_id: int, price_list: str) -> OfferRow | None:
    """What a market's list asks for a product; None when that market does not see it."""
    row = Offer.objects.filter(product_id=product_id, price_list=price_list).first()
    if row is None:
        return None
    return OfferRow(row.lowest_minor, row.highest_minor, row.is_available, row.variants)


def stock(product_id: int) -> Mapping[str, tuple[bool, Mapping[str, int]]]:
    """By variant id whether it sells without stock, and its units by country."""
    found = Card.objects.filter(product_id=product_id).values_list("stock", flat=True).first()
    return found or {}


def sitemap_size(language: str) -> tuple[int, datetime | None]:
    """How many products have a page in a language, and when the last of them changed."""
    found = Sheet.objects.filter(language=language).aggregate(
        number=Count("id"), latest=Max("changed_at")
    )
    return found["number"], found["latest"]


def sitemap(language: str, limit: int, offset: int) -> list[SitemapRow]:
    """Products with a page in a language, with their slugs in all languages."""
    chosen = Sheet.objects.filter(language=language).order_by("product_id")
    ids = list(chosen.values_list("product_id", flat=True)[offset : offset + limit])
    if not ids:
        return []
    rows: dict[int, SitemapRow] = {}
    for product_id, own, slug, changed_at in (
        Sheet.objects.filter(product_id__gte=ids[0], product_id__lte=ids[-1])
        .order_by("product_id", "language")
        .values_list("product_id", "language", "slug", "changed_at")
    ):
        row = rows.setdefault(product_id, SitemapRow(product_id, {}, changed_at))
        assert isinstance(row.slugs, dict)
        row.slugs[own] = slug
    known = set(ids)
    return [row for row in rows.values() if row.product_id in known]
