"""Setting prices: every change is kept, and a list can follow the base list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sampan.apps.pricing.models import Price, PriceChange, PriceList
from sampan.domain.errors import CurrencyMismatch, Invalid, NotFound
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts, derived
from sampan.domain.pricing.rounding import HABITS
from sampan.kernel import audit, stamps
from sampan.kernel.batches import SIZE, batches
from sampan.kernel.bulk import insert_rows

HIGHEST_MINOR = 10**15
PRICE_COLUMNS = (
    "price_list",
    "variant",
    "minimum_quantity",
    "amount_minor",
    "compare_at_minor",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Who changes prices, when and why; it stands in the audit log and in the history."""

    actor: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Terms:
    """For which quantity and period a price holds: `[valid_from, valid_to)`, None for open."""

    minimum_quantity: int = 1
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.minimum_quantity <= 1_000_000:
            raise Invalid(field="minimum_quantity", reason="out_of_range")
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise Invalid(field="valid_to", reason="before_valid_from")
        if self.valid_to and not self.valid_from:
            raise Invalid(field="valid_from", reason="missing")


@transaction.atomic
def save_price_list(facts: PriceListFacts, *, market_id: int, position: int, cause: Cause) -> None:
    """Store a price list, new or changed; its prices stay until they are derived again."""
    if facts.rounding not in HABITS:
        raise Invalid(field="rounding", reason="unknown", habit=facts.rounding[:32])
    PriceList.objects.update_or_create(
        code=facts.code,
        defaults={
            "market_id": market_id,
            "currency": facts.currency,
            "is_base": facts.is_base,
            "factor": facts.factor,
            "rounding": facts.rounding,
            "position": position,
        },
    )
    _note("price_list.saved", facts.code, cause, {})


@transaction.atomic
def set_prices(
    price_list: str,
    prices: Mapping[int, Money | None],
    cause: Cause,
    *,
    terms: Terms | None = None,
    compare_at: Mapping[int, Money] | None = None,
) -> tuple[int, ...]:
    """Set the price of variants (by id) in a list; None takes it away. Returns who changed.

    What is equal already is left alone, so that a repeated import changes nothing. `compare_at` is
    another system's former price, kept for export. Raises NotFound, CurrencyMismatch, Invalid.
    """
    terms = terms or Terms()
    row = PriceList.objects.select_for_update().filter(code=price_list).first()
    if row is None:
        raise NotFound(what="price_list", code=price_list[:40])
    for amount in prices.values():
        _check(amount, row.currency)
    former = {variant: money.minor for variant, money in (compare_at or {}).items()}
    changed: list[int] = []
    for batch in batches(sorted(prices)):
        changed += _set_batch(row, {v: prices[v] for v in batch}, terms, cause, former)
    if changed:
        stamps.bump("prices")
        _note("prices.set", price_list, cause, {"variants": len(changed), "reason": cause.reason})
    return tuple(changed)


@transaction.atomic
def derive_prices(
    variant_ids: Sequence[int], cause: Cause, *, price_lists: Sequence[str] | None = None
) -> None:
    """Fill lists from the base list: times the list's factor, rounded by its habit, stored.

    Without `price_lists` only gaps are filled: a price that the owner set by hand stays. With it,
    the named lists are derived anew, quantity breaks included.
    """
    base = PriceList.objects.filter(is_base=True).first()
    if base is None:
        return
    targets = PriceList.objects.exclude(id=base.id)
    if price_lists is not None:
        targets = targets.filter(code__in=price_lists)
    by_quantity = _by_quantity(base, variant_ids)
    for target in targets:
        for quantity, amounts in by_quantity.items():
            wanted = dict(amounts)
            if price_lists is None:
                for known in _priced(target, wanted, quantity):
                    del wanted[known]
            facts = facts_of(target)
            derived_prices = {v: derived(m, facts) for v, m in wanted.items()}
            set_prices(target.code, derived_prices, cause, terms=Terms(minimum_quantity=quantity))


def facts_of(row: PriceList) -> PriceListFacts:
    """A price list as other rooms see it."""
    return PriceListFacts(
        code=row.code,
        market=row.market.code,
        currency=row.currency,
        is_base=row.is_base,
        factor=row.factor,
        rounding=row.rounding,
    )


def _check(amount: Money | None, currency: str) -> None:
    if amount is None:
        return
    if amount.currency != currency:
        raise CurrencyMismatch(expected=currency, got=amount.currency)
    if not 0 <= amount.minor <= HIGHEST_MINOR:
        raise Invalid(field="price", reason="out_of_range")


def _set_batch(
    row: PriceList,
    prices: Mapping[int, Money | None],
    terms: Terms,
    cause: Cause,
    former: Mapping[int, int],
) -> list[int]:
    found = {
        price.variant_id: price
        for price in Price.objects.filter(
            price_list=row,
            variant_id__in=list(prices),
            minimum_quantity=terms.minimum_quantity,
            valid_from=terms.valid_from,
        )
    }
    new: list[tuple[object, ...]] = []
    moved: list[Price] = []
    gone: list[int] = []
    changed: list[int] = []
    for variant_id, amount in prices.items():
        price = found.get(variant_id)
        if amount is None:
            if price is not None:
                gone.append(price.id)
                changed.append(variant_id)
            continue
        if price is None:
            first = (row.pk, variant_id, terms.minimum_quantity, amount.minor)
            new.append((*first, former.get(variant_id), terms.valid_from, terms.valid_to))
            changed.append(variant_id)
            continue
        if _is_same(price, amount, terms, former.get(variant_id, price.compare_at_minor)):
            continue
        moved.append(price)
        if price.amount_minor != amount.minor:
            changed.append(variant_id)
        price.amount_minor = amount.minor
        price.valid_to = terms.valid_to
        price.compare_at_minor = former.get(variant_id, price.compare_at_minor)
    insert_rows(Price, PRICE_COLUMNS, new)
    Price.objects.bulk_update(
        moved, ["amount_minor", "valid_to", "compare_at_minor"], batch_size=SIZE
    )
    Price.objects.filter(id__in=gone).delete()
    _remember(row, {v: prices[v] for v in changed}, terms, cause)
    return changed


def _is_same(price: Price, amount: Money, terms: Terms, compare_at: int | None) -> bool:
    return (
        price.amount_minor == amount.minor
        and price.valid_to == terms.valid_to
        and price.compare_at_minor == compare_at
    )


def _remember(
    row: PriceList, prices: Mapping[int, Money | None], terms: Terms, cause: Cause
) -> None:
    """The history of a scheduled price starts with its period and ends with it."""
    starts = max(terms.valid_from or cause.at, cause.at)
    minors = {v: None if amount is None else amount.minor for v, amount in prices.items()}
    changes = [(variant_id, minor, starts) for variant_id, minor in minors.items()]
    if terms.valid_to:
        ordinary = dict.fromkeys(prices) | _open_prices(row, prices, terms.minimum_quantity)
        changes += [(variant_id, minor, terms.valid_to) for variant_id, minor in ordinary.items()]
    insert_rows(
        PriceChange,
        ("price_list", "variant", "minimum_quantity", "amount_minor", "at"),
        (
            (row.pk, variant_id, terms.minimum_quantity, minor, at)
            for variant_id, minor, at in changes
        ),
    )


def _open_prices(row: PriceList, variant_ids: Iterable[int], quantity: int) -> dict[int, int]:
    """What variants cost outside every period, in minor units."""
    rows = Price.objects.filter(
        price_list=row, variant_id__in=variant_ids, minimum_quantity=quantity, valid_from=None
    )
    return dict(rows.values_list("variant_id", "amount_minor"))


def _by_quantity(base: PriceList, variant_ids: Sequence[int]) -> dict[int, dict[int, Money]]:
    amounts: dict[int, dict[int, Money]] = {}
    for batch in batches(variant_ids):
        rows = Price.objects.filter(
            price_list=base, variant_id__in=batch, valid_from=None
        ).values_list("minimum_quantity", "variant_id", "amount_minor")
        for quantity, variant_id, minor in rows:
            amounts.setdefault(quantity, {})[variant_id] = Money(minor, base.currency)
    return amounts


def _priced(target: PriceList, variant_ids: Iterable[int], quantity: int) -> set[int]:
    known: set[int] = set()
    for batch in batches(variant_ids):
        known.update(_open_prices(target, batch, quantity))
    return known


def _note(action: str, code: str, cause: Cause, changes: Mapping[str, object]) -> None:
    audit.record(
        actor=cause.actor,
        action=action,
        subject=f"price_list:{code}",
        at=cause.at,
        changes=changes,
    )


@transaction.atomic
def forget(variant_ids: Sequence[int]) -> None:
    """Delete the prices and their history of variants that are about to be removed for good."""
    for batch in batches(variant_ids):
        Price.objects.filter(variant_id__in=batch).delete()
        PriceChange.objects.filter(variant_id__in=batch).delete()
    stamps.bump("prices")
