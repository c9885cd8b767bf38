"""Stock, promotions and delivery, edited by the owner."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from sampan.apps.catalog.selectors import listing as catalog
from sampan.apps.inventory import selectors as stock
from sampan.apps.inventory import stock_list
from sampan.apps.promotions import selectors as promotions
from sampan.apps.shipping import selectors as shipping
from sampan.domain.money import Money
from sampan.domain.promotions.rules import RULES
from sampan.kernel import settings_store
from sampan.web.backoffice.rule_form import KINDS, LABELS, RULE_NAMES, form_fields, texts_of

pytestmark = pytest.mark.django_db


def text(response) -> str:
    plain = re.sub(r"<(svg|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain))


def caddy() -> int:
    return catalog.variants_by_sku(["HR-DC-100"])["HR-DC-100"]


def on_hand(variant: int) -> dict[str, int]:
    return {level.warehouse: level.on_hand for level in stock.by_warehouse([variant])[variant]}


@pytest.mark.parametrize(
    ("reason", "typed", "after"),
    [("counted", "60", 60), ("received", "10", 74), ("damaged", "4", 60), ("counted", "６０", 60)],
)
def test_a_count_replaces_and_a_delivery_adds(owner: Client, reason, typed, after):
    variant = caddy()
    form = {f"s{variant}_NGB": typed, "reason": reason, "reference": "note 7"}

    owner.post("/office/stock/count", form)

    assert on_hand(variant) == {"NGB": after, "HAM": 22}
    moved = stock_list.movements(variant, 1)[0]
    assert (moved.reason, moved.reference, moved.quantity) == (reason, "note 7", after - 64)


@pytest.mark.parametrize("typed", ["-1", "1.5", "x", "9" * 20])
def test_a_number_that_cannot_be_changes_nothing(owner: Client, typed):
    variant = caddy()
    owner.post("/office/stock/count", {f"s{variant}_NGB": typed, "reason": "counted"})

    assert on_hand(variant) == {"NGB": 64, "HAM": 22}


def test_a_reorder_point_is_kept_and_tells_when_it_is_reached(owner: Client):
    variant = caddy()
    owner.post("/office/stock/count", {f"s{variant}_HAM": "", f"r{variant}_HAM": "25"})

    found = stock_list.at_reorder_point(10)
    assert [(one.variant_id, one.available, one.reorder_point) for one in found] == [
        (variant, 22, 25)
    ]
    assert "HR-DC-100" in text(owner.get("/office/stock/?state=low"))


def test_a_warehouse_is_made_changed_and_taken_out_of_use(owner: Client):
    form = {"name": "Rotterdam", "country": "NL", "time_zone": "Europe/Amsterdam", "position": "3"}
    owner.post("/office/stock/warehouses", {**form, "is_active": "1"})
    owner.post("/office/stock/warehouses", {**form, "code": "ROTTERDAM", "name": "Rotterdam Zuid"})

    row = next(one for one in stock_list.warehouses() if one.code == "ROTTERDAM")
    assert (row.name, row.is_active, row.time_zone) == ("Rotterdam Zuid", False, "Europe/Amsterdam")
    refused = owner.post("/office/stock/warehouses", {**form, "country": "XX"})
    assert "does not exist" in text(refused)


def test_every_rule_has_a_form_made_of_its_own_fields(owner: Client):
    assert set(RULE_NAMES) == set(RULES)
    for code in RULES:
        fields = form_fields(code, ["EUR", "USD"], {})
        assert fields
        assert {field.kind for field in fields} <= set(KINDS.values())
        assert all(field.name in LABELS for field in fields)
        assert owner.get(f"/office/promotions/new?rule={code}").status_code == 200
    assert owner.get("/office/promotions/new?rule=magic").status_code == 404


RULE_FORMS = [
    ("percentage", {"f_percent": "12.5"}),
    ("fixed", {"f_amounts_EUR": "5", "f_amounts_JPY": "800"}),
    ("tiers", {"f_tiers": "EUR 100 = 10\nEUR 200 = 15"}),
    ("buy_x_get_y", {"f_buy": "2", "f_get": "1", "f_percent": "50"}),
    ("gift", {"f_sku": "HR-DC-100", "f_quantity": "1", "f_minimums_EUR": "80"}),
    ("free_freight", {"f_minimums_EUR": "60.50"}),
]


@pytest.mark.parametrize(("code", "form"), RULE_FORMS)
def test_a_rule_comes_back_from_its_form_as_it_was_typed(owner: Client, code, form):
    owner.post(f"/office/promotions/new?rule={code}", {"name": "Try", "is_active": "1", **form})

    saved = next(one for one in promotions.all_promotions() if one.promotion.name == "Try")
    texts = texts_of(saved.promotion.rule)
    for name, typed in form.items():
        assert texts[name].replace(".00", "").rstrip("0") == typed.replace(".00", "").rstrip("0")


def test_the_last_day_counts_in_full_in_the_shops_zone(owner: Client):
    settings_store.put("time_zone", "Europe/Berlin")
    form = {"name": "Autumn", "f_percent": "10", "first_day": "2026-10-25",
            "last_day": "2026-10-25"}  # fmt: skip

    owner.post("/office/promotions/new?rule=percentage", form)

    saved = next(one for one in promotions.all_promotions() if one.promotion.name == "Autumn")
    assert saved.promotion.starts_at == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert saved.promotion.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)
    page = owner.get(f"/office/promotions/{saved.id}/").content.decode()
    assert page.count('value="2026-10-25"') == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"f_percent": "101"}, "above 0 and at most 100"),
        ({"f_percent": ""}, "field of the rule is empty"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "before the first"),
        ({"coupon": "welcome10"}, "Another promotion has this code"),
        ({"limit": "0"}, "whole number from 1 up"),
        ({"name": " "}, "A name is needed"),
    ],
)
def test_a_promotion_that_cannot_be_says_why_and_is_not_saved(owner: Client, changes, says):
    form = {"name": "Try", "f_percent": "10", **changes}

    response = owner.post("/office/promotions/new?rule=percentage", form)

    assert says in text(response)
    assert "Try" not in {one.promotion.name for one in promotions.all_promotions()}


def test_the_simulation_takes_off_what_the_rule_says_and_saves_nothing(owner: Client, demo_orders):
    form = {"name": "Sim", "f_percent": "10", "simulate": "1"}

    shown = text(owner.post("/office/promotions/new?rule=percentage", form))

    reached = re.search(r"Orders reached (\d+) / (\d+)", shown)
    assert reached
    assert reached[1] == reached[2] != "0"
    assert "Share of all goods 10.0 %" in shown
    assert "Sim" not in {one.promotion.name for one in promotions.all_promotions()}


SERVICE = {
    "name": "Night train", "warehouse": "HAM", "mode": "rail", "currency": "EUR",
    "cutoff": "16:30", "handling_days": "2", "is_active": "1", "z0_countries": "DE AT",
    "z0_from": "1", "z0_to": "2", "z0_steps": "1000 = 4.90\n5000 = 8", "z1_countries": "",
}  # fmt: skip


def test_a_service_is_previewed_then_saved_and_quoted(owner: Client):
    preview = text(owner.post("/office/delivery/new", {**SERVICE, "preview": "1"}))
    assert "AT 1–2 4.90 4.90 4.90 4.90 8.00 8.00 – –" in preview
    assert len(shipping.all_services()) == 3

    owner.post("/office/delivery/new", SERVICE)

    saved = next(one.service for one in shipping.all_services() if one.service.mode == "rail")
    zone = saved.zone("AT")
    assert zone is not None
    assert (zone.price(1001), saved.handling_days) == (Money.parse("8.00", "EUR"), 2)
    assert "Night train EUR 4.90 1–2" in text(owner.get("/office/delivery/?country=AT&weight=900"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"z0_steps": "1000 = 5\n900 = 6"}, "Weights rise"),
        ({"z0_steps": "heavy = 5"}, "A step is written"),
        ({"z0_steps": "1000"}, "A step is written"),
        ({"z1_countries": "AT", "z1_from": "1", "z1_to": "2", "z1_steps": "1 = 1"}, "two zones"),
        ({"z0_countries": "XX"}, "does not exist"),
        ({"z0_countries": ""}, "needs a zone"),
        ({"z0_from": "9"}, "not above the second"),
        ({"warehouse": "MOON"}, "This warehouse does not exist"),
        ({"cutoff": "25:99"}, "A time is written"),
    ],
)
def test_a_service_that_cannot_be_says_why(owner: Client, changes, says):
    response = owner.post("/office/delivery/new", {**SERVICE, **changes})

    assert says in text(response)
    assert len(shipping.all_services()) == 3


def test_a_service_off_offer_is_quoted_to_nobody(owner: Client):
    form = {name: value for name, value in SERVICE.items() if name != "is_active"}
    owner.post("/office/delivery/new", form)

    assert "night-train" not in {service.code for service in shipping.services()}
