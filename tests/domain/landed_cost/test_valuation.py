"""What a parcel is worth to customs, which national line it is in, and who pays."""

from pathlib import Path
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, a_parcel, answer, totals

from sampan.flows.quote_landed_cost import quote_landed_cost, rule_book

BEFORE = "2026-06-30"


def test_freight_that_is_not_shown_apart_is_part_of_the_intrinsic_value() -> None:
    shown = {"as_of": BEFORE, "freight": "20.00"}

    assert "duty" not in totals(a_line("140.00"), **shown)
    assert totals(a_line("140.00"), **shown, freight_shown=False)["duty"] == "19.20"


def test_a_discount_lowers_the_value_that_is_compared_and_taxed() -> None:
    line = a_line("160.00", discount="10.00")

    found = answer(line, as_of=BEFORE, registrations=["IOSS"])

    assert (found["scheme"], found["totals"]["discount"]) == ("IOSS", "-10.00")
    assert found["totals"]["import_tax"] == "28.50"
    assert found["totals"]["landed_cost"] == "178.50"


def test_freight_is_shared_by_value_to_the_last_cent() -> None:
    lines = [a_line("10.00", hs=hs) for hs in ("610910", "640299", "950300")]

    found = answer(*lines, as_of=BEFORE, freight="10.00", registrations=["IOSS"])

    assert [line["customs_value"] for line in found["lines"]] == ["13.34", "13.33", "13.33"]
    assert found["totals"]["customs_value"] == "40.00"


def test_freight_is_shared_by_weight_where_the_country_says_so() -> None:
    light, heavy = a_line("1000", weight_g=100), a_line("1000", hs="950300", weight_g=300)
    parcel = {"as_of": BEFORE, "ship_to": "KR", "currency": "KRW", "freight": "4000"}

    found = answer(light, heavy, **parcel)

    assert [line["customs_value"] for line in found["lines"]] == ["2000", "4000"]


@pytest.mark.parametrize(("country", "value"), [("AU", "100.00"), ("DE", "120.00")])
def test_freight_counts_where_the_value_is_cif(country: str, value: str) -> None:
    found = answer(a_line("100.00"), as_of=BEFORE, ship_to=country, freight="20.00")

    assert found["totals"]["customs_value"] == value


def test_a_proof_of_origin_finds_the_preferential_rate() -> None:
    parcel = {"as_of": BEFORE, "ship_to": "JP", "currency": "JPY", "buyer": "business"}
    shirt = {"national_code": "610910010"}

    without = answer(a_line("100000", **shirt), **parcel)
    proven = answer(a_line("100000", **shirt, preference_proof=True), **parcel)

    assert (without["totals"]["duty"], proven["totals"]["duty"]) == ("10900", "6800")


def test_a_proof_without_a_known_rate_is_partial_at_the_full_rate() -> None:
    found = answer(
        a_line("200.00", origin="VN", preference_proof=True), as_of=BEFORE, ship_from="VN"
    )

    assert (found["status"], found["totals"]["duty"]) == ("partial", "24.00")
    assert [note["rule"] for note in found["not_evaluated"]] == ["eu.preference"]


def test_a_national_code_narrows_the_range() -> None:
    parcel = {"as_of": BEFORE, "ship_to": "JP", "currency": "JPY", "buyer": "business"}

    open_code = answer(a_line("100000"), **parcel)
    narrow = answer(a_line("100000", national_code="610910020"), **parcel)

    assert open_code["range"]["duty"] == {"min": "7400", "max": "10900"}
    assert (narrow["status"], narrow["totals"]["duty"]) == ("exact", "7400")


def test_a_national_line_that_joined_a_list_later_was_free_of_it_before() -> None:
    parcel: dict[str, Any] = {"ship_to": "US", "region": "OR", "currency": "USD", "mode": "sea"}
    shirt = a_line("1000.00")

    before = answer(shirt, **parcel, as_of="2019-03-01")
    after = answer(shirt, **parcel, as_of="2019-09-01")

    assert "us.301.china" not in {note.get("rule") for note in before["not_evaluated"]}
    assert (before["totals"]["duty"], after["totals"]["duty"]) == ("165.00", "315.00")


def test_a_heading_of_which_only_the_tariff_was_read_leaves_the_lists_open(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    header = "destination,hs,measure,rate,valid_from,valid_to,source,confidence\n"
    row = "US,61012000,mfn,15.9%,2025-01-01,,HTS (imported),high\n"
    (tmp_path / "reference" / "duty_rates.csv").write_text(header + row, "utf-8")
    request = a_parcel(
        a_line("100.00", hs="610120"), as_of="2026-09-01", ship_to="US", region="OR", currency="USD"
    )

    found = quote_landed_cost(request, rule_book(tmp_path))

    rules = {note["rule"] for note in found["not_evaluated"]}
    assert (found["status"], rules) == ("partial", {"us.301.china", "us.232.metals"})


@pytest.mark.parametrize(
    ("incoterm", "payer", "collector"),
    [("DDP", "seller", "customs"), ("DAP", "buyer", "carrier"), ("EXW", "buyer", "carrier")],
)
def test_who_owes_what_the_border_asks(incoterm: str, payer: str, collector: str) -> None:
    found = answer(a_line("200.00"), as_of=BEFORE, incoterm=incoterm)

    border = [c for c in found["charges"] if c["kind"] in {"duty", "import_tax"}]
    assert {(c["payer"], c["collected_by"]) for c in border} == {(payer, collector)}


def test_legal_amounts_are_in_the_laws_currency() -> None:
    found = answer(
        a_line("200.00"), as_of=BEFORE, ship_to="PL", currency="USD", fx={"USD/PLN": "4"}
    )

    duty = next(c for c in found["charges"] if c["kind"] == "duty")
    assert duty["legal"] == {"amount": "96.00", "currency": "PLN"}
    assert duty["amount"] == "24.00"
    assert {rate["pair"] for rate in found["fx"]} == {"USD/PLN", "USD/EUR"}
    assert next(rate for rate in found["fx"] if rate["pair"] == "USD/PLN") == {
        "pair": "USD/PLN",
        "rate": "4",
        "date": BEFORE,
        "source": "assumed in the request",
    }


def test_excise_is_never_left_out_in_silence() -> None:
    found = answer(a_line(hs="220421", measures={"l": "0.75"}), as_of=BEFORE)

    assert "excise_not_read" in {note["code"] for note in found["not_evaluated"]}


def test_identifiers_say_what_the_label_has_to_carry() -> None:
    ioss = answer(registrations=["IOSS"])["identifiers"]
    korea = answer(ship_to="KR", as_of=BEFORE)["identifiers"]

    assert ioss == [{"name": "IOSS", "where": "electronic advance data"}]
    assert korea == [{"name": "PCCC", "where": "customs declaration"}]


def test_an_inclusive_price_in_another_currency_names_its_rate() -> None:
    found = answer(
        a_line("50.00"), as_of=BEFORE, currency="USD", registrations=["IOSS"], prices_include="tax"
    )

    assert [rate["pair"] for rate in found["fx"]] == ["USD/EUR"]
    assert found["totals"]["landed_cost"] == "50.00"


def test_a_rate_that_is_weeks_old_is_told(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    header = "currency,anchor,rate,valid_from,valid_to,source,confidence\n"
    row = "RSD,EUR,117.2,2026-07-01,2026-07-31,National Bank of Serbia,high\n"
    (tmp_path / "reference" / "fx_rates.csv").write_text(header + row, "utf-8")
    request = a_parcel(as_of="2026-08-20", ship_to="RS", duty_pct={"610910": "10"})

    found = quote_landed_cost(request, rule_book(tmp_path))

    aged = [note["field"] for note in found["warnings"] if note["code"] == "aged_rate"]
    assert (found["status"], found["fx"][0]["date"]) == ("exact", "2026-07-31")
    assert aged == ["assume.fx.EUR/RSD"]
