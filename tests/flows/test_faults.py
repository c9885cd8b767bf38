"""Faults that real shops have shown: many at once for one thing, on SQLite and PostgreSQL."""

import json
from typing import Any

import pytest
from tests.conftest import Shop
from tests.sandbox import SECRET, Provider, running_provider


@pytest.fixture(scope="module")
def provider():
    with running_provider() as running:
        yield running


@pytest.fixture
def run(database: Shop, provider: Provider):
    """Run a race on this database; what it left must agree with itself."""

    def run_one(name: str) -> dict[str, Any]:
        provider.behave()
        result = database.python("-m", "tests.flows.money_races", name, provider.base_url, SECRET)
        assert result.returncode == 0, result.stderr[-4000:]
        facts: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
        assert "crashed" not in facts.get("said", {}), result.stderr[-4000:]
        return facts

    return run_one


def test_of_eight_buyers_of_the_last_unit_one_gets_it_and_no_number_is_left_out(run):
    assert run("last_unit") == {
        "said": {"placed": 1, "sold_out": 7},
        "level": [1, 1],
        "numbers": 1,
        "breaks": [],
    }


def test_a_checkout_sent_eight_times_at_once_is_one_order_with_one_payment(run):
    assert run("one_checkout") == {
        "said": {"placed": 1, "known": 7},
        "level": [5, 1],
        "attempts": 1,
        "breaks": [],
    }


def test_a_cart_changed_in_the_moment_of_ordering_is_ordered_as_it_was_shown_or_not_at_all(run):
    facts = run("edited_cart")

    assert facts["orders"] <= 1
    assert (facts["totals_other"], facts["crashed"], facts["breaks"]) == ([], 0, [])


def test_of_two_who_paid_for_the_last_unit_one_gets_it_and_the_other_the_money_back(run):
    facts = run("paid_by_two")

    assert facts["states"] == {"paid allocated": 1, "refunded cancelled": 1}
    assert (facts["level"], facts["breaks"]) == ([1, 1], [])


def test_a_hold_released_by_six_at_once_is_released_once(run):
    facts = run("release")

    assert facts["said"] == {"0": 5, "1": 1}
    assert facts["level"] == [2, 0]


def test_an_order_let_go_of_by_six_at_once_is_let_go_of_once(run):
    assert run("expire") == {
        "said": {"True": 1, "False": 5},
        "states": {"voided cancelled": 1},
        "level": [2, 0],
        "breaks": [],
    }


def test_money_that_arrives_in_the_moment_of_cancelling_goes_back_once(run):
    assert run("cancel_and_pay") == {
        "states": {"refunded cancelled": 1},
        "level": [2, 0],
        "refunds": 1,
        "breaks": [],
    }


def test_the_return_and_the_notification_at_once_pay_once_and_write_one_letter(run):
    assert run("news") == {
        "said": {"stored": 1, "known": 5, "asked": 6},
        "states": {"paid allocated": 1},
        "level": [2, 1],
        "captures": 1,
        "letters": 1,
        "breaks": [],
    }


def test_refunds_begun_and_sent_at_once_never_exceed_what_was_paid(run):
    assert run("refunds") == {
        "said": {"begun": 3, "invalid": 3},
        "done": 3,
        "back": 1500,
        "breaks": [],
    }


def test_a_coupon_for_three_is_used_three_times_and_once_by_a_buyer_with_many_names(run):
    facts = run("coupon")

    assert facts["said"] == {"placed": 3, "promotion_used_up": 7}
    assert (facts["used"], facts["used_after"], facts["breaks"]) == (3, 0, [])


def test_a_limit_that_is_read_first_and_counted_later_is_found(run):
    facts = run("coupon_without_its_guard")

    assert (facts["used"], facts["refused"]) == (3, 5), "the database is the last guard"
    assert "promotion_counter_differs" in facts["breaks"], "nobody noted who used it"
