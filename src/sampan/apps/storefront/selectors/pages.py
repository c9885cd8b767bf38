"""The page of a product, and what a sitemap names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from sampan.apps.storefront.models import Sheet

_SHEETS = """
SELECT s.id, s.product_id, s.language, s.slug, s.is_fallback
FROM storefront_sheet s
WHERE s.product_id IN (SELECT product_id FROM storefront_sheet WHERE slug = %s)
ORDER BY s.product_id, s.language"""
_SHEET = "SELECT title, subtitle, alt, body FROM storefront_sheet WHERE id = %s"
_OFFER = """
SELECT o.lowest_minor, o.highest_minor, o.is_available, o.variants, c.stock
FROM storefront_offer o JOIN storefront_card c ON c.product_id = o.product_id
WHERE o.product_id = %s AND o.price_list = %s"""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A product's words in one language; `body` is as `catalog.selectors.sheets` made it."""

    product_id: int
    language: str
    slug: str
    title: str
    subtitle: str
    alt: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A product behind a slug: the best sheet for a language, and the slugs of all languages."""

    sheet: SheetRow
    slugs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """Prices by variant id: the amount, the lowest before a reduction, the breaks.

    `stock` says by variant id whether it sells without stock, and its units by country.
    """

    lowest_minor: int
    highest_minor: int
    is_available: bool
    variants: Mapping[str, tuple[int, int | None, Sequence[tuple[int, int]]]]
    stock: Mapping[str, tuple[bool, Mapping[str, int]]]


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
    rows = _rows(_SHEETS, [slug])
    if not rows:
        return None
    named = [row for row in rows if row[3] == slug]
    product_id = next((row[1] for row in named if row[2] == language), named[0][1])
    own = [row for row in rows if row[1] == product_id]
    best = next((row for row in own if row[2] == language), None) or next(
        (row for row in own if row[4]), own[0]
    )
    title, subtitle, alt, body = _rows(_SHEET, [best[0]])[0]
    found = SheetRow(product_id, best[2], best[3], title, subtitle, alt, json.loads(body))
    return Found(found, {row[2]: row[3] for row in own})


def offer(product_id: int, price_list: str) -> OfferRow | None:
    """What a market's list asks for a product, and its stock; None when it is not seen there."""
    rows = _rows(_OFFER, [product_id, price_list])
    if not rows:
        return None
    lowest, highest, is_available, variants, stock = rows[0]
    return OfferRow(lowest, highest, bool(is_available), json.loads(variants), json.loads(stock))


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


def _rows(statement: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
