"""Open, change and close markets together with their price lists, and show it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from sampan.apps.catalog.selectors import grid as catalog
from sampan.apps.catalog.selectors import listing, window
from sampan.apps.markets import selectors as markets_now
from sampan.apps.markets import services as markets
from sampan.apps.pricing import selectors as prices_now
from sampan.apps.pricing.services import Cause, derive_prices, save_price_list
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows.refresh_window import refresh_whole_window


@dataclass(frozen=True, slots=True)
class Starter:
    """A market as the first steps offer it; the owner changes whatever differs.

    `factor` is a first guess against a base list in euros. `obligations` are codes of what the
    market asks of a seller; the screen words them.
    """

    code: str
    countries: str
    languages: str
    currency: str
    factor: str
    rounding: str
    obligations: tuple[str, ...]
    tax_included: bool = True
    incoterm: Incoterm = Incoterm.DDP


STARTERS = (
    Starter(
        "eu",
        "DE FR IT ES NL AT BE IE PT FI LU",
        "de fr it es nl en",
        "EUR",
        "1",
        "charm_90",
        ("ioss", "gpsr", "withdrawal", "packaging"),
    ),
    Starter("uk", "GB", "en", "GBP", "0.86", "whole", ("uk_vat",)),
    Starter(
        "us",
        "US",
        "en es",
        "USD",
        "1.10",
        "whole",
        ("us_duty", "us_sales_tax"),
        tax_included=False,
    ),
    Starter("jp", "JP", "ja en", "JPY", "165", "hundreds", ("jp_law",)),
    Starter("kr", "KR", "ko en", "KRW", "1600", "thousands", ("kr_pccc",), incoterm=Incoterm.DAP),
    Starter("br", "BR", "pt-br en", "BRL", "6.3", "charm_90", ("br_cpf",), incoterm=Incoterm.DAP),
    Starter("gulf", "AE SA QA KW BH OM", "ar en", "AED", "4.2", "whole", ("gulf_vat",)),
    Starter("cn", "CN", "zh-hans en", "CNY", "7.8", "whole", ("cn_license",)),
)


def save_market(market: Market, lists: Sequence[PriceListFacts], cause: Cause) -> None:
    """Store a market with a price list for each currency; gaps are derived from the base list.

    Raises Conflict for a country of another market, Invalid for an unknown rounding habit.
    """
    with transaction.atomic():
        known = [one for one, _is_open in markets_now.all_markets()]
        codes = [one.code for one in known]
        position = codes.index(market.code) if market.code in codes else len(codes)
        markets.save_market(market, position=position, actor=cause.actor, at=cause.at)
        market_id = markets_now.market_ids()[market.code]
        for facts in lists:
            save_price_list(facts, market_id=market_id, position=position, cause=cause)
        derive_prices(listing.variant_ids(listing.product_ids()), cause)
        refresh_whole_window(cause.at)


def open_market(code: str, cause: Cause, *, is_open: bool) -> None:
    """Open a market to shoppers, or close it; its prices stay."""
    now = {market.code: was for market, was in markets_now.all_markets()}
    if now.get(code) == is_open:
        return
    with transaction.atomic():
        markets.set_open(code, is_open=is_open, actor=cause.actor, at=cause.at)
        refresh_whole_window(cause.at)


def open_starters(codes: Sequence[str], names: Mapping[str, str], cause: Cause) -> int:
    """Open the chosen ones of the usual markets that are not there yet; returns how many."""
    there = {market.code for market, _is_open in markets_now.all_markets()}
    taken = {c for market, _is_open in markets_now.all_markets() for c in market.countries}
    opened = 0
    for starter in STARTERS:
        countries = tuple(c for c in starter.countries.split() if c not in taken)
        if starter.code not in codes or starter.code in there or not countries:
            continue
        market = Market(
            code=starter.code,
            name=names.get(starter.code, starter.code),
            countries=countries,
            languages=tuple(starter.languages.split()),
            currencies=(starter.currency,),
            tax_included=starter.tax_included,
            incoterm=starter.incoterm,
        )
        save_market(market, [_list(market, starter)], cause)
        opened += 1
    return opened


def variant_names(variant_ids: Sequence[int]) -> dict[int, str]:
    """What to call variants in a list of prices: title, options and SKU."""
    products = window.products_of_variants(variant_ids)
    return {
        variant.id: " ".join(filter(None, (row.title, " / ".join(variant.options), variant.sku)))
        for row in catalog.rows_by_id(sorted(products), "en")
        for variant in row.variants
    }


def _list(market: Market, starter: Starter) -> PriceListFacts:
    currency = market.currencies[0]
    base = prices_now.base_price_list()
    return PriceListFacts(
        code=f"{market.code}-{currency.lower()}",
        market=market.code,
        currency=currency,
        is_base=base is None,
        factor=Decimal(1) if base is None else Decimal(starter.factor),
        rounding=starter.rounding,
    )
