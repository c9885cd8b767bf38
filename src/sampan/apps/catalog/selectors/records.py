"""The catalog as programs read it: whole records in the order of their ids, page by page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from sampan.apps.catalog.models import (
    Category,
    CategoryText,
    HiddenInMarket,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductTag,
    ProductText,
    Variant,
)
from sampan.domain.errors import NotFound
from sampan.domain.money import Money


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A product's words in one language."""

    language: str
    slug: str
    title: str
    subtitle: str
    description: str
    care: str
    warnings: str
    seo_title: str
    seo_description: str
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class AttributeRecord:
    """One typed value; a number is in the attribute's unit."""

    code: str
    name: str
    kind: str
    unit: str
    value: str | Decimal | bool


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product without its variants; `categories` are paths of handles, the main one first."""

    id: int
    handle: str
    kind: str
    status: str
    product_type: str
    brand: str
    source_language: str
    option_names: tuple[str, ...]
    texts: tuple[TextRecord, ...]
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    attributes: tuple[AttributeRecord, ...]
    hidden_in: tuple[str, ...]
    external_url: str
    manufacturer: str
    manufacturer_contact: str
    responsible_person: str
    responsible_contact: str
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """A variant with what borders and carriers ask; None is not known."""

    id: int
    product_id: int
    sku: str | None
    options: tuple[str, ...]
    position: int
    is_active: bool
    swatch: str
    gtin: str
    manufacturer_id: str
    cost: Money | None
    tracks_stock: bool
    sells_without_stock: bool
    needs_shipping: bool
    is_taxable: bool
    hs_code: str
    origin: str
    customs_description: str
    materials: str
    net_weight_g: int | None
    gross_weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    has_battery: bool | None
    hazard: str


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """A node of the tree with its names and slugs by language."""

    id: int
    parent_id: int | None
    handle: str
    path: str
    position: int
    names: Mapping[str, str]
    slugs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products a program wants; None is any."""

    status: str | None = None
    handle: str | None = None
    updated_since: datetime | None = None


def products_after(after: int, limit: int, wanted: ProductFilter) -> list[ProductRecord]:
    """The next products by id; six queries however many they are."""
    rows = Product.objects.filter(id__gt=after).order_by("id")
    if wanted.status is not None:
        rows = rows.filter(status=wanted.status)
    if wanted.handle is not None:
        rows = rows.filter(handle=wanted.handle)
    if wanted.updated_since is not None:
        rows = rows.filter(updated_at__gte=wanted.updated_since)
    return _products(rows.select_related("brand")[:limit])


def product_record(product_id: int) -> ProductRecord:
    """One product. Raises NotFound."""
    found = _products(Product.objects.filter(id=product_id).select_related("brand"))
    if not found:
        raise NotFound(what="product", id=product_id)
    return found[0]


def variants_after(
    after: int, limit: int, *, product_id: int | None = None, sku: str | None = None
) -> list[VariantRecord]:
    """The next variants by id, of one product or with one SKU where asked; one query."""
    rows = Variant.objects.filter(id__gt=after).order_by("id")
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    if sku is not None:
        rows = rows.filter(sku=sku)
    return [_variant(row) for row in rows[:limit]]


def variant_record(variant_id: int) -> VariantRecord:
    """One variant. Raises NotFound."""
    row = Variant.objects.filter(id=variant_id).first()
    if row is None:
        raise NotFound(what="variant", id=variant_id)
    return _variant(row)


def unknown_variants(variant_ids: Sequence[int]) -> list[int]:
    """Those of these ids that are no variant's, in rising order."""
    known = Variant.objects.filter(id__in=variant_ids).values_list("id", flat=True)
    return sorted(set(variant_ids) - set(known))


def handle_is_taken(handle: str) -> bool:
    """Whether a product has this handle already."""
    return Product.objects.filter(handle=handle).exists()


def categories_after(after: int, limit: int) -> list[CategoryRecord]:
    """The next categories by id; two queries."""
    return _categories(Category.objects.filter(id__gt=after).order_by("id")[:limit])


def category_record(category_id: int) -> CategoryRecord:
    """One category. Raises NotFound."""
    found = _categories(Category.objects.filter(id=category_id))
    if not found:
        raise NotFound(what="category", id=category_id)
    return found[0]


def _products(rows: QuerySet[Product]) -> list[ProductRecord]:
    found = list(rows)
    ids = [row.id for row in found]
    texts = _texts(ids)
    attributes = _attributes(ids)
    categories: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    placements = ProductCategory.objects.filter(product_id__in=ids).order_by("position", "id")
    for product_id, path in placements.values_list("product_id", "category__path"):
        categories[product_id].append(tuple(path.strip("/").split("/")))
    tags = _grouped(ProductTag.objects.filter(product_id__in=ids), "name")
    hidden = _grouped(HiddenInMarket.objects.filter(product_id__in=ids), "market__code")
    return [
        ProductRecord(
            id=row.id,
            handle=row.handle,
            kind=row.kind,
            status=row.status,
            product_type=row.product_type,
            brand=row.brand.name if row.brand else "",
            source_language=row.source_language,
            option_names=tuple(row.option_names),
            texts=tuple(texts[row.id]),
            categories=tuple(categories[row.id]),
            tags=tags[row.id],
            attributes=tuple(attributes[row.id]),
            hidden_in=hidden[row.id],
            external_url=row.external_url,
            manufacturer=row.manufacturer,
            manufacturer_contact=row.manufacturer_contact,
            responsible_person=row.responsible_person,
            responsible_contact=row.responsible_contact,
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )
        for row in found
    ]


def _texts(ids: Sequence[int]) -> Mapping[int, list[TextRecord]]:
    texts: dict[int, list[TextRecord]] = defaultdict(list)
    for row in ProductText.objects.filter(product_id__in=ids).order_by("language"):
        texts[row.product_id].append(
            TextRecord(
                language=row.language,
                slug=row.slug,
                title=row.title,
                subtitle=row.subtitle,
                description=row.description,
                care=row.care,
                warnings=row.warnings,
                seo_title=row.seo_title,
                seo_description=row.seo_description,
                is_reviewed=row.is_reviewed,
            )
        )
    return texts


def _attributes(ids: Sequence[int]) -> Mapping[int, list[AttributeRecord]]:
    attributes: dict[int, list[AttributeRecord]] = defaultdict(list)
    rows = ProductAttribute.objects.filter(product_id__in=ids).select_related("attribute")
    for row in rows.order_by("attribute__position", "attribute__code", "position"):
        kind = row.attribute
        value: str | Decimal | bool = row.text
        if row.boolean is not None:
            value = row.boolean
        elif row.number is not None:
            value = row.number.normalize()
        attributes[row.product_id].append(
            AttributeRecord(kind.code, kind.name, kind.kind, kind.unit, value)
        )
    return attributes


def _grouped(rows: QuerySet[ProductTag] | QuerySet[HiddenInMarket], name: str) -> "_Groups":
    groups = _Groups()
    for product_id, value in rows.order_by(name).values_list("product_id", name):
        groups[product_id] = (*groups[product_id], value)
    return groups


class _Groups(dict[int, tuple[str, ...]]):
    def __missing__(self, product_id: int) -> tuple[str, ...]:
        return ()


def _variant(row: Variant) -> VariantRecord:
    options = (row.option1, row.option2, row.option3)
    cost = None if row.cost_minor is None else Money(row.cost_minor, row.cost_currency)
    return VariantRecord(
        id=row.id,
        product_id=row.product_id,
        sku=row.sku,
        options=tuple(option for option in options if option),
        position=row.position,
        is_active=row.is_active,
        swatch=row.swatch,
        gtin=row.gtin,
        manufacturer_id=row.manufacturer_id,
        cost=cost,
        tracks_stock=row.tracks_stock,
        sells_without_stock=row.sells_without_stock,
        needs_shipping=row.needs_shipping,
        is_taxable=row.is_taxable,
        hs_code=row.hs_code,
        origin=row.origin,
        customs_description=row.customs_description,
        materials=row.materials,
        net_weight_g=row.net_weight_g,
        gross_weight_g=row.gross_weight_g,
        length_mm=row.length_mm,
        width_mm=row.width_mm,
        height_mm=row.height_mm,
        has_battery=row.has_battery,
        hazard=row.hazard,
    )


def _categories(rows: QuerySet[Category]) -> list[CategoryRecord]:
    found = list(rows)
    texts: dict[int, list[CategoryText]] = defaultdict(list)
    for text in CategoryText.objects.filter(category__in=found).order_by("language"):
        texts[text.category_id].append(text)
    return [
        CategoryRecord(
            id=row.id,
            parent_id=row.parent_id,
            handle=row.handle,
            path=row.path,
            position=row.position,
            names={text.language: text.name for text in texts[row.id]},
            slugs={text.language: text.slug for text in texts[row.id]},
        )
        for row in found
    ]
