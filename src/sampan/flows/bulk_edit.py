"""Change many products by one rule, as a job that can be cancelled and undone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.catalog.selectors import window
from sampan.apps.catalog.services.snapshots import restore_products
from sampan.apps.catalog.services.store import store_products
from sampan.apps.inventory import selectors as inventory
from sampan.apps.inventory.services import Movement, set_on_hand
from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause, set_prices
from sampan.domain.catalog.drafts import ProductDraft, Status, VariantDraft
from sampan.domain.errors import DomainError, Invalid, NotFound
from sampan.domain.events import PricesChanged, StockChanged
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.domain.pricing.changes import PriceChange, Way
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows.refresh_window import refresh_window
from sampan.kernel import clock, jobs, outbox
from sampan.kernel.batches import batches

KIND = "bulk_edit"
PORTION = 100


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What to do with every product; an empty value leaves its part as it is.

    `tags` hold words to add; `hide_in` and `show_in` are market codes; `stock` is counted into
    `warehouse` for every variant.
    """

    status: str = ""
    price_list: str = ""
    way: str = ""
    value: str = ""
    rounded: bool = True
    brand: str = ""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    hs_code: str = ""
    origin: str = ""
    hide_in: tuple[str, ...] = ()
    show_in: tuple[str, ...] = ()
    warehouse: str = ""
    stock: int | None = None

    def __post_init__(self) -> None:
        if not (self.touches_catalog or self.price_list or self.stock is not None):
            raise Invalid(field="change", reason="empty")
        if self.status not in {"", "active", "draft", "archived"}:
            raise Invalid(field="status", reason="unknown")
        if self.stock is not None and self.stock < 0:
            raise Invalid(field="stock", reason="out_of_range")
        if self.price_list:
            self.price_change()

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "BulkChange":
        """The change as a job keeps it."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
        }
        return cls(**values)

    def price_change(self) -> PriceChange:
        """The rule for prices. Raises Invalid for a number that is none."""
        try:
            value = Decimal(self.value)
        except ArithmeticError as error:
            raise Invalid(field="number", reason="not_a_number") from error
        return PriceChange(cast(Way, self.way), value)

    @property
    def touches_catalog(self) -> bool:
        """Whether anything of the products themselves changes, beside prices and stock."""
        fields = (self.status, self.brand, self.hs_code, self.origin)
        sets = (self.add_tags, self.remove_tags, self.hide_in, self.show_in)
        return any(fields) or any(sets)


@dataclass(slots=True)
class Undo:
    """What the products were before, portion by portion; a job keeps it as JSON."""

    snapshots: list[Mapping[str, object]] = field(default_factory=list)
    price_list: str = ""
    prices: dict[str, list[int | None]] = field(default_factory=dict)
    warehouse: str = ""
    stock: dict[str, list[int]] = field(default_factory=dict)


def start_bulk_edit(
    change: BulkChange, product_ids: Sequence[int], title: str, *, actor: str, at: datetime
) -> UUID:
    """Note the job and hand it to the worker. Raises Invalid for an empty selection."""
    if not product_ids:
        raise Invalid(field="selection", reason="empty")
    payload: dict[str, object] = {"change": asdict(change), "product_ids": list(product_ids)}
    with transaction.atomic():
        job_id = jobs.create(kind=KIND, title=title, actor=actor, at=at, payload=payload)
        run_bulk_edit.enqueue(str(job_id))
    return job_id


@task()
def run_bulk_edit(job_id: str) -> None:
    """Work through the products in portions; a cancelled or failed job takes all of it back.

    Each portion commits together with what undoes it, so a worker that died in the middle leaves
    nothing that its successor could do twice.
    """
    job = jobs.get(UUID(job_id))
    if not jobs.start(job.id, clock.now(), total=len(job.payload["product_ids"])):
        return
    if job.undo:
        take_back(Undo(**job.undo), actor=job.actor, at=clock.now())
    undo = Undo()
    try:
        is_whole = _work(job, undo)
    except Exception as error:
        take_back(undo, actor=job.actor, at=clock.now())
        jobs.fail(job.id, clock.now(), _told(error))
        if not isinstance(error, DomainError):
            raise
        return
    if not is_whole:
        take_back(undo, actor=job.actor, at=clock.now())
        return
    total = len(job.payload["product_ids"])
    result = {"products": total, "prices": len(undo.prices), "stock": len(undo.stock)}
    jobs.finish(job.id, clock.now(), result=result, undo=asdict(undo))


def undo_bulk_edit(job_id: UUID, *, actor: str, at: datetime) -> bool:
    """Take a finished bulk edit back; False when it is undone already or cannot be.

    What somebody changed since keeps its newer state.
    """
    job = jobs.get(job_id)
    with transaction.atomic():
        if job.kind != KIND or not jobs.mark_undone(job_id):
            return False
        take_back(Undo(**job.undo), actor=actor, at=at)
    return True


def apply(
    change: BulkChange, product_ids: Sequence[int], undo: Undo, *, actor: str, at: datetime
) -> None:
    """Change one portion inside the caller's transaction and note what it was before."""
    rows = catalog.rows_by_id(product_ids, "en")
    if change.touches_catalog:
        drafts = [draft_of(change, row) for row in rows]
        report = store_products(drafts, actor=actor, at=at, cause=KIND)
        undo.snapshots.append(report.before)
    ids = [variant.id for row in rows for variant in row.variants]
    if change.price_list:
        _change_prices(change, ids, undo, Cause(actor, at, KIND))
    if change.stock is not None and change.warehouse:
        _change_stock(change, ids, undo, Movement(actor, at, KIND))
    refresh_window([row.id for row in rows], at)


def take_back(undo: Undo, *, actor: str, at: datetime) -> None:
    """Bring everything back that is still as the change left it."""
    with transaction.atomic():
        touched: set[int] = set()
        for snapshot in reversed(undo.snapshots):
            restored = restore_products(snapshot, actor=actor, at=at)
            touched.update(restored.restored)
        prices = _former_prices(undo, at)
        if prices:
            touched |= _set_prices(undo.price_list, prices, Cause(actor, at, "undo"))
        stock = _former_stock(undo)
        if stock:
            touched |= _set_stock(stock, Movement(actor, at, "undo"))
        refresh_window(touched, at)


def new_prices(
    change: BulkChange, price_list: PriceListFacts, amounts: Mapping[int, Money]
) -> Iterator[tuple[int, Money, Money]]:
    """Variant id, price before and price after, where the rule moves it."""
    rule = change.price_change()
    habit = price_list.rounding if change.rounded else "exact"
    for variant_id, before in amounts.items():
        after = rule.applied(before, habit)
        if after != before:
            yield variant_id, before, after


def draft_of(change: BulkChange, row: catalog.GridRow) -> ProductDraft:
    """What the change makes of one product, as a draft that leaves all else as it is."""
    hidden = (set(row.hidden_in) | set(change.hide_in)) - set(change.show_in)
    tags = [tag for tag in row.tags if tag not in change.remove_tags]
    tags += [tag for tag in change.add_tags if tag not in tags]
    trade = TradeFacts(hs_code=change.hs_code or None, origin=change.origin or None)
    has_trade = bool(change.hs_code or change.origin)
    return ProductDraft(
        handle=row.handle,
        source_language=row.source_language,
        status=cast(Status, change.status) if change.status else None,
        brand=change.brand or None,
        tags=tuple(tags) if change.add_tags or change.remove_tags else None,
        hidden_in=tuple(sorted(hidden)) if change.hide_in or change.show_in else None,
        variants=tuple(
            VariantDraft(options=variant.options, sku=variant.sku or None, trade=trade)
            for variant in row.variants
            if has_trade
        ),
    )


def list_named(code: str) -> PriceListFacts:
    """A price list by its code. Raises NotFound."""
    for price_list in pricing.price_lists():
        if price_list.code == code:
            return price_list
    raise NotFound(what="price_list", code=code[:40])


def _work(job: Any, undo: Undo) -> bool:
    """Every portion in turn; False when the owner cancelled the job."""
    change, ids, done = BulkChange.load(job.payload["change"]), job.payload["product_ids"], 0
    for portion in batches(ids, PORTION):
        with transaction.atomic():
            apply(change, portion, undo, actor=job.actor, at=clock.now())
            done += len(portion)
            if not jobs.advance(job.id, done, len(ids), undo=asdict(undo)):
                return False
    return True


def _told(error: Exception) -> dict[str, object]:
    if isinstance(error, DomainError):
        return {"code": error.code, **{name: str(value) for name, value in error.fields.items()}}
    return {"code": "failed", "message": type(error).__name__}


def _change_prices(change: BulkChange, ids: Sequence[int], undo: Undo, cause: Cause) -> None:
    price_list = list_named(change.price_list)
    now = pricing.current_prices(ids, cause.at)
    amounts = {
        v: lists[price_list.code].amount for v, lists in now.items() if price_list.code in lists
    }
    moves = list(new_prices(change, price_list, amounts))
    undo.price_list = price_list.code
    for variant_id, before, after in moves:
        undo.prices[str(variant_id)] = [before.minor, after.minor]
    _set_prices(price_list.code, {v: after for v, _, after in moves}, cause)


def _change_stock(change: BulkChange, ids: Sequence[int], undo: Undo, movement: Movement) -> None:
    levels = inventory.by_warehouse(ids)
    count = change.stock or 0
    undo.warehouse = change.warehouse
    wanted: dict[tuple[int, str], int] = {}
    for variant_id in ids:
        held = {one.warehouse: one.on_hand for one in levels.get(variant_id, ())}
        before = held.get(change.warehouse, 0)
        if before != count:
            wanted[variant_id, change.warehouse] = count
            undo.stock[str(variant_id)] = [before, count]
    _set_stock(wanted, movement)


def _former_prices(undo: Undo, at: datetime) -> dict[int, Money | None]:
    if not undo.prices:
        return {}
    currency = list_named(undo.price_list).currency
    now = pricing.current_prices([int(v) for v in undo.prices], at)
    former: dict[int, Money | None] = {}
    for variant, (before, after) in undo.prices.items():
        facts = now.get(int(variant), {}).get(undo.price_list)
        if facts is not None and facts.amount.minor == after and before is not None:
            former[int(variant)] = Money(before, currency)
    return former


def _former_stock(undo: Undo) -> dict[tuple[int, str], int]:
    levels = inventory.by_warehouse([int(v) for v in undo.stock])
    former: dict[tuple[int, str], int] = {}
    for variant, (before, after) in undo.stock.items():
        held = {one.warehouse: one.on_hand for one in levels.get(int(variant), ())}
        if held.get(undo.warehouse, 0) == after:
            former[int(variant), undo.warehouse] = before
    return former


def _set_prices(code: str, prices: Mapping[int, Money | None], cause: Cause) -> set[int]:
    products = window.products_of_variants(set_prices(code, prices, cause))
    if products:
        outbox.publish(PricesChanged(tuple(sorted(products)), code, cause.reason), cause.at)
    return products


def _set_stock(counts: Mapping[tuple[int, str], int], movement: Movement) -> set[int]:
    products = window.products_of_variants(set_on_hand(counts, movement))
    if products:
        outbox.publish(StockChanged(tuple(sorted(products)), movement.reason), movement.at)
    return products
