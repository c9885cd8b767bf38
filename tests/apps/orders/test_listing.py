"""The Orders screen's rows: stages by query and by rule agree, searches find, pages do not grow."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest

from sampan.apps.orders.models import Order, OrderContact
from sampan.apps.orders.selectors import facts_of, listing
from sampan.apps.orders.selectors.listing import STAGE, Filter
from sampan.domain.orders.lifecycle import FulfillmentState, PaymentState, ReturnState

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def an_order(number: int, **fields) -> Order:
    values = {
        "checkout": uuid4(),
        "market": "eu",
        "country": "DE",
        "language": "de",
        "currency": "EUR",
        "total_minor": 1000,
        "incoterm": "DDP",
        "payment_method": "card",
        "placed_at": NOW + timedelta(minutes=number),
    }
    return Order(number=number, **{**values, **fields})


def stored(*orders: Order, **contact) -> None:
    Order.objects.bulk_create(orders)
    OrderContact.objects.bulk_create(
        OrderContact(order=order, **{"email": f"b{order.number}@mail.example", **contact})
        for order in orders
    )


def test_the_query_and_the_rule_put_every_order_in_the_same_stage():
    states = product(PaymentState, FulfillmentState, ReturnState, *[(False, True)] * 3)
    stored(
        *(
            an_order(
                number,
                payment_state=payment,
                fulfillment_state=fulfillment,
                return_state=returning,
                needs_review=review,
                is_parked=parked,
                is_closed=closed,
            )
            for number, (payment, fulfillment, returning, review, parked, closed) in enumerate(
                states, 1
            )
        )
    )

    rows = list(Order.objects.annotate(in_stage=STAGE))

    assert len(rows) == 6 * 8 * 5 * 8
    assert [r.number for r in rows if r.in_stage != facts_of(r).stage] == []
    assert sum(listing.stage_counts(Filter()).values()) == len(rows)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1001", [1001]), ("#1002", [1002]), ("anna", [1001]), ("Anna L", [1001]), ("zoe@", [])],
)
def test_a_search_finds_by_number_mail_and_name(text, found):
    stored(an_order(1001), email="anna@mail.example", shipping={"name": "Anna Lind"})
    stored(an_order(1002))

    rows = listing.rows(Filter(text=text), before=None, limit=9, oldest_first=False)

    assert [row.order.number for row in rows] == found


def test_a_search_finds_what_a_tracking_number_found_before():
    stored(an_order(1001), an_order(1002))
    tracked = (Order.objects.get(number=1002).id,)

    rows = listing.rows(
        Filter(text="LX0042", tracked=tracked), before=None, limit=9, oldest_first=False
    )

    assert [row.order.number for row in rows] == [1002]


@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_go_on_where_the_last_one_ended(oldest_first):
    stored(*(an_order(number) for number in range(1, 8)))
    seen, before = [], None
    for _ in range(4):
        page = listing.rows(Filter(), before=before, limit=2, oldest_first=oldest_first)
        seen += [row.order.number for row in page]
        before = seen[-1]

    assert seen == sorted(range(1, 8), reverse=not oldest_first)


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_num_queries):
    stored(*(an_order(number) for number in range(1, 41)))
    for limit in (1, 40):
        with django_assert_num_queries(3):
            listing.rows(Filter(), before=None, limit=limit, oldest_first=False)


def test_sums_are_kept_apart_by_currency():
    stored(an_order(1), an_order(2), an_order(3, currency="JPY", total_minor=500))

    count, sums = listing.sums(Filter())

    assert (count, {code: str(money) for code, money in sums.items()}) == (
        3,
        {"EUR": "EUR 20.00", "JPY": "JPY 500"},
    )
