"""`sampan reference` checks, shows, writes and takes back; its exit status tells how it went."""

from pathlib import Path

import pytest

from sampan.config.cli.reference import run

SAMPLE = Path(__file__).with_name("samples") / "hts.csv"
VAT = (
    "jurisdiction,tax_name,rate_class,rate_pct,category,valid_from,valid_to,source,confidence\n"
    "DE,MwSt/USt,standard,21,general,2027-01-01,,a law,high\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAMPAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    path = tmp_path / "newer.csv"
    path.write_text(VAT)
    return path


def test_check_tells_rows_and_faults(capsys, home):
    assert run(["check"]) == 0
    assert "vat_gst_rates: " in (told := capsys.readouterr().out)
    assert told.endswith("0 faults\n")

    (home / "reference").mkdir(parents=True)
    (home / "reference" / "vat_gst_rates.csv").write_text(VAT.replace("21", "210"))
    assert run(["check"]) == 1
    assert "vat_gst_rates.csv:2: impossible_rate" in capsys.readouterr().out


def test_a_dry_run_shows_the_change_and_writes_nothing(capsys, home, newer):
    assert run(["import", "vat_gst_rates", str(newer), "--dry-run"]) == 0

    told = capsys.readouterr().out
    assert "changed from 2027-01-01: DE general standard: rate_pct 19 -> 21" in told
    assert "nothing was written" in told
    assert not home.exists()


def test_import_and_undo(capsys, home, newer):
    assert run(["import", "vat_gst_rates", str(newer)]) == 0
    assert (home / "reference" / "vat_gst_rates.csv").exists()
    assert run(["import", "vat_gst_rates", "--undo"]) == 0
    assert not (home / "reference" / "vat_gst_rates.csv").exists()
    assert run(["imports"]) == 0
    assert "newer.csv 1 rows (undone)" in capsys.readouterr().out
    assert run(["import", "vat_gst_rates", "--undo"]) == 2


def test_us_hts_says_from_when_it_holds_and_why(capsys, home):
    assert run(["import", "us-hts", str(SAMPLE), "--from", "2026-01-01", "--dry-run"]) == 0
    assert "in force from 2026-01-01 (as asked)" in capsys.readouterr().out

    assert run(["import", "us-hts", str(SAMPLE)]) == 0
    assert "today, as the file does not tell" in capsys.readouterr().out
    assert run(["import", "us-hts", "--undo"]) == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["import", "vat_gst_rates"], "which file?"),
        (["import", "vat_gst_rates", "/nowhere.csv"], "no_file"),
        (["import", "vat_gst_rates", "FOLDER"], "no_file"),
        (["import", "vat_gst_rates", "NEWER", "--from", "2026-01-01"], "--from is for us-hts"),
        (["import", "us-hts", "NEWER"], "missing_column"),
    ],
)
def test_what_is_refused_says_why_without_a_traceback(capsys, newer, arguments, reason):
    places = {"NEWER": str(newer), "FOLDER": str(newer.parent)}
    given = [places.get(argument, argument) for argument in arguments]

    assert run(given) == 2

    told = capsys.readouterr().err
    assert reason in told
    assert "Traceback" not in told


@pytest.mark.parametrize("arguments", [[], ["import", "unknown", "x"], ["dance"]])
def test_a_wrong_call_shows_the_usage(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == 2
