"""Writing the window: rows of changed products are thrown away and written again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from sampan.apps.storefront.models import Card, Facet, Offer, Placement, Sheet
from sampan.kernel import stamps
from sampan.kernel.batches import batches

TABLES = (Card, Offer, Placement, Facet, Sheet)
ROWS_AT_ONCE = 2_000


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

    `stock` is as in `Card.stock`; `facets` gives the color of each code and value, or nothing.
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
    offers: Sequence[OfferDraft] = ()
    category_ids: Iterable[int] = ()
    facets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sheets: Sequence[SheetDraft] = ()

    @property
    def newest(self) -> int:
        """Sorts by the second of creation, then by the order of storing."""
        return int(self.created_at.timestamp()) * 10**7 + 10**7 - 1 - self.product_id % 10**7


@transaction.atomic
def replace(product_ids: Sequence[int], shown: Sequence[Shown]) -> None:
    """Make the window show exactly `shown` of these products; the others of them disappear."""
    for table in TABLES:
        for batch in batches(product_ids):
            table._default_manager.filter(product_id__in=batch).delete()
    Card.objects.bulk_create([_card(one) for one in shown], batch_size=ROWS_AT_ONCE)
    Offer.objects.bulk_create(
        [_offer(one, draft) for one in shown for draft in one.offers], batch_size=ROWS_AT_ONCE
    )
    Placement.objects.bulk_create(
        [
            Placement(category_id=category_id, product_id=one.product_id, newest=one.newest)
            for one in shown
            for category_id in one.category_ids
        ],
        batch_size=ROWS_AT_ONCE,
    )
    Facet.objects.bulk_create(
        [
            Facet(product_id=one.product_id, code=code, value=value, swatch=swatch)
            for one in shown
            for (code, value), swatch in one.facets.items()
        ],
        batch_size=ROWS_AT_ONCE,
    )
    Sheet.objects.bulk_create(
        [_sheet(one, draft) for one in shown for draft in one.sheets], batch_size=ROWS_AT_ONCE
    )
    stamps.bump("window")


@transaction.atomic
def forget_others(product_ids: Sequence[int]) -> None:
    """Drop the rows of products that no longer exist at all."""
    known = set(product_ids)
    gone = [one for one in Card.objects.values_list("product_id", flat=True) if one not in known]
    if gone:
        replace(gone, [])


def _card(one: Shown) -> Card:
    return Card(
        product_id=one.product_id,
        kind=one.kind,
        newest=one.newest,
        is_new=one.is_new,
        is_available=one.is_available,
        picture=one.picture,
        swatches=list(one.swatches),
        stock=dict(one.stock),
    )


def _offer(one: Shown, draft: OfferDraft) -> Offer:
    amounts = sorted((minor, former) for minor, former, _ in _comparable(draft))
    return Offer(
        product_id=one.product_id,
        price_list=draft.price_list,
        newest=one.newest,
        is_available=one.is_available,
        lowest_minor=amounts[0][0],
        highest_minor=amounts[-1][0],
        former_minor=amounts[0][1] or None,
        variants=dict(draft.variants),
    )


def _comparable(draft: OfferDraft) -> Iterable[tuple[int, int, object]]:
    return ((minor, former or 0, breaks) for minor, former, breaks in draft.variants.values())


def _sheet(one: Shown, draft: SheetDraft) -> Sheet:
    return Sheet(
        product_id=one.product_id,
        language=draft.language,
        is_fallback=draft.is_fallback,
        slug=draft.slug,
        title=draft.title,
        subtitle=draft.subtitle,
        alt=draft.alt,
        changed_at=one.changed_at,
        body=draft.body,
    )
