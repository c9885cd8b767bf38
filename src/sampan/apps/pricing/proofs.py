"""What must be true of the prices, asked of the tables themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from sampan.apps.pricing.models import Price, PriceChange, PriceList
from sampan.kernel import audit
from sampan.kernel.batches import SIZE

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A price in force and the newest that the history knows, in minor units of the list."""

    list_id: int
    list_code: str
    variant_id: int
    minimum_quantity: int
    in_force: int | None
    remembered: int | None


def price_count() -> int:
    """How many prices there are to agree."""
    return Price.objects.count()


def negative_prices() -> list[int]:
    """Ids of variants that cost less than nothing somewhere."""
    return list(
        Price.objects.filter(amount_minor__lt=0).values_list("variant_id", flat=True).distinct()
    )


def disagreements(at: datetime) -> list[Disagreement]:
    """Prices whose history ends with another amount than the one in force."""
    current, past = _in_force(at), _remembered(at)
    codes = dict(PriceList.objects.values_list("id", "code"))
    return [
        Disagreement(
            list_id=key[0],
            list_code=codes[key[0]],
            variant_id=key[1],
            minimum_quantity=key[2],
            in_force=current.get(key),
            remembered=past.get(key),
        )
        for key in sorted(current.keys() | past.keys())
        if current.get(key) != past.get(key)
    ]


@transaction.atomic
def remember(found: Iterable[Disagreement], *, actor: str, at: datetime) -> int:
    """Add to the history what is in force now, and record that it was missing."""
    rows = [
        PriceChange(
            price_list_id=one.list_id,
            variant_id=one.variant_id,
            minimum_quantity=one.minimum_quantity,
            amount_minor=one.in_force,
            at=at,
        )
        for one in found
    ]
    PriceChange.objects.bulk_create(rows, batch_size=SIZE)
    changes = {"rows": len(rows)}
    audit.record(actor=actor, action="prices.repaired", subject="prices", at=at, changes=changes)
    return len(rows)


def _in_force(at: datetime) -> dict[Key, int]:
    """Of several periods in force, the one that started last wins."""
    rows = Price.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=at), Q(valid_to=None) | Q(valid_to__gt=at)
    ).order_by(F("valid_from").asc(nulls_first=True))
    return _last(
        rows.values_list("price_list_id", "variant_id", "minimum_quantity", "amount_minor")
    )


def _remembered(at: datetime) -> dict[Key, int]:
    rows = PriceChange.objects.filter(at__lte=at).order_by("at", "id")
    return _last(
        rows.values_list("price_list_id", "variant_id", "minimum_quantity", "amount_minor")
    )


def _last(rows: Iterable[tuple[int, int, int, int | None]]) -> dict[Key, int]:
    found = {
        (list_id, variant_id, quantity): minor for list_id, variant_id, quantity, minor in rows
    }
    return {key: minor for key, minor in found.items() if minor is not None}
