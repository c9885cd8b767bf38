"""Variants as they go out and come in."""

from typing import Annotated

from pydantic import Field

from sampan.domain.catalog.drafts import VariantDraft
from sampan.domain.goods import TradeFacts
from sampan.domain.money import Money
from sampan.web.api.shapes.kinds import (
    Amount,
    Code,
    Country,
    Currency,
    Flag,
    Given,
    Id,
    Line,
    Short,
    Shown,
)

Grams = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
Millimetres = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]

_TRADE = (
    "hs_code",
    "origin",
    "customs_description",
    "materials",
    "net_weight_g",
    "gross_weight_g",
    "has_battery",
    "hazard",
)
_OWN = (
    "sku",
    "gtin",
    "manufacturer_id",
    "swatch",
    "is_active",
    "tracks_stock",
    "sells_without_stock",
    "needs_shipping",
    "is_taxable",
)


class VariantShown(Shown):
    """What is stocked, priced and shipped; null is not known, never a default.

    What it cost the shop is taken in and never given out.
    """

    id: Id
    product_id: Id
    sku: str | None
    options: list[str]
    position: int
    is_active: bool
    swatch: str
    gtin: str
    manufacturer_id: str
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


class VariantPage(Shown):
    """Variants in the order of their ids; `next` is the cursor of the page after."""

    items: list[VariantShown]
    next: str | None


class MoneyGiven(Given):
    """An amount in major units as text."""

    amount: Amount
    currency: Currency

    def money(self) -> Money:
        """The amount. Raises BadAmount and UnknownCurrency."""
        return Money.parse(self.amount, self.currency)


class VariantGiven(Given):
    """One variant; what is left out or null stays as it is."""

    options: Annotated[list[Short], Field(max_length=3)] = []
    sku: Code | None = None
    gtin: Annotated[str, Field(pattern=r"^[0-9]{0,14}$")] | None = None
    manufacturer_id: Annotated[str, Field(max_length=70)] | None = None
    swatch: Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")] | None = None
    cost: MoneyGiven | None = None
    is_active: Flag | None = None
    tracks_stock: Flag | None = None
    sells_without_stock: Flag | None = None
    needs_shipping: Flag | None = None
    is_taxable: Flag | None = None
    hs_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")] | None = None
    origin: Country | None = None
    customs_description: Line | None = None
    materials: Line | None = None
    net_weight_g: Grams | None = None
    gross_weight_g: Grams | None = None
    length_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    height_mm: Millimetres | None = None
    has_battery: Flag | None = None
    hazard: Annotated[str, Field(max_length=120)] | None = None

    def draft(self) -> VariantDraft:
        """The variant as the catalog takes it."""
        sizes = (self.length_mm, self.width_mm, self.height_mm)
        length, width, height = sizes
        package = (length, width, height) if length and width and height else None
        trade = TradeFacts(**{name: getattr(self, name) for name in _TRADE}, package_mm=package)
        return VariantDraft(
            options=tuple(self.options),
            cost=self.cost.money() if self.cost else None,
            trade=trade,
            **{name: getattr(self, name) for name in _OWN},
        )
