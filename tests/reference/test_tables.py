"""Dated tables: shipped rows, the owner's newer ones on top, and what is no table."""

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sampan.reference import TABLES, BadTable, load_rulebook
from sampan.reference.rulebook import TAX_RATES
from sampan.reference.tables import Table, load
from sampan.reference.uploads import read_upload

HEADER = "jurisdiction,country_name,tax_name,rate_class,rate_pct,category,valid_from,valid_to,"
HEADER += "source,confidence\n"
NEWER = "DE,Germany,USt,standard,20,general,2027-01-01,,BGBl. (invented),high\n"


def owner(tmp_path: Path, text: str, name: str = "vat_gst_rates") -> Path:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def german(table: Table, on: date) -> list[Decimal]:
    rows = [row for row in table["DE"] if row.in_force(on) and row.category == "general"]
    return [row.rate_pct for row in rows]


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_row_is_read_with_a_source(name: str) -> None:
    table = load(TABLES[name], None)

    rows = [row for group in table for row in table[group]]
    assert rows
    assert all(row.source and row.confidence for row in rows)


def test_the_owners_rate_holds_from_its_first_day_and_the_old_one_until_then(
    tmp_path: Path,
) -> None:
    table = load(TAX_RATES, owner(tmp_path, HEADER + NEWER))

    assert german(table, date(2026, 12, 31)) == [Decimal(19)]
    assert german(table, date(2027, 1, 1)) == [Decimal(20)]
    assert german(table, date(2020, 7, 1)) == [Decimal(16)]


def test_reading_tables_leaves_what_other_files_may_hold_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    path = tmp_path / "newer.csv"
    path.write_text(HEADER + NEWER, "utf-8")

    assert load(TAX_RATES, None)["DE"]
    assert read_upload(path, "vat_gst_rates")

    assert csv.field_size_limit() == before


def test_a_country_without_rows_has_none() -> None:
    assert load(TAX_RATES, None)["AQ"] == ()


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        (HEADER + NEWER.replace(",20,", ",NaN,"), "rate_pct", "bad_value"),
        (HEADER + NEWER.replace(",20,", ",1e99999999,"), "rate_pct", "bad_value"),
        (HEADER + NEWER.replace("2027-01-01,", "2027-13-01,"), "valid_from", "bad_value"),
        (HEADER + NEWER.replace("high", "sure"), "confidence", "bad_value"),
        (HEADER + NEWER.replace("BGBl. (invented)", ""), "source", "empty"),
        (HEADER + "DE,Germany\n", "", "number_of_cells"),
        ("a,a\n1,2\n", "", "header"),
        ("", "", "header"),
        (HEADER + '"' + "x" * 30_000 + '"\n', "", "cell_too_long"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, text: str, column: str, reason: str) -> None:
    with pytest.raises(BadTable) as found:
        german(load(TAX_RATES, owner(tmp_path, text)), date(2027, 1, 1))

    fields = found.value.fields
    assert (fields["file"], fields["column"]) == ("vat_gst_rates.csv", column)
    assert fields["reason"] == reason


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    home = owner(tmp_path, "")
    (home / "reference" / "vat_gst_rates.csv").write_bytes(b"\xff\xfe\x00jurisdiction")

    with pytest.raises(BadTable):
        load(TAX_RATES, home)


def test_a_quote_types_only_the_rows_that_it_asks_for(tmp_path: Path) -> None:
    header = "destination,hs,measure,rate,valid_from,valid_to,source,confidence\n"
    rows = "".join(
        f"DE,{code},mfn,5%,2026-01-01,,a long table,high\n" for code in range(10**7, 10**7 + 30_000)
    )
    book = load_rulebook(owner(tmp_path, header + rows, "duty_rates"))
    table = book.border.duty_rates
    assert isinstance(table, Table)

    book.border.duty_lines("EU", "610910", date(2026, 9, 1))

    assert sum(1 for _ in table.raw()) > 33_000
    assert sum(len(rows) for rows in table.typed_so_far().values()) < 10


def test_a_rate_of_exchange_is_the_last_before_the_day_and_never_too_old() -> None:
    exchange = load_rulebook().exchange

    friday = exchange.rate("EUR", "USD", date(2026, 7, 3))
    sunday = exchange.rate("EUR", "USD", date(2026, 7, 5))
    peg = exchange.rate("USD", "AED", date(2026, 7, 1))
    cross = exchange.rate("GBP", "JPY", date(2026, 7, 1))

    assert friday is not None and sunday is not None and peg is not None and cross is not None
    assert (sunday.value, sunday.date) == (friday.value, date(2026, 7, 3))
    assert round(peg.value, 6) == Decimal("3.6725")
    assert "ECB" in cross.source
    assert exchange.rate("EUR", "USD", date(2099, 1, 1)) is None
    assert exchange.rate("EUR", "USD", date(1998, 1, 1)) is None
    assert exchange.rate("EUR", "KPW", date(2026, 7, 1)) is None


def test_many_threads_may_ask_for_rates_at_once() -> None:
    exchange = load_rulebook().exchange
    days = [date(2026 - n % 20, 1 + n % 12, 1 + n % 28) for n in range(400)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda day: exchange.rate("USD", "EUR", day), days))

    alone = load_rulebook().exchange
    assert found == [alone.rate("USD", "EUR", day) for day in days]


def test_the_owners_rates_of_exchange_come_first(tmp_path: Path) -> None:
    header = "currency,anchor,rate,valid_from,valid_to,source,confidence\n"
    row = "RSD,EUR,117.2,2026-07-01,2026-07-31,National Bank of Serbia,high\n"
    exchange = load_rulebook(owner(tmp_path, header + row, "fx_rates")).exchange

    found = exchange.rate("EUR", "RSD", date(2026, 7, 15))

    assert found is not None
    assert (found.value, found.source) == (Decimal("117.2"), "National Bank of Serbia")
    assert exchange.rate("EUR", "RSD", date(2026, 6, 30)) is None
    assert exchange.rate("EUR", "RSD", date(2026, 12, 1)) is None


@pytest.mark.parametrize("rate", ["NaN", "0", "-1", "1e9", ""])
def test_a_bad_rate_of_exchange_is_named(tmp_path: Path, rate: str) -> None:
    header = "currency,anchor,rate,valid_from,valid_to,source,confidence\n"
    row = f"RSD,EUR,{rate},2026-07-01,,National Bank of Serbia,high\n"
    exchange = load_rulebook(owner(tmp_path, header + row, "fx_rates")).exchange

    with pytest.raises(BadTable) as found:
        exchange.rate("EUR", "RSD", date(2026, 7, 15))
    assert found.value.fields["column"] == "rate"
