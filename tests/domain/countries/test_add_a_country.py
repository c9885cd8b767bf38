"""`docs/recipes/add-a-country.md`, followed to the letter with an invented country."""

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, a_parcel

from sampan.domain.countries import COUNTRY_RULES, quoting
from sampan.flows.quote_landed_cost import quote_landed_cost, rule_book

RECIPE = Path(__file__).parents[3] / "docs" / "recipes" / "add-a-country.md"
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.M | re.S)
GOODS = re.compile(r"(\d{6}) x (\d+) @ ([\d.]+)")


def blocks(kind: str) -> dict[str, str]:
    text = RECIPE.read_text("utf-8")
    return {name: body for found, name, body in BLOCK.findall(text) if found == kind}


def examples() -> list[dict[str, str]]:
    lines = [line for line in RECIPE.read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The tables of the recipe on top of the shipped ones, and its one line in the registry."""
    (tmp_path / "reference").mkdir()
    for name, body in blocks("csv").items():
        (tmp_path / "reference" / name).write_text(body, "utf-8")
    module = ModuleType("bv")
    exec(blocks("python")["bv.py"], module.__dict__)
    name, _, rules = blocks("python")["registry"].strip().rstrip(",").partition(": ")
    registered = {name.strip('"'): eval(rules, {"bv": module})}
    monkeypatch.setattr(quoting, "COUNTRY_RULES", {**COUNTRY_RULES, **registered})
    return rule_book(tmp_path)


def quoted(book: Any, row: dict[str, str], **changes: Any) -> dict[str, Any]:
    hs, quantity, price = GOODS.findall(row["goods"])[0]
    line = a_line(price, hs=hs, quantity=int(quantity), origin=row["origin"])
    request = {
        "as_of": "2026-07-01",
        "ship_to": "BV",
        "ship_from": row["origin"],
        "currency": "NOK",
        "registrations": row["registrations"].split(),
        "mode": "courier",
    }
    return quote_landed_cost(a_parcel(line, **{**request, **changes}), book)


@pytest.mark.parametrize("row", examples(), ids=lambda row: row["why"])
def test_the_new_country_is_quoted_as_the_recipe_says(book: Any, row: dict[str, str]) -> None:
    found = quoted(book, row)

    sums = {name: found["totals"][name] for name in ("duty", "import_tax", "fees")}
    assert sums == {name: row[name] for name in sums}
    assert found["status"] == row["status"]


def test_the_day_before_it_had_no_rules(book: Any) -> None:
    found = quoted(book, examples()[0], as_of="2025-12-31")

    assert found["status"] == "partial"
    assert "no_rule" in {note["code"] for note in found["not_evaluated"]}


def test_the_contested_rule_is_told_from_its_day_on(book: Any) -> None:
    before = quoted(book, examples()[2], as_of="2026-01-31")
    after = quoted(book, examples()[2], as_of="2026-02-01")

    assert "disputed_rule" not in {note["code"] for note in before["warnings"]}
    assert "bv.half" in {note.get("rule") for note in after["warnings"]}


def test_the_shipped_tables_stand_as_before(book: Any) -> None:
    found = quote_landed_cost(a_parcel(as_of="2026-06-30", registrations=["IOSS"]), book)

    assert found["totals"]["import_tax"] == "1.90"


def test_every_special_country_has_a_law_in_its_docstring() -> None:
    for name in COUNTRY_RULES:
        module = __import__(
            f"sampan.domain.countries.{'in_' if name == 'IN' else name.lower()}", fromlist=["x"]
        )
        assert len(module.__doc__ or "") > 120
