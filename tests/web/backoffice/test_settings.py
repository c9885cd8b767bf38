"""Settings, markets, tokens, plain tables and the first steps."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.shops import LOADED_AT
from tests.web.backoffice.goods import product

from sampan.apps.accounts.selectors.tokens import token_of
from sampan.apps.catalog.models import Brand
from sampan.apps.inventory import selectors as inventory
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing
from sampan.apps.storefront.models import Sheet
from sampan.kernel import audit, clock, settings_store

SHOP = {"shop_name": "Reed", "default_language": "de", "time_zone": "Asia/Shanghai"}
MARKET = {
    "name": "Canada", "code": "ca", "countries": "ca", "currencies": "cad", "incoterm": "DDP",
    "languages": ["en", "fr"], "first_language": "fr", "is_open": "1", "factor_new": "1.5",
    "rounding_new": "whole",
}  # fmt: skip


def test_the_shops_name_and_time_zone_are_on_the_next_page(owner: Client) -> None:
    owner.post("/office/shop/", SHOP)

    page = owner.get("/office/shop/").content.decode()
    assert "| Reed</title>" in page
    loaded_in_ningbo = LOADED_AT.astimezone(ZoneInfo("Asia/Shanghai"))
    history = owner.get(f"/office/products/{product('logbook').id}/history/").content.decode()
    assert f"{loaded_in_ningbo:%Y-%m-%d %H:%M}" in history
    assert (
        b"This time zone does not exist."
        in owner.post("/office/shop/", SHOP | {"time_zone": "Moon"}).content
    )


def test_colors_that_cannot_be_read_are_refused_with_their_contrast(owner: Client) -> None:
    good = {"paper": "#fbfaf6", "ink": "#14212b", "action": "#7a1f5c", "sale": "#b83c24",
            "ground": "#f3f1ea"}  # fmt: skip

    refused = owner.post("/office/shop/colors", good | {"ink": "#cccccc"}).content.decode()
    assert "too close to each other" in refused
    assert 'class="st stop"' in refused
    seen = owner.post("/office/shop/colors", good | {"preview": "1"}).content.decode()
    assert "#7A1F5C" in seen
    assert settings_store.get("theme") is None

    owner.post("/office/shop/colors", good)
    assert settings_store.get("theme")["action"] == "#7A1F5C"
    assert "#7A1F5C" in Client().get("/theme.css").content.decode()


def test_a_token_is_shown_once_and_opens_what_it_may(owner: Client) -> None:
    form = {"name": "Till", "scopes": ["catalog:read", "stock:read"], "days": "30"}
    page = owner.post("/office/shop/tokens", form).content.decode()
    secret = re.search(r'value="(spn_[^"]+)"', page)
    assert secret is not None

    token = token_of(secret[1], clock.now())
    assert token is not None
    assert token.scopes == {"catalog:read", "stock:read"}
    assert secret[1] not in owner.get("/office/shop/tokens").content.decode()

    owner.post(f"/office/shop/tokens/{token.id}/revoke")
    assert token_of(secret[1], clock.now()) is None


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "scopes": ["stock:read"]},
        {"name": "x"},
        {"name": "x", "scopes": ["root"]},
        {"name": "x", "scopes": ["stock:read"], "days": "-3"},
    ],
)
def test_a_token_without_name_right_or_future_is_refused(
    owner: Client, form: dict[str, Any]
) -> None:
    page = owner.post("/office/shop/tokens", form).content.decode()

    assert 'role="alert"' in page
    assert "spn_" not in page


def test_a_market_is_opened_with_its_price_list_and_closed_again(owner: Client) -> None:
    assert owner.post("/office/markets/new", MARKET)["Location"] == "/office/markets/ca/"

    market = next(one for one in markets.open_markets() if one.code == "ca")
    assert (market.languages, market.currencies, market.tax_included) == (
        ("fr", "en"), ("CAD",), False,
    )  # fmt: skip
    one = product("lakeside-tea-set").variants[0].id
    assert str(pricing.current_prices([one], clock.now())[one]["ca-cad"].amount) == "CAD 134.00"

    owner.post("/office/markets/ca/", {k: v for k, v in MARKET.items() if k != "is_open"})
    assert "ca" not in {one.code for one in markets.open_markets()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"countries": "DE"}, "DE belongs to another market already."),
        ({"countries": "ZZ"}, "This country code does not exist."),
        ({"countries": ""}, "at least one country"),
        ({"currencies": "XXX"}, "This currency does not exist."),
        ({"languages": []}, "at least one country"),
        ({"incoterm": "EXW"}, "Choose DDP or DAP."),
        ({"factor_new": "0"}, ""),
        ({"factor_new": "x"}, "This is no number."),
        ({"name": " "}, "A name is missing."),
    ],
)
def test_a_market_that_cannot_be_is_refused(
    owner: Client, changed: dict[str, Any], said: str
) -> None:
    answer = owner.post("/office/markets/new", MARKET | changed)

    if said:
        assert said in answer.content.decode()
        assert "ca" not in {one.code for one, _ in markets.all_markets()}


def test_a_list_is_derived_only_after_it_was_shown(owner: Client) -> None:
    address = "/office/price-lists/uk-gbp/derive"
    shown = owner.get(address).content.decode()
    moved = re.search(r"Store (\d+) changed price", shown)
    assert moved is not None, "the demo's reduced prices are not plain multiples"

    page = owner.post(f"{address}/store", follow=True).content.decode()

    assert f"{moved[1]} price" in page
    assert "already what the factor makes" in owner.get(address).content.decode()
    assert owner.get("/office/price-lists/eu-eur/derive").status_code == 404


def test_a_plain_table_saves_through_its_service_and_the_window_follows(
    owner: Client, work_off: Callable[[], int]
) -> None:
    brand = Brand.objects.get(name="Harbor & Reed")
    owner.post(f"/office/settings/catalog/brand/{brand.pk}/change/", {"name": "Reed & Sons"})
    work_off()

    sheet = Sheet.objects.get(product_id=product("lakeside-tea-set").id, language="en")
    assert "Reed & Sons" in str(sheet.body)
    told = audit.history(f"catalog.brand:{brand.pk}")[0]
    assert told.changes["name"] == ["Harbor & Reed", "Reed & Sons"]


def test_a_plain_table_refuses_what_its_service_refuses(owner: Client) -> None:
    form = {"code": "MOON", "name": "Moon", "country": "ZZ", "position": "9"}

    page = owner.post("/office/settings/inventory/warehouse/add/", form).content.decode()

    assert "unknown_country" in page
    assert "MOON" not in {house.code for house in inventory.warehouses()}


def test_packages_bring_no_tables_that_save_past_our_services(owner: Client) -> None:
    page = owner.get("/office/settings/").content.decode()

    assert "/office/settings/catalog/brand/" in page
    for foreign in ("auth/group", "account/emailaddress", "axes/", "mfa/", "sites/site"):
        assert f"/office/settings/{foreign}" not in page


def test_demo_goods_go_when_the_owner_says_so_and_the_banner_with_them(owner: Client) -> None:
    assert "These are demo data." in owner.get("/office/jobs/").content.decode()

    owner.post("/office/shop/demo")

    assert "These are demo data." not in owner.get("/office/jobs/").content.decode()
    assert "No products yet" in owner.get("/office/products/").content.decode()
