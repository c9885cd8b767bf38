"""Write matched drafts: catalog, prices and stock, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.selectors.drafts import ids_of_handles
from sampan.apps.catalog.services.store import store_products
from sampan.apps.inventory import selectors as stock_now
from sampan.apps.inventory.services import Movement, set_on_hand
from sampan.apps.pricing import selectors as prices_now
from sampan.apps.pricing.services import Cause, derive_prices, set_prices
from sampan.domain.catalog.drafts import ProductDraft, VariantDraft
from sampan.domain.events import PricesChanged, StockChanged
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.integrations.product_files import UnreadableFile
from sampan.kernel import outbox

CAUSE = "import"


@dataclass(slots=True)
class Undo:
    """What takes an import back, as JSON for its job.

    `prices` and `stock` hold `[before, after]` by price list or warehouse and variant id, only of
    products that were there before.
    """

    snapshots: list[Mapping[str, object]] = field(default_factory=list)
    prices: dict[str, dict[str, list[int | None]]] = field(default_factory=dict)
    stock: dict[str, dict[str, list[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """Ids of the products that were made and changed, of `total`."""

    created: frozenset[int]
    updated: frozenset[int]
    total: int


def price_list_for(currency: str | None) -> PriceListFacts:
    """The list that takes a file's prices: the base list, or the first one in its currency.

    Raises UnreadableFile when there is none.
    """
    lists = prices_now.price_lists()
    in_currency = [one for one in lists if currency in (None, one.currency)]
    for price_list in sorted(in_currency, key=lambda one: not one.is_base):
        return price_list
    if currency and lists:
        raise UnreadableFile("no_list_in_currency", currency=currency)
    raise UnreadableFile("no_price_list")


def write_import(
    drafts: Sequence[ProductDraft], price_list: PriceListFacts, undo: Undo, cause: Cause
) -> Written:
    """Store drafts with their prices and counts; adds to `undo` what takes them back.

    The window is left to the caller, who knows whether any of this is going to stay.
    """
    there = set(ids_of_handles(draft.handle for draft in drafts).values())
    report = store_products(drafts, actor=cause.actor, at=cause.at, cause=CAUSE)
    pairs = [
        (report.variant_ids[draft.handle, variant.options], variant)
        for draft in drafts
        for variant in draft.variants
    ]
    watched = set(listing.variant_ids(sorted(there)))
    priced = _set_prices(pairs, price_list, watched, undo, cause)
    counted = _set_stock(pairs, watched, undo, cause)
    moved = set(listing.products_of(sorted(priced | counted))) - set(report.created)
    touched = set(report.updated) | moved
    undo.snapshots.append(report.before)
    return Written(frozenset(report.created), frozenset(touched), len(report.product_ids))


def _set_prices(
    pairs: Sequence[tuple[int, VariantDraft]],
    price_list: PriceListFacts,
    watched: set[int],
    undo: Undo,
    cause: Cause,
) -> set[int]:
    """The file's prices into their list; the base list and all others follow where they lack one.

    A file in another currency than the base list's is brought to the base by the owner's own
    factor, once: a price that the base list has already stays.
    """
    amounts: dict[int, Money | None] = {pk: v.price for pk, v in pairs if v.price is not None}
    former = {pk: v.compare_at for pk, v in pairs if v.compare_at is not None and pk in amounts}
    if not amounts:
        return set()
    before = prices_now.standing_prices(price_list.code, sorted(watched & amounts.keys()))
    changed = set(set_prices(price_list.code, amounts, cause, compare_at=former))
    if not price_list.is_base:
        changed |= _fill_base(amounts, price_list, cause)
    derive_prices(list(amounts), cause)
    for pk in changed & before.keys():
        after = amounts[pk]
        moved = [before[pk][0].minor, after.minor if after else None]
        undo.prices.setdefault(price_list.code, {})[str(pk)] = moved
    _note_first_prices(undo, (changed & watched) - before.keys(), cause)
    products = listing.products_of(sorted(changed))
    if products:
        outbox.publish(PricesChanged(tuple(products), price_list.code, CAUSE), cause.at)
    return changed


def _note_first_prices(undo: Undo, variant_ids: set[int], cause: Cause) -> None:
    """Variants of known products that never had a price got one in every list."""
    found = prices_now.current_prices(sorted(variant_ids), cause.at) if variant_ids else {}
    for pk, lists in found.items():
        for code, facts in lists.items():
            undo.prices.setdefault(code, {})[str(pk)] = [None, facts.amount.minor]


def _fill_base(
    amounts: Mapping[int, Money | None], price_list: PriceListFacts, cause: Cause
) -> set[int]:
    base = prices_now.base_price_list()
    if base is None:
        return set()
    known = prices_now.current_prices(list(amounts), cause.at)
    missing: dict[int, Money | None] = {
        pk: Money.rounded(amount.amount / price_list.factor, base.currency)
        for pk, amount in amounts.items()
        if amount is not None and base.code not in known.get(pk, {})
    }
    return set(set_prices(base.code, missing, cause)) if missing else set()


def _set_stock(
    pairs: Sequence[tuple[int, VariantDraft]], watched: set[int], undo: Undo, cause: Cause
) -> set[int]:
    wanted = {(pk, code): n for pk, v in pairs for code, n in (v.stock or {}).items()}
    if not wanted:
        return set()
    before = stock_now.by_warehouse(sorted(watched))
    changed = set(set_on_hand(wanted, Movement(cause.actor, cause.at, CAUSE)))
    for (pk, code), count in wanted.items():
        if pk in changed and pk in watched:
            held = {one.warehouse: one.on_hand for one in before.get(pk, ())}
            if held.get(code, 0) != count:
                undo.stock.setdefault(code, {})[str(pk)] = [held.get(code, 0), count]
    products = listing.products_of(sorted(changed))
    if products:
        outbox.publish(StockChanged(tuple(products), CAUSE), cause.at)
    return changed
