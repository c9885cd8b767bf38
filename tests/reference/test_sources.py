"""docs/sources.md is what the tables say today, and names every rule."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sampan.reference.check import ALL_TABLES
from sampan.reference.tables import SHIPPED, read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sources", ROOT / "tools/make_sources.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(tool):
    assert tool.PAGE.read_text(encoding="utf-8") == tool.render(), (
        "run: python tools/make_sources.py"
    )


def test_the_page_names_every_rule_and_every_source(tool):
    page = tool.render()
    for name, spec in ALL_TABLES.items():
        for raw in read(SHIPPED / f"{name}.csv"):
            assert tool._cell(raw.cells["source"]) in page
            if "id" in spec.key:
                assert f"id {raw.cells['id']};" in page


def test_every_table_file_has_a_title(tool):
    words = {"hs_terms", "hs_headings"}
    assert {path.stem for path in SHIPPED.glob("*.csv")} - words == set(tool.TITLES)


def test_a_changed_table_makes_the_page_stale(tool, monkeypatch, capsys):
    monkeypatch.setattr(tool, "INTRODUCTION", "something else")

    assert tool.main(["--check"]) == 1
    assert "not up to date" in capsys.readouterr().out
