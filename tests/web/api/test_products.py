"""Products are read page by page, created once, and changed only where something is said."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.api.calling import NOW, Caller

from sampan.apps.catalog.models import Product
from sampan.apps.catalog.services.store import store_products
from sampan.domain.catalog.drafts import ProductDraft, TextDraft, VariantDraft

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]

VASE = {
    "handle": "vase",
    "status": "active",
    "texts": [{"language": "en", "title": "Tide vase", "description": "<b>Dipped</b>"}],
    "categories": [["home", "vases"]],
    "attributes": [
        {"code": "height", "value": "20.5", "unit": "cm"},
        {"code": "new", "value": True},
    ],
    "variants": [{"sku": "VASE", "hs_code": "691310", "origin": "CN", "net_weight_g": 900}],
}


def store(*handles: str) -> None:
    drafts = [
        ProductDraft(
            handle=handle, texts=(TextDraft("en", title=handle),), variants=(VariantDraft(),)
        )
        for handle in handles
    ]
    store_products(drafts, actor="test", at=NOW, cause="test")


def test_a_product_has_its_words_and_facts(shop: dict[str, int], program: Caller) -> None:
    answer = program.get(f"/products/{shop['scarf']}").json()
    assert (answer["handle"], answer["option_names"]) == ("scarf", ["Color"])
    assert [text["title"] for text in answer["texts"]] == ["Fährschal", "Ferry scarf"]
    variants = program.get(f"/variants?product_id={shop['scarf']}").json()["items"]
    assert [one["options"] for one in variants] == [["Red"], ["Blue"]]
    assert "cost" not in variants[0]
    assert program.get(f"/variants/{shop['BOWL']}").json()["gtin"] == "4006381333931"


def test_pages_hold_every_product_once_although_others_come_in_between(program: Caller) -> None:
    store(*(f"p{number}" for number in range(7)))
    seen, cursor = [], ""
    while True:
        answer = program.get(f"/products?limit=3{cursor}").json()
        seen += [one["handle"] for one in answer["items"]]
        if answer["next"] is None:
            break
        store(f"late{len(seen)}")
        cursor = f"&cursor={answer['next']}"
    assert len(seen) == len(set(seen)) and {f"p{number}" for number in range(7)} <= set(seen)


@pytest.mark.parametrize("cursor", ["x", "products-1", "products-1.abc", "9" * 500, "%00", "...."])
def test_a_cursor_that_is_not_ours_is_refused(program: Caller, cursor: str) -> None:
    answer = program.get(f"/products?cursor={cursor}")
    assert answer.status_code in {400, 422} and answer.json()["code"] in {"malformed", "invalid"}


def test_a_cursor_of_another_list_is_refused(shop: dict[str, int], program: Caller) -> None:
    following = program.get("/variants?limit=1").json()["next"]
    assert program.get(f"/products?cursor={following}").status_code == 400


def test_queries_do_not_grow_with_the_page(program: Caller) -> None:
    counts = []
    for number in (1, 12):
        store(*(f"n{number}-{index}" for index in range(number)))
        program.get("/products")
        with CaptureQueriesContext(connection) as queries:
            program.get("/products?limit=100")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_what_is_known_is_not_sent_again(shop: dict[str, int], program: Caller) -> None:
    for path in (f"/products/{shop['bowl']}", "/products", "/markets", "/search?q=bowl"):
        first = program.get(path)
        again = program.get(path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert program.get(path, If_None_Match='"other", W/' + first["ETag"]).status_code == 304
        assert program.get(path, If_None_Match='"other"').status_code == 200


def test_a_product_is_created_found_and_not_created_twice(
    shop: dict[str, int], program: Caller
) -> None:
    answer = program("POST", "/products", VASE)
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == f"/api/v1/products/{made['id']}"
    assert made["texts"][0]["slug"] == "vase"
    values = {one["code"]: one["value"] for one in made["attributes"]}
    assert values == {"height": "20.5", "new": True}
    assert program.get(f"/products/{made['id']}")["ETag"] == answer["ETag"]
    again = program("POST", "/products", VASE)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert Product.objects.filter(handle="vase").count() == 1


def test_a_product_is_searched_as_soon_as_it_has_a_price(
    shop: dict[str, int], program: Caller
) -> None:
    program("POST", "/products", VASE)
    assert program.get("/search?q=vase").json()["items"] == []
    variant = program.get("/variants?sku=VASE").json()["items"][0]["id"]
    program("PUT", f"/prices/eu-eur/{variant}", {"amount": "49.00"})
    found = program.get("/search?q=tide+vases&market=eu").json()
    assert [hit["product_id"] for hit in found["items"]] == [Product.objects.get(handle="vase").id]
    assert program.get("/search?q=vase&market=jp").json()["total"] == 0


def test_a_change_says_only_what_changes(shop: dict[str, int], program: Caller) -> None:
    path = f"/products/{shop['bowl']}"
    before = program.get(path).json()
    answer = program("PATCH", path, {"texts": [{"language": "de", "title": "Schale"}]})
    after = answer.json()
    assert answer.status_code == 200 and after["version"] == before["version"] + 1
    assert {text["language"]: text["title"] for text in after["texts"]} == {
        "de": "Schale",
        "en": "Terrace bowl",
    }
    assert after["tags"] == before["tags"] == ["new"]
    assert program("PATCH", path, {"tags": []}).json()["tags"] == []
    assert program("PATCH", path, {}).status_code == 200


def test_a_change_of_what_has_changed_is_refused(shop: dict[str, int], program: Caller) -> None:
    path = f"/products/{shop['bowl']}"
    seen = program.get(path)["ETag"]
    assert program("PATCH", path, {"tags": ["a"]}, If_Match=seen).status_code == 200
    late = program("PATCH", path, {"tags": ["b"]}, If_Match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert program.get(path).json()["tags"] == ["a"]
    assert program("PATCH", path, {"tags": ["b"]}, If_Match="*").status_code == 200


BAD: list[tuple[Any, str]] = [
    ({"colour": "red"}, "/colour"),
    ({"texts": [{"language": "en", "titel": "x"}]}, "/texts/0/titel"),
    ({"texts": [{"language": "EN", "title": "x"}]}, "/texts/0/language"),
    ({"tags": "new"}, "/tags"),
    ({"variants": [{"net_weight_g": -1}]}, "/variants/0/net_weight_g"),
    ({"variants": [{"gtin": "123\u0000"}]}, "/variants/0/gtin"),
    ({"variants": [{"is_active": "yes"}]}, "/variants/0/is_active"),
    ({"status": "gone"}, "/status"),
    ({"brand": "x\u0000y"}, "/brand"),
    ({"hidden_in": ["mars"]}, "/hidden_in"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD)
def test_what_cannot_be_is_refused_with_its_place(
    shop: dict[str, int], program: Caller, body: Any, pointer: str
) -> None:
    answer = program("PATCH", f"/products/{shop['bowl']}", body)
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_markup_of_a_program_is_cleaned(shop: dict[str, int], program: Caller) -> None:
    text = {"language": "en", "description": "<p onclick=x>a<script>b</script></p>"}
    answer = program("PATCH", f"/products/{shop['bowl']}", {"texts": [text]}).json()
    assert answer["texts"][0]["description"] == "<p>a</p>"
