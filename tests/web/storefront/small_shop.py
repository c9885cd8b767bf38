"""A small shop in plain words: four markets, two warehouses, and what a test puts into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from sampan.apps.catalog.models import Product
from sampan.apps.catalog.services.store import store_products
from sampan.apps.inventory import services as inventory
from sampan.apps.markets import selectors as markets_now
from sampan.apps.markets import services as markets
from sampan.apps.pricing import services as pricing
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows.refresh_window import refresh_window

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)

MARKETS = (
    Market("eu", "Europe", ("DE", "FR", "AT"), ("de", "fr", "en"), ("EUR",), True, Incoterm.DDP),
    Market("us", "United States", ("US",), ("en", "es"), ("USD",), False, Incoterm.DDP),
    Market("gulf", "Gulf", ("AE", "SA"), ("ar", "en"), ("AED", "SAR"), True, Incoterm.DDP),
    Market("kr", "Korea", ("KR",), ("ko",), ("KRW",), True, Incoterm.DAP),
)
FACTORS = {"EUR": "1", "USD": "1.1", "AED": "4", "SAR": "4.1", "KRW": "1500"}


def open_shop() -> None:
    """Markets with a price list for each currency, and warehouses in Hamburg and Ningbo."""
    cause = pricing.Cause("owner", AT, "test")
    for position, market in enumerate(MARKETS):
        markets.save_market(market, position=position, actor="owner", at=AT)
        market_id = markets_now.market_ids()[market.code]
        for currency in market.currencies:
            facts = PriceListFacts(
                code=f"{market.code}-{currency.lower()}",
                market=market.code,
                currency=currency,
                is_base=currency == "EUR",
                factor=Decimal(FACTORS[currency]),
                rounding="exact",
            )
            pricing.save_price_list(facts, market_id=market_id, position=position, cause=cause)
    inventory.save_warehouse("HAM", "Hamburg", "DE", position=0)
    inventory.save_warehouse("NGB", "Ningbo", "CN", position=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a test needs to change a stored product again."""

    id: int
    variant_ids: tuple[int, ...]


def product(handle: str, price: str = "10.00", **wanted: object) -> ProductDraft:
    """A product with one variant that is in stock; anything may be wanted otherwise."""
    draft = ProductDraft(
        handle=handle,
        status="active",
        kind="goods",
        texts=(TextDraft(language="en", title=handle.replace("-", " ").capitalize()),),
        variants=(VariantDraft(price=eur(price), stock={"HAM": 5}),),
    )
    return replace(draft, **wanted)


def in_colors(handle: str, prices: Mapping[str, str], stock: Mapping[str, int]) -> ProductDraft:
    """A product that comes in colors, each with its price and stock."""
    return product(
        handle,
        option_names=("Color",),
        variants=tuple(
            VariantDraft(
                options=(color,),
                sku=f"{handle}-{color}",
                price=eur(price),
                swatch="#336699",
                stock={"HAM": stock.get(color, 0)},
            )
            for color, price in prices.items()
        ),
    )


def sell(*drafts: ProductDraft, at: datetime = AT) -> list[Stored]:
    """Store products with prices, stock and window, as an import would."""
    with transaction.atomic():
        stored = store_products(drafts, actor="owner", at=at, cause="test")
        cause = pricing.Cause("owner", at, "test")
        rows = [
            (stored.variant_ids[draft.handle, variant.options], variant)
            for draft in drafts
            for variant in draft.variants
        ]
        pricing.set_prices("eu-eur", {row: variant.price for row, variant in rows}, cause)
        pricing.derive_prices([row for row, _ in rows], cause)
        counts = {
            (row, code): units
            for row, variant in rows
            for code, units in (variant.stock or {}).items()
        }
        inventory.set_on_hand(counts, inventory.Movement("owner", at, "opening", "test"))
        refresh_window(stored.product_ids, at)
    return [_stored(draft, stored.variant_ids) for draft in drafts]


def set_price(one: Stored, price: str, at: datetime, price_list: str = "eu-eur") -> None:
    """Another price in one list, as the back office sets it."""
    with transaction.atomic():
        currency = price_list.rpartition("-")[2].upper()
        amounts = dict.fromkeys(one.variant_ids, Money.parse(price, currency))
        pricing.set_prices(price_list, amounts, pricing.Cause("owner", at, "test"))
        refresh_window([one.id], at)


def count_stock(one: Stored, units: int, at: datetime = AT) -> None:
    """Another number on hand in Hamburg."""
    with transaction.atomic():
        counts = {(variant_id, "HAM"): units for variant_id in one.variant_ids}
        inventory.set_on_hand(counts, inventory.Movement("owner", at, "count", "test"))
        refresh_window([one.id], at)


def eur(text: str) -> Money:
    return Money.parse(text, "EUR")


def _stored(draft: ProductDraft, ids: Mapping[tuple[str, Sequence[str]], int]) -> Stored:
    own = tuple(ids[draft.handle, variant.options] for variant in draft.variants)
    return Stored(Product.objects.get(handle=draft.handle).id, own)
