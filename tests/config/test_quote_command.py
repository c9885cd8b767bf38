"""`sampan quote` as a process: JSON in, JSON Lines out, exit status, no Django, fast."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, a_parcel

SRC = Path(__file__).parents[2] / "src"
COLD_START_LIMIT_S = 5.0  # 0.14 s on an idle machine; the limit only catches a mistake


def sampan_quote(
    *arguments: str, text: str | bytes = b"", home: Path | None = None
) -> tuple[int, list[dict[str, Any]], str]:
    data = text.encode() if isinstance(text, str) else text
    environment = {**os.environ, "PYTHONPATH": str(SRC), "SAMPAN_HOME": str(home or "/nowhere")}
    command = [sys.executable, "-m", "sampan.config.cli", "quote", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)
    errors = done.stderr.decode()
    assert "Traceback" not in errors, errors
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, answers, errors


def test_one_object_over_several_lines_is_one_request() -> None:
    status, answers, _ = sampan_quote(text=json.dumps(a_parcel(id="one"), indent=2))

    assert (status, [answer["id"] for answer in answers]) == (0, ["one"])


def test_json_lines_are_answered_in_order_and_a_bad_one_sets_the_status() -> None:
    texts = [json.dumps(a_parcel(id=1)), "", "{broken", json.dumps(a_parcel(id=3)), '{"id": 4}']
    status, answers, _ = sampan_quote("-", text="\n".join(texts))

    assert status == 2
    assert [answer["status"] for answer in answers] == ["exact", "refused", "exact", "refused"]
    assert [answer["id"] for answer in answers] == [1, None, 3, 4]


def test_a_broken_first_line_does_not_swallow_the_others() -> None:
    status, answers, _ = sampan_quote(text='{"a": \n' + json.dumps(a_parcel(id=2)))

    assert status == 2
    assert [answer["status"] for answer in answers] == ["refused", "exact"]


def test_a_file_is_read_and_a_missing_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "parcel.json"
    file.write_text("\ufeff" + json.dumps(a_parcel()), "utf-8")

    assert sampan_quote(str(file))[0] == 0
    status, answers, errors = sampan_quote(str(tmp_path / "none.json"))
    assert (status, answers) == (2, [])
    assert "No such file" in errors


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe{}", b"x" * 9_000_000, b"[" * 300_000, b'{"lines": ' + b"1" * 5_000 + b"}"],
    ids=["bytes", "long", "deep", "digits"],
)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    status, answers, _ = sampan_quote(text=data)

    assert (status, [answer["status"] for answer in answers]) == (2, ["refused"])


def test_halves_of_characters_come_back_printable() -> None:
    text = '{"\\ud800": 1, "id": "\\ud83d", "as_of": "\\udfff"}'

    status, answers, _ = sampan_quote(text=text)

    assert (status, answers[0]["status"]) == (2, "refused")


def test_nobody_reading_is_no_traceback() -> None:
    text = (json.dumps(a_parcel()) + "\n") * 300
    command = f"{sys.executable} -m sampan.config.cli quote - | head -c 10"
    environment = {**os.environ, "PYTHONPATH": str(SRC), "SAMPAN_HOME": "/nowhere"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], input=text.encode(), capture_output=True, env=environment
    )

    assert done.stdout == b'{"id":null'
    assert done.stderr == b""


def test_nothing_asked_is_no_answer() -> None:
    status, answers, errors = sampan_quote(text="\n\n")

    assert (status, answers) == (2, [])
    assert "no request" in errors


def test_the_owners_tables_are_read_and_a_bad_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    table = tmp_path / "reference" / "vat_gst_rates.csv"
    header = "jurisdiction,country_name,tax_name,rate_class,rate_pct,category,valid_from,"
    header += "valid_to,source,confidence\n"
    row = "DE,Germany,USt,standard,20,general,2026-07-01,,BGBl. (invented),high\n"
    table.write_text(header + row, "utf-8")
    parcel = json.dumps(a_parcel(a_line("100"), registrations=["IOSS"]))

    answer = sampan_quote(text=parcel, home=tmp_path)[1][0]
    assert answer["totals"]["import_tax"] == "20.60"

    table.write_text(header + row.replace(",20,", ",twenty,"), "utf-8")
    status, answers, _ = sampan_quote(text=parcel, home=tmp_path)
    assert (status, answers[0]["error"]["code"]) == (2, "bad_table")

    table.write_text("no table", "utf-8")
    status, answers, errors = sampan_quote(text=parcel, home=tmp_path)
    assert (status, answers) == (2, [])
    assert "missing_column" in errors


def test_it_starts_fast_and_without_django() -> None:
    check = "import sys; from sampan.config.cli import quote; "
    check += "assert 'django' not in sys.modules and 'currency_converter' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    subprocess.run([sys.executable, "-c", check], check=True, env=environment)

    start = time.perf_counter()
    sampan_quote(text=json.dumps(a_parcel()))
    assert time.perf_counter() - start < COLD_START_LIMIT_S
