"""Prices as values: what holds now, what held before, and what will start."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, Q

from sampan.apps.pricing.models import Price, PriceChange, PriceList
from sampan.apps.pricing.services import facts_of
from sampan.domain.money import Money
from sampan.domain.pricing.lists import (
    Break,
    PastPrice,
    PriceFacts,
    PriceListFacts,
    lowest_before_reduction,
)
from sampan.kernel.batches import batches


def price_lists() -> tuple[PriceListFacts, ...]:
    """Every price list, in the owner's order."""
    return tuple(facts_of(row) for row in PriceList.objects.select_related("market"))


def base_price_list() -> PriceListFacts | None:
    """The list that imports fill and others follow; None before the first market."""
    row = PriceList.objects.filter(is_base=True).select_related("market").first()
    return facts_of(row) if row else None


def current_prices(
    variant_ids: Sequence[int], at: datetime
) -> Mapping[int, Mapping[str, PriceFacts]]:
    """What each variant costs at a moment, by price list code; a missing key is no price.

    Three queries for each 500 variants, however many lists there are.
    """
    lists = {row.id: row for row in PriceList.objects.all()}
    result: dict[int, dict[str, PriceFacts]] = {}
    for batch in batches(variant_ids):
        past = _past(batch, at, lists)
        for (variant_id, list_id), breaks in _in_force(batch, at, lists).items():
            single = breaks.get(1)
            if single is None:
                continue
            steps = tuple(Break(q, m) for q, m in sorted(breaks.items()) if q > 1)
            history = past.get((variant_id, list_id), [])
            lowest = lowest_before_reduction(single, history) if history else None
            facts = PriceFacts(single, steps, lowest)
            result.setdefault(variant_id, {})[lists[list_id].code] = facts
    return result


def history(variant_id: int, limit: int = 200) -> list[tuple[str, PastPrice, int]]:
    """Every price of a variant, newest first: list code, the price, its minimum quantity."""
    rows = (
        PriceChange.objects.filter(variant_id=variant_id)
        .select_related("price_list")
        .order_by("-at", "-id")[:limit]
    )
    return [
        (row.price_list.code, PastPrice(row.at, _money(row, row.price_list)), row.minimum_quantity)
        for row in rows
    ]


def variants_with_a_change_between(since: datetime, until: datetime) -> set[int]:
    """Variants of which a scheduled price starts or ends in `(since, until]`."""
    window = Q(valid_from__gt=since, valid_from__lte=until) | Q(
        valid_to__gt=since, valid_to__lte=until
    )
    return set(Price.objects.filter(window).values_list("variant_id", flat=True))


def _in_force(
    variant_ids: Sequence[int], at: datetime, lists: Mapping[int, PriceList]
) -> dict[tuple[int, int], dict[int, Money]]:
    """Of several periods in force, the one that started last wins."""
    rows = Price.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=at),
        Q(valid_to=None) | Q(valid_to__gt=at),
        variant_id__in=variant_ids,
    ).values_list("variant_id", "price_list_id", "minimum_quantity", "amount_minor", "valid_from")
    prices: dict[tuple[int, int], dict[int, Money]] = defaultdict(dict)
    for variant_id, list_id, quantity, minor, _ in sorted(
        rows, key=lambda row: (row[4] is not None, row[4])
    ):
        prices[variant_id, list_id][quantity] = Money(minor, lists[list_id].currency)
    return prices


def _past(
    variant_ids: Sequence[int], at: datetime, lists: Mapping[int, PriceList]
) -> dict[tuple[int, int], list[PastPrice]]:
    """The history of variants of which any price changed; one that never did says nothing."""
    told = PriceChange.objects.filter(variant_id__in=variant_ids, minimum_quantity=1, at__lte=at)
    changed = (
        told.values("variant_id", "price_list_id").annotate(times=Count("id")).filter(times__gt=1)
    )
    rows = (
        told.filter(variant_id__in=changed.values("variant_id"))
        .order_by("at", "id")
        .values_list("variant_id", "price_list_id", "amount_minor", "at")
    )
    past: dict[tuple[int, int], list[PastPrice]] = defaultdict(list)
    for variant_id, list_id, minor, changed_at in rows:
        amount = None if minor is None else Money(minor, lists[list_id].currency)
        past[variant_id, list_id].append(PastPrice(changed_at, amount))
    return past


def _money(row: PriceChange, price_list: PriceList) -> Money | None:
    return None if row.amount_minor is None else Money(row.amount_minor, price_list.currency)


def unit_prices(price_list: str, at: datetime) -> Mapping[int, Money]:
    """What one unit of every variant costs in one list at a moment; two queries."""
    row = PriceList.objects.filter(code=price_list).first()
    if row is None:
        return {}
    prices = Price.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=at),
        Q(valid_to=None) | Q(valid_to__gt=at),
        price_list=row,
        minimum_quantity=1,
    )
    in_order = prices.order_by(F("valid_from").asc(nulls_first=True))
    pairs = in_order.values_list("variant_id", "amount_minor")
    return {variant_id: Money(minor, row.currency) for variant_id, minor in pairs}


def standing_prices(
    price_list: str, variant_ids: Sequence[int]
) -> Mapping[int, tuple[Money, Money | None]]:
    """The price of one unit without any period, and another system's former price, for exports."""
    row = PriceList.objects.filter(code=price_list).first()
    found: dict[int, tuple[Money, Money | None]] = {}
    if row is None:
        return found
    for batch in batches(variant_ids):
        prices = Price.objects.filter(
            price_list=row, variant_id__in=batch, minimum_quantity=1, valid_from=None
        ).values_list("variant_id", "amount_minor", "compare_at_minor")
        for variant_id, minor, former in prices:
            before = None if former is None else Money(former, row.currency)
            found[variant_id] = Money(minor, row.currency), before
    return found
