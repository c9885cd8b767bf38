"""Products as they go out and come in."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator

from sampan.domain.catalog.drafts import AttributeDraft, ProductDraft, TextDraft
from sampan.web.api.shapes.kinds import (
    Code,
    Flag,
    Given,
    Handle,
    Id,
    Language,
    Line,
    Long,
    Short,
    Shown,
)
from sampan.web.api.shapes.variants import VariantGiven

Kind = Literal["goods", "digital", "service", "bundle", "group", "external"]
Status = Literal["draft", "active", "archived"]
Value = Flag | Annotated[Decimal, Field(max_digits=18, decimal_places=6)] | Line


class TextShown(Shown):
    """A product's words in one language; `description` and `care` are clean HTML."""

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


class AttributeShown(Shown):
    """One typed value; a number is a decimal text in the attribute's unit."""

    code: str
    name: str
    kind: str
    unit: str
    value: str | bool

    @field_validator("value", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        return f"{value:f}" if isinstance(value, Decimal) else value


class ProductShown(Shown):
    """A product without its variants; `categories` are paths of handles, the main one first."""

    id: Id
    handle: str
    kind: Kind
    status: Status
    product_type: str
    brand: str
    source_language: str
    option_names: list[str]
    texts: list[TextShown]
    categories: list[list[str]]
    tags: list[str]
    attributes: list[AttributeShown]
    hidden_in: list[str]
    external_url: str
    manufacturer: str
    manufacturer_contact: str
    responsible_person: str
    responsible_contact: str
    created_at: datetime
    updated_at: datetime
    version: int


class ProductPage(Shown):
    """Products in the order of their ids; `next` is the cursor of the page after."""

    items: list[ProductShown]
    next: str | None


class TextGiven(Given):
    """Words in one language; what is left out stays as it is, an empty text empties it."""

    language: Language
    title: Line | None = None
    subtitle: Line | None = None
    description: Long | None = None
    care: Long | None = None
    warnings: Long | None = None
    slug: Handle | None = None
    seo_title: Short | None = None
    seo_description: Line | None = None

    def draft(self) -> TextDraft:
        """The words as the catalog takes them."""
        return TextDraft(**self.model_dump())


class AttributeGiven(Given):
    """One typed value: a text, a number or a boolean; the attribute is created when it is new."""

    code: Code
    value: Value
    name: Short | None = None
    unit: Annotated[str, Field(max_length=16)] | None = None

    def draft(self) -> AttributeDraft:
        """The value as the catalog takes it."""
        return AttributeDraft(self.code, self.value, self.name, self.unit)


class ProductFacts(Given):
    """What may be said of a product; what is left out or null stays as it is."""

    kind: Kind | None = None
    status: Status | None = None
    product_type: Short | None = None
    brand: Short | None = None
    option_names: Annotated[list[Short], Field(max_length=3)] | None = None
    texts: Annotated[list[TextGiven], Field(max_length=20)] = []
    categories: (
        Annotated[
            list[Annotated[list[Code], Field(min_length=1, max_length=5)]], Field(max_length=20)
        ]
        | None
    ) = None
    tags: Annotated[list[Code], Field(max_length=100)] | None = None
    attributes: Annotated[list[AttributeGiven], Field(max_length=100)] | None = None
    hidden_in: Annotated[list[Code], Field(max_length=100)] | None = None
    external_url: Annotated[str, Field(max_length=2_000)] | None = None
    manufacturer: Line | None = None
    manufacturer_contact: Line | None = None
    responsible_person: Line | None = None
    responsible_contact: Line | None = None

    def draft(
        self, handle: str, source_language: str, variants: list[VariantGiven]
    ) -> ProductDraft:
        """The product as the catalog takes it."""
        paths, values = self.categories, self.attributes
        return ProductDraft(
            handle=handle,
            source_language=source_language,
            variants=tuple(variant.draft() for variant in variants),
            kind=self.kind,
            status=self.status,
            product_type=self.product_type,
            brand=self.brand,
            option_names=_fixed(self.option_names),
            texts=tuple(text.draft() for text in self.texts),
            categories=None if paths is None else tuple(tuple(path) for path in paths),
            tags=_fixed(self.tags),
            attributes=None if values is None else tuple(one.draft() for one in values),
            hidden_in=_fixed(self.hidden_in),
            external_url=self.external_url,
            manufacturer=self.manufacturer,
            manufacturer_contact=self.manufacturer_contact,
            responsible_person=self.responsible_person,
            responsible_contact=self.responsible_contact,
        )


class NewProduct(ProductFacts):
    """A product to create: a handle, words in its own language, one variant or more."""

    handle: Handle
    source_language: Language = "en"
    variants: Annotated[list[VariantGiven], Field(min_length=1, max_length=200)]


class ProductChange(ProductFacts):
    """What to change; variants are found by SKU, then by options, and added when new."""

    variants: Annotated[list[VariantGiven], Field(max_length=200)] = []


def _fixed(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
