"""A newer table is read whole or not at all, shown before it is written, and can be taken back."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sampan.domain.errors import Conflict, NotFound
from sampan.flows.import_reference import preview_table
from sampan.reference import load_rulebook
from sampan.reference.check import check_tables
from sampan.reference.importing import apply_import, imports, undo_import
from sampan.reference.uploads import MAX_BYTES, RefusedFile, importable, read_upload

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COLUMNS = "jurisdiction,tax_name,rate_class,rate_pct,category,valid_from,valid_to,source,confidence"
GERMANY = "DE,MwSt/USt,standard,21,general,2027-01-01,,a law,high"
FRANCE = "FR,TVA,standard,20,general,2027-01-01,,a law,high"


def written(tmp_path: Path, *lines: str, name: str = "newer.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join((COLUMNS, *lines, "")), encoding="utf-8")
    return path


def germany(home: Path, on: date) -> set[str]:
    rates = load_rulebook(home).tax.rates["DE"]
    return {str(r.rate_pct) for r in rates if r.category == "general" and r.in_force(on)}


def test_a_preview_says_what_changes_and_from_when_and_writes_nothing(tmp_path):
    home = tmp_path / "home"
    new = "TV,VAT,standard,7,general,2027-01-01,,a law,high"

    plan = preview_table("vat_gst_rates", written(tmp_path, GERMANY, FRANCE, new), home)

    assert plan.counts == {"changed": 1, "same": 1, "new": 1}
    changed = next(change for change in plan.changes if change.kind == "changed")
    assert (changed.was, changed.becomes) == ({"rate_pct": "19"}, {"rate_pct": "21"})
    assert changed.valid_from == date(2027, 1, 1)
    assert not (home / "reference").exists()


def test_an_imported_rate_holds_from_its_day_and_the_past_keeps_its_own(tmp_path):
    home = tmp_path / "home"

    apply_import(preview_table("vat_gst_rates", written(tmp_path, GERMANY), home), home, AT, "me")

    assert germany(home, date(2026, 12, 31)) == {"19"}
    assert germany(home, date(2027, 1, 1)) == {"21"}
    assert check_tables(home, {"vat_gst_rates"}).findings == ()


def test_a_second_import_keeps_what_the_first_said_of_other_facts(tmp_path):
    home = tmp_path / "home"
    later = "DE,MwSt/USt,standard,22,general,2028-01-01,,a later law,high"
    for lines in ((GERMANY, FRANCE), (later,)):
        plan = preview_table("vat_gst_rates", written(tmp_path, *lines), home)
        apply_import(plan, home, AT, "me")

    assert [germany(home, date(year, 6, 1)) for year in (2026, 2027, 2028)] == [
        {"19"},
        {"21"},
        {"22"},
    ]
    assert check_tables(home, {"vat_gst_rates"}).findings == ()


def test_undo_takes_imports_back_one_by_one(tmp_path):
    home = tmp_path / "home"
    later = "DE,MwSt/USt,standard,22,general,2028-01-01,,a later law,high"
    for lines in ((GERMANY,), (later,)):
        plan = preview_table("vat_gst_rates", written(tmp_path, *lines), home)
        apply_import(plan, home, AT, "me")

    undo_import("vat_gst_rates", home)
    assert germany(home, date(2028, 6, 1)) == {"21"}
    undo_import("vat_gst_rates", home)
    assert germany(home, date(2028, 6, 1)) == {"19"}
    assert not (home / "reference" / "vat_gst_rates.csv").exists()
    with pytest.raises(NotFound):
        undo_import("vat_gst_rates", home)
    assert [(done.number, done.by, done.undone) for done in imports(home)] == [
        (1, "me", True),
        (2, "me", True),
    ]


def test_undo_refuses_when_the_table_was_edited_by_hand_since(tmp_path):
    home = tmp_path / "home"
    apply_import(preview_table("vat_gst_rates", written(tmp_path, GERMANY), home), home, AT, "me")
    path = home / "reference" / "vat_gst_rates.csv"
    path.write_text(path.read_text().replace("21", "23"))

    with pytest.raises(Conflict):
        undo_import("vat_gst_rates", home)
    assert "23" in path.read_text()


def test_an_import_that_stopped_halfway_leaves_the_table_as_it_was(tmp_path, monkeypatch):
    home = tmp_path / "home"
    apply_import(preview_table("vat_gst_rates", written(tmp_path, GERMANY), home), home, AT, "me")
    before = (home / "reference" / "vat_gst_rates.csv").read_bytes()
    plan = preview_table("vat_gst_rates", written(tmp_path, FRANCE), home)

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sampan.reference.importing.os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        apply_import(plan, home, AT, "me")

    assert (home / "reference" / "vat_gst_rates.csv").read_bytes() == before


def test_exchange_rates_are_imported_too(tmp_path):
    home = tmp_path / "home"
    path = tmp_path / "fx.csv"
    path.write_text(
        "currency,anchor,rate,valid_from,valid_to,source,confidence\n"
        "VND,USD,25000,2026-07-01,2026-07-31,the state bank,high\n"
    )

    apply_import(preview_table("fx_rates", path, home), home, AT, "me")

    rate = load_rulebook(home).exchange.rate("USD", "VND", date(2026, 7, 15))
    assert rate is not None
    assert round(rate.value) == 25000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "missing_column"),
        (COLUMNS + "\n", "no_rows"),
        ("jurisdiction,rate_pct\nDE,19\n", "missing_column"),
        (f"{COLUMNS},colour\n{GERMANY},blue\n", "unknown_column"),
        (f"{COLUMNS},source\n{GERMANY},again\n", "repeated_column"),
        (f"{COLUMNS}\nDE,USt,standard\n", "number_of_cells"),
        (f"{COLUMNS}\n{GERMANY},extra\n", "number_of_cells"),
        (f'{COLUMNS}\nDE,"USt,standard,21', "broken_csv"),
        (f"{COLUMNS}\n{GERMANY.replace('21', '=1+20')}\n", "formula"),
        (f"{COLUMNS}\n{GERMANY.replace('a law', '@SUM(A1)')}\n", "formula"),
        (f"{COLUMNS}\n{GERMANY.replace('a law', '-cmd|calc')}\n", "formula"),
        (f"{COLUMNS}\n{GERMANY.replace('a law', 'x' * 30_000)}\n", "cell_too_long"),
        (f"{COLUMNS}\n{GERMANY.replace('2027-01-01', '')}\n", "no_first_day"),
        (f"{COLUMNS}\n{GERMANY.replace('2027-01-01', '01.01.2027')}\n", "no_first_day"),
        (f"{COLUMNS}\n{GERMANY.replace('a law', '')}\n", "faulty_rows"),
        (f"{COLUMNS}\n{GERMANY.replace('21', '-21')}\n", "faulty_rows"),
        (f"{COLUMNS}\n{GERMANY.replace('21', '210')}\n", "faulty_rows"),
        (f"{COLUMNS}\n{GERMANY.replace('DE', 'XX')}\n", "faulty_rows"),
        (f"{COLUMNS}\n{GERMANY}\n{GERMANY}\n", "faulty_rows"),
        ("PK\x03\x04 a spreadsheet", "spreadsheet"),
        (f"{COLUMNS}\n{GERMANY}\0\n", "not_text"),
    ],
)
def test_a_hostile_file_is_refused_with_its_reason(tmp_path, content, reason):
    path = tmp_path / "newer.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(RefusedFile) as refusal:
        read_upload(path, "vat_gst_rates")

    assert refusal.value.fields["reason"] == reason
    assert len(str(refusal.value)) < 4_000


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path):
    path = tmp_path / "newer.csv"
    path.write_bytes(f"{COLUMNS}\n{GERMANY.replace('a law', 'Verordnung für')}\n".encode("latin-1"))

    with pytest.raises(RefusedFile) as refusal:
        read_upload(path, "vat_gst_rates")

    assert (refusal.value.fields["reason"], refusal.value.fields["line"]) == ("not_utf8", 2)


def test_a_gigabyte_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "newer.csv"
    with path.open("wb") as file:
        file.write(COLUMNS.encode() + b"\n")
        file.truncate(1024**3)

    with pytest.raises(RefusedFile) as refusal:
        read_upload(path, "vat_gst_rates")

    assert refusal.value.fields["reason"] == "too_large"
    assert MAX_BYTES < 1024**3


@pytest.mark.parametrize("name", ["../../etc/passwd", "hs_terms", "", "vat"])
def test_only_known_tables_are_imported(tmp_path, name):
    with pytest.raises(RefusedFile) as refusal:
        read_upload(written(tmp_path, GERMANY), name)
    assert refusal.value.fields["reason"] == "unknown_table"


def test_every_shipped_table_can_be_exported_and_imported_again(tmp_path):
    """A shipped row with a first day passes the checks of an upload and changes nothing."""
    from sampan.reference.tables import SHIPPED

    for table in importable():
        with (SHIPPED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row for row in reader if row["valid_from"]]
            columns = reader.fieldnames or []
        if not rows:
            continue
        path = tmp_path / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows[:200])
        plan = preview_table(table, path, tmp_path / "home")
        assert set(plan.counts) == {"same"}, table


def test_the_record_of_an_import_is_plain_json(tmp_path):
    home = tmp_path / "home"
    apply_import(preview_table("vat_gst_rates", written(tmp_path, GERMANY), home), home, AT, "me")

    record = json.loads((home / "reference" / "history" / "0001.json").read_text())

    assert record["file"] == "newer.csv"
    assert record["at"] == "2026-11-22T09:00:00+00:00"
