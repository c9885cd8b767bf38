"""The Orders screen and the order's page, with the demo's orders in every stage."""

import csv
import io
import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from sampan.apps.orders.models import Order, OrderView
from sampan.apps.orders.selectors import listing
from sampan.domain.orders.lifecycle import Stage
from sampan.kernel import mail

pytestmark = pytest.mark.django_db
LIST = "/office/orders/"


@pytest.fixture(autouse=True)
def with_orders(demo_orders: int) -> None:
    """Every test here looks at the demo's orders."""


def text(response) -> str:
    plain = re.sub(r"<(svg|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain))


def one(**states) -> Order:
    """The newest order in these states."""
    return Order.objects.filter(is_parked=False, needs_review=False, **states).latest("number")


def act(client: Client, order: Order, do: str, **form) -> str:
    """Do something with an order; what the page says then."""
    address = f"{LIST}{order.number}/do"
    response = client.post(address, {"do": do, **form}, follow=True)
    assert response.status_code == 200
    order.refresh_from_db()
    return text(response)


def test_the_demo_has_orders_in_every_stage_and_the_tabs_count_them(owner: Client, demo_orders):
    counts = listing.stage_counts(listing.Filter())
    shown = text(owner.get(LIST))

    assert set(counts) == {str(stage) for stage in Stage}
    assert demo_orders == sum(counts.values()) >= 55
    assert f"All {demo_orders} Awaiting payment {counts['awaiting_payment']}" in shown


def test_every_tab_shows_its_orders_and_no_others(owner: Client):
    for stage in Stage:
        page = owner.get(LIST, {"stage": stage}).content.decode()
        shown = {int(n) for n in re.findall(r'name="number" value="(\d+)"', page)}
        meant = listing.matching_ids(listing.Filter(stage=stage), 99)
        assert shown == set(Order.objects.filter(id__in=meant).values_list("number", flat=True))


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    owner: Client, django_assert_max_num_queries
):
    owner.get(LIST)
    with django_assert_max_num_queries(25):
        owner.get(LIST)
    with django_assert_max_num_queries(25):
        owner.get(LIST, {"stage": "parked"})


def test_odd_addresses_are_left_out_never_an_error(owner: Client):
    for query in ("stage=x", "before=-1", "before=9" * 9, "q=%00", "q=" + "9" * 40, "country=😀",
                  "period=never", "dir=up", "q=%25%5F'%22", "payment=gold"):  # fmt: skip
        assert owner.get(f"{LIST}?{query}").status_code == 200, query
    assert owner.get(f"{LIST}{10**30}/").status_code == 404
    assert owner.post(f"{LIST}1001/do", {"do": "burn"}).status_code == 404


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(owner: Client):
    order = Order.objects.latest("number")
    order.contact.shipping["name"] = '=HYPERLINK("http://evil.example")'
    order.contact.save()

    content = owner.get("/office/orders/export").content.decode()

    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert content.startswith("\ufeff")
    assert len(rows) == Order.objects.count() + 1
    assert rows[1][0] == str(order.number)
    assert rows[1][3] == '\'=HYPERLINK("http://evil.example")'


def test_a_view_is_saved_shown_as_a_tab_and_forgotten(owner: Client):
    form = {"name": "Late in Japan", "country": "JP", "stage": "label"}
    owner.post("/office/orders/views", form)
    view = OrderView.objects.get()

    meant = listing.matching_ids(listing.Filter(stage="label", country="JP"), 99)
    assert f"Late in Japan {len(meant)}" in text(owner.get(LIST))
    assert view.query == {"country": "JP", "stage": "label"}
    owner.post(f"/office/orders/views/{view.id}/forget")
    assert not OrderView.objects.exists()


def test_a_person_sees_the_columns_that_they_chose(owner: Client, person):
    owner.post("/office/orders/columns", {"columns": ["total", "payment", "secrets"]})

    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', owner.get(LIST).content.decode())
    others = person("assistant").get(LIST).content.decode()
    assert [re.sub("<[^>]+>", "", head) for head in heads[2:]] == ["Total", "Payment"]
    assert "Ship by" in others
    assert 'colspan="3"' in owner.get(LIST).content.decode()


def test_many_are_moved_at_once_and_what_cannot_move_says_why(owner: Client):
    labels = listing.stage_counts(listing.Filter())["label"]
    form = {"move": "label", "whole": "1", "query": "wait=ship"}

    said = text(owner.post("/office/orders/move", form, follow=True))

    after = listing.stage_counts(listing.Filter())
    assert after.get("label", 0) == 0
    assert after["to_pack"] >= labels
    assert "were moved" in said
    assert "stayed where" in said


def test_only_the_selected_orders_are_moved(owner: Client):
    first, second = Order.objects.filter(fulfillment_state="allocated")[:2]
    owner.post("/office/orders/move", {"move": "park", "number": [first.number]})

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.is_parked


def test_every_page_of_an_order_opens_and_holds_its_charges(owner: Client):
    for order in Order.objects.order_by("number")[:12]:
        shown = text(owner.get(f"{LIST}{order.number}/"))
        assert f"Order {order.number}" in shown
        assert "From the price to what is left" in shown
        assert "Order placed" in shown


def test_an_order_goes_all_the_way_by_its_buttons(owner: Client):
    order = one(fulfillment_state="allocated", payment_state="paid")

    act(owner, order, "to_labeled")
    act(owner, order, "to_packed")
    act(owner, order, "to_shipped", tracking_0="LX777")
    act(owner, order, "to_delivered")
    said = act(owner, order, "close")

    assert (order.fulfillment_state, order.is_closed) == ("delivered", True)
    assert "LX777" in said
    assert "owner@shop.example" in said
    assert str(order.number) in text(owner.get(LIST, {"q": "lx777"}))


def test_an_unpaid_order_cannot_leave(owner: Client):
    order = one(payment_state="awaiting", fulfillment_state="unfulfilled")

    said = act(owner, order, "to_labeled")

    assert "not paid yet" in said
    assert order.fulfillment_state == "unfulfilled"


def test_a_refund_needs_the_button_held_and_never_exceeds(owner: Client):
    order = one(payment_state="paid", fulfillment_state="delivered")
    part = {"amount": "1", "currency": order.currency, "reason": "damaged"}

    assert "to confirm" in act(owner, order, "refund", **part)
    too_much = {**part, "amount": "9999999", "sure": "1"}
    assert "more than this order still has" in act(owner, order, "refund", **too_much)
    assert "Done." in act(owner, order, "refund", **part, sure="1")
    assert "arrived damaged" in text(owner.get(f"{LIST}{order.number}/"))


def test_a_cancelled_order_needs_a_confirmation(owner: Client):
    order = one(payment_state="paid", fulfillment_state="allocated")

    act(owner, order, "cancel", reason="suspicious")
    assert order.fulfillment_state == "allocated"
    said = act(owner, order, "cancel", reason="suspicious", sure="1")

    assert order.fulfillment_state == "cancelled"
    assert "looks wrong" in said


def test_a_note_and_a_pause_stand_in_the_timeline(owner: Client):
    order = one(payment_state="paid", fulfillment_state="allocated")

    act(owner, order, "note", text="Call before sending <b>today</b>")
    act(owner, order, "park")
    page = owner.get(f"{LIST}{order.number}/").content.decode()

    assert "&lt;b&gt;today&lt;/b&gt;" in page
    assert "Parked" in page
    assert order.is_parked


def test_a_mail_is_sent_again_and_the_timeline_tells_it(owner: Client):
    order = one(payment_state="paid", fulfillment_state="shipped")
    with transaction.atomic():
        about = f"order:{order.id}"
        mailing = mail.intend("shipped", "event:1", about=about, at=order.placed_at)

    assert "Parcel on its way" in text(owner.get(f"{LIST}{order.number}/"))
    said = act(owner, order, "resend", letter=str(mailing))

    assert "Mail sent again: Parcel on its way" in said
    assert len(mail.about(about)) == 2
    assert "does not exist" in act(owner, order, "resend", letter="nonsense")


def test_a_smaller_order_is_previewed_before_it_is_changed(owner: Client):
    order = next(
        found
        for found in Order.objects.filter(payment_state="paid", fulfillment_state="allocated")
        if found.lines.count() > 1
    )
    address, before = f"{LIST}{order.number}/lines", order.total_minor
    form = {"units_0": "0"}

    preview = owner.post(address, form)
    seen = re.search(r'name="seen" value="([\d.]+)"', preview.content.decode())
    order.refresh_from_db()
    assert (order.total_minor, seen is not None) == (before, True)

    owner.post(address, {**form, "apply": "1", "seen": seen.group(1)})
    order.refresh_from_db()
    assert order.total_minor < before


def test_an_assistant_sees_orders_and_a_stranger_none(assistant: Client, person):
    assert assistant.get(LIST).status_code == 200
    assert person("shopper").get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 302
