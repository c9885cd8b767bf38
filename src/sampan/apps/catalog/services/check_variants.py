"""What can be wrong with one variant by itself."""

import re
from collections.abc import Iterator, Set
from typing import Any

from sampan.apps.catalog.models import Variant
from sampan.domain.catalog.drafts import VariantDraft
from sampan.domain.errors import UnknownCountry
from sampan.domain.goods import TradeFacts
from sampan.domain.places import Place

MOST_MINOR = 10**15
MOST_COUNT = 2**31 - 1
MOST_STOCK = 10**12
TEXTS = ("sku", "gtin", "manufacturer_id")
TRADE_TEXTS = ("customs_description", "materials", "hazard")
WEIGHTS = ("net_weight_g", "gross_weight_g")
_HS_CODE = re.compile(r"([0-9]{6})?")
_SWATCH = re.compile(r"(#[0-9a-fA-F]{6})?")

Found = Iterator[tuple[str, str, object]]


def variant_problems(variant: VariantDraft, known_skus: Set[str]) -> Found:
    """Field, code and value of everything that is wrong."""
    for name in TEXTS:
        yield from _too_long(name, getattr(variant, name))
    for option in variant.options:
        if len(option) > 200:
            yield "options", "too_long", option
    if variant.swatch is not None and not _SWATCH.fullmatch(variant.swatch):
        yield "swatch", "bad_color", variant.swatch
    for name in ("price", "compare_at", "cost"):
        money = getattr(variant, name)
        if money is not None and money.minor < 0:
            yield name, f"negative_{name}", money
        elif money is not None and money.minor > MOST_MINOR:
            yield name, "out_of_range", money
    for count in (variant.stock or {}).values():
        if not 0 <= count <= MOST_STOCK:
            yield "stock", "negative_stock" if count < 0 else "out_of_range", count
    for sku, quantity in (variant.parts or {}).items():
        if sku not in known_skus or sku == variant.sku:
            yield "parts", "unknown_sku", sku
        elif not 1 <= quantity <= MOST_COUNT:
            yield "parts", "out_of_range", quantity
    if variant.trade is not None:
        yield from _trade_problems(variant.trade)


def _trade_problems(trade: TradeFacts) -> Found:
    if trade.hs_code is not None and not _HS_CODE.fullmatch(trade.hs_code):
        yield "hs_code", "bad_hs_code", trade.hs_code
    if trade.origin:
        try:
            Place(trade.origin)
        except UnknownCountry:
            yield "origin", "unknown_country", trade.origin
    for name in TRADE_TEXTS:
        yield from _too_long(name, getattr(trade, name))
    for name in WEIGHTS:
        weight = getattr(trade, name)
        if weight is not None and not 0 <= weight <= MOST_COUNT:
            yield name, "out_of_range", weight
    for size in trade.package_mm or ():
        if not 0 <= size <= MOST_COUNT:
            yield "package_mm", "out_of_range", size


def _too_long(column: str, text: str | None) -> Found:
    longest: Any = Variant._meta.get_field(column)
    if text is not None and len(text) > longest.max_length:
        yield column, "too_long", text
