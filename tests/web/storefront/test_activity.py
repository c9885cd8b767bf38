"""What is counted, and what never is."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.test import Client
from tests.web.storefront.serving import running, status
from tests.web.storefront.small_shop import product, sell

from sampan.apps.insights import selectors, services
from sampan.apps.insights.models import Activity
from sampan.apps.insights.services import Seen, Tally
from sampan.flows import record_activity
from sampan.flows.record_activity import UnknownActivity, flush_activity, note

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AT = datetime(2026, 11, 1, 12, 34, 56, tzinfo=UTC)
PLACE = ("eu", "en")


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch):
    """Tests store what was counted themselves; no thread does it for them."""
    counter = record_activity.Counter()
    monkeypatch.setattr(counter, "_start", lambda: None)
    monkeypatch.setattr(record_activity, "counter", counter)


def counted():
    flush_activity()
    return {(row.kind, row.subject): row.count for row in Activity.objects.all()}


def test_looking_and_searching_are_counted_kept_or_not():
    [cup] = sell(product("cup"))
    client = Client(headers={"User-Agent": BROWSER})
    for path in ("/en/", "/en/c/all/", "/en/p/cup/", "/en/p/cup/", "/en/search/?q=Cup"):
        assert client.get(path).status_code == 200

    assert counted() == {
        ("home", ""): 1,
        ("category", "all"): 1,
        ("product", str(cup.id)): 2,
        ("search", "cup"): 1,
    }
    assert Activity.objects.get(kind="search").results == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": BROWSER, "Sec-GPC": "1"},
        {"User-Agent": BROWSER, "DNT": "1"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "curl/8.0"},
        {},
    ],
)
def test_machines_and_whoever_declines_are_not_counted(headers):
    sell(product("cup"))
    Client(headers=headers).get("/en/p/cup/")

    assert counted() == {}


@pytest.mark.parametrize(
    "text", ["anna@example.com", "+49 40 123 45 67", "Anna 20457", "4006381333931"]
)
def test_words_that_look_like_somebodys_data_are_not_kept(text):
    note("search", PLACE, text, AT, results=0)

    assert counted() == {("search", ""): 1}


def test_a_row_says_no_more_than_the_hour():
    note("product", PLACE, "7", AT)
    flush_activity()

    row = Activity.objects.values().get()
    row.pop("id")
    assert row == {
        "hour": AT.replace(minute=0, second=0),
        "kind": "product",
        "market": "eu",
        "language": "en",
        "subject": "7",
        "results": None,
        "count": 1,
    }


def test_counts_of_several_processes_add_up():
    seen = Seen(AT.replace(minute=0, second=0), "product", "eu", "en", "7")

    services.add({seen: Tally(3)})
    services.add({seen: Tally(4)})

    assert [one.count for one in selectors.counts("product", seen.hour, AT)] == [7]


def test_what_cannot_be_stored_waits(monkeypatch):
    note("product", PLACE, "7", AT)

    def fails(tallies):
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(record_activity.insights, "add", fails)
        assert flush_activity() == 0
    note("product", PLACE, "7", AT)

    assert counted() == {("product", "7"): 2}


def test_searches_without_hits_are_found_again():
    note("search", PLACE, "boat", AT, results=0)
    note("search", PLACE, "cup", AT, results=3)
    flush_activity()

    start = AT.replace(minute=0, second=0)
    found = selectors.searches_without_hits(start, AT)

    assert [(one.subject, one.count) for one in found] == [("boat", 1)]


def test_only_known_kinds_are_counted():
    with pytest.raises(UnknownActivity):
        note("stalk", PLACE, "7", AT)


def test_too_many_different_things_are_left_out(monkeypatch):
    monkeypatch.setattr(record_activity, "MOST_WAITING", 2)
    for subject in ("1", "2", "3", "1"):
        note("product", PLACE, subject, AT)

    assert counted() == {("product", "1"): 2, ("product", "2"): 1}


def test_a_click_is_counted_only_from_our_own_pages():
    sell(product("cup"))
    for site in ("same-origin", "cross-site"):
        headers = {"User-Agent": BROWSER, "Sec-Fetch-Site": site}
        Client(headers=headers).post("/en/clicked/", {"subject": "https://other.example/"})

    assert counted() == {("click", "https://other.example/"): 1}


def test_what_was_counted_is_stored_when_the_store_stops(sqlite_shop):
    with running(sqlite_shop.home) as port:
        for _ in range(3):
            assert status(port, "/en/p/lakeside-tea-set/", {"User-Agent": BROWSER}) == 200

    asked = (
        "import django; django.setup()\n"
        "from sampan.apps.insights.models import Activity\n"
        "print(sum(Activity.objects.filter(kind='product').values_list('count', flat=True)))"
    )
    assert sqlite_shop.python("-c", asked).stdout.split() == ["3"]
