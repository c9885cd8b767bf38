"""Variants: found by SKU, then by options; what a draft does not name stays or is withdrawn."""

from collections.abc import Mapping, Sequence

from sampan.apps.catalog.models import Product, Variant
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.plan import Plan
from sampan.domain.catalog.drafts import ProductDraft, VariantDraft
from sampan.domain.goods import TradeFacts

TEXTS = ("gtin", "manufacturer_id", "swatch")
CHOICES = ("is_active", "tracks_stock", "sells_without_stock", "needs_shipping", "is_taxable")
TRADE = (
    "hs_code",
    "origin",
    "customs_description",
    "materials",
    "net_weight_g",
    "gross_weight_g",
    "has_battery",
    "hazard",
)
NATIONAL = "national_code."


def store_variants(
    draft: ProductDraft, product: Product, stored: list[Variant], plan: Plan
) -> list[Variant]:
    """Plan the variants of one product; returns the row of each draft, in the drafts' order."""
    pairs = match(draft.variants, stored)
    is_whole = all(row in pairs for row in stored if row.is_active)
    last = max((row.position for row in stored), default=-1)
    rows: list[Variant] = []
    for index, (variant, found) in enumerate(zip(draft.variants, pairs, strict=True)):
        values = _values(draft, variant, found)
        if found is None:
            last = index if is_whole else last + 1
            found = Variant(product=product, position=last, **values)
            plan.create(found, product.pk, f"variant {_name(found)}")
        else:
            if is_whole:
                values["position"] = index
            plan.change(found, values, product.pk, f"variant {_name(found)}")
        rows.append(found)
    if draft.option_names is not None:
        _withdraw(len(draft.option_names), [row for row in stored if row not in pairs], plan)
    return rows


def match(variants: Sequence[VariantDraft], stored: Sequence[Variant]) -> list[Variant | None]:
    """The stored row of each draft: the same SKU wins, then the same options without a claim."""
    by_sku = {row.sku: row for row in stored if row.sku}
    pairs = [by_sku.get(cleaning.plain(v.sku)) if v.sku else None for v in variants]
    claimed = {row.pk for row in pairs if row is not None}
    by_options = {options_of(row): row for row in stored if row.pk not in claimed}
    return [
        found if found is not None else by_options.get(padded(variant.options))
        for variant, found in zip(variants, pairs, strict=True)
    ]


def options_of(row: Variant) -> tuple[str, str, str]:
    """The three option columns of a row."""
    return row.option1, row.option2, row.option3


def padded(options: Sequence[str]) -> tuple[str, str, str]:
    """Option values as the three columns hold them."""
    first, second, third, *_ = [*(cleaning.plain(value) for value in options), "", "", ""]
    return first, second, third


def _values(draft: ProductDraft, variant: VariantDraft, found: Variant | None) -> dict[str, object]:
    values: dict[str, object] = dict(
        zip(("option1", "option2", "option3"), padded(variant.options), strict=True)
    )
    if variant.sku is not None:
        values["sku"] = cleaning.plain(variant.sku) or None
    for name in TEXTS:
        if (text := getattr(variant, name)) is not None:
            values[name] = cleaning.plain(text)
    for name in CHOICES:
        if (choice := getattr(variant, name)) is not None:
            values[name] = choice
    if found is None and draft.kind in {"digital", "service"}:
        values.setdefault("needs_shipping", False)
    if variant.cost is not None:
        values |= {"cost_minor": variant.cost.minor, "cost_currency": variant.cost.currency}
    extra = dict(variant.extra or {})
    if variant.trade is not None:
        values |= _trade(variant.trade)
        extra |= {f"{NATIONAL}{c}": code for c, code in variant.trade.national_codes.items()}
    if extra:
        values["extra"] = merged(found.extra if found else {}, extra)
    return values


def _trade(trade: TradeFacts) -> dict[str, object]:
    values = {}
    for name in TRADE:
        fact = getattr(trade, name)
        if fact is not None:
            values[name] = cleaning.plain(fact) if isinstance(fact, str) else fact
    if trade.package_mm is not None:
        values |= dict(zip(("length_mm", "width_mm", "height_mm"), trade.package_mm, strict=True))
    return values


def merged(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Columns of other systems: a new one replaces its namesake, an empty one removes it."""
    both = {**old, **{name: cleaning.plain(value) for name, value in new.items()}}
    return {name: value for name, value in both.items() if value}


def _withdraw(count: int, rows: list[Variant], plan: Plan) -> None:
    """A variant with another number of options than its product now has cannot be chosen."""
    for row in rows:
        if sum(bool(option) for option in options_of(row)) != count:
            label = f"variant {_name(row)}"
            plan.change(row, {"is_active": False}, row.product_id, label)


def _name(row: Variant) -> str:
    return row.sku or " / ".join(filter(None, options_of(row))) or "single"
