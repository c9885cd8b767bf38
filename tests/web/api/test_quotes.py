"""A quote by HTTP is the quote of the command line."""

import copy
import json
from typing import Any

import pytest
from django.conf import settings
from tests.web.api.calling import Caller

from sampan.flows.quote_landed_cost import quote_landed_cost
from sampan.flows.read_rule_book import read_rule_book
from sampan.web.api.shapes.quotes import QUOTE_REQUEST

pytestmark = pytest.mark.django_db
PARCEL: dict[str, Any] = QUOTE_REQUEST["examples"][0]


def test_the_documented_example_costs_what_the_command_line_says(program: Caller) -> None:
    answer = program("POST", "/landed-cost/quotes", PARCEL)
    assert answer.status_code == 200
    assert answer.json() == json.loads(
        json.dumps(quote_landed_cost(copy.deepcopy(PARCEL), read_rule_book(settings.HOME)))
    )
    assert answer.json()["totals"]["landed_cost"] == "69.62"


def test_what_cannot_be_answered_is_refused_with_the_field(program: Caller) -> None:
    answer = program("POST", "/landed-cost/quotes", {**PARCEL, "ship_to": {"country": "XX"}})
    assert (answer.status_code, answer.json()["status"]) == (200, "refused")
    assert answer.json()["error"]["field"]


def test_a_batch_is_answered_in_its_order_and_one_refusal_stops_no_other(program: Caller) -> None:
    requests = [{**PARCEL, "id": "a"}, {"id": "b"}, {**PARCEL, "id": "c"}]
    answers = program("POST", "/landed-cost/quotes/batch", {"requests": requests}).json()["answers"]
    assert [one["id"] for one in answers] == ["a", "b", "c"]
    assert [one["status"] == "refused" for one in answers] == [False, True, False]


def test_the_rule_book_is_read_once(program: Caller) -> None:
    assert read_rule_book(settings.HOME) is read_rule_book(settings.HOME)
