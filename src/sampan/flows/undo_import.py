"""Undo an import: what it made goes away, what it changed comes back, newer work stays."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.services import removal
from sampan.apps.catalog.services.snapshots import created_untouched, restore_products
from sampan.apps.checkout import services as checkout
from sampan.apps.customs import services as customs
from sampan.apps.inventory import selectors as stock_now
from sampan.apps.inventory import services as inventory
from sampan.apps.pricing import selectors as prices_now
from sampan.apps.pricing import services as pricing
from sampan.domain.events import PricesChanged, StockChanged
from sampan.domain.money import Money
from sampan.flows.refresh_window import refresh_window
from sampan.flows.write_import import Undo
from sampan.kernel import jobs, outbox
from sampan.kernel.insert_only import erasing

CAUSE = "undo_import"


def undo_import(job_id: UUID, *, actor: str, at: datetime) -> bool:
    """Take a finished import back; False when it is undone already or wrote nothing."""
    job = jobs.get(job_id)
    with transaction.atomic():
        if job.kind != "import" or not jobs.mark_undone(job_id):
            return False
        take_back(Undo(**job.undo), actor=actor, at=at)
    return True


@transaction.atomic
def take_back(undo: Undo, *, actor: str, at: datetime) -> None:
    """Bring everything back that is still as the import left it; latest portion first.

    A created product that an order or a reservation remembers cannot go: it is archived.
    """
    if not undo.snapshots:
        return
    touched = _former_prices(undo, actor, at) | _former_stock(undo, actor, at)
    for snapshot in reversed(undo.snapshots):
        created = created_untouched(snapshot)
        removal.archive(created)
        refresh_window(created, at)
        kept = _remove(created, actor, at)
        restored = restore_products(snapshot, actor=actor, at=at, keep=kept)
        touched |= set(restored.restored)
    refresh_window(touched, at)


def _remove(product_ids: Sequence[int], actor: str, at: datetime) -> Collection[int]:
    """Remove products with their prices and counts; returns those that something remembers."""
    kept: set[int] = set()
    while going := [product_id for product_id in product_ids if product_id not in kept]:
        variant_ids = listing.variant_ids(going)
        try:
            with transaction.atomic():
                with erasing(cause=CAUSE, actor=actor, at=at):
                    checkout.forget_variants(variant_ids)
                    pricing.forget(variant_ids)
                    inventory.forget(variant_ids)
                customs.forget_suggestions(variant_ids)
                removal.remove_products(going)
        except ProtectedError as error:
            holding = [getattr(row, "variant_id", None) for row in error.protected_objects]
            kept |= set(listing.products_of([pk for pk in holding if pk is not None]))
            if not kept & set(going):
                raise
        else:
            break
    return kept


def _former_prices(undo: Undo, actor: str, at: datetime) -> set[int]:
    """A price that is not the import's any more was set by somebody since, and stays."""
    cause = pricing.Cause(actor, at, CAUSE)
    currencies = {one.code: one.currency for one in prices_now.price_lists()}
    touched: set[int] = set()
    for code, moves in undo.prices.items():
        if code not in currencies:
            continue
        now = prices_now.current_prices([int(pk) for pk in moves], at)
        former: dict[int, Money | None] = {}
        for pk, (before, after) in moves.items():
            facts = now.get(int(pk), {}).get(code)
            if facts is not None and facts.amount.minor == after:
                former[int(pk)] = None if before is None else Money(before, currencies[code])
        products = listing.products_of(list(pricing.set_prices(code, former, cause)))
        if products:
            outbox.publish(PricesChanged(tuple(products), code, CAUSE), at)
        touched |= set(products)
    return touched


def _former_stock(undo: Undo, actor: str, at: datetime) -> set[int]:
    """A count that moved since stays."""
    former: dict[tuple[int, str], int] = {}
    for code, moves in undo.stock.items():
        levels = stock_now.by_warehouse([int(pk) for pk in moves])
        former |= _unmoved(code, moves, levels)
    movement = inventory.Movement(actor, at, CAUSE)
    products = listing.products_of(list(inventory.set_on_hand(former, movement)))
    if products:
        outbox.publish(StockChanged(tuple(products), CAUSE), at)
    return set(products)


def _unmoved(
    code: str,
    moves: Mapping[str, Sequence[int]],
    levels: Mapping[int, Sequence[stock_now.LevelFacts]],
) -> dict[tuple[int, str], int]:
    """Counts before the import, where the shelf still holds what the import counted."""
    former = {}
    for pk, (before, after) in moves.items():
        held = {one.warehouse: one for one in levels.get(int(pk), ())}.get(code)
        if held is not None and held.on_hand == after and held.reserved <= before:
            former[int(pk), code] = before
    return former
