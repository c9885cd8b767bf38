"""The shipped tables have no fault, and every kind of planted fault is found."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from sampan.domain.customs.thesaurus import Concept, Heading, Thesaurus
from sampan.reference.check import ALL_TABLES, Report, check_tables
from sampan.reference.check_words import check_words
from sampan.reference.tables import SHIPPED


def test_the_shipped_tables_have_no_fault():
    report = check_tables()

    assert report.findings == ()
    assert set(report.rows) == {*ALL_TABLES, "fx_rates"}
    assert sum(sum(counts.values()) for counts in report.rows.values()) > 4_000


def planted(home: Path, table: str, *rows: dict[str, str]) -> list[tuple[str, str]]:
    """The codes and details found when the owner has a file with these rows."""
    path = home / "reference" / f"{table}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns(table), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return codes(check_tables(home, {table}), path.name)


def columns(table: str) -> list[str]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def codes(report: Report, file: str) -> list[tuple[str, str]]:
    return [(f.code, f.detail) for f in report.findings if f.file == file]


VAT = {
    "jurisdiction": "DE",
    "tax_name": "USt",
    "rate_class": "standard",
    "rate_pct": "19",
    "category": "general",
    "valid_from": "2030-01-01",
    "source": "a law",
    "confidence": "high",
}
DUTY = {
    "destination": "JP",
    "hs": "999999",
    "measure": "mfn",
    "rate": "5%",
    "valid_from": "2030-01-01",
    "source": "a tariff",
    "confidence": "high",
}
LAYER = {
    "id": "us.new",
    "destination": "US",
    "heading": "9903",
    "shape": "add",
    "pct": "10",
    "valid_from": "2030-01-01",
    "source": "a notice",
    "confidence": "high",
}
WAIVER = {
    "id": "ch.new",
    "country": "CH",
    "on": "tax",
    "amount": "5",
    "currency": "CHF",
    "valid_from": "2030-01-01",
    "source": "a law",
    "confidence": "high",
}
FX = {
    "currency": "VND",
    "anchor": "USD",
    "rate": "25000",
    "valid_from": "2026-01-01",
    "source": "a bank",
    "confidence": "high",
}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("vat_gst_rates", VAT),
        ("duty_rates", DUTY),
        ("additional_duties", LAYER),
        ("waivers", WAIVER),
        ("fx_rates", FX),
    ],
)
def test_a_sound_row_is_no_fault(tmp_path, table, row):
    assert planted(tmp_path, table, row) == []


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        ("vat_gst_rates", VAT | {"source": ""}, "missing_source"),
        ("vat_gst_rates", VAT | {"source": "   "}, "missing_source"),
        ("fx_rates", FX | {"source": ""}, "missing_source"),
        ("vat_gst_rates", VAT | {"rate_pct": "-1"}, "impossible_rate"),
        ("vat_gst_rates", VAT | {"rate_pct": "190"}, "impossible_rate"),
        ("duty_rates", DUTY | {"rate": "1200%"}, "impossible_rate"),
        ("duty_rates", DUTY | {"rate": "about 5"}, "impossible_rate"),
        ("duty_rates", DUTY | {"rate": "0.4 USD/bushel"}, "impossible_rate"),
        ("additional_duties", LAYER | {"pct_high": "5"}, "impossible_rate"),
        ("waivers", WAIVER | {"amount": "-5"}, "impossible_rate"),
        ("fx_rates", FX | {"rate": "0"}, "impossible_rate"),
        ("fx_rates", FX | {"rate": "NaN"}, "impossible_rate"),
        ("vat_gst_rates", VAT | {"jurisdiction": "ZZ"}, "unknown_country"),
        ("vat_gst_rates", VAT | {"jurisdiction": "germany"}, "unknown_country"),
        ("duty_rates", DUTY | {"destination": "UK"}, "unknown_country"),
        ("additional_duties", LAYER | {"origins": "CN|XX"}, "unknown_country"),
        ("waivers", WAIVER | {"currency": "FRK"}, "unknown_currency"),
        ("duty_rates", DUTY | {"rate": "0.4 USX/kg"}, "unknown_currency"),
        ("fx_rates", FX | {"anchor": "XYZ"}, "unknown_currency"),
        ("vat_gst_rates", VAT | {"valid_to": "2030-01-01"}, "impossible_period"),
        ("vat_gst_rates", VAT | {"valid_to": "2029-12-31"}, "impossible_period"),
        ("fx_rates", FX | {"valid_to": "2020-01-01"}, "impossible_period"),
        ("duty_rates", DUTY | {"hs": "61A9"}, "impossible_hs"),
        ("duty_rates", DUTY | {"hs": "61091"}, "impossible_hs"),
        ("additional_duties", LAYER | {"shape": "perhaps"}, "unknown_word"),
        ("additional_duties", LAYER | {"modes": "balloon"}, "unknown_word"),
        ("vat_gst_rates", VAT | {"category": "gadgets"}, "unknown_word"),
        ("additional_duties", LAYER | {"stops": "us.none"}, "unknown_rule"),
        ("vat_gst_rates", VAT | {"valid_from": "soon"}, "unreadable"),
        ("vat_gst_rates", VAT | {"rate_pct": "nineteen"}, "unreadable"),
        ("vat_gst_rates", VAT | {"confidence": "sure"}, "unreadable"),
    ],
)
def test_a_planted_fault_in_a_row_is_found(tmp_path, table, row, code):
    assert code in {found for found, _ in planted(tmp_path, table, row)}


def test_two_rows_of_one_fact_on_one_day_overlap(tmp_path):
    first = WAIVER | {"valid_to": "2031-01-01"}
    second = WAIVER | {"valid_from": "2030-12-31"}

    found = planted(tmp_path, "waivers", first, second)

    assert [code for code, _ in found] == ["overlap"]
    assert planted(tmp_path, "waivers", first, WAIVER | {"valid_from": "2031-01-01"}) == []


def test_the_same_rate_twice_overlaps_but_two_rates_are_a_choice(tmp_path):
    assert [code for code, _ in planted(tmp_path, "duty_rates", DUTY, DUTY)] == ["overlap"]
    assert planted(tmp_path, "duty_rates", DUTY, DUTY | {"rate": "7%"}) == []


def test_a_stretch_without_a_row_is_a_gap(tmp_path):
    first = WAIVER | {"valid_to": "2031-01-01"}
    second = WAIVER | {"valid_from": "2031-01-02"}

    ((code, detail),) = planted(tmp_path, "waivers", first, second)

    assert code == "gap"
    assert "2031-01-01 to 2031-01-02" in detail


def test_a_withdrawn_row_holds_on_no_day_and_is_no_fault(tmp_path):
    row = WAIVER | {"valid_to": WAIVER["valid_from"]}

    assert planted(tmp_path, "waivers", row | {"note": "withdrawn: repealed"}) == []
    assert [code for code, _ in planted(tmp_path, "waivers", row)] == ["impossible_period"]


def test_a_half_row_makes_the_table_unreadable(tmp_path):
    path = tmp_path / "reference" / "waivers.csv"
    path.parent.mkdir()
    path.write_text("id,country,on\nch.new,CH\n")

    assert codes(check_tables(tmp_path, {"waivers"}), "waivers.csv")[0][0] == "unreadable"


def test_a_file_with_a_misspelled_name_is_named(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "vat_rates.csv").write_text("a\n1\n")

    assert codes(check_tables(tmp_path, ()), "vat_rates.csv") == [
        ("unknown_file", "no table has this name")
    ]


def concept(**changes: object) -> Concept:
    facts: dict[str, object] = {
        "id": "cup",
        "kind": "thing",
        "implies": (),
        "words": {"en": ("cup",)},
        "source": "own wording",
    }
    return Concept(**(facts | changes))  # type: ignore[arg-type]  # a row with one fault


def heading(hs6: str = "691110", *things: str) -> Heading:
    return Heading(hs6, "cups", things or ("cup",), {}, 5)


@pytest.mark.parametrize(
    ("concepts", "headings", "code"),
    [
        ([concept(source="")], [heading()], "missing_source"),
        ([concept(words={"en": ("cup",), "de": ()})], [heading()], "no_word"),
        ([concept(implies=("glass",))], [heading()], "unknown_idea"),
        ([concept()], [heading("69111")], "impossible_hs"),
        ([concept()], [heading("691110", "mug")], "unknown_idea"),
    ],
)
def test_a_planted_fault_in_the_words_is_found(
    concepts: Iterable[Concept], headings: Iterable[Heading], code: str
):
    assert code in {finding.code for finding in check_words(Thesaurus(concepts, headings))}
