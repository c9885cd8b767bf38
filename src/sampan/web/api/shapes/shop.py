"""Categories, markets, prices, stock and search as they go out and come in."""

from typing import Annotated, Self

from pydantic import Field

from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceFacts
from sampan.web.api.shapes.kinds import Amount, Code, Flag, Given, Id, Shown

MOST_AT_ONCE = 500
MOST_UNITS = 10**12


class CategoryShown(Shown):
    """A node of the tree; `path` is the handles from the root, each ended by a slash."""

    id: Id
    parent_id: int | None
    handle: str
    path: str
    position: int
    names: dict[str, str]
    slugs: dict[str, str]


class CategoryPage(Shown):
    """Categories in the order of their ids; `next` is the cursor of the page after."""

    items: list[CategoryShown]
    next: str | None


class MarketShown(Shown):
    """Countries that share currencies, languages, tax display and a delivery term."""

    code: str
    name: str
    is_open: bool
    countries: list[str]
    languages: list[str]
    currencies: list[str]
    tax_included: bool
    incoterm: str

    @classmethod
    def of(cls, market: Market, *, is_open: bool) -> Self:
        """The market as it goes out."""
        return cls(
            code=market.code,
            name=market.name,
            is_open=is_open,
            countries=list(market.countries),
            languages=list(market.languages),
            currencies=list(market.currencies),
            tax_included=market.tax_included,
            incoterm=market.incoterm.value,
        )


class MarketList(Shown):
    """Every market, in the owner's order."""

    items: list[MarketShown]


class PriceListShown(Shown):
    """The prices of one market in one currency; `factor` multiplies the base list's amounts."""

    code: str
    market: str
    currency: str
    is_base: bool
    factor: str
    rounding: str


class PriceListList(Shown):
    """Every price list, in the owner's order."""

    items: list[PriceListShown]


class BreakShown(Shown):
    """From this quantity on, a unit costs this much."""

    minimum_quantity: int
    amount: str


class PriceShown(Shown):
    """What a variant costs now in one list; `lowest_before` only while the price is reduced."""

    variant_id: Id
    price_list: str
    currency: str
    amount: str | None
    breaks: list[BreakShown] = []
    lowest_before: str | None = None

    @classmethod
    def of(cls, variant_id: int, price_list: str, price: PriceFacts) -> Self:
        """The price as it goes out."""
        lowest = price.lowest_before
        return cls(
            variant_id=variant_id,
            price_list=price_list,
            currency=price.amount.currency,
            amount=price.amount.text,
            breaks=[
                BreakShown(minimum_quantity=step.minimum_quantity, amount=step.amount.text)
                for step in price.breaks
            ],
            lowest_before=lowest.text if lowest else None,
        )


class PricesShown(Shown):
    """What one variant costs now, in each list that has a price for it."""

    variant_id: Id
    prices: list[PriceShown]


class PricePage(Shown):
    """Prices by variant; `next` is the cursor of the page after."""

    items: list[PricesShown]
    next: str | None


class NewAmount(Given):
    """A new price of one unit; null takes the price away."""

    amount: Amount | None

    def money(self, currency: str) -> Money | None:
        """The amount in a list's currency. Raises BadAmount."""
        return None if self.amount is None else Money.parse(self.amount, currency)


class NewPrice(NewAmount):
    """A new price of one variant."""

    variant_id: Id


class NewPrices(Given):
    """Prices of one list; with `follow` every other list is derived anew from the base list."""

    price_list: Code
    prices: Annotated[list[NewPrice], Field(min_length=1, max_length=MOST_AT_ONCE)]
    follow: Flag = False


class LevelShown(Shown):
    """The quantities of one variant in one warehouse."""

    variant_id: Id
    warehouse: str
    on_hand: int
    reserved: int
    available: int


class LevelsShown(Shown):
    """The stock of one variant in each warehouse."""

    variant_id: Id
    levels: list[LevelShown]


class LevelPage(Shown):
    """Stock by variant; `next` is the cursor of the page after."""

    items: list[LevelsShown]
    next: str | None


class NewCount(Given):
    """What was counted."""

    on_hand: Annotated[int, Field(strict=True, ge=0, le=MOST_UNITS)]


class NewLevel(NewCount):
    """What was counted of a variant in a warehouse."""

    variant_id: Id
    warehouse: Code


class NewLevels(Given):
    """Counts of many variants; all of them are taken or none."""

    counts: Annotated[list[NewLevel], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Changed(Shown):
    """The variants that changed; the same again changes none."""

    changed: list[Id]


class HitShown(Shown):
    """One product that was found."""

    product_id: Id


class SearchPage(Shown):
    """Hits, the best first; `total` counts to 1,000 and `are_more` says that there are others.

    `meant` are the words searched instead of misspelt ones; `is_loose`: no product has all words.
    """

    items: list[HitShown]
    next: str | None
    total: int
    are_more: bool
    meant: list[str]
    is_loose: bool
