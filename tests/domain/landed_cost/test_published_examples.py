"""Worked examples that governments, carriers, lawyers and the press have published.

`published_examples.jsonl` maps each to a request and matches it to the cent;
`contradicted_examples.jsonl` lists those that contradict the law of their day, with the reason and
the engine's own answer.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.domain.landed_cost.parcels import book, read

from sampan.flows.quote_landed_cost import quote_landed_cost

HERE = Path(__file__).parent
SHARED = HERE.parents[3] / "shared" / "acceptance" / "landed_cost_examples.jsonl"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in (HERE / name).read_text("utf-8").splitlines()]


MAPPED = cases("published_examples.jsonl")
CONTRADICTED = cases("contradicted_examples.jsonl")


@pytest.mark.parametrize("case", MAPPED, ids=lambda case: case["id"])
def test_a_published_example_is_matched_to_the_cent(case: dict[str, Any]) -> None:
    found = quote_landed_cost(case["request"], book())

    assert {path: read(found, path) for path in case["expected"]} == case["expected"]


@pytest.mark.parametrize("case", CONTRADICTED, ids=lambda case: case["id"])
def test_an_example_against_the_law_of_its_day_has_a_reason_and_another_answer(
    case: dict[str, Any],
) -> None:
    found = quote_landed_cost(case["request"], book())

    assert len(case["reason"]) > 40
    assert {path: read(found, path) for path in case["expected"]} == case["expected"]


def test_an_example_that_is_a_cent_off_would_be_found() -> None:
    case = next(case for case in MAPPED if case["id"] == "WE022")

    with pytest.raises(AssertionError):
        test_a_published_example_is_matched_to_the_cent(
            case | {"expected": case["expected"] | {"totals.import_tax": "24.59"}}
        )


def test_no_published_example_is_left_out() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED.name} is not beside this checkout")
    published = {json.loads(text)["id"] for text in SHARED.read_text("utf-8").splitlines()}

    assert published == {case["id"] for case in (*MAPPED, *CONTRADICTED)}
