"""The window says what its sources say, however often and by whom it is refreshed."""

import subprocess
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.storefront.small_shop import (
    AT,
    count_stock,
    in_colors,
    open_shop,
    product,
    sell,
)

from sampan.apps.catalog.models import Product
from sampan.apps.pricing import services as pricing
from sampan.apps.storefront import proofs, tallies
from sampan.apps.storefront.models import Card, Offer, Sheet, Tally
from sampan.apps.storefront.selectors import lists
from sampan.apps.storefront.selectors.lists import Selection
from sampan.domain.money import Money
from sampan.flows import follow_calendar
from sampan.flows.refresh_window import refresh_due_prices, refresh_whole_window, refresh_window


@pytest.mark.django_db
@pytest.mark.on_both
class TestOneWriter:
    @pytest.fixture(autouse=True)
    def shop(self, db):
        open_shop()

    def test_refreshing_again_changes_nothing(self):
        sell(in_colors("cup", {"Red": "10.00", "Blue": "12.00"}, {"Red": 3}), product("pot"))
        before = dict(proofs.fingerprints())

        refresh_whole_window(AT)

        assert dict(proofs.fingerprints()) == before
        assert len(before) == 2

    def test_a_product_that_is_not_active_any_more_leaves(self):
        [cup] = sell(product("cup"))
        Product.objects.filter(id=cup.id).update(status="archived")

        assert refresh_window([cup.id], AT) == 0
        assert not Card.objects.exists()
        assert not Sheet.objects.exists()

    def test_a_product_without_a_price_is_shown_nowhere(self):
        [cup] = sell(product("cup"))
        removed = dict.fromkeys(cup.variant_ids)
        pricing.set_prices("us-usd", removed, pricing.Cause("owner", AT, "test"))
        refresh_window([cup.id], AT)

        assert set(Offer.objects.values_list("price_list", flat=True)) == {
            "eu-eur",
            "gulf-aed",
            "gulf-sar",
            "kr-krw",
        }

    def test_a_scheduled_price_comes_and_goes_with_the_clock(self):
        [cup] = sell(product("cup", "10.00"))
        start, end = AT + timedelta(hours=1), AT + timedelta(hours=2)
        terms = pricing.Terms(valid_from=start, valid_to=end)
        sale = {cup.variant_ids[0]: Money.parse("7.00", "EUR")}
        pricing.set_prices("eu-eur", sale, pricing.Cause("owner", AT, "sale"), terms=terms)

        shown = []
        for since, until in ((AT, start), (start, end), (end, end + timedelta(hours=1))):
            refresh_due_prices(since, until)
            shown.append(Offer.objects.get(price_list="eu-eur").lowest_minor)

        assert shown == [700, 1000, 1000]

    def test_counts_of_facets_agree_with_counting_by_hand(self):
        drafts = [
            in_colors(f"cup-{n}", dict.fromkeys(colors, "5.00"), dict.fromkeys(colors, n % 2))
            for n, colors in enumerate((["Red"], ["Red", "Blue"], ["Blue"], ["Green", "Red"]))
        ]
        sell(*drafts)
        for narrowed in ({}, {"o.Color": ("Red",)}, {"o.Color": ("Blue", "Green")}):
            for only_available in (False, True):
                chosen = Selection("eu-eur", facets=narrowed, only_available=only_available)
                unnarrowed = Selection("eu-eur", only_available=only_available)
                by_hand = {
                    color: len(
                        lists.visible(
                            Selection(
                                "eu-eur",
                                facets={"o.Color": (color,)},
                                only_available=only_available,
                            )
                        )
                    )
                    for color in ("Red", "Blue", "Green")
                }
                counted = {one.value: one.count for one in lists.counts(chosen)}
                assert counted == {color: n for color, n in by_hand.items() if n}
                assert lists.summary(unnarrowed).count == len(lists.visible(unnarrowed))

    def test_kept_counts_agree_with_counting(self):
        cups = [
            in_colors(f"cup-{n}", {"Red": "5.00", "Blue": "6.00"}, {"Red": n % 2}) for n in range(5)
        ]
        stored = sell(*cups, product("pot", hidden_in=("us",), brand="Reed"))
        assert disagreements() == []

        count_stock(stored[0], 7)
        Product.objects.filter(id=stored[1].id).update(status="archived")
        removed = dict.fromkeys(stored[2].variant_ids)
        pricing.set_prices("gulf-aed", removed, pricing.Cause("owner", AT, "test"))
        refresh_window([one.id for one in stored], AT)
        refresh_window([one.id for one in stored], AT)
        assert disagreements() == []

        before = Tally.objects.count()
        assert tallies.fold() == Tally.objects.count() < before
        assert disagreements() == []

        Tally.objects.all().delete()
        assert disagreements() != []
        refresh_whole_window(AT)
        assert disagreements() == []

    def test_a_refresh_that_changes_nothing_adds_no_counts(self):
        [cup] = sell(product("cup"))
        before = Tally.objects.count()

        refresh_window([cup.id], AT)

        assert Tally.objects.count() == before

    def test_refreshing_asks_no_more_for_more_products(self, django_assert_max_num_queries):
        stored = sell(*(product(f"cup-{n}") for n in range(40)))

        with django_assert_max_num_queries(90):
            refresh_window([one.id for one in stored], AT)


def disagreements():
    """The price lists in which the kept counts differ from counting anew."""
    wrong = []
    for code in ("eu-eur", "us-usd", "gulf-aed", "gulf-sar", "kr-krw"):
        chosen = Selection(code)
        summary = lists.summary(chosen)
        counted = {(one.code, one.value): one.count for one in lists.counts(chosen)}
        counted |= {("", ""): summary.count, ("stock", ""): summary.available}
        kept = {(one.code, one.value): one.count for one in lists.tallied(code, None)}
        if kept != {key: count for key, count in counted.items() if count}:
            wrong.append(code)
    return wrong


WRITE = """
import sys
import django; django.setup()
from datetime import datetime, UTC
from django.db import transaction
from sampan.apps.inventory import services as inventory
from sampan.apps.pricing import services as pricing
from sampan.domain.money import Money
from sampan.flows.refresh_window import refresh_window
AT = datetime(2026, 11, 2, tzinfo=UTC)
what, product, variant = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with transaction.atomic():
    if what == "price":
        cause = pricing.Cause("owner", AT, "test")
        pricing.set_prices("eu-eur", {variant: Money.parse("7.00", "EUR")}, cause)
        refresh_window([product], AT)
        print("written", flush=True)
        sys.stdin.readline()
    else:
        movement = inventory.Movement("owner", AT, "count", "test")
        inventory.set_on_hand({(variant, "HAM"): 0}, movement)
        print("near", flush=True)
        refresh_window([product], AT)
"""
START = """
import django; django.setup()
from tests.web.storefront.small_shop import open_shop, product, sell
open_shop()
[cup] = sell(product("cup", "10.00"))
print(cup.id, cup.variant_ids[0])
"""
LOOK = """
import django; django.setup()
from sampan.apps.storefront.models import Card, Offer
print(Offer.objects.get(price_list="eu-eur").lowest_minor, Card.objects.get().is_available)
"""


@pytest.mark.django_db(transaction=True)
def test_a_new_day_refreshes_all_products_and_lets_others_write_between(monkeypatch):
    open_shop()
    products = [product("cup"), product("pot"), product("lid")]
    sell(*products)
    Product.objects.filter(handle="lid").update(status="archived")
    monkeypatch.setattr(follow_calendar, "PORTION", 1)

    with CaptureQueriesContext(connection) as asked:
        follow_calendar.start_day(AT)

    assert sum(query["sql"] == "COMMIT" for query in asked) == len(products)
    assert Card.objects.count() == 2


def test_two_writers_of_one_product_both_show(database):
    assert both_write(database, WRITE) == (True, ["700", "False"])


def test_the_race_is_seen_when_nobody_waits(database):
    """PostgreSQL needs our lock; SQLite's writers stand in line without it."""
    hurry = "from sampan.apps.storefront import services\nservices.wait_for_turn = lambda ids: 0\n"
    no_waiting = WRITE.replace("AT = datetime", f"{hurry}AT = datetime", 1)

    is_right = both_write(database, no_waiting) == (True, ["700", "False"])

    assert is_right == (not database.database_url)


def both_write(database, write):
    """One writer holds its transaction open while another writes; whether both did, what shows."""
    ids = database.python("-c", START).stdout.split()
    first = database.start("-c", write, "price", *ids, stdin=subprocess.PIPE)
    assert first.stdout.readline().strip() == "written"
    second = database.start("-c", write, "stock", *ids)
    if database.database_url:
        assert second.stdout.readline().strip() == "near"
    time.sleep(1)
    first.communicate("go on\n", timeout=60)
    second.communicate(timeout=60)
    return first.returncode == second.returncode == 0, database.python("-c", LOOK).stdout.split()
