"""Every row of the worked tables in `docs/algorithms/landed-cost.md` is quoted and compared."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import a_line, answer, rules

PAPER = Path(__file__).parents[3] / "docs" / "algorithms" / "landed-cost.md"
GOODS = re.compile(r"(\d{6}) x (\d+) @ ([\d.]+)")
LINE_COLUMNS = ("origin", "national_code", "measures")


def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    header: list[str] = []
    for text in PAPER.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not text.startswith("|"):
            header = []
        elif not header:
            header = cells
        elif not set(text) <= set("|-"):
            assert len(cells) == len(header), text
            found.append(dict(zip(header, cells, strict=True)))
    return found


def ask(row: dict[str, str]) -> dict[str, Any]:
    given = {
        name: text
        for name, text in row.items()
        if text and not name.startswith("=") and name not in {"what", "goods"}
    }
    own = {name: given.pop(name) for name in LINE_COLUMNS if name in given}
    if "measures" in own:
        name, _, number = own["measures"].partition(" ")
        own["measures"] = {name: number}  # type: ignore[assignment]
    lines = [
        a_line(price, hs=hs, quantity=int(quantity), weight_g=None, **own)
        for hs, quantity, price in GOODS.findall(row["goods"])
    ]
    changes: dict[str, Any] = dict(given)
    if "registrations" in changes:
        changes["registrations"] = changes["registrations"].split()
    if "marketplace" in changes:
        changes["marketplace"] = True
    if "fx" in changes:
        pair, _, rate = changes["fx"].partition(" ")
        changes["fx"] = {pair: rate}
    if "duty_pct" in changes:
        changes["duty_pct"] = {line["hs"]: given["duty_pct"] for line in lines}
    if "origin" in own:
        changes["ship_from"] = own["origin"]
    if row["ship_to"] == "CN":
        changes["ship_from"] = "DE"
    return answer(*lines, **changes)


def told(found: dict[str, Any], name: str) -> str:
    if name == "rule":
        return [c["rule"]["id"] for c in found["charges"] if c["kind"] == "import_tax"][-1]
    if name == "rules":
        return " ".join(rules(found))
    if name == "fx":
        return " ".join(f"{rate['pair']} {rate['date']}" for rate in found["fx"])
    if name in {"status", "scheme", "collected_by"}:
        return str(found[name])
    return str(found["totals"][name])


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['ship_to']} {row['what']}")
def test_a_row_of_the_paper_holds(row: dict[str, str]) -> None:
    found = ask(row)

    assert found["status"] != "refused", found.get("error")
    for name, expected in row.items():
        if name == "= warning":
            assert expected in {note["code"] for note in found["warnings"]}
        elif name == "= warned rule":
            disputes = [n["rule"] for n in found["warnings"] if n["code"] == "disputed_rule"]
            assert disputes == [expected]
        elif name.startswith("= "):
            assert told(found, name[2:]) == expected, name


def test_a_wrong_row_would_be_found() -> None:
    row = next(row for row in rows() if "= duty" in row)

    with pytest.raises(AssertionError):
        test_a_row_of_the_paper_holds(row | {"= duty": "999.99"})


def test_every_table_of_the_paper_is_read() -> None:
    assert len(rows()) >= 50
