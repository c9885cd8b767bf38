"""The official feeds are read into tables that `sampan reference import` accepts; samples are made.

What does not look like the feed is refused, never half read.
"""

import importlib.util
import json
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sampan.flows.import_reference import preview_table
from sampan.reference.us_hts import read_hts

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


USITC, UK, ECB, TEDB = map(tool, ("update_usitc", "update_uk_tariff", "update_ecb", "update_tedb"))


def imported(tmp_path: Path, table: str, content: str) -> list[tuple[str, ...]]:
    """What an import of this file would do: kind and key of each row."""
    path = tmp_path / "newer.csv"
    path.write_text(content, encoding="utf-8")
    plan = preview_table(table, path, tmp_path / "home")
    return [(change.kind, *change.key) for change in plan.changes]


def test_the_us_tariff_becomes_an_export_that_us_hts_reads(tmp_path):
    document = json.dumps(
        [
            {"htsno": "6109", "indent": "0", "description": "T-shirts:", "units": None},
            {
                "htsno": "6109.10.00",
                "indent": "1",
                "description": "Of cotton",
                "general": "16.5%",
                "units": [],
            },
            {
                "htsno": "6109.10.00.12",
                "indent": "2",
                "description": "White",
                "general": "",
                "units": ["doz.", "kg"],
            },
        ]
    ).encode()
    path = tmp_path / "hts.csv"
    path.write_text(USITC.parse(document), encoding="utf-8")

    lines = read_hts(path)

    assert [(line.code, line.rate, line.units) for line in lines] == [
        ("61091000", "16.5%", ()),
        ("6109100012", "16.5%", ("doz.", "kg")),
    ]


def commodity(*measures: tuple[str, str, str, str], code: str = "6109100010") -> bytes:
    """A commodity with measures of (type, area, expression, end date)."""
    included: list[dict[str, Any]] = []
    for n, (kind, area, expression, ends) in enumerate(measures):
        included += [
            {"type": "duty_expression", "id": f"{n}-duty", "attributes": {"base": expression}},
            {
                "type": "measure",
                "id": str(n),
                "attributes": {
                    "import": True,
                    "effective_start_date": "2021-01-01T00:00:00.000Z",
                    "effective_end_date": ends or None,
                },
                "relationships": {
                    "measure_type": {"data": {"id": kind, "type": "measure_type"}},
                    "geographical_area": {"data": {"id": area, "type": "geographical_area"}},
                    "duty_expression": {"data": {"id": f"{n}-duty", "type": "duty_expression"}},
                },
            },
        ]
    attributes = {"goods_nomenclature_item_id": code, "description": "Of  cotton"}
    return json.dumps({"data": {"attributes": attributes}, "included": included}).encode()


def test_british_third_country_duty_and_preferences_are_read(tmp_path):
    document = commodity(
        ("103", "1011", "12.00 %", ""),
        ("142", "JP", "0.00 %", "2027-12-31T00:00:00.000Z"),
        ("142", "2020", "0.00 %", ""),
        ("305", "1011", "20.00 %", ""),
        ("122", "CN", "5.00 %", ""),
    )

    rows = list(UK.rows(document))

    assert [(r["measure"], r["origins"], r["rate"], r["valid_to"]) for r in rows] == [
        ("mfn", "", "12%", ""),
        ("preference", "JP", "0%", "2028-01-01"),
    ]
    assert imported(tmp_path, "duty_rates", UK.table([document])) == [
        ("new", "GB", "6109100010", "mfn", ""),
        ("new", "GB", "6109100010", "preference", "JP"),
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0.00 %", "0%"),
        ("6.50 %", "6.5%"),
        ("30.00 GBP / 100 kg", "30 GBP/100kg"),
        ("8.00 % + 30.00 GBP / 100 kg", "8% + 30 GBP/100kg"),
        (
            "4.50 % MIN 0.30 GBP / item MAX 0.80 GBP / item",
            "4.5% max 0.8 GBP/item min 0.3 GBP/item",
        ),
        ("9.00 % + EA MAX 18.70 % + ADSZ", ""),
        ("5.00 GBP / bushel", ""),
        ("", ""),
    ],
)
def test_british_duty_expressions_are_translated_or_left_unread(printed, expected):
    assert UK.formula(printed) == expected


def euro(*days: tuple[str, dict[str, str]]) -> bytes:
    cubes = "".join(
        f'<Cube time="{day}">'
        + "".join(f'<Cube currency="{c}" rate="{r}"/>' for c, r in rates.items())
        + "</Cube>"
        for day, rates in days
    )
    return (
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        f"<Cube>{cubes}</Cube></gesmes:Envelope>"
    ).encode()


def test_euro_rates_become_rows_of_their_day(tmp_path):
    document = euro(
        ("2026-11-20", {"USD": "1.0850", "JPY": "164.2"}), ("2026-11-19", {"USD": "1.0800"})
    )

    rows = list(ECB.rows(document))

    assert [(r["currency"], r["rate"], r["valid_from"]) for r in rows] == [
        ("USD", "1.0850", "2026-11-20"),
        ("JPY", "164.2", "2026-11-20"),
        ("USD", "1.0800", "2026-11-19"),
    ]
    assert {kind for kind, _ in imported(tmp_path, "fx_rates", ECB.table(document))} == {"new"}


def vat(*results: tuple[str, str, str, str, str]) -> bytes:
    """An answer with (state, type, kind of rate, rate, category)."""
    body = "".join(
        f"<vatRateResults><memberState>{state}</memberState><type>{kind}</type>"
        f"<rate><type>{sort}</type>{f'<value>{rate}</value>' if rate else ''}</rate>"
        "<situationOn>2026-01-01+01:00</situationOn>"
        + (f"<category><identifier>{category}</identifier></category>" if category else "")
        + "</vatRateResults>"
        for state, kind, sort, rate, category in results
    )
    return (
        '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>'
        f'<n:answer xmlns:n="{TEDB.NAMESPACE}" xmlns="{TEDB.NAMESPACE}:types">{body}</n:answer>'
        "</env:Body></env:Envelope>"
    ).encode()


def test_eu_rates_are_read_by_category_and_the_rest_is_told(tmp_path):
    document = vat(
        ("EL", "STANDARD", "DEFAULT", "24.0", ""),
        ("EL", "STANDARD", "DEFAULT", "17.0", "REGION"),
        ("DE", "REDUCED", "REDUCED_RATE", "7.0", "FOODSTUFFS"),
        ("DE", "REDUCED", "REDUCED_RATE", "7.0", "FOODSTUFFS"),
        ("DE", "REDUCED", "REDUCED_RATE", "7.0", "ACCOMMODATION"),
        ("FR", "REDUCED", "EXEMPTED", "0.0", "FOODSTUFFS"),
        ("FR", "REDUCED", "NOT_APPLICABLE", "", "FOODSTUFFS"),
    )

    content, left = TEDB.table(document, date(2027, 1, 1))

    assert [row[1:] for row in imported(tmp_path, "vat_gst_rates", content)] == [
        ("GR", "general", "standard"),
        ("DE", "food", "reduced 7"),
    ]
    assert [(one.country, one.category) for one in left] == [
        ("GR", "REGION"),
        ("DE", "ACCOMMODATION"),
    ]


def test_the_question_names_every_state_by_the_feed_s_own_code():
    question = TEDB.question(date(2027, 1, 1)).decode()

    assert question.count("<isoCode>") == 27
    assert "<isoCode>EL</isoCode>" in question
    assert "<isoCode>GR</isoCode>" not in question
    assert "<situationOn>2027-01-01</situationOn>" in question


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("module", "read"),
    [
        (USITC, lambda document: USITC.parse(document)),
        (UK, lambda document: list(UK.rows(document))),
        (ECB, lambda document: list(ECB.rows(document))),
        (TEDB, lambda document: list(TEDB.told(document))),
    ],
)
@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[1]",
        b"<html>Service unavailable</html>",
        b"\xff\xfe\x00",
        BOMB,
        commodity(code="61"),
        euro(("2026-11-20", {"USD": "nan"})),
        euro(("2026-11-20", {"USX": "1"})),
        euro(("yesterday", {"USD": "1"})),
        vat(("XX", "STANDARD", "DEFAULT", "20", "")),
        vat(("DE", "STANDARD", "DEFAULT", "900", "")),
    ],
)
def test_what_is_not_the_feed_is_refused(module, read, document):
    with pytest.raises(module.BadFeed):
        read(document)


def test_no_tool_reaches_the_network_when_it_is_loaded():
    for path in TOOLS.glob("update_*.py"):
        head = path.read_text(encoding="utf-8").partition("\ndef main(")[0]
        outside = [line for line in head.splitlines() if line.startswith(("import", "from"))]
        assert not any("fetching" in line or "httpx" in line for line in outside), path.name
