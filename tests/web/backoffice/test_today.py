"""Today: figures and cards of the demo shop, put to sleep and woken."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sampan.flows import list_today as flow
from sampan.flows.sum_up_day import sum_up_day
from sampan.kernel import clock
from sampan.web.backoffice.zone import UTC

pytestmark = pytest.mark.django_db
TODAY = "/office/today/"


@pytest.fixture(autouse=True)
def in_the_demos_present(demo_orders: int, loaded_demo, monkeypatch):
    """The clock stands where the demo's past ends."""
    monkeypatch.setattr(clock, "now", lambda: loaded_demo)


def text(response) -> str:
    plain = re.sub(r"<(svg|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain))


def kinds(at) -> list[str]:
    return [card.kind for card in flow.list_today("en", at).cards]


def test_the_cards_tell_what_waits_and_stand_in_the_order_of_their_rank(loaded_demo):
    today = flow.list_today("en", loaded_demo)

    found = {card.kind for card in today.cards}
    assert {"ship_today", "review", "waits_for_goods", "no_worker", "low_stock"} <= found
    ranks = [card.rank for card in today.cards]
    assert ranks == sorted(ranks, reverse=True)
    assert len({card.key for card in today.cards}) == len(today.cards)


def test_what_is_not_sent_becomes_late(loaded_demo):
    assert "ship_late" in kinds(loaded_demo + timedelta(days=9))


def test_every_card_has_a_sentence_an_action_and_its_numbers(owner: Client, loaded_demo):
    shown = text(owner.get(TODAY))
    cards = flow.list_today("en", loaded_demo).cards

    assert shown.count("Why this") == len(cards)
    assert shown.count("at risk x urgency") == len(cards)
    assert "%(" not in shown


def test_a_card_sleeps_until_its_day_and_comes_back_by_itself(owner: Client, loaded_demo):
    key = flow.list_today("en", loaded_demo).cards[0].key

    owner.post("/office/today/sleep", {"key": key, "days": "1"})

    def awake(at) -> set[str]:
        return {card.key for card in flow.list_today("en", at).cards}

    assert key not in awake(loaded_demo)
    assert "1 card is asleep" in text(owner.get(TODAY))
    assert key in awake(loaded_demo + timedelta(days=1, seconds=1))
    owner.post("/office/today/sleep", {"key": key, "days": "0"})
    assert key in awake(loaded_demo)


def test_the_figures_are_in_one_currency_and_agree_with_each_other(loaded_demo):
    figures = sum_up_day(UTC, loaded_demo)

    assert {day.total.currency for day in figures.days} == {"EUR"}
    assert [day.day for day in figures.days][-1] == loaded_demo.date()
    assert figures.goods > figures.profit > figures.profit - figures.profit
    assert figures.to_ship >= figures.late
    assert figures.cash.minor > 0


def test_days_begin_at_the_shops_own_midnight(loaded_demo):
    from zoneinfo import ZoneInfo

    utc = sum_up_day(UTC, loaded_demo)
    auckland = sum_up_day(ZoneInfo("Pacific/Auckland"), loaded_demo)

    assert auckland.today.day == utc.today.day  # nine in the morning UTC is ten at night there
    assert sum(day.count for day in utc.days) > 0


def test_the_page_asks_a_bounded_number_of_questions(owner: Client, django_assert_max_num_queries):
    owner.get(TODAY)
    with django_assert_max_num_queries(50):
        owner.get(TODAY)


def test_the_home_of_the_back_office_is_today(owner: Client):
    assert owner.get("/office/")["Location"] == TODAY
