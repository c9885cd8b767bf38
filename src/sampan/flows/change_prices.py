"""Change prices of a list, now or for a period; the window shows them with the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.selectors import window as catalog
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause, Terms, derive_prices, set_prices
from sampan.domain.events import PricesChanged
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts, derived
from sampan.flows.refresh_window import refresh_window
from sampan.kernel import outbox


@dataclass(frozen=True, slots=True)
class DerivedPrice:
    """What a price of a list is and what its factor and habit would make of the base price."""

    variant_id: int
    now: Money | None
    then: Money


def change_prices(
    price_list: str,
    prices: Mapping[int, Money | None],
    cause: Cause,
    *,
    terms: Terms | None = None,
    follow: bool = False,
) -> tuple[int, ...]:
    """Set prices of variants (by id) in a list; returns the variants that changed.

    With `follow` every other list is derived anew from the base list for these variants. Raises
    NotFound, CurrencyMismatch and Invalid.
    """
    with transaction.atomic():
        changed = set_prices(price_list, prices, cause, terms=terms)
        if follow and changed:
            others = [one.code for one in pricing.price_lists() if not one.is_base]
            derive_prices(list(changed), cause, price_lists=others)
        if changed:
            products = catalog.products_of_variants(changed)
            event = PricesChanged(tuple(sorted(products)), price_list, cause.reason)
            outbox.publish(event, cause.at)
            refresh_window(products, cause.at)
    return changed


def preview_derivation(price_list: str, at: datetime) -> list[DerivedPrice]:
    """What deriving a list anew would change; equal prices are left out."""
    base, target = pricing.base_price_list(), _list(price_list)
    if base is None or target is None or target.is_base:
        return []
    amounts = pricing.unit_prices(base.code, at)
    now = pricing.unit_prices(price_list, at)
    wanted = {variant_id: derived(money, target) for variant_id, money in amounts.items()}
    return [
        DerivedPrice(variant_id, now.get(variant_id), money)
        for variant_id, money in sorted(wanted.items())
        if now.get(variant_id) != money
    ]


def derive_price_list(price_list: str, cause: Cause) -> int:
    """Store a list anew from the base list, quantity breaks included; returns how many moved."""
    with transaction.atomic():
        moved = preview_derivation(price_list, cause.at)
        ids = listing.variant_ids(listing.product_ids())
        derive_prices(ids, cause, price_lists=[price_list])
        products = catalog.products_of_variants(one.variant_id for one in moved)
        if products:
            event = PricesChanged(tuple(sorted(products)), price_list, cause.reason)
            outbox.publish(event, cause.at)
            refresh_window(products, cause.at)
    return len(moved)


def fill_gaps(variant_ids: Sequence[int], cause: Cause) -> None:
    """Derive the prices that new variants lack in other lists; what is set by hand stays."""
    with transaction.atomic():
        derive_prices(variant_ids, cause)
        refresh_window(catalog.products_of_variants(variant_ids), cause.at)


def suggested_factor(price_list: str, at: datetime) -> Decimal | None:
    """What the stored prices of a list are to the base list, in the middle; None without any."""
    base = pricing.base_price_list()
    if base is None:
        return None
    amounts, others = pricing.unit_prices(base.code, at), pricing.unit_prices(price_list, at)
    ratios = sorted(
        others[variant_id].amount / money.amount
        for variant_id, money in amounts.items()
        if money and variant_id in others
    )
    return ratios[len(ratios) // 2] if ratios else None


def _list(code: str) -> PriceListFacts | None:
    return next((one for one in pricing.price_lists() if one.code == code), None)
