"""Products back as drafts, with all that the catalog knows: what exports write and imports read.

Prices and stock belong to other apps; a flow adds them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet

from sampan.apps.catalog.models import (
    BundlePart,
    Category,
    CategoryText,
    GroupMember,
    HiddenInMarket,
    Media,
    MediaText,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)
from sampan.apps.catalog.services.store_variants import NATIONAL
from sampan.domain.catalog.drafts import (
    AttributeDraft,
    Kind,
    PictureDraft,
    ProductDraft,
    Status,
    TextDraft,
    VariantDraft,
)
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.kernel.batches import batches

BATCH = 250


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A product as a draft, and the ids of its variants in the draft's order."""

    product_id: int
    draft: ProductDraft
    variant_ids: tuple[int, ...]


@dataclass(slots=True)
class _Rows:
    """What belongs to the products of one batch, by product, variant or picture id."""

    by: dict[type, dict[int, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, rows: QuerySet[Any], owner: str) -> None:
        """Sort rows by the id in one of their columns."""
        for row in rows:
            self.by[type(row)][getattr(row, owner)].append(row)

    def of(self, model: type, owner_id: int) -> list[Any]:
        """The rows of one owner."""
        return self.by[model].get(owner_id, [])


def stored_drafts(product_ids: Iterable[int]) -> Iterator[StoredDraft]:
    """Products as drafts, in the order asked for, a fixed number of queries for each 250."""
    paths, names = _categories()
    for batch in batches(product_ids, BATCH):
        products = Product.objects.select_related("brand").in_bulk(batch)
        rows = _load(batch)
        for product_id in batch:
            if product_id in products:
                yield _stored(products[product_id], rows, paths, names)


def handles_of_skus(skus: Iterable[str]) -> dict[str, str]:
    """The handle of the product that has each SKU; unknown SKUs are missing."""
    owners: dict[str, str] = {}
    for batch in batches(sorted(set(skus))):
        rows = Variant.objects.filter(sku__in=batch).values_list("sku", "product__handle")
        owners.update((sku, handle) for sku, handle in rows if sku)
    return owners


def ids_of_handles(handles: Iterable[str]) -> dict[str, int]:
    """The ids of products by handle; unknown handles are missing."""
    ids: dict[str, int] = {}
    for batch in batches(sorted(set(handles))):
        ids.update(Product.objects.filter(handle__in=batch).values_list("handle", "id"))
    return ids


def _load(product_ids: Sequence[int]) -> _Rows:
    rows = _Rows()
    here = {"product_id__in": product_ids}
    rows.add(ProductText.objects.filter(**here).order_by("language"), "product_id")
    rows.add(Variant.objects.filter(**here), "product_id")
    rows.add(Media.objects.filter(**here), "product_id")
    rows.add(MediaText.objects.filter(media__product_id__in=product_ids), "media_id")
    rows.add(ProductCategory.objects.filter(**here), "product_id")
    rows.add(ProductTag.objects.filter(**here).order_by("id"), "product_id")
    attributes = ProductAttribute.objects.filter(**here).select_related("attribute")
    rows.add(attributes.order_by("attribute__position", "attribute_id", "position"), "product_id")
    rows.add(HiddenInMarket.objects.filter(**here).select_related("market"), "product_id")
    members = GroupMember.objects.filter(group_id__in=product_ids).select_related("member")
    rows.add(members.order_by("position"), "group_id")
    parts = BundlePart.objects.filter(bundle__product_id__in=product_ids).select_related("part")
    rows.add(parts, "bundle_id")
    return rows


def _categories() -> tuple[dict[int, tuple[str, ...]], dict[tuple[str, ...], dict[str, str]]]:
    """Paths of handles by category id, and the names of each path by language."""
    paths = {
        pk: tuple(path.strip("/").split("/"))
        for pk, path in Category.objects.values_list("id", "path")
    }
    names: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for pk, language, name in CategoryText.objects.values_list("category_id", "language", "name"):
        names[paths[pk]][language] = name
    return paths, names


def _stored(
    product: Product,
    rows: _Rows,
    paths: Mapping[int, tuple[str, ...]],
    names: Mapping[tuple[str, ...], Mapping[str, str]],
) -> StoredDraft:
    source, count = product.source_language, len(product.option_names)
    variants = [row for row in rows.of(Variant, product.id) if _fits(row, count)]
    placed = [paths[row.category_id] for row in rows.of(ProductCategory, product.id)]
    draft = ProductDraft(
        handle=product.handle,
        source_language=source,
        kind=cast(Kind, product.kind),
        status=cast(Status, product.status),
        product_type=product.product_type or None,
        brand=product.brand.name if product.brand else None,
        option_names=tuple(product.option_names),
        texts=tuple(_text(row) for row in rows.of(ProductText, product.id)),
        categories=tuple(placed) or None,
        category_names=_names(placed, names, source),
        tags=tuple(row.name for row in rows.of(ProductTag, product.id)) or None,
        attributes=tuple(_attribute(row) for row in rows.of(ProductAttribute, product.id)) or None,
        pictures=tuple(_pictures(product, variants, rows)) or None,
        variants=tuple(_variant(row, count, rows) for row in variants),
        members=_members(product, rows),
        hidden_in=tuple(row.market.code for row in rows.of(HiddenInMarket, product.id)) or None,
        external_url=product.external_url or None,
        external_label=product.external_label or None,
        manufacturer=product.manufacturer or None,
        manufacturer_contact=product.manufacturer_contact or None,
        responsible_person=product.responsible_person or None,
        responsible_contact=product.responsible_contact or None,
        extra=dict(product.extra) or None,
    )
    return StoredDraft(product.id, draft, tuple(row.id for row in variants))


def _fits(row: Variant, count: int) -> bool:
    """A variant that was withdrawn because the options changed is not exported."""
    options = (row.option1, row.option2, row.option3)
    return all(options[:count]) and not any(options[count:])


def _names(
    placed: Sequence[tuple[str, ...]],
    names: Mapping[tuple[str, ...], Mapping[str, str]],
    language: str,
) -> dict[tuple[str, ...], str]:
    found = {}
    for path in placed:
        for depth in range(len(path)):
            above = path[: depth + 1]
            words = names.get(above, {})
            found[above] = words.get(language) or next(iter(words.values()), above[-1])
    return found


def _text(row: ProductText) -> TextDraft:
    return TextDraft(
        language=row.language,
        title=row.title or None,
        subtitle=row.subtitle or None,
        description=row.description or None,
        care=row.care or None,
        warnings=row.warnings or None,
        slug=row.slug,
        seo_title=row.seo_title or None,
        seo_description=row.seo_description or None,
        origin=cast(Any, row.origin),
    )


def _attribute(row: ProductAttribute) -> AttributeDraft:
    value: str | Decimal | bool = row.text
    if row.boolean is not None:
        value = row.boolean
    elif row.number is not None:
        value = row.number.normalize()
    facts = row.attribute
    return AttributeDraft(facts.code, value, facts.name, facts.unit or None, facts.is_facet)


def _pictures(product: Product, variants: Sequence[Variant], rows: _Rows) -> Iterator[PictureDraft]:
    """The gallery, then a picture for each variant that has one of its own."""
    gallery = [row for row in rows.of(Media, product.id) if row.kind == Media.Kind.PICTURE]
    for place, row in enumerate(gallery):
        alts = {text.language: text.alt for text in rows.of(MediaText, row.id)}
        yield _picture(row, place, alts, None)
    by_id = {row.id: row for row in gallery}
    count = len(product.option_names)
    place = len(gallery)
    for variant in variants:
        shown = by_id.get(variant.picture_id or 0)
        if shown is not None:
            yield _picture(shown, place, {}, _options(variant, count))
            place += 1


def _picture(
    row: Media, place: int, alts: Mapping[str, str], options: tuple[str, ...] | None
) -> PictureDraft:
    """The address it came from says more to another system than our own file."""
    return PictureDraft(
        file=None if row.source_url else row.file,
        source_url=row.source_url or None,
        alt=alts,
        position=place,
        options=options,
        width=row.width,
        height=row.height,
    )


def _options(row: Variant, count: int) -> tuple[str, ...]:
    return (row.option1, row.option2, row.option3)[:count]


def _variant(row: Variant, count: int, rows: _Rows) -> VariantDraft:
    cost = None if row.cost_minor is None else Money(row.cost_minor, row.cost_currency)
    parts = {part.part.sku: part.quantity for part in rows.of(BundlePart, row.id) if part.part.sku}
    extra = {name: text for name, text in row.extra.items() if not name.startswith(NATIONAL)}
    return VariantDraft(
        options=_options(row, count),
        sku=row.sku,
        cost=cost,
        gtin=row.gtin or None,
        manufacturer_id=row.manufacturer_id or None,
        swatch=row.swatch or None,
        is_active=row.is_active,
        tracks_stock=row.tracks_stock,
        sells_without_stock=row.sells_without_stock,
        needs_shipping=row.needs_shipping,
        is_taxable=row.is_taxable,
        trade=_trade(row),
        parts=parts or None,
        extra=extra or None,
    )


def _trade(row: Variant) -> TradeFacts | None:
    length, width, height = row.length_mm, row.width_mm, row.height_mm
    package = None
    if length is not None and width is not None and height is not None:
        package = (length, width, height)
    trade = TradeFacts(
        hs_code=row.hs_code or None,
        origin=row.origin or None,
        customs_description=row.customs_description or None,
        net_weight_g=row.net_weight_g,
        gross_weight_g=row.gross_weight_g,
        package_mm=package,
        materials=row.materials or None,
        has_battery=row.has_battery,
        hazard=row.hazard or None,
        national_codes={
            name.removeprefix(NATIONAL): code
            for name, code in row.extra.items()
            if name.startswith(NATIONAL)
        },
    )
    return None if trade == TradeFacts() else trade


def _members(product: Product, rows: _Rows) -> tuple[str, ...] | None:
    members = rows.of(GroupMember, product.id)
    if not members and product.kind != Product.Kind.GROUP:
        return None
    return tuple(row.member.handle for row in members)
