"""The Products grid: views, filters, sorting, paging, inline edit; constant in its queries."""

import csv
import io
import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.backoffice.goods import product, variant

from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft
from sampan.flows.edit_products import By, create_product
from sampan.kernel import clock
from sampan.web.backoffice import grid_query

GRID = "/office/products/"
HTMX = {"HX-Request": "true"}


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(GRID + query).content.decode()
    return re.findall(r'products/\d+/">([^<]+)</a><a class="pen"', page)


def counts(client: Client) -> dict[str, int]:
    page = client.get(GRID).content.decode()
    found = re.findall(r'<a href="\?[^"]*"[^>]*>([^<]+?) <span class="n[^"]*">([\d,]+)<', page)
    return {name: int(number.replace(",", "")) for name, number in found}


def shown_value(client: Client, cell: str) -> list[str]:
    form = client.get(cell, headers=HTMX).content.decode()
    return re.findall(r'name="value" value="([^"]*)"', form)


def add_products(many: int) -> None:
    for number in range(many):
        draft = ProductDraft(
            handle=f"extra-{number}",
            variants=(VariantDraft(sku=f"EX-{number}", options=()),),
            texts=(TextDraft("en", title=f"Extra {number:03}"),),
        )
        create_product(draft, By("test", clock.now()))


def test_it_shows_every_product_with_its_price_stock_and_margin(owner: Client) -> None:
    page = owner.get(f"{GRID}?q=lakeside").content.decode()

    assert titles(owner, "?q=lakeside") == ["Lakeside tea set"]
    assert '<span class="cur">EUR</span>89.00 – 119.00' in page
    assert ">126</td>" in page
    assert re.search(r"\d\d\.\d %", page)


def test_the_title_is_in_the_readers_language(loaded_demo: datetime, person: Any) -> None:
    page = person("owner", "zh-hans").get(f"{GRID}?q=lakeside").content.decode()

    assert "湖畔茶具" in page


@pytest.mark.parametrize("query", ["", "?sort=price", "?sort=margin&dir=desc", "?lacks=hs_code"])
def test_the_number_of_queries_does_not_grow_with_the_rows(owner: Client, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert owner.get(GRID + query).status_code == 200
        return len(seen)

    owner.get(GRID + query)
    few = queries()
    add_products(12)
    owner.get(GRID + query)
    many = queries()

    assert many == few
    assert few <= 45


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("?sort=title", "Day out set", "Wharf socks"),
        ("?sort=title&dir=desc", "Wharf socks", "Day out set"),
        ("?sort=price", "Delta recordings", "Stillwater headphones"),
        ("?sort=price&dir=desc", "Stillwater headphones", "Delta recordings"),
        ("?sort=stock&dir=desc", "Wharf socks", "Slow morning set"),
    ],
)
def test_it_sorts_by_what_its_heads_offer(owner: Client, query: str, first: str, last: str) -> None:
    shown = titles(owner, query)

    assert len(shown) == 24
    assert shown[0] == first
    if "stock" not in query:
        assert shown[-1] == last


@pytest.mark.parametrize("sort", ["title", "updated", "price", "stock", "brand", "created"])
def test_pages_follow_each_other_without_gaps_or_repeats(
    owner: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(grid_query, "PAGE", 7)
    seen: list[str] = []
    query = f"?sort={sort}"
    for _ in range(5):
        page = owner.get(GRID + query).content.decode()
        seen += titles(owner, query)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        query = following[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) == 24


def test_views_count_what_they_hold_and_follow_every_change(owner: Client) -> None:
    assert counts(owner)["On sale"] == 24
    tea = product("lakeside-tea-set").id

    owner.post(f"{GRID}{tea}/cell/status", {"value": "draft"}, headers=HTMX)

    assert (counts(owner)["On sale"], counts(owner)["Drafts"]) == (23, 1)
    assert titles(owner, "?status=draft") == ["Lakeside tea set"]


def test_a_view_of_ones_own_is_a_tab_until_it_is_removed(owner: Client) -> None:
    owner.post(f"{GRID}views", {"name": "Cheap tea", "q": "tea", "status": "active", "x": "y"})

    assert counts(owner)["Cheap tea"] == len(titles(owner, "?q=tea&status=active"))
    page = owner.get(f"{GRID}?q=tea&status=active").content.decode()
    forget = re.search(r'action="(/office/products/views/\d+/forget)"', page)
    assert forget is not None
    owner.post(forget[1])
    assert "Cheap tea" not in counts(owner)


@pytest.mark.parametrize(
    "query",
    [
        "?sort=password", "?sort=title%27%3B--&dir=%22", "?after=WzEsMl0", "?after=%00",
        "?q=%27%20OR%201%3D1--", "?q=%00", "?q=" + "x" * 5000, "?q=%F0%9F%8D%B5&lacks=nothing",
        "?status=;drop&stock=all&market=moon&category=/&brand=%25&tag=%5C", "?q=%25%25_",
    ],
)  # fmt: skip
def test_hostile_addresses_find_little_and_break_nothing(owner: Client, query: str) -> None:
    assert owner.get(GRID + query).status_code == 200


def test_a_page_that_somebody_forged_starts_at_the_beginning(owner: Client) -> None:
    assert titles(owner, "?sort=title&after=forged") == titles(owner, "?sort=title")


def test_columns_are_remembered_and_exported_as_seen(owner: Client) -> None:
    owner.post(f"{GRID}columns", {"columns": ["price", "hs_code"], "query": "q=lakeside"})

    head = owner.get(GRID).content.decode()
    assert "HS code" in head
    assert "Available</a>" not in head
    exported = owner.get(f"{GRID}export?q=lakeside").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported)))
    assert rows == [
        ["Handle", "Title", "Price", "HS code"],
        ["lakeside-tea-set", "Lakeside tea set", "89.00-119.00", "691200"],
    ]


def test_what_a_spreadsheet_would_run_is_exported_as_text(owner: Client) -> None:
    tea = product("lakeside-tea-set").id
    owner.post(f"{GRID}{tea}/cell/title", {"value": "=HYPERLINK(1)"}, headers=HTMX)

    exported = owner.get(f"{GRID}export?status=active").content.decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in exported


def test_a_cell_becomes_a_form_and_its_row_again(owner: Client) -> None:
    one = variant("delta-recordings", product("delta-recordings").variants[0].sku)
    cell = f"/office/variants/{one.id}/cell/price"
    assert b'value="9.00"' in owner.get(cell, headers=HTMX).content

    answer = owner.post(cell, {"value": "１２．50"}, headers=HTMX).content.decode()

    assert '<span class="cur">EUR</span>12.50' in answer
    assert 'name="value" value="9.00"' in answer, "the way back"
    owner.post(cell, {"value": "9.00"}, headers=HTMX)
    assert b'value="9.00"' in owner.get(cell, headers=HTMX).content


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("price", "-1", "A price is zero or more."),
        ("price", "1.234", "Write an amount like 49.90"),
        ("price", "1e3x", "This is no number."),
        ("price", "9" * 40, "This is no number."),
        ("stock", "-1", "Stock is a whole number from 0 up."),
        ("stock", "1.5", "Stock is a whole number from 0 up."),
        ("stock", "10^18", "Stock is a whole number from 0 up."),
        ("stock", "9" * 20, "Stock is a whole number from 0 up."),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(
    owner: Client, name: str, value: str, said: str
) -> None:
    one = product("logbook").variants[0]
    cell = f"/office/variants/{one.id}/cell/{name}"
    before = shown_value(owner, cell)

    answer = owner.post(cell, {"value": value}, headers=HTMX)

    assert said in answer.content.decode()
    assert answer["HX-Retarget"] == "this"
    assert shown_value(owner, cell) == before


def test_everything_works_as_a_plain_form_without_scripts(owner: Client) -> None:
    tea = product("lakeside-tea-set").id
    page = owner.get(f"{GRID}{tea}/cell/title").content.decode()
    assert "<html" in page

    answer = owner.post(f"{GRID}{tea}/cell/title", {"value": "Tea set", "query": "q=tea"})

    assert answer["Location"] == f"{GRID}?q=tea"
    assert product("lakeside-tea-set").title == "Tea set"


def test_a_new_product_starts_as_a_draft_and_opens_in_the_editor(owner: Client) -> None:
    answer = owner.post(f"{GRID}new", {"title": "安静的壶", "sku": "QK-1"})

    assert owner.get(answer["Location"]).status_code == 200
    assert product("安静的壶").status == "draft"
    assert "A product needs a title" in owner.post(f"{GRID}new", {"title": " "}).content.decode()


def test_a_sku_that_is_taken_is_told_in_words(owner: Client) -> None:
    answer = owner.post(f"{GRID}new", {"title": "Twin", "sku": "HR-LS-02-CEL"})

    assert "the SKU belongs to another product" in answer.content.decode()
