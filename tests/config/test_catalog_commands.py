"""`sampan import products` and `sampan export products`: exit states, JSON, and plain words."""

import json
from pathlib import Path
from typing import Any

import pytest

GOOD = "handle,title,sku,price\ncup,Cup,C-1,9.90\nmug,Mug,M-1,7.50\n"
BAD = GOOD + "jug,Jug,J-1,-3\n"


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A shop with the demo's markets in it, for all tests of this file."""
    import shutil

    from tests.conftest import Shop

    home = tmp_path_factory.mktemp("commands") / "home"
    shutil.copytree(sqlite_template, home)
    made = Shop(home, "")
    for action in ("load", "remove"):
        assert made.sampan("demo", action).returncode == 0
    return made


def write(tmp_path: Path, text: str) -> str:
    file = tmp_path / "file.csv"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_clean_file_ends_with_0_and_the_report(shop: Any, tmp_path: Path):
    name = write(tmp_path, GOOD)

    trial = shop.sampan("import", "products", name, "--dry-run")
    first = shop.sampan("import", "products", name, "--json")
    again = shop.sampan("import", "products", name, "--json")

    assert (trial.returncode, first.returncode, again.returncode) == (0, 0, 0), first.stderr
    assert "nothing was written" in trial.stdout
    assert json.loads(first.stdout) == {
        "dialect": "csv",
        "products": 2,
        "variants": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "errors": [],
    }
    assert json.loads(again.stdout)["unchanged"] == 2


def test_row_errors_end_with_1_and_nothing_written_unless_partial(shop: Any, tmp_path: Path):
    name = write(tmp_path, BAD.replace("C-1", "C-7").replace("M-1", "M-7").replace("cup", "cup-7"))

    whole = shop.sampan("import", "products", name, "--json")
    partial = shop.sampan("import", "products", name, "--json", "--partial")

    assert (whole.returncode, partial.returncode) == (1, 1)
    assert json.loads(whole.stdout)["created"] == 0
    assert json.loads(whole.stdout)["errors"] == [
        {
            "row": 4,
            "column": "price",
            "code": "negative_price",
            "message": "The price EUR -3.00 is below zero.",
        }
    ]
    assert json.loads(partial.stdout)["created"] == 1


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("nothing that anybody knows", (), "unknown_columns"),
        ("", (), "empty"),
        (GOOD, ("--currency", "CHF"), "no_list_in_currency"),
        (GOOD, ("--currency", "XYZ"), "unknown_currency"),
        (GOOD, ("--language", "tlh"), "invalid"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_a_sentence(
    shop: Any, tmp_path: Path, text: str, arguments: tuple[str, ...], code: str
):
    name = write(tmp_path, text)

    result = shop.sampan("import", "products", name, "--json", *arguments)

    assert result.returncode == 2
    assert json.loads(result.stdout)["error"]["code"] == code
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_and_one_that_never_ends(shop: Any, tmp_path: Path):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.write(b"handle,title\ncup,")
        file.truncate(2**30)

    missing = shop.sampan("import", "products", str(tmp_path / "none.csv"))
    endless = shop.sampan("import", "products", str(huge))

    assert (missing.returncode, endless.returncode) == (2, 2)
    assert missing.stderr.strip().endswith("No such file or directory")
    assert "larger than 64 MiB" in endless.stderr


@pytest.mark.parametrize("form", ["shopify-old", "woocommerce", "xlsx"])
def test_what_is_exported_imports_unchanged(shop: Any, tmp_path: Path, form: str):
    shop.sampan("import", "products", write(tmp_path, GOOD))
    out = tmp_path / "out"

    exported = shop.sampan("export", "products", "--format", form, str(out))
    again = shop.sampan("import", "products", str(out), "--json")

    assert exported.returncode == 0, exported.stderr
    report = json.loads(again.stdout)
    assert report["unchanged"] == report["products"] >= 2
    assert not list(tmp_path.glob("*.part"))
