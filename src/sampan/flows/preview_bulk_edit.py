"""Show what a bulk edit would do, before anything is stored: before, after, and the margin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing import selectors as pricing
from sampan.domain.money import Money
from sampan.domain.pricing.margin import margin
from sampan.flows.bulk_edit import BulkChange, draft_of, list_named, new_prices
from sampan.flows.show_products import Rates
from sampan.kernel.batches import batches


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One thing that would change; amounts and texts are told apart by their type."""

    product_id: int
    title: str
    sku: str
    part: str
    before: Money | str | int
    after: Money | str | int
    margin_before: Decimal | None = None
    margin_after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first lines, how many there are, and what becomes of the margin on average."""

    lines: tuple[PreviewLine, ...]
    changes: int
    products: int
    margin_before: Decimal | None
    margin_after: Decimal | None
    losses: int


def preview_bulk_edit(
    change: BulkChange, product_ids: Sequence[int], at: datetime, *, language: str, limit: int = 60
) -> Preview:
    """What the change would do to these products. Raises NotFound for an unknown price list."""
    lines: list[PreviewLine] = []
    rates = Rates(at)
    for portion in batches(product_ids):
        rows = catalog.rows_by_id(portion, language)
        if change.price_list:
            lines += _price_lines(change, rows, at, rates)
        if change.stock is not None and change.warehouse:
            lines += _stock_lines(change, rows)
        lines += _catalog_lines(change, rows)
    priced = [line for line in lines if line.margin_after is not None]
    return Preview(
        lines=tuple(lines[:limit]),
        changes=len(lines),
        products=len({line.product_id for line in lines}),
        margin_before=_average([m for line in priced if (m := line.margin_before) is not None]),
        margin_after=_average([m for line in priced if (m := line.margin_after) is not None]),
        losses=sum(1 for line in priced if (m := line.margin_after) is not None and m < 0),
    )


def _catalog_lines(change: BulkChange, rows: Sequence[catalog.GridRow]) -> list[PreviewLine]:
    lines: list[PreviewLine] = []
    for row in rows if change.touches_catalog else ():
        draft = draft_of(change, row)
        wanted = (
            ("status", row.status, draft.status),
            ("brand", row.brand, draft.brand),
            ("tags", ", ".join(row.tags), None if draft.tags is None else ", ".join(draft.tags)),
            (
                "hidden_in",
                ", ".join(row.hidden_in),
                None if draft.hidden_in is None else ", ".join(draft.hidden_in),
            ),
        )
        lines += [
            PreviewLine(row.id, row.title, "", part, before, after)
            for part, before, after in wanted
            if after is not None and after != before
        ]
        lines += _trade_lines(change, row)
    return lines


def _trade_lines(change: BulkChange, row: catalog.GridRow) -> list[PreviewLine]:
    lines = []
    for variant in row.variants:
        for part, before, after in (
            ("hs_code", variant.hs_code, change.hs_code),
            ("origin", variant.origin, change.origin),
        ):
            if after and after != before:
                lines.append(PreviewLine(row.id, row.title, variant.sku, part, before, after))
    return lines


def _price_lines(
    change: BulkChange, rows: Sequence[catalog.GridRow], at: datetime, rates: Rates
) -> list[PreviewLine]:
    price_list = list_named(change.price_list)
    known = {variant.id: (row, variant) for row in rows for variant in row.variants}
    amounts = {
        variant_id: lists[price_list.code].amount
        for variant_id, lists in pricing.current_prices(list(known), at).items()
        if price_list.code in lists
    }
    lines = []
    for variant_id, before, after in new_prices(change, price_list, amounts):
        row, variant = known[variant_id]
        cost = rates.cost(variant, price_list.currency)
        lines.append(
            PreviewLine(
                product_id=row.id,
                title=row.title,
                sku=variant.sku,
                part="price",
                before=before,
                after=after,
                margin_before=None if cost is None else margin(before, cost),
                margin_after=None if cost is None else margin(after, cost),
            )
        )
    return lines


def _stock_lines(change: BulkChange, rows: Sequence[catalog.GridRow]) -> list[PreviewLine]:
    ids = [variant.id for row in rows for variant in row.variants]
    levels = inventory.by_warehouse(ids)
    lines = []
    for row in rows:
        for variant in row.variants:
            held = {one.warehouse: one.on_hand for one in levels.get(variant.id, ())}
            before, after = held.get(change.warehouse, 0), change.stock or 0
            if before != after:
                lines.append(PreviewLine(row.id, row.title, variant.sku, "stock", before, after))
    return lines


def _average(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None
