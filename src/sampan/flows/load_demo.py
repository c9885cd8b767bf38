"""Load the demo shop, or take it away again."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from sampan.apps.catalog.selectors import listing
from sampan.apps.catalog.services import groups, removal
from sampan.apps.catalog.services.store import StoreReport, store_products
from sampan.apps.checkout import services as checkout
from sampan.apps.content import services as content
from sampan.apps.customs import services as customs
from sampan.apps.inventory import services as inventory
from sampan.apps.markets import selectors as markets_now
from sampan.apps.markets import services as markets
from sampan.apps.pricing import selectors as prices_now
from sampan.apps.pricing import services as pricing
from sampan.apps.promotions import services as promotions
from sampan.apps.shipping import services as shipping
from sampan.domain.errors import Conflict
from sampan.domain.incoterms import Incoterm
from sampan.domain.markets import Market
from sampan.domain.money import Money
from sampan.domain.pricing.lists import PriceListFacts
from sampan.domain.pricing.rounding import nearest
from sampan.domain.promotions.apply import Promotion
from sampan.domain.promotions.reading import read_rule
from sampan.domain.shipping.packing import Limits
from sampan.domain.shipping.rates import Service, Step, Zone
from sampan.flows.forget_demo_orders import forget_demo_orders
from sampan.flows.load_demo_orders import load_orders_later
from sampan.flows.read_demo import FOLDER, SOURCE, Demo, read_demo
from sampan.flows.refresh_window import refresh_window
from sampan.kernel import settings_store
from sampan.kernel.insert_only import erasing

ACTOR = "demo"


def load_demo(at: datetime, *, with_orders: bool = False) -> int:
    """Fill an empty shop with the demo's markets, goods, prices, stock and pages.

    With orders, a worker places them one after the other, so that the shop opens before. Returns
    the number of products. Raises Conflict when products exist already.
    """
    if listing.product_count():
        raise Conflict(what="products")
    demo = read_demo()
    _copy_pictures()
    with transaction.atomic():
        _load_markets(demo, at)
        _load_words(demo)
        stored = store_products(demo.products(), actor=ACTOR, at=at, cause="demo")
        _load_prices(demo, stored, at)
        _load_stock(demo, stored, at)
        _load_selling(demo, at)
        refresh_window(stored.product_ids, at)
        settings_store.put("demo_product_ids", list(stored.product_ids))
        settings_store.put("shop_name", demo.shop["name"])
        settings_store.put("default_language", demo.shop["default_language"])
        settings_store.put("return_days", demo.shop["return_days"])
        if with_orders:
            load_orders_later(at)
    return len(stored.product_ids)


def remove_demo(at: datetime) -> int:
    """Take the demo's goods, prices, stock and pages away; markets stay, as the owner's start.

    Returns the number of products removed; own products are left alone.
    """
    product_ids: list[int] = settings_store.get("demo_product_ids", [])
    with transaction.atomic():
        removal.archive(product_ids)
        refresh_window(product_ids, at)
        product_ids = _without_sold(product_ids, at)
        variant_ids = listing.variant_ids(product_ids)
        with erasing(cause="demo", actor=ACTOR, at=at):
            checkout.forget_variants(variant_ids)
            pricing.forget(variant_ids)
            inventory.forget(variant_ids)
            customs.forget(variant_ids)
        removal.remove_products(product_ids)
        removal.remove_unused_groups()
        content.remove_all()
        settings_store.put("demo_product_ids", [])
    return len(product_ids)


def _without_sold(product_ids: list[int], at: datetime) -> list[int]:
    """The products that can go; those in orders beside the owner's own goods stay archived."""
    kept = forget_demo_orders(listing.variant_ids(product_ids), at)
    stay = set(listing.products_of(sorted(kept)))
    return [product_id for product_id in product_ids if product_id not in stay]


def demo_is_loaded() -> bool:
    """Whether demo goods are in the shop; the back office then says so."""
    return bool(settings_store.get("demo_product_ids", []))


def _copy_pictures() -> None:
    """The drawings become media files like any others, so that removal is plain."""
    target = settings.MEDIA_ROOT / "demo"
    target.mkdir(parents=True, exist_ok=True)
    for picture in (FOLDER / "pictures").iterdir():
        if picture.name.endswith(".svg"):
            (target / picture.name).write_bytes(picture.read_bytes())


def _load_markets(demo: Demo, at: datetime) -> None:
    cause = pricing.Cause(ACTOR, at, "demo")
    for position, market in enumerate(demo.shop["markets"]):
        currencies = tuple(entry["currency"] for entry in market["price_lists"])
        value = Market(
            code=market["code"],
            name=market["name"],
            countries=tuple(market["countries"]),
            languages=tuple(market["languages"]),
            currencies=currencies,
            tax_included=market["tax_included"],
            incoterm=Incoterm(market["incoterm"]),
        )
        markets.save_market(value, position=position, actor=ACTOR, at=at)
        market_id = markets_now.market_ids()[value.code]
        for entry in market["price_lists"]:
            facts = _price_list(value.code, entry)
            pricing.save_price_list(facts, market_id=market_id, position=position, cause=cause)


def _price_list(market: str, entry: Mapping[str, str]) -> PriceListFacts:
    return PriceListFacts(
        code=f"{market}-{entry['currency'].lower()}",
        market=market,
        currency=entry["currency"],
        is_base=bool(entry.get("is_base")),
        factor=Decimal(entry["factor"]),
        rounding=entry["rounding"],
    )


def _load_words(demo: Demo) -> None:
    groups.save_categories(demo.categories())
    groups.save_attributes(demo.attributes())
    for language, texts in demo.texts.items():
        if language != SOURCE:
            groups.save_terms(language, demo.terms(language))
        collections = {
            f"collection_{handle}_{name}": words[name]
            for handle, words in texts["collections"].items()
            for name in ("title", "description")
        }
        content.save_words(language, {**texts["home"], **collections})
    for position, handle in enumerate(demo.catalog["pages"]):
        drafts = {
            language: content.PageDraft(
                slug=texts["pages"][handle]["slug"],
                title=texts["pages"][handle]["title"],
                body=texts["pages"][handle]["body"],
                seo_description=texts["pages"][handle]["seo_description"],
            )
            for language, texts in demo.texts.items()
        }
        content.save_page(handle, demo.shop["page_groups"].get(handle, ""), position, drafts)


def _load_prices(demo: Demo, stored: StoreReport, at: datetime) -> None:
    """Prices with a past: the ordinary price long ago, a reduction a few days ago."""
    products = demo.products()
    long_ago = at - timedelta(days=demo.shop["history_days"])
    lately = at - timedelta(days=demo.shop["reduced_days"])
    base = prices_now.base_price_list()
    assert base is not None, "the demo's first market has the base list"
    ordinary: dict[int, Money | None] = {
        stored.variant_ids[product.handle, variant.options]: variant.price
        for product in products
        for variant in product.variants
    }
    cause = pricing.Cause(ACTOR, long_ago, "demo")
    pricing.set_prices(base.code, ordinary, cause)
    pricing.derive_prices(list(ordinary), cause)
    reduced_ids = {
        stored.variant_ids[product.handle, variant.options]: Decimal(share)
        for product in products
        for variant in product.variants
        if (share := demo.shop["reductions"].get(product.handle))
    }
    now = prices_now.current_prices(list(reduced_ids), long_ago)
    for price_list in prices_now.price_lists():
        reduced: dict[int, Money | None] = {
            variant_id: nearest(
                price_list.rounding,
                now[variant_id][price_list.code].amount.amount * share,
                price_list.currency,
            )
            for variant_id, share in reduced_ids.items()
        }
        pricing.set_prices(price_list.code, reduced, pricing.Cause(ACTOR, lately, "demo"))


def _load_stock(demo: Demo, stored: StoreReport, at: datetime) -> None:
    for position, warehouse in enumerate(demo.catalog["warehouses"]):
        inventory.save_warehouse(
            warehouse["code"],
            warehouse["name"],
            warehouse["country"],
            position=position,
            time_zone=warehouse["time_zone"],
        )
    counts = {
        (stored.variant_ids[product.handle, variant.options], code): units
        for product in demo.products()
        for variant in product.variants
        for code, units in (variant.stock or {}).items()
    }
    long_ago = at - timedelta(days=demo.shop["history_days"])
    inventory.set_on_hand(counts, inventory.Movement(ACTOR, long_ago, "opening", "demo"))


def _load_selling(demo: Demo, at: datetime) -> None:
    """Who sells and where they are registered, how goods are sent, and what comes off."""
    settings_store.put("seller", demo.shop["seller"])
    for position, entry in enumerate(demo.shop["services"]):
        shipping.save_service(_service(entry), entry["currency"], position)
    for entry in demo.shop["promotions"]:
        value = Promotion(
            id="",
            name=entry["name"],
            rule=read_rule(entry["rule"], entry["fields"]),
            precedence=entry["precedence"],
            coupon=entry.get("coupon", ""),
        )
        draft = promotions.PromotionDraft(value, limit_each=entry.get("limit_each"))
        promotions.save_promotion(draft, actor=ACTOR, at=at)


def _service(entry: Mapping[str, Any]) -> Service:
    currency = entry["currency"]
    return Service(
        code=entry["code"],
        name=entry["name"],
        warehouse=entry["warehouse"],
        mode=entry["mode"],
        zones=tuple(
            Zone(
                frozenset(zone["countries"]),
                tuple(Step(grams, Money(minor, currency)) for grams, minor in zone["steps"]),
                (zone["days"][0], zone["days"][1]),
            )
            for zone in entry["zones"]
        ),
        limits=Limits(weight_g=entry["max_weight_g"]),
        cutoff=time.fromisoformat(entry["cutoff"]),
        handling_days=entry["handling_days"],
    )
