"""One product with everything that the editor shows, and the saved views of the grid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sampan.apps.catalog.models import (
    Attribute,
    Brand,
    HiddenInMarket,
    Media,
    Product,
    ProductAttribute,
    ProductText,
    SavedView,
    Variant,
)
from sampan.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class EditedText:
    """The words of a product in one language."""

    language: str
    title: str
    subtitle: str
    description: str
    care: str
    warnings: str
    slug: str
    seo_title: str
    seo_description: str
    origin: str
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class EditedVariant:
    """One variant with all that can be changed about it."""

    id: int
    sku: str
    options: tuple[str, ...]
    position: int
    is_active: bool
    swatch: str
    picture_id: int | None
    gtin: str
    manufacturer_id: str
    cost_minor: int | None
    cost_currency: str
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
class EditedPicture:
    """A picture with what it shows, by language."""

    id: int
    file: str
    source_url: str
    position: int
    width: int
    height: int
    problem: str
    alts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditedAttribute:
    """A typed value of a product."""

    code: str
    name: str
    kind: str
    unit: str
    value: str | Decimal | bool


@dataclass(frozen=True, slots=True)
class EditedProduct:
    """A product as the editor shows it; `version` guards against two people saving at once."""

    id: int
    handle: str
    kind: str
    status: str
    product_type: str
    brand: str
    source_language: str
    option_names: tuple[str, ...]
    external_url: str
    external_label: str
    manufacturer: str
    manufacturer_contact: str
    responsible_person: str
    responsible_contact: str
    version: int
    created_at: datetime
    updated_at: datetime
    texts: Mapping[str, EditedText] = field(default_factory=dict)
    variants: tuple[EditedVariant, ...] = ()
    pictures: tuple[EditedPicture, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: tuple[EditedAttribute, ...] = ()
    hidden_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title in the product's own language, or its handle."""
        text = self.texts.get(self.source_language)
        return text.title if text else self.handle


@dataclass(frozen=True, slots=True)
class View:
    """A saved view of the grid: a name and the query that it stands for."""

    id: int
    name: str
    query: Mapping[str, str]


def product(product_id: int) -> EditedProduct:
    """A product for the editor. Raises NotFound."""
    row = Product.objects.select_related("brand").filter(pk=product_id).first()
    if row is None:
        raise NotFound(what="product", id=product_id)
    return EditedProduct(
        id=row.pk,
        handle=row.handle,
        kind=row.kind,
        status=row.status,
        product_type=row.product_type,
        brand=row.brand.name if row.brand else "",
        source_language=row.source_language,
        option_names=tuple(row.option_names),
        external_url=row.external_url,
        external_label=row.external_label,
        manufacturer=row.manufacturer,
        manufacturer_contact=row.manufacturer_contact,
        responsible_person=row.responsible_person,
        responsible_contact=row.responsible_contact,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        texts={t.language: _text(t) for t in ProductText.objects.filter(product=row)},
        variants=tuple(_variant(v) for v in Variant.objects.filter(product=row)),
        pictures=_pictures(row),
        categories=tuple(row.placements.values_list("category__path", flat=True)),
        tags=tuple(sorted(row.tags.values_list("name", flat=True))),
        attributes=_attributes(row),
        hidden_in=dict(
            HiddenInMarket.objects.filter(product=row).values_list("market__code", "reason")
        ),
    )


def product_of_variant(variant_id: int) -> int:
    """The product that a variant belongs to. Raises NotFound."""
    found = Variant.objects.filter(pk=variant_id).values_list("product_id", flat=True).first()
    if found is None:
        raise NotFound(what="variant", id=variant_id)
    return found


def saved_views() -> list[View]:
    """The owner's views of the grid, in the order of their tabs."""
    return [View(row.pk, row.name, row.query) for row in SavedView.objects.all()]


def brand_names() -> list[str]:
    """Every brand, for suggestions."""
    return list(Brand.objects.order_by("name").values_list("name", flat=True))


def attribute_choices() -> list[tuple[str, str, str, str]]:
    """Every attribute as code, name, kind and unit."""
    return list(Attribute.objects.values_list("code", "name", "kind", "unit"))


def _text(row: ProductText) -> EditedText:
    return EditedText(
        language=row.language,
        title=row.title,
        subtitle=row.subtitle,
        description=row.description,
        care=row.care,
        warnings=row.warnings,
        slug=row.slug,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        origin=row.origin,
        is_reviewed=row.is_reviewed,
    )


def _variant(row: Variant) -> EditedVariant:
    return EditedVariant(
        id=row.pk,
        sku=row.sku or "",
        options=(row.option1, row.option2, row.option3),
        position=row.position,
        is_active=row.is_active,
        swatch=row.swatch,
        picture_id=row.picture_id,
        gtin=row.gtin,
        manufacturer_id=row.manufacturer_id,
        cost_minor=row.cost_minor,
        cost_currency=row.cost_currency,
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


def _pictures(row: Product) -> tuple[EditedPicture, ...]:
    pictures = Media.objects.filter(product=row).prefetch_related("texts")
    return tuple(
        EditedPicture(
            id=picture.pk,
            file=picture.file,
            source_url=picture.source_url,
            position=picture.position,
            width=picture.width,
            height=picture.height,
            problem=picture.problem,
            alts={text.language: text.alt for text in picture.texts.all()},
        )
        for picture in pictures
    )


def _attributes(row: Product) -> tuple[EditedAttribute, ...]:
    values = ProductAttribute.objects.filter(product=row).select_related("attribute")
    return tuple(
        EditedAttribute(
            code=value.attribute.code,
            name=value.attribute.name,
            kind=value.attribute.kind,
            unit=value.attribute.unit,
            value=_typed(value),
        )
        for value in values
    )


def _typed(value: ProductAttribute) -> str | Decimal | bool:
    if value.boolean is not None:
        return value.boolean
    return value.number if value.number is not None else value.text
