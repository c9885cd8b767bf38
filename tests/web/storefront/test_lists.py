"""Lists of products: narrowed, sorted, page by page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.web.storefront.small_shop import AT, in_colors, product, sell

from sampan.web.storefront import door

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def get(path: str, **options):
    return Client(**options).get(path)


def test_unknown_parameters_make_no_second_copy():
    sell(product("cup"))
    for tail in ("", "?utm_source=mail", "?gclid=1&fbclid=2"):
        assert get(f"/en/p/cup/{tail}").status_code == 200

    assert len(door.shelf) == 1


def test_facets_narrow_and_count():
    sell(
        in_colors("cup", {"Red": "10.00", "Blue": "12.00"}, {"Red": 1}),
        in_colors("pot", {"Red": "30.00"}, {"Red": 0}),
        in_colors("jug", {"Blue": "50.00"}, {"Blue": 2}),
    )

    def titles(query):
        html = get(f"/en/c/all/?{query}", headers={"Cookie": "place=DE.EUR"}).content.decode()
        return set(re.findall(r'href="/en/p/(\w+)/"', html))

    assert titles("") == {"cup", "pot", "jug"}
    assert titles("o.Color=Red") == {"cup", "pot"}
    assert titles("o.Color=Red&o.Color=Blue") == {"cup", "pot", "jug"}
    assert titles("o.Color=Red&stock=1") == {"cup"}
    assert titles("min=12") == {"pot", "jug"}
    assert titles("max=30,00") == {"cup", "pot"}
    assert titles("min=１２") == {"pot", "jug"}
    assert titles("o.Color=Green") == set()


def test_a_facet_that_is_chosen_keeps_its_other_values():
    sell(
        in_colors("cup", {"Red": "10.00"}, {"Red": 1}),
        in_colors("jug", {"Blue": "50.00"}, {"Blue": 2}),
    )

    html = get("/en/c/all/?o.Color=Red").content.decode()

    assert 'value="Red" checked' in html
    assert 'value="Blue"' in html


def test_lists_are_sorted_by_what_is_allowed():
    sell(product("dear", "30.00"), product("cheap", "10.00"), at=AT)
    sell(product("late", "20.00"), at=AT + timedelta(days=1))

    def order(sort):
        html = get(f"/en/c/all/?sort={sort}").content.decode()
        return re.findall(r'<h3><a href="/en/p/(\w+)/"', html)

    assert order("newest") == ["late", "dear", "cheap"]
    assert order("cheapest") == ["cheap", "late", "dear"]
    assert order("dearest") == ["dear", "late", "cheap"]
    assert order("lowest_minor; DROP TABLE") == ["late", "dear", "cheap"]


def test_lists_have_pages_that_know_each_other():
    sell(*(product(f"cup-{index}") for index in range(25)))

    first = get("/en/c/all/").content.decode()
    second = get("/en/c/all/?page=2").content.decode()

    assert 'rel="next" href="/en/c/all/?page=2"' in first
    assert 'rel="prev" href="/en/c/all/"' in second
    assert len(re.findall(r"<h3><a href", first)) == 24
    assert len(re.findall(r"<h3><a href", second)) == 1
    assert '<link rel="canonical" href="http://testserver/en/c/all/?page=2">' in second


def test_a_narrowed_list_is_not_for_search_engines():
    sell(product("cup"))

    html = get("/en/c/all/?stock=1").content.decode()

    assert 'content="noindex"' in html
    assert 'rel="canonical"' not in html


def test_a_product_hidden_in_a_market_is_shown_nowhere_in_it():
    sell(product("cup", hidden_in=("us",)), product("pot"))

    for path in ("/en/c/all/", "/en/search/?q=cup"):
        assert "/en/p/cup/" in get(path, headers={"Cookie": "place=DE.EUR"}).content.decode()
        assert "/en/p/cup/" not in get(path, headers={"Cookie": "place=US.USD"}).content.decode()
    assert get("/en/p/cup/", headers={"Cookie": "place=US.USD"}).status_code == 404
