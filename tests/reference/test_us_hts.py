"""The US export becomes rows of the duty table: rates inherited, translated, exact by quantity."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sampan.flows.import_reference import effective_date, preview_us_hts
from sampan.flows.quote_landed_cost import quote_landed_cost, rule_book
from sampan.reference.check import check_tables
from sampan.reference.importing import apply_import, undo_import
from sampan.reference.uploads import RefusedFile
from sampan.reference.us_hts import duty_rows, edition_date, formula, read_hts

SAMPLE = Path(__file__).with_name("samples") / "hts.csv"
FULL = Path(__file__).parents[3] / "shared/samples/tariff/us_hts_2025_basic.csv"
needs_full_export = pytest.mark.skipif(
    not FULL.exists(), reason="the full US export is not beside the project"
)
AT = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2025, 1, 15)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Free", "0%"),
        ("6.8%", "6.8%"),
        ("$1.996/kg", "1.996 USD/kg"),
        ("1¢/kg", "0.01 USD/kg"),
        ("40¢/kg +10.4%", "0.4 USD/kg + 10.4%"),
        ("90¢/pr. + 37.5%", "0.9 USD/pair + 37.5%"),
        ("19.8¢/liter", "0.198 USD/l"),
        ("$1,035/t", "1035 USD/t"),
        ("52.9¢/pf.liter", "0.529 USD/proofl"),
        ("28.8¢/gross + 4.6%", "0.288 USD/gross + 4.6%"),
        ("10¢/doz. + 4%", "0.1 USD/dozen + 4%"),
        ("1.1¢/kg on lead content", "0.011 USD/leadkg"),
        ("13.5¢/kg + 6.3% + 1.9¢/article", "0.135 USD/kg + 6.3% + 0.019 USD/item"),
        (
            "$1.75 each + 4.8% on the case + 2.2% on the strap, band or bracelet",
            "1.75 USD/item + 4.8% of case + 2.2% of strap",
        ),
        (
            "3.9% on the movement and case + 5.3% on the battery",
            "3.9% of movement_and_case + 5.3% of battery",
        ),
        ("The rate applicable to the natural juice in heading 2009", ""),
        ("See additional U.S. note 2", ""),
        ("43¢ each + 2.8¢/jewel over 7 + 3.7% on the case", ""),
        ("1.4¢/kg less 0.02¢/kg for each degree under 100 degrees", ""),
        ("", ""),
        ("25% of nothing", ""),
        ("5 apples", ""),
    ],
)
def test_a_printed_rate_is_translated_or_left_unread(printed, expected):
    assert formula(printed) == expected


def test_statistical_numbers_take_the_rate_above_them_in_the_tree():
    lines = {line.code: line for line in read_hts(SAMPLE)}

    assert lines["1704906810"].rate == lines["1704906890"].rate == "0.4 USD/kg + 10.4%"
    assert lines["1704906810"].from_code == "17049068"
    assert lines["6109100012"].rate == "16.5%"
    assert lines["6109100014"].rate == "17%"
    assert "Sweets > With milk > In retail packs" in lines["1704906810"].text
    assert not any(code.startswith("99") for code in lines)


def test_rows_are_legal_lines_and_numbers_only_where_rates_differ():
    rows = duty_rows(read_hts(SAMPLE), valid_from=date(2025, 1, 1), edition="made")
    rates = {row.cells["hs"]: row.cells["rate"] for row in rows}

    assert rates == {
        "17041000": "4%",
        "17049068": "0.4 USD/kg + 10.4%",
        "17049090": "0%",
        "20098990": "",
        "61091000": "16.5%",
        "6109100012": "16.5%",
        "6109100014": "17%",
        "64029980": "0.9 USD/pair + 37.5%",
        "91021110": "0.44 USD/item + 6% of case + 2.8% of strap + 5.3% of battery",
    }


def quoted(home: Path, line: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    """Status, the tariff's own duties of a parcel from Korea, and what was not evaluated."""
    defaults = {"sku": "A", "origin": "KR", "quantity": 100, "unit_price": "20.00"}
    answer = quote_landed_cost(
        {
            "as_of": DAY.isoformat(),
            "ship_from": {"country": "KR"},
            "ship_to": {"country": "US", "region": "NY"},
            "currency": "USD",
            "transport": {"mode": "courier", "freight": "0.00"},
            "lines": [defaults | line],
        },
        rule_book(home),
    )
    duties = [
        charge["amount"]
        for charge in answer["charges"]
        if charge["kind"] == "duty" and charge["rule"]["id"].startswith("us.tariff")
    ]
    return answer["status"], duties, [note["code"] for note in answer["not_evaluated"]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    apply_import(preview_us_hts(SAMPLE, folder, date(2025, 1, 1)), folder, AT, "test")
    return folder


@pytest.mark.parametrize(
    ("line", "duties"),
    [
        # 100 pieces at 20.00; by weight: 50 kg x 0.40 + 2,000 x 10.4 % = 20 + 208
        ({"hs": "170410"}, ["80.00"]),
        ({"hs": "170490", "national_code": "1704906810", "weight_g": 500}, ["228.00"]),
        ({"hs": "170490", "national_code": "17049068", "weight_g": 500}, ["228.00"]),
        ({"hs": "610910", "national_code": "6109100014"}, ["340.00"]),
        ({"hs": "640299", "national_code": "6402998000", "measures": {"pairs": "1"}}, ["840.00"]),
        (
            {
                "hs": "910211",
                "national_code": "9102111000",
                "measures": {"case": "8.00", "strap": "3.00", "battery": "0.50"},
            },
            ["103.05"],
        ),
    ],
)
def test_a_line_is_exact_where_the_request_carries_what_its_rate_asks(home, line, duties):
    assert quoted(home, line)[:2] == ("exact", duties)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"hs": "640299", "national_code": "6402998000"}, "measure_missing"),
        ({"hs": "170490", "national_code": "1704906810"}, "measure_missing"),
        ({"hs": "200989", "national_code": "2009899000"}, "rate_not_read"),
    ],
)
def test_a_line_is_partial_where_a_measure_is_missing_or_the_print_is_no_arithmetic(
    home, line, code
):
    status, _, missing = quoted(home, line)

    assert status == "partial"
    assert code in missing


def test_six_digits_with_several_lines_give_a_range(home):
    assert quoted(home, {"hs": "170490", "weight_g": 500})[0] == "range"


def test_lines_that_an_exported_heading_lacks_end_and_other_headings_stay(home):
    book = rule_book(home).border.duty_rates

    def stands(code: str) -> bool:
        return any(row.measure == "mfn" and row.in_force(DAY) for row in book[f"US {code}"])

    assert not stands("610990")
    assert stands("610910")
    assert stands("420231")
    assert check_tables(home, {"duty_rates"}).findings == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "missing_column"),
        ("a,b\n1,2\n", "missing_column"),
        ("half", "missing_column"),
        ("HEADER\n1704,0\n", "number_of_cells"),
        ("HEADER\n", "no_rows"),
        ('HEADER\n"=1+1","0","x","","5%"\n', "bad_number"),
        ('HEADER\n"17.04","0","x","","5%"\n', "bad_number"),
        ('HEADER\n"1704","zero","x","","5%"\n', "bad_indent"),
        ('HEADER\n"1704","999999999999999","x","","5%"\n', "bad_indent"),
        ('HEADER\n"1704","-1","x","","5%"\n', "bad_indent"),
        ('HEADER\n"1704","0","' + "x" * 30_000 + '","","5%"\n', "cell_too_long"),
        ('HEADER\n"1704","0","never closed', "broken_csv"),
    ],
)
def test_a_hostile_export_is_refused(tmp_path, content, reason):
    header = "HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty"
    path = tmp_path / "hts.csv"
    path.write_text(content.replace("HEADER", header))

    with pytest.raises(RefusedFile) as refusal:
        read_hts(path)

    assert refusal.value.fields["reason"] == reason


def test_the_first_day_comes_from_the_name_or_is_today():
    assert edition_date("hts_2026_revision_4.csv") is None
    assert effective_date("hts_2026_basic_edition.csv", AT)[0] == date(2026, 1, 1)
    assert effective_date("hts.csv", AT)[0] == date(2026, 11, 22)


@needs_full_export
def test_the_government_s_full_export_is_read():
    lines = read_hts(FULL)
    rows = list(duty_rows(lines, valid_from=date(2025, 1, 1), edition="2025 basic"))
    unread = [row for row in rows if not row.cells["rate"]]

    assert len(lines) == 22_914
    assert len(rows) == len({row.cells["hs"] for row in rows}) == 11_413
    assert len(unread) == 66
    for line in lines:
        assert line.code.startswith(line.from_code), line


@needs_full_export
def test_the_full_export_agrees_with_the_shipped_rows():
    rows = duty_rows(read_hts(FULL), valid_from=date(2025, 1, 1), edition="2025 basic")
    export = {row.cells["hs"]: row.cells["rate"] for row in rows}
    book = rule_book()
    compared = 0
    for group in book.border.duty_rates:
        for row in book.border.duty_rates[group] if group.startswith("US ") else ():
            if row.measure == "mfn" and row.in_force(DAY) and row.rate:
                assert export[row.hs] == row.rate, row.hs
                compared += 1
    assert compared > 600


@needs_full_export
def test_the_full_export_makes_lines_exact_and_can_be_taken_back(tmp_path):
    watch = {"hs": "640340", "national_code": "6403403000"}
    assert quoted(tmp_path, watch)[0] == "partial"

    plan = preview_us_hts(FULL, tmp_path, date(2025, 1, 1))
    apply_import(plan, tmp_path, AT, "test")
    assert quoted(tmp_path, watch) == ("exact", ["100.00"], [])

    undo_import("duty_rates", tmp_path)
    assert quoted(tmp_path, watch)[0] == "partial"
