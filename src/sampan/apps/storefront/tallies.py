"""Counting what a category holds, by adding and taking back what single products bring to it.

Counting anew costs 60 ms for a category of 2,000 products and 500 ms for a catalog of 50,000
(measured on PostgreSQL); reading the sums costs 1 ms however many there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from sampan.apps.storefront.models import Card, Facet, Placement, Tally
from sampan.kernel.rows import insert

ALL_GOODS = 0
STOCK = "stock"
COLUMNS = ("price_list", "category_id", "code", "value", "swatch", "count")
_TAKE_ALL = (
    "DELETE FROM storefront_tally RETURNING price_list, category_id, code, value, swatch, count"
)

Key = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class Brought:
    """What one product brings to the counts of its categories."""

    is_available: bool
    missing: Sequence[str]
    category_ids: Iterable[int]
    facets: Mapping[tuple[str, str], str]


class Change:
    """What a refresh adds and takes back; products that stay as they are cancel out."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self.swatches: dict[tuple[str, str], str] = {}

    def add(self, one: Brought, sign: int = 1) -> None:
        """Count a product in, or out with a negative sign."""
        values = [("", ""), *one.facets]
        if one.is_available:
            values.append((STOCK, ""))
        self.swatches.update((key, swatch) for key, swatch in one.facets.items() if swatch)
        for category_id in {ALL_GOODS, *one.category_ids}:
            for code, value in values:
                self.counts["", category_id, code, value] += sign
                for price_list in one.missing:
                    self.counts[price_list, category_id, code, value] -= sign

    def store(self) -> None:
        """Add what differs, as rows."""
        insert(
            Tally,
            COLUMNS,
            (
                (price_list, category_id, code, value, self.swatches.get((code, value), ""), count)
                for (price_list, category_id, code, value), count in sorted(self.counts.items())
                if count
            ),
        )


def brought(product_ids: Sequence[int]) -> list[Brought]:
    """What these products bring now; three queries."""
    cards = Card.objects.filter(product_id__in=product_ids)
    rows = {
        one: (has, missing)
        for one, has, missing in cards.values_list("product_id", "is_available", "missing")
    }
    places: dict[int, list[int]] = {one: [] for one in rows}
    for product_id, category_id in Placement.objects.filter(product_id__in=rows).values_list(
        "product_id", "category_id"
    ):
        places[product_id].append(category_id)
    facets: dict[int, dict[tuple[str, str], str]] = {one: {} for one in rows}
    for product_id, code, value, swatch in Facet.objects.filter(product_id__in=rows).values_list(
        "product_id", "code", "value", "swatch"
    ):
        facets[product_id][code, value] = swatch
    return [
        Brought(is_available, missing, places[one], facets[one])
        for one, (is_available, missing) in rows.items()
    ]


@transaction.atomic
def fold() -> int:
    """Make one row of the rows of each count; returns how many are left."""
    counts: Counter[Key] = Counter()
    swatches: dict[tuple[str, str], str] = {}
    for price_list, category_id, code, value, swatch, count in _take_all():
        counts[price_list, category_id, code, value] += count
        if swatch:
            swatches[code, value] = swatch
    change = Change()
    change.counts, change.swatches = counts, swatches
    change.store()
    return sum(1 for count in counts.values() if count)


def _take_all() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_ALL)
        return list(cursor.fetchall())
