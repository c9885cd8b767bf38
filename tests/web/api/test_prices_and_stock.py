"""Prices and stock are set one by one or many at once, all of them or none."""

import pytest
from tests.web.api.calling import Caller

from sampan.apps.inventory import selectors as inventory
from sampan.apps.pricing.models import Price

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_prices_are_texts_with_the_currencys_own_decimals(
    shop: dict[str, int], program: Caller
) -> None:
    rows = program.get(f"/prices?product_id={shop['bowl']}").json()["items"]
    assert [(one["price_list"], one["amount"]) for one in rows[0]["prices"]] == [
        ("eu-eur", "9.90"),
        ("jp-jpy", "1584"),
    ]
    only = program.get("/prices?price_list=jp-jpy&limit=1").json()
    assert [one["price_list"] for one in only["items"][0]["prices"]] == ["jp-jpy"]
    lists = program.get("/price-lists").json()["items"]
    assert {one["code"]: one["factor"] for one in lists} == {"eu-eur": "1", "jp-jpy": "160"}


def test_a_price_is_set_and_taken_away(shop: dict[str, int], program: Caller) -> None:
    path = f"/prices/eu-eur/{shop['BOWL']}"
    seen = program.get(path)["ETag"]
    answer = program("PUT", path, {"amount": "12.50"}, If_Match=seen)
    assert answer.json()["amount"] == "12.50" and answer["ETag"] == program.get(path)["ETag"]
    assert program("PUT", path, {"amount": "13.00"}, If_Match=seen).status_code == 412
    assert program("PUT", path, {"amount": None}).json()["amount"] is None


def test_many_prices_are_set_and_others_follow(shop: dict[str, int], program: Caller) -> None:
    prices = [{"variant_id": shop[sku], "amount": "5.00"} for sku in ("SCARF-R", "SCARF-B")]
    body = {"price_list": "eu-eur", "prices": prices, "follow": True}
    answer = program("POST", "/prices", body)
    assert sorted(answer.json()["changed"]) == sorted([shop["SCARF-R"], shop["SCARF-B"]])
    assert program.get(f"/prices/jp-jpy/{shop['SCARF-R']}").json()["amount"] == "800"
    assert program("POST", "/prices", body).json() == {"changed": []}


@pytest.mark.parametrize(
    ("amount", "status"),
    [("9.999", 422), ("-1.00", 422), ("1e3", 422), ("١", 422), (5, 422), ("", 422), ("9", 200)],
)
def test_only_amounts_of_the_currency_are_prices(
    shop: dict[str, int], program: Caller, amount: object, status: int
) -> None:
    answer = program("PUT", f"/prices/eu-eur/{shop['BOWL']}", {"amount": amount})
    assert answer.status_code == status


def test_one_bad_price_stops_all(shop: dict[str, int], program: Caller) -> None:
    for second, status in (({"variant_id": 999, "amount": "1"}, 404),
                           ({"variant_id": shop["SCARF-R"], "amount": "1.234"}, 422)):  # fmt: skip
        prices = [{"variant_id": shop["BOWL"], "amount": "1.00"}, second]
        answer = program("POST", "/prices", {"price_list": "eu-eur", "prices": prices})
        assert answer.status_code == status
    assert not Price.objects.filter(amount_minor=100).exists()


def test_stock_is_counted(shop: dict[str, int], program: Caller) -> None:
    path = f"/stock/HAM/{shop['BOWL']}"
    seen = program.get(path)
    assert seen.json()["on_hand"] == 7
    answer = program("PUT", path, {"on_hand": 5}, If_Match=seen["ETag"])
    assert answer.json() == {
        "variant_id": shop["BOWL"],
        "warehouse": "HAM",
        "on_hand": 5,
        "reserved": 0,
        "available": 5,
    }
    assert program("PUT", path, {"on_hand": 9}, If_Match=seen["ETag"]).status_code == 412
    counts = [
        {"variant_id": shop[sku], "warehouse": "HAM", "on_hand": 3} for sku in ("BOWL", "SCARF-R")
    ]
    assert len(program("POST", "/stock", {"counts": counts}).json()["changed"]) == 2
    listed = program.get(f"/stock?product_id={shop['scarf']}").json()["items"]
    assert [level["on_hand"] for one in listed for level in one["levels"]] == [3]


@pytest.mark.parametrize("on_hand", [-1, 1.5, "1e3", 10**18, "１", None, True])
def test_what_is_no_count_is_refused(
    shop: dict[str, int], program: Caller, on_hand: object
) -> None:
    answer = program("PUT", f"/stock/HAM/{shop['BOWL']}", {"on_hand": on_hand})
    assert answer.status_code == 422
    assert inventory.available([shop["BOWL"]]) == {shop["BOWL"]: 7}


@pytest.mark.parametrize(
    "path",
    ["/stock/MARS/{BOWL}", "/stock/HAM/999999", "/prices/xx/{BOWL}", "/prices/eu-eur/999999"],
)
def test_unknown_things_are_not_found(shop: dict[str, int], program: Caller, path: str) -> None:
    body = {"on_hand": 1} if "stock" in path else {"amount": "1"}
    named = path.format(**shop)
    assert program.get(named).status_code == program("PUT", named, body).status_code == 404
