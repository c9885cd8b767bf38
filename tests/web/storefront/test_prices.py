"""What a price line says, for whom, and when it changes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from tests.web.storefront.small_shop import (
    AT,
    MARKETS,
    count_stock,
    in_colors,
    product,
    sell,
    set_price,
)

from sampan.apps.markets import services as markets
from sampan.domain.catalog.drafts import AttributeDraft
from sampan.web.storefront import door
from sampan.web.storefront.visit import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def page(path: str, place: str = "", **headers: str) -> str:
    client = Client(headers=headers)
    if place:
        client.cookies["place"] = place
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "place", "amount", "words"),
    [
        ("/de/p/cup/", "", "10,00 <small>EUR</small>", "Duties and taxes included."),
        ("/en/p/cup/", "DE.EUR", "<small>EUR</small> 10.00", "Duties and taxes included."),
        (
            "/en/p/cup/",
            "US.USD",
            "<small>USD</small> 11.00",
            "Duties and taxes are added at checkout.",
        ),
        ("/ko/p/cup/", "", "₩15,000", "Taxes included."),
        ("/ar/p/cup/", "SA.SAR", "41.00", "Duties and taxes included."),
    ],
)
def test_the_price_line_follows_the_market(path, place, amount, words, settings):
    settings.LOCALE_PATHS = []  # the words are looked for in English
    sell(product("cup", "10.00"))

    html = page(path, place)

    assert amount in html
    assert words in html


def test_a_price_change_is_visible_with_the_commit_in_every_list():
    [cup] = sell(product("cup", "10.00"))
    assert "10.00" in page("/en/c/all/", "DE.EUR")
    assert "10.00" in page("/en/p/cup/", "DE.EUR")

    set_price(cup, "9.00", AT + timedelta(days=1))

    assert "9.00" in page("/en/c/all/", "DE.EUR")
    assert "9.00" in page("/en/p/cup/", "DE.EUR")
    assert "11.00" in page("/en/p/cup/", "US.USD")


def test_stock_is_visible_with_the_commit():
    [cup] = sell(product("cup"))
    assert "In stock" in page("/en/p/cup/") or "left" in page("/en/p/cup/")

    count_stock(cup, 0)

    assert "Sold out" in page("/en/p/cup/")
    assert "Sold out" in page("/en/c/all/")


def test_only_a_reduction_after_thirty_days_is_struck_through():
    [old, new] = sell(product("old", "20.00"), product("new", "20.00"), at=AT)
    set_price(old, "15.00", AT + timedelta(days=40))
    set_price(new, "15.00", AT + timedelta(days=3))

    assert "<s>" in page("/en/p/old/", "DE.EUR")
    assert "25 % less" in page("/en/p/old/", "DE.EUR")
    assert "<s>" not in page("/en/p/new/", "DE.EUR")
    assert "<s>" not in page("/en/p/old/", "US.USD")


def test_several_prices_are_a_price_from_on():
    sell(in_colors("scarf", {"Red": "30.00", "Blue": "20.00"}, {"Red": 1, "Blue": 1}))

    card = page("/en/c/all/", "DE.EUR")

    assert '<span class="from">from</span>' in card
    assert "20.00" in card


ASKED = [
    ("/de/p/cup/", "", "10,00 <small>EUR</small>"),
    ("/de/p/cup/", "US.USD", "11,00 <small>USD</small>"),
    ("/en/p/cup/", "DE.EUR", "<small>EUR</small> 10.00"),
    ("/en/p/cup/", "US.USD", "<small>USD</small> 11.00"),
    ("/en/p/cup/", "AE.AED", "<small>AED</small> 40.00"),
    ("/en/p/cup/", "SA.SAR", "<small>SAR</small> 41.00"),
]


def mixed() -> list[str]:
    """The pages that do not show their own amount, or show another one's."""
    shown = [page(path, place) for path, place, _ in [*ASKED, *reversed(ASKED)]]
    amounts = [amount for _, _, amount in [*ASKED, *reversed(ASKED)]]
    return [
        amount
        for html, amount in zip(shown, amounts, strict=True)
        if amount not in html or any(other in html for other in {*amounts} - {amount})
    ]


def test_a_cache_never_mixes_what_pages_are_made_from():
    sell(product("cup", "10.00"))

    assert mixed() == []
    assert len(door.shelf) == len(ASKED)


def test_the_test_of_mixing_finds_a_key_that_forgets_the_place(monkeypatch):
    sell(product("cup", "10.00"))
    monkeypatch.setattr(Visit, "key", property(lambda visit: (visit.language, visit.stamp)))

    assert mixed() != []


def test_a_market_that_changes_its_tax_display_changes_its_pages():
    sell(product("cup"))
    assert "Duties and taxes included." in page("/en/p/cup/", "DE.EUR")

    untaxed = replace(MARKETS[0], tax_included=False)
    markets.save_market(untaxed, position=0, actor="owner", at=AT)

    assert "Duties and taxes included." not in page("/en/p/cup/", "DE.EUR")
    assert "Duties and taxes are added at checkout." in page("/en/p/cup/", "DE.EUR")


def test_the_answer_about_cookies_is_part_of_the_page():
    sell(product("cup"))

    assert 'name="choice"' in page("/en/p/cup/")
    assert 'name="choice"' not in page("/en/p/cup/", **{"Sec-GPC": "1"})
    assert 'name="choice"' in page("/en/p/cup/")


def test_hosts_are_never_mixed(settings):
    settings.ALLOWED_HOSTS = ["shop.example", "other.example"]
    sell(product("cup"))

    for host in ("shop.example", "other.example", "shop.example"):
        assert f"http://{host}/en/p/cup/" in page("/en/p/cup/", Host=host)


def test_sizes_are_in_the_units_of_the_country():
    sell(
        product(
            "board",
            attributes=(AttributeDraft("length_mm", Decimal(400), name="Length", unit="mm"),),
        )
    )

    assert "40 cm" in page("/en/p/board/", "DE.EUR")
    assert "15.7 in" in page("/en/p/board/", "US.USD")
