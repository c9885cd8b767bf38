"""The tables of docs/algorithms/import.md and the recipe for a dialect are what the code does."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from sampan.domain.money import Money
from sampan.integrations.product_files import DIALECTS, Dialect, Terms, problems
from sampan.integrations.product_files import cells as c
from sampan.integrations.product_files.csv_tables import read_csv, write_csv

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAPER = (DOCS / "algorithms" / "import.md").read_text("utf-8")
RECIPE = (DOCS / "recipes" / "add-a-product-file-dialect.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    section = PAPER.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def number(text: str, decimal_comma: bool) -> Decimal | None:
    try:
        return c.number(text, decimal_comma)
    except ValueError:
        return None


@pytest.mark.parametrize(("cell", "comma", "semicolon"), rows("Reading numbers"))
def test_a_number_is_read_as_the_table_says(cell: str, comma: str, semicolon: str):
    for expected, decimal_comma in ((comma, False), (semicolon, True)):
        wanted = None if expected == "no number" else Decimal(expected)
        assert number(cell, decimal_comma) == wanted


@pytest.mark.parametrize(("text", "leaves"), rows("Cells that a spreadsheet would run"))
def test_a_text_leaves_as_the_table_says_and_comes_back(text: str, leaves: str):
    plain, shown = text.strip("`"), leaves.strip("`")

    assert c.neutralized(plain) == shown
    assert c.restored(shown) == plain


def test_every_dialect_stands_in_the_table():
    named = {name for row in rows("Finding out what a file is") for name in row[0].split(", ")}

    assert {name.strip("`") for name in named} == DIALECTS.keys()


def test_the_recipes_dialect_reads_and_writes():
    code = re.search(r"```python\n(.*?)```", RECIPE, re.DOTALL)
    assert code is not None
    made: dict[str, object] = {}
    exec(compile(code[1], "wholesaler.py", "exec"), made)
    wholesaler = SimpleNamespace(**made)
    dialect = Dialect(
        "wholesaler", "", "csv", wholesaler.recognizes, wholesaler.read, wholesaler.write
    )
    table = read_csv(b"Article;Code;Net price\nTea cup;T-1;4,50\n;T-2;5\nJug;J-1;-1\n")

    assert dialect.recognizes(table.names)
    read = dialect.read(table, Terms("EUR"), dialect.name)

    [cup] = [product.draft for product in read.products]
    assert (cup.handle, cup.variants[0].price) == ("tea-cup", Money(450, "EUR"))
    assert [(error.row, error.code) for error in read.errors] == [
        (3, "missing_title"),
        (4, "negative_price"),
    ]
    columns, written = dialect.write([cup], Terms("EUR"), dialect.name)
    again = read_csv(b"".join(write_csv(columns, written)))
    assert [p.draft for p in dialect.read(again, Terms("EUR"), "").products] == [cup]


def test_every_code_that_readers_use_has_a_sentence():
    folder = Path(problems.__file__).parent
    text = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'\.problem\([^"]*"[^"]*"\], "(\w+)"', text))
    used |= set(re.findall(r'\.problem\("[^"]*", "(\w+)"', text))

    assert len(used) > 8
    assert used <= problems.MESSAGES.keys()
