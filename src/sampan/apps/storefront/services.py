"""Writing the window: rows of changed products are thrown away and written again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from sampan.apps.storefront.models import Card, Facet, Offer, Placement, Sheet, Tally
from sampan.apps.storefront.tallies import Brought, Change, brought
from sampan.kernel import stamps
from sampan.kernel.batches import batches
from sampan.kernel.rows import insert

WRITING = 7_261_944  # the number of PostgreSQL's advisory locks for it
STRIPES = 64
TABLES = (Card, Offer, Placement, Facet, Sheet)
CARD = (
    "product_id",
    "kind",
    "newest",
    "is_new",
    "is_available",
    "picture",
    "swatches",
    "stock",
    "missing",
)
OFFER = (
    "product_id",
    "price_list",
    "newest",
    "is_available",
    "lowest_minor",
    "highest_minor",
    "former_minor",
    "variants",
)
SHEET = (
    "product_id",
    "language",
    "is_fallback",
    "slug",
    "title",
    "subtitle",
    "alt",
    "changed_at",
    "body",
)

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """Prices of a product in one list: by variant id the amount, the former lowest, the breaks."""

    price_list: str
    variants: Mapping[str, tuple[int, int | None, Sequence[tuple[int, int]]]]


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A product's page in one language; `body` is JSON."""

    language: str
    is_fallback: bool
    slug: str
    title: str
    subtitle: str
    alt: str
    body: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as the window will show it.

    `stock` and `missing` are as in `Card`; `facets` gives the color of each code and value, where
    there is one.
    """

    product_id: int
    kind: str
    created_at: datetime
    changed_at: datetime
    is_available: bool
    is_new: bool = False
    picture: Mapping[str, object] | None = None
    swatches: Sequence[str] = ()
    stock: Mapping[str, object] = field(default_factory=dict)
    missing: Sequence[str] = ()
    offers: Sequence[OfferDraft] = ()
    category_ids: Iterable[int] = ()
    facets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sheets: Sequence[SheetDraft] = ()

    @property
    def newest(self) -> int:
        """Sorts by the second of creation, then by the order of storing."""
        return int(self.created_at.timestamp()) * 10**7 + 10**7 - 1 - self.product_id % 10**7


def wait_for_turn(product_ids: Sequence[int]) -> None:
    """Let one transaction at a time write the window of a product, from here to its commit.

    To be called before anything is read: what the other transaction wrote is then seen. Always the
    last lock that a transaction takes, in one order, so nobody waits in a circle. SQLite's writers
    stand in line already.
    """
    assert connection.in_atomic_block, "wait inside the transaction that writes"
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for stripe in sorted({product_id % STRIPES for product_id in product_ids}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [WRITING, stripe])


@transaction.atomic
def replace(product_ids: Sequence[int], shown: Sequence[Shown], change: Change) -> None:
    """Make the window show exactly `shown` of these products; the others of them disappear.

    What that does to the counts is noted in `change`, to be stored when all is done.
    """
    for batch in batches(product_ids):
        for old in brought(batch):
            change.add(old, -1)
    for one in shown:
        change.add(Brought(one.is_available, one.missing, one.category_ids, one.facets))
    for table in TABLES:
        for batch in batches(product_ids):
            table._default_manager.filter(product_id__in=batch).delete()
    insert(Card, CARD, map(_card, shown))
    insert(Offer, OFFER, (_offer(one, draft) for one in shown for draft in one.offers))
    insert(
        Placement,
        ("category_id", "product_id", "newest"),
        (
            (category_id, one.product_id, one.newest)
            for one in shown
            for category_id in one.category_ids
        ),
    )
    insert(
        Facet,
        ("product_id", "code", "value", "swatch"),
        (
            (one.product_id, code, value, swatch)
            for one in shown
            for (code, value), swatch in one.facets.items()
        ),
    )
    insert(Sheet, SHEET, (_sheet(one, draft) for one in shown for draft in one.sheets))
    stamps.bump("window")


@transaction.atomic
def forget_others(product_ids: Sequence[int]) -> None:
    """Drop the rows of products that no longer exist at all."""
    known = set(product_ids)
    gone = [one for one in Card.objects.values_list("product_id", flat=True) if one not in known]
    if gone:
        change = Change()
        replace(gone, [], change)
        change.store()


@transaction.atomic
def forget_counts() -> Change:
    """Start counting from nothing: what products bring now is noted as not yet counted."""
    Tally.objects.all().delete()
    change = Change()
    for batch in batches(Card.objects.order_by("product_id").values_list("product_id", flat=True)):
        for one in brought(batch):
            change.add(one)
    return change


def _card(one: Shown) -> Row:
    return (
        one.product_id,
        one.kind,
        one.newest,
        one.is_new,
        one.is_available,
        _json(one.picture) if one.picture else None,
        _json(list(one.swatches)),
        _json(one.stock),
        _json(list(one.missing)),
    )


def _offer(one: Shown, draft: OfferDraft) -> Row:
    amounts = [(minor, former or 0) for minor, former, _ in draft.variants.values()]
    lowest, former = min(amounts)
    return (
        one.product_id,
        draft.price_list,
        one.newest,
        one.is_available,
        lowest,
        max(amounts)[0],
        former or None,
        _json(draft.variants),
    )


def _sheet(one: Shown, draft: SheetDraft) -> Row:
    return (
        one.product_id,
        draft.language,
        draft.is_fallback,
        draft.slug,
        draft.title,
        draft.subtitle,
        draft.alt,
        connection.ops.adapt_datetimefield_value(one.changed_at),
        draft.body,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
