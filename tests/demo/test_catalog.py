"""The demo catalog is complete, consistent and could be sold as it stands."""

import csv
import re
from decimal import Decimal
from itertools import product as combinations
from typing import Any

import pytest
from tests.demo.shop import BY_SKU, CATALOG, DEMO, PRODUCTS, VARIANTS

# Goods whose right heading the duty table does not cover: cutting boards of bamboo, woolen
# scarves, stoneware ornaments. A wrong code would be worse than an open rate.
NOT_IN_THE_DUTY_TABLE = {"441911", "621420", "691390"}
HIGHEST_VAT = Decimal("1.27")
LOWEST_CNY_PER_EUR = Decimal("7.0")
ROWS = pytest.mark.parametrize("row", VARIANTS, ids=list(BY_SKU))
Row = tuple[dict[str, Any], dict[str, Any]]


def gtin_is_valid(gtin: str) -> bool:
    """GS1 General Specifications, section 7.9.1: weights 1 and 3, the sum a multiple of ten."""
    weights = [3 if index % 2 else 1 for index in range(13)]
    total = sum(int(digit) * weight for digit, weight in zip(gtin, weights, strict=True))
    return len(gtin) == 13 and total % 10 == 0


def test_the_shop_has_24_products_and_90_variants() -> None:
    assert (len(PRODUCTS), len(VARIANTS)) == (24, 90)
    assert len({product["handle"] for product in PRODUCTS}) == 24
    assert len(BY_SKU) == 90


def test_the_check_of_gtins_finds_a_swapped_digit() -> None:
    assert gtin_is_valid("4006381333931")
    assert not gtin_is_valid("4006383133931")


def test_every_good_has_a_gtin_of_its_own_for_use_inside_the_company() -> None:
    gtins = [variant["gtin"] for product, variant in VARIANTS if product["kind"] != "digital"]
    assert len(set(gtins)) == len(gtins) == 89
    assert [gtin for gtin in gtins if not (gtin_is_valid(gtin) and gtin.startswith("2"))] == []


def test_variants_are_every_combination_of_the_options_once() -> None:
    for product in PRODUCTS:
        options = product["options"]
        assert len(options) <= 3
        wanted = list(combinations(*(option["values"] for option in options)))
        codes = [option["code"] for option in options]
        have = [
            tuple(variant["options"][code] for code in codes) for variant in product["variants"]
        ]
        assert have == wanted, product["handle"]


def test_swatches_have_a_color_and_nothing_else_has() -> None:
    for product, variant in VARIANTS:
        swatch = any(option["is_swatch"] for option in product["options"])
        assert bool(variant["color_hex"]) is swatch, variant["sku"]
        assert not swatch or re.fullmatch(r"#[0-9A-F]{6}", variant["color_hex"])


@ROWS
def test_a_price_leaves_a_margin_after_the_highest_tax(row: Row) -> None:
    _, variant = row
    price, cost = Decimal(variant["price_eur"]), Decimal(variant["cost_cny"])
    assert price == price.quantize(Decimal("0.01"))
    assert price / HIGHEST_VAT > cost / LOWEST_CNY_PER_EUR > 0
    assert variant["compare_at_eur"] is None


def test_a_bundle_costs_less_than_its_parts_and_what_they_cost_us() -> None:
    bundles = [(product, variant) for product, variant in VARIANTS if product["kind"] == "bundle"]
    assert len(bundles) == 4
    for product, variant in bundles:
        parts = [(BY_SKU[part["sku"]][1], part["quantity"]) for part in variant["components"]]
        price = sum(Decimal(part["price_eur"]) * quantity for part, quantity in parts)
        cost = sum(Decimal(part["cost_cny"]) * quantity for part, quantity in parts)
        assert Decimal(variant["price_eur"]) < price
        assert Decimal(variant["cost_cny"]) == cost
        assert (variant["stock"], product["trade"]) == ({}, None)


def test_some_variants_are_sold_out_and_one_is_low() -> None:
    stock = [sum(v["stock"].values()) for p, v in VARIANTS if p["kind"] == "physical"]
    codes = {warehouse["code"] for warehouse in CATALOG["warehouses"]}
    assert all(set(v["stock"]) == codes for p, v in VARIANTS if p["kind"] == "physical")
    assert stock.count(0) >= 3
    assert any(0 < on_hand <= 5 for on_hand in stock)


def test_a_parcel_weighs_more_than_the_goods_and_can_be_carried() -> None:
    for product, variant in VARIANTS:
        if product["kind"] == "digital":
            assert (variant["weight_g"], variant["package_mm"]) == (None, None)
            continue
        assert 0 < variant["net_weight_g"] < variant["weight_g"] < 5000
        assert len(variant["package_mm"]) == 3
        assert 0 < min(variant["package_mm"]) <= max(variant["package_mm"]) < 600


def test_headings_are_in_the_duty_table_or_named_as_open() -> None:
    table = DEMO.parent / "reference/duty_rates.csv"
    with table.open(encoding="utf-8", newline="") as file:
        known = {row["hs"][:6] for row in csv.DictReader(file)}
    used = {product["trade"]["hs_code"] for product in PRODUCTS if product["trade"]}
    assert used - known <= NOT_IN_THE_DUTY_TABLE
    assert all(re.fullmatch(r"\d{6}", code) for code in used)


def test_customs_descriptions_say_what_it_is_and_of_what_and_fit_the_form() -> None:
    vague = {"gift", "gifts", "goods", "sample", "samples", "accessories", "parts", "merchandise"}
    for product in PRODUCTS:
        if product["kind"] != "physical":
            continue
        trade = product["trade"]
        words = re.findall(r"[a-z-]+", trade["customs_description"].lower())
        assert len(words) >= 3
        assert not vague & set(words), product["handle"]
        assert len(trade["customs_description"]) <= 60
        assert re.search(r"[一-鿿]", trade["customs_description_zh"])
        assert trade["origin"] == "CN"
        assert sum(map(int, re.findall(r"(\d+) %", trade["materials"]))) == 100


def test_what_holds_a_battery_is_declared_as_dangerous_goods() -> None:
    with_battery = {
        p["handle"]: p["trade"] for p in PRODUCTS if p["trade"] and p["trade"]["battery"]
    }
    assert set(with_battery) == {"reed-light-lamp", "stillwater-headphones"}
    for handle, trade in with_battery.items():
        assert trade["hazard"] == "lithium_battery", handle
        assert trade["battery"]["un_number"] == "UN3481"


def test_everything_points_at_something_that_exists() -> None:
    handles = {product["handle"] for product in PRODUCTS}
    categories = {category["handle"]: category["parent"] for category in CATALOG["categories"]}
    leaves = set(categories) - set(categories.values())
    assert (list(categories.values()).count(None), len(leaves)) == (4, 10)
    assert {product["category"] for product in PRODUCTS} == leaves
    for collection in CATALOG["collections"]:
        assert set(collection["products"]) <= handles
    for product, variant in VARIANTS:
        assert set(product["attributes"]) | set(variant["attributes"]) <= set(CATALOG["attributes"])
        assert {part["sku"] for part in variant["components"]} <= set(BY_SKU)


def test_every_good_names_who_answers_for_it_in_the_union() -> None:
    for product in PRODUCTS:
        if product["kind"] == "digital":
            continue
        maker = CATALOG["companies"][product["safety"]["manufacturer"]]
        responsible = CATALOG["companies"][product["safety"]["responsible_person"]]
        assert responsible["country"] == "DE"
        for company in (maker, responsible):
            assert company["email"].endswith(".example")
            assert company["street"]


def test_no_company_outside_the_reserved_domain_is_named() -> None:
    for path in (DEMO / "catalog.json", *(DEMO / "texts").glob("*.json")):
        domains = re.findall(r"(?:https?://|@)([\w.-]+\w)", path.read_text("utf-8"))
        assert [name for name in domains if not name.endswith(".example")] == [], path.name
