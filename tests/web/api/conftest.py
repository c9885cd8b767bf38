"""A small shop and programs that call it."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from tests.web.api.calling import NOW, Caller, a_token

from sampan.apps.catalog.models import Variant
from sampan.apps.catalog.services.store import store_products
from sampan.apps.inventory.services import Movement, save_warehouse
from sampan.apps.markets import selectors as markets_now
from sampan.apps.markets.services import save_market
from sampan.apps.pricing.services import Cause, save_price_list
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.flows.change_prices import change_prices
from sampan.flows.count_stock import count_stock
from sampan.web.api.limits import limiter
from sampan.web.api.usage import counter

CAUSE = Cause("test", NOW, "test")


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    limiter.forget()
    yield
    limiter.forget()
    counter.forget()


@pytest.fixture
def shop(db: None) -> dict[str, int]:
    """Two markets, a warehouse, and two active products with prices and stock; ids by handle."""
    _a_market("eu", "EUR", is_base=True)
    _a_market("jp", "JPY", is_base=False)
    save_warehouse("HAM", "Hamburg", "DE", position=0)
    report = store_products([_bowl(), _scarf()], actor="test", at=NOW, cause="test")
    variants = dict(Variant.objects.values_list("sku", "id"))
    prices = {variants[sku]: Money.parse("9.90", "EUR") for sku in ("BOWL", "SCARF-R", "SCARF-B")}
    change_prices("eu-eur", prices, CAUSE, follow=True)
    count_stock({(variants["BOWL"], "HAM"): 7}, Movement("test", NOW, "counted"))
    ids = dict(zip(("bowl", "scarf"), report.product_ids, strict=True))
    return ids | {sku: variant_id for sku, variant_id in variants.items() if sku}


@pytest.fixture
def program(db: None) -> Caller:
    """A program that may do everything."""
    return Caller(a_token())


def _a_market(code: str, currency: str, *, is_base: bool) -> None:
    country = {"eu": "DE", "jp": "JP"}[code]
    market = Market(code, code.upper(), (country,), ("en",), (currency,), True, Incoterm.DDP)
    save_market(market, position=0, actor="test", at=NOW)
    facts = PriceListFacts(
        code=f"{code}-{currency.lower()}",
        market=code,
        currency=currency,
        is_base=is_base,
        factor=Decimal(1 if is_base else 160),
        rounding="exact",
    )
    save_price_list(facts, market_id=markets_now.market_ids()[code], position=0, cause=CAUSE)


def _bowl() -> ProductDraft:
    return ProductDraft(
        handle="bowl",
        status="active",
        texts=(TextDraft("en", title="Terrace bowl", description="<p>For rice</p>"),),
        categories=(("table",),),
        tags=("new",),
        variants=(VariantDraft(sku="BOWL", gtin="4006381333931"),),
    )


def _scarf() -> ProductDraft:
    return ProductDraft(
        handle="scarf",
        status="active",
        option_names=("Color",),
        texts=(TextDraft("en", title="Ferry scarf"), TextDraft("de", title="Fährschal")),
        variants=(
            VariantDraft(options=("Red",), sku="SCARF-R"),
            VariantDraft(options=("Blue",), sku="SCARF-B"),
        ),
    )
