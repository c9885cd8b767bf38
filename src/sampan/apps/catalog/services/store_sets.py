"""What a product has several of: categories, tags, attribute values, markets that hide it."""

from collections.abc import Mapping
from decimal import Decimal

from sampan.apps.catalog.models import (
    Attribute,
    Category,
    HiddenInMarket,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
)
from sampan.apps.catalog.services import cleaning
from sampan.apps.catalog.services.plan import Plan
from sampan.apps.catalog.services.shelf import Shelf
from sampan.domain.catalog.drafts import AttributeDraft, ProductDraft

YES = frozenset({"1", "true", "yes"})
NO = frozenset({"0", "false", "no"})


def store_categories(
    draft: ProductDraft,
    product: Product,
    shelf: Shelf,
    categories: Mapping[tuple[str, ...], Category],
    plan: Plan,
) -> None:
    """Plan the categories of one product, the main one first."""
    if draft.categories is None:
        return
    stored = sorted(shelf.placements[product.pk], key=lambda row: row.position)
    wanted = list(dict.fromkeys(categories[path].pk for path in draft.categories))
    if [row.category_id for row in stored] == wanted:
        return
    rows = [
        ProductCategory(product=product, category_id=category_id, position=position)
        for position, category_id in enumerate(wanted)
    ]
    plan.replace(stored, rows)
    plan.tell(product.pk, "categories", [row.category_id for row in stored], wanted)


def store_tags(draft: ProductDraft, product: Product, shelf: Shelf, plan: Plan) -> None:
    """Plan the tags of one product; their order says nothing."""
    if draft.tags is None:
        return
    stored = shelf.tags[product.pk]
    wanted = list(dict.fromkeys(filter(None, (cleaning.plain(tag) for tag in draft.tags))))
    if {row.name for row in stored} == set(wanted):
        return
    plan.replace(stored, [ProductTag(product=product, name=name) for name in wanted])
    plan.tell(product.pk, "tags", [row.name for row in stored], wanted)


def store_attributes(
    draft: ProductDraft,
    product: Product,
    shelf: Shelf,
    attributes: Mapping[str, Attribute],
    plan: Plan,
) -> None:
    """Plan the attribute values of one product."""
    if draft.attributes is None:
        return
    counts: dict[str, int] = {}
    wanted = []
    for value in draft.attributes:
        position = counts.setdefault(value.code, 0)
        counts[value.code] += 1
        attribute = attributes[value.code]
        columns = typed(value, attribute.kind)
        assert columns is not None, "values were checked before anything is stored"
        row = ProductAttribute(product=product, attribute=attribute, position=position, **columns)
        wanted.append(row)
    stored = shelf.attributes[product.pk]
    if sorted(map(_facts, stored)) != sorted(map(_facts, wanted)):
        plan.replace(stored, wanted)
        plan.tell(product.pk, "attributes", _words(stored), _words(wanted))


def typed(value: AttributeDraft, kind: str) -> dict[str, object] | None:
    """The columns that hold a value in an attribute of this kind; None when it does not fit."""
    given = value.value
    if kind == Attribute.Kind.BOOLEAN:
        if isinstance(given, bool):
            return {"boolean": given}
        word = str(given).strip().lower()
        return {"boolean": word in YES} if word in YES | NO else None
    if kind == Attribute.Kind.NUMBER:
        number = _number(given)
        return None if number is None else {"number": number}
    if isinstance(given, bool):
        return {"text": "yes" if given else "no"}
    text = cleaning.plain(f"{given:f}" if isinstance(given, Decimal) else given)
    return {"text": text} if text and len(text) <= 500 else None


def _number(given: str | Decimal | bool) -> Decimal | None:
    text = f"{given:f}" if isinstance(given, Decimal) and given.is_finite() else str(given).strip()
    if isinstance(given, bool) or len(text) > 32 or not text.isascii():
        return None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    if not number.is_finite() or abs(number) >= 10**12 or number != round(number, 6):
        return None
    return number


def store_hidden(
    draft: ProductDraft,
    product: Product,
    shelf: Shelf,
    market_ids: Mapping[str, int],
    plan: Plan,
) -> None:
    """Plan in which markets one product is hidden; a reason given before stays."""
    if draft.hidden_in is None:
        return
    stored = {row.market_id: row for row in shelf.hidden[product.pk]}
    wanted = {market_ids[code] for code in draft.hidden_in}
    gone = [row for market_id, row in stored.items() if market_id not in wanted]
    new = [
        HiddenInMarket(product=product, market_id=market_id)
        for market_id in sorted(wanted - set(stored))
    ]
    if gone or new:
        plan.replace(gone, new)
        plan.tell(product.pk, "hidden_in", sorted(stored), sorted(wanted))


def _facts(row: ProductAttribute) -> tuple[object, ...]:
    number = None if row.number is None else str(Decimal(row.number).normalize())
    return row.attribute_id, row.position, row.text, str(number), str(row.boolean)


def _words(rows: list[ProductAttribute]) -> list[str]:
    return [
        f"{row.attribute_id}: {row.text or row.number if row.boolean is None else row.boolean}"
        for row in rows
    ]
