"""What is wrong is refused or partial, with the field; never a traceback, never a wrong number."""

import json
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, a_parcel, answer, book

from sampan.flows.quote_landed_cost import quote_text


def refusal(found: dict[str, Any]) -> tuple[str, str]:
    assert found["status"] == "refused", found
    assert found["error"]["message"]
    return found["error"]["code"], found["error"]["field"]


LINES = [
    # what a line says, the code, the field
    ({"hs": "6109"}, "invalid_hs", "lines[0].hs"),
    ({"hs": "61091O"}, "invalid_hs", "lines[0].hs"),
    ({"hs": "٦١٠٩١٠"}, "invalid_hs", "lines[0].hs"),
    ({"hs": 610910}, "invalid_hs", "lines[0].hs"),
    ({"national_code": "62091000"}, "invalid_hs", "lines[0].national_code"),
    ({"quantity": 0}, "invalid_quantity", "lines[0].quantity"),
    ({"quantity": -1}, "invalid_quantity", "lines[0].quantity"),
    ({"quantity": 1.5}, "invalid_quantity", "lines[0].quantity"),
    ({"quantity": True}, "invalid_quantity", "lines[0].quantity"),
    ({"quantity": 10**30}, "invalid_quantity", "lines[0].quantity"),
    ({"quantity": None}, "missing_field", "lines[0].quantity"),
    ({"unit_price": "9.999"}, "invalid_amount", "lines[0].unit_price"),
    ({"unit_price": "-1"}, "invalid_amount", "lines[0].unit_price"),
    ({"unit_price": "1e3"}, "invalid_amount", "lines[0].unit_price"),
    ({"unit_price": "NaN"}, "invalid_amount", "lines[0].unit_price"),
    ({"unit_price": 9.9}, "invalid_amount", "lines[0].unit_price"),
    ({"discount": "10.01"}, "invalid_value", "lines[0].discount"),
    ({"origin": "China"}, "unknown_country", "lines[0].origin"),
    ({"category": "gadgets"}, "invalid_value", "lines[0].category"),
    ({"weight_g": "-5"}, "invalid_number", "lines[0].weight_g"),
    ({"measures": {"l": "Infinity"}}, "invalid_number", "lines[0].measures.l"),
    ({"sku": "x" * 1_000_000}, "too_long", "lines[0].sku"),
    ({"description": ["a"]}, "invalid_value", "lines[0].description"),
    ({"sku": "\ud800"}, "invalid_value", "lines[0].sku"),
    ({"measures": {"\ud800": "1"}}, "invalid_value", "lines[0].measures"),
    ({"preference_proof": "yes"}, "invalid_value", "lines[0].preference_proof"),
]


@pytest.mark.parametrize(("cells", "code", "field"), LINES)
def test_a_bad_line_is_refused_with_its_field(cells: Any, code: str, field: str) -> None:
    assert refusal(answer(a_line(**cells))) == (code, field)


PARCELS = [
    ({"ship_to": "ZZ"}, "unknown_country", "ship_to.country"),
    ({"ship_to": None}, "missing_field", "ship_to.country"),
    ({"currency": "EURO"}, "unknown_currency", "currency"),
    ({"currency": None}, "missing_field", "currency"),
    ({"as_of": "2026-02-30"}, "invalid_date", "as_of"),
    ({"as_of": "0001-01-01"}, "invalid_date", "as_of"),
    ({"as_of": 20260701}, "invalid_date", "as_of"),
    ({"exported": "yesterday"}, "invalid_date", "dates.export"),
    ({"lines": []}, "missing_field", "lines"),
    ({"lines": {}}, "invalid_value", "lines"),
    ({"lines": ["TEE"]}, "invalid_value", "lines[0]"),
    ({"lines": [a_line()] * 5000}, "too_many_lines", "lines"),
    ({"buyer": "robot"}, "invalid_value", "buyer.kind"),
    ({"mode": "rocket"}, "invalid_value", "transport.mode"),
    ({"incoterm": "DDU"}, "invalid_value", "incoterm"),
    ({"prices_include": "vat"}, "invalid_value", "prices_include"),
    ({"registrations": "IOSS"}, "invalid_value", "seller.registrations"),
    ({"registrations": ["ioss "]}, "invalid_value", "seller.registrations"),
    ({"freight": "1.001"}, "invalid_amount", "transport.freight"),
    ({"fx": {"USDEUR": "1"}}, "invalid_value", "assume.fx"),
    ({"fx": {"USD/EUR": "0"}}, "invalid_value", "assume.fx.USD/EUR"),
    ({"duty_pct": {"61": "12"}}, "invalid_hs", "assume.duty_rate_pct"),
    ({"duty_pct": {"610910": "-12"}}, "invalid_number", "assume.duty_rate_pct.610910"),
    ({"tax_pct": "lots"}, "invalid_number", "assume.tax_rate_pct"),
    ({"id": "i" * 501}, "too_long", "id"),
]


@pytest.mark.parametrize(("changes", "code", "field"), PARCELS)
def test_a_bad_parcel_is_refused_with_its_field(changes: Any, code: str, field: str) -> None:
    found = refusal(answer(**changes))

    assert found == (("invalid_value" if changes.get("lines") == [] else code), field)


TEXTS = [
    ("", "invalid_json"),
    ("{", "invalid_json"),
    ("[]", "invalid_value"),
    ("null", "invalid_value"),
    ('{"a": NaN}', "invalid_json"),
    ('{"a": 1, "a": 2}', "duplicate_key"),
    ('{"ship_to": {"country": "DE", "country": "FR"}}', "duplicate_key"),
    ("[" * 100_000, "invalid_json"),
    ('{"a": ' + "9" * 5_000 + "}", "invalid_json"),
    ("x" * 5_000_000, "too_long"),
    ("\udcff", "invalid_json"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=range(len(TEXTS)))
def test_a_bad_text_is_refused(text: str, code: str) -> None:
    assert refusal(quote_text(text, book()))[0] == code


def test_a_good_text_is_answered_and_its_id_comes_back() -> None:
    found = quote_text(json.dumps(a_parcel(id="order 7")), book())

    assert (found["id"], found["status"]) == ("order 7", "exact")


def test_the_id_comes_back_with_a_refusal_too() -> None:
    assert answer(id=7, currency="XXX")["id"] == 7


@pytest.mark.parametrize("identifier", ["i" * 501, "\ud800", True, [1], 10**30])
def test_an_id_that_is_none_is_not_sent_back(identifier: Any) -> None:
    found = answer(id=identifier)

    assert (found["status"], found["id"]) == ("refused", None)
    assert found["error"]["field"] == "id"


def test_a_repeated_key_is_named_in_printable_letters() -> None:
    found = quote_text('{"\\ud800": 1, "\\ud800": 2}', book())

    assert found["error"]["field"].isascii()


def test_no_rate_of_exchange_is_told_with_the_field() -> None:
    found = answer(ship_to="RS", duty_pct={"610910": "0"})

    assert found["status"] == "partial"
    assert [note["field"] for note in found["not_evaluated"]] == ["assume.fx.EUR/RSD"]
    assert refusal(answer(ship_to="VN")) == ("no_rate", "assume.fx")


def test_a_missing_origin_and_code_show() -> None:
    found = answer(a_line(hs=None, origin=None))

    codes = {note["code"] for note in found["not_evaluated"]}
    assert found["status"] == "partial"
    assert codes == {"hs_missing", "origin_missing"}


def test_what_nobody_reads_is_named() -> None:
    request = a_parcel(a_line(colour="red")) | {"regon": "BY"}

    found = quote_text(json.dumps(request), book())

    fields = {note["field"] for note in found["warnings"] if note["code"] == "unknown_field"}
    assert fields == {"regon", "lines.colour"}


def test_what_is_left_out_is_assumed_aloud() -> None:
    request = a_parcel()
    for name in ("buyer", "incoterm", "prices_include", "transport"):
        del request[name]

    found = quote_text(json.dumps(request), book())

    assumed = {note["field"]: note["message"] for note in found["warnings"] if "field" in note}
    assert assumed == {
        "buyer.kind": "consumer",
        "incoterm": "DAP",
        "prices_include": "none",
        "transport.mode": "post",
        "transport.freight": "no freight",
    }


def test_a_country_without_rules_is_partial() -> None:
    found = answer(ship_to="TD")

    assert found["status"] == "partial"
    assert {note["code"] for note in found["not_evaluated"]} >= {"no_rule", "no_tax_rate"}


def test_a_price_in_the_gap_of_a_cliff_has_no_solution() -> None:
    # 135.00 with VAT is 162.00; 135.01 with duty of 12 % and VAT is 181.45
    parcel = {"ship_to": "GB", "currency": "GBP", "prices_include": "duty_and_tax"}

    assert answer(a_line("162.00"), **parcel)["totals"]["goods"] == "135.00"
    assert refusal(answer(a_line("170.00"), **parcel)) == ("no_solution", "prices_include")
