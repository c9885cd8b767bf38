"""The ways to deliver a cart are compared from one document; a wrong one is refused by field."""

import json
from pathlib import Path
from typing import Any

import pytest

from sampan.flows.compare_ways import compare_ways
from sampan.flows.quote_landed_cost import rule_book

PAPER = Path(__file__).parents[2] / "docs/algorithms/what-if.md"
CART: dict[str, Any] = {
    "as_of": "2026-07-01",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "buyer": {"kind": "consumer"},
    "seller": {"country": "CN", "registrations": ["IOSS"]},
    "incoterm": "DDP",
    "currency": "EUR",
    "transport": {"mode": "post", "freight": "6.00"},
    "lines": [
        {
            "sku": "TEE",
            "hs": "610910",
            "origin": "CN",
            "quantity": 2,
            "unit_price": "9.90",
            "weight_g": 180,
        }
    ],
    "assume": {"duty_rate_pct": {"610910": "12"}},
}
BULK = {
    "warehouse": "DE",
    "orders": 500,
    "unit_costs": {"TEE": "3.20"},
    "freight": "900.00",
    "last_mile": "4.50",
}


def compared(**ways: Any) -> dict[str, Any]:
    return compare_ways({**CART, "ways": ways}, rule_book())


def test_the_ways_come_cheapest_first():
    answer = compared(
        freight={"each": "4.00", "per_kg": "6.00"},
        caps=["10.00"],
        registrations=["IOSS"],
        incoterms=True,
        bulk=BULK,
    )

    ways = {way["name"]: way for way in answer["ways"]}
    costs = [float(way["landed_cost"]) for way in answer["ways"]]
    assert costs == sorted(costs)
    assert set(ways) == {
        "as asked",
        "DDP",
        "DAP",
        "with IOSS",
        "without IOSS",
        "one parcel",
        "parcels up to EUR 10.00",
        "bulk of 500 orders",
    }
    assert ways["parcels up to EUR 10.00"]["parcels"] == 2
    assert ways["bulk of 500 orders"]["notes"] == ["import_tax_is_reclaimed"]
    assert ways["bulk of 500 orders"]["totals"]["shared"] == "2.78"


def test_without_ways_only_the_request_itself_is_answered():
    (way,) = compared()["ways"]
    assert (way["name"], way["status"], way["landed_cost"]) == ("as asked", "exact", "34.27")


@pytest.mark.parametrize(
    ("ways", "field"),
    [
        ({"boat": 1}, "ways.boat"),
        ({"freight": 4}, "ways.freight"),
        ({"freight": {"each": "4"}}, "ways.freight.per_kg"),
        ({"freight": {"each": "-4", "per_kg": "1"}}, "ways.freight.each"),
        ({"freight": {"each": "1", "per_kg": "1"}, "caps": "150"}, "ways.caps"),
        ({"freight": {"each": "1", "per_kg": "1"}, "caps": ["x"]}, "ways.caps.cap"),
        ({"registrations": "IOSS"}, "ways.registrations"),
        ({"bulk": {**BULK, "orders": 0}}, "ways.bulk.orders"),
        ({"bulk": {**BULK, "orders": True}}, "ways.bulk.orders"),
        ({"bulk": {**BULK, "warehouse": "XX"}}, "ways.bulk.warehouse"),
        ({"bulk": {**BULK, "mode": "balloon"}}, "ways.bulk.mode"),
        ({"bulk": {**BULK, "unit_costs": {}}}, "ways.bulk.unit_costs.TEE"),
        ({"bulk": {**BULK, "freight": "9.999"}}, "ways.bulk.freight"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_field(ways, field):
    answer = compared(**ways)

    assert answer["status"] == "refused"
    assert answer["error"]["field"] == field


@pytest.mark.parametrize("document", [None, [], "x", {}, {"ways": []}, {**CART, "lines": []}])
def test_no_request_is_no_comparison(document):
    assert compare_ways(document, rule_book())["status"] == "refused"


def test_the_worked_table_of_the_paper():
    lines = PAPER.read_text(encoding="utf-8").partition("## Worked table")[2].splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| {")]
    assert len(table) == 4
    for row in table:
        asked, name, parcels, duty, tax, sales, landed = (cell.strip() for cell in row)
        ways = {way["name"]: way for way in compared(**json.loads(asked))["ways"]}
        way = ways[name]
        totals = way["totals"]
        assert (str(way["parcels"]), totals["duty"], totals["import_tax"]) == (parcels, duty, tax)
        assert (totals["sales_tax"], way["landed_cost"]) == (sales, landed)
