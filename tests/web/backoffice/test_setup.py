"""The first steps of an empty shop: seven at most, each can wait, the last one opens the doors."""

from collections.abc import Callable
from typing import Any

from tests.web.backoffice.goods import product

from sampan.apps.inventory import selectors as inventory
from sampan.apps.markets import selectors as markets
from sampan.apps.pricing import selectors as pricing


def test_the_first_steps_lead_from_nothing_to_an_open_shop(
    person: Any, work_off: Callable[[], int]
) -> None:
    new = person("owner")
    assert new.get("/office/")["Location"] == "/office/setup/"
    steps: list[tuple[str, dict[str, Any]]] = [
        ("language", {"office_language": "en", "shop_name": "Reed", "default_language": "en"}),
        ("company", {"company_name": "Reed Ltd", "company_country": "CN"}),
        ("ships-from", {"name": "Ningbo", "country": "CN"}),
        ("markets", {"markets": ["eu", "us"]}),
        ("products", {}),
        ("payments", {}),
    ]
    for step, form in steps:
        assert new.get(f"/office/setup/{step}/").status_code == 200
        assert new.post(f"/office/setup/{step}/", form).status_code == 302, step
    new.post("/office/products/new", {"title": "Quiet kettle"})

    new.post("/office/setup/publish/", {"publish": "1"})
    work_off()

    assert [market.code for market in markets.open_markets()] == ["eu", "us"]
    assert [house.country for house in inventory.warehouses()] == ["CN"]
    base = pricing.base_price_list()
    assert base is not None
    assert base.code == "eu-eur"
    assert product("quiet-kettle").status == "active"
    assert new.get("/office/")["Location"] == "/office/today/"


def test_every_first_step_can_be_skipped_and_there_are_seven_at_most(person: Any) -> None:
    new = person("owner")
    address, seen = "/office/setup/", []
    while address.startswith("/office/setup/"):
        seen.append(address)
        address = new.post(address, {"skip": "1"})["Location"]

    assert len(seen) <= 7
    assert address == "/office/products/"


def test_the_steps_say_what_markets_ask_for_and_that_payments_are_to_come(person: Any) -> None:
    new = person("owner")

    assert "register for IOSS" in new.get("/office/setup/markets/").content.decode()
    payments = new.get("/office/setup/payments/").content.decode()
    assert "Payments arrive together with the checkout" in payments
