"""A product as somebody wants it to be; None everywhere means "not said: leave it as it is".

Files, the demo shop, forms and the API all hand over drafts, and one service stores them, so that
a product is checked in one place wherever it comes from. An empty text empties the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money

Kind = Literal["goods", "digital", "service", "bundle", "group", "external"]
Status = Literal["draft", "active", "archived"]


@dataclass(frozen=True, slots=True)
class TextDraft:
    """The words of a product in one language; HTML in `description` and `care` is not yet clean."""

    language: str
    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    care: str | None = None
    warnings: str | None = None
    slug: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    origin: Literal["typed", "imported", "machine"] = "typed"


@dataclass(frozen=True, slots=True)
class PictureDraft:
    """A picture: a path below the media folder, or an address to fetch when that is allowed.

    `options` are the option values of the variants that it shows, an empty text standing for any
    value; None is the whole product.
    """

    file: str | None = None
    source_url: str | None = None
    alt: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    options: tuple[str, ...] | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class AttributeDraft:
    """One typed value of a product; `code` is created when it is new."""

    code: str
    value: str | Decimal | bool
    name: str | None = None
    unit: str | None = None
    is_facet: bool | None = None


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """One variant; `stock` is the quantity on hand by warehouse code, `price` in the base list."""

    options: tuple[str, ...] = ()
    sku: str | None = None
    price: Money | None = None
    compare_at: Money | None = None
    cost: Money | None = None
    stock: Mapping[str, int] | None = None
    gtin: str | None = None
    manufacturer_id: str | None = None
    swatch: str | None = None
    is_active: bool | None = None
    tracks_stock: bool | None = None
    sells_without_stock: bool | None = None
    needs_shipping: bool | None = None
    is_taxable: bool | None = None
    trade: TradeFacts | None = None
    parts: Mapping[str, int] | None = None
    extra: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """One product with its variants.

    `categories` are paths of handles from the root (`("table", "tea")`), the main one first;
    `category_names` gives a new category its name. `parts` of a variant and `members` of a group
    name SKUs and handles. `extra` keeps columns of other systems for a lossless export.
    """

    handle: str
    variants: tuple[VariantDraft, ...]
    source_language: str = "en"
    kind: Kind | None = None
    status: Status | None = None
    product_type: str | None = None
    brand: str | None = None
    option_names: tuple[str, ...] | None = None
    texts: tuple[TextDraft, ...] = ()
    categories: tuple[tuple[str, ...], ...] | None = None
    category_names: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    attributes: tuple[AttributeDraft, ...] | None = None
    pictures: tuple[PictureDraft, ...] | None = None
    members: tuple[str, ...] | None = None
    hidden_in: tuple[str, ...] | None = None
    external_url: str | None = None
    external_label: str | None = None
    manufacturer: str | None = None
    manufacturer_contact: str | None = None
    responsible_person: str | None = None
    responsible_contact: str | None = None
    extra: Mapping[str, str] | None = None
