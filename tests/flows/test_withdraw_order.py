"""Whoever withdraws gets a receipt, in time or late; who only guesses learns and moves nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail as django_mail

from sampan.apps.customers.models import Withdrawal
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.models import Order, OrderMoment
from sampan.apps.orders.services import Contact, Placing
from sampan.domain.charges import Kind
from sampan.domain.errors import Invalid
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge
from sampan.flows.send_letters import send_letter
from sampan.flows.withdraw_order import (
    declare_withdrawal,
    take_in_waiting,
    take_in_withdrawal,
)
from sampan.kernel import settings_store
from sampan.kernel.models import Mailing

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
READER = "lena@post.example"
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def an_order(country: str = "DE", delivered: datetime | None = NOW) -> UUID:
    charges = (OfferedCharge(Kind.GOODS, Money.parse("10.00", "EUR"), "price", 0),)
    offer = Offer("EUR", country, Incoterm.DDP, (), charges)
    placing = Placing(uuid4(), None, "eu", "en", "card")
    order = order_writes.place(placing, offer, Contact(READER), NOW).id
    order_writes.mark_paid(order, NOW)
    order_writes.move(order, actor="system", at=NOW, fulfillment_state="allocated")
    if delivered:
        for state in ("packed", "shipped", "delivered"):
            order_writes.move(order, actor="owner", at=delivered, fulfillment_state=state)
    return order


def number_of(order: UUID) -> str:
    return str(orders.order(order).number)


def declare(number: str, email: str = READER, *, at: datetime = NOW, times: int = 1) -> Withdrawal:
    declaration = uuid4()
    for _ in range(times):
        declare_withdrawal(declaration, (number, "Lena Vogt", email), language="en", at=at)
        take_in_withdrawal(declaration, at)
    for mailing in Mailing.objects.filter(letter="withdrawal_receipt"):
        send_letter(mailing.id, at)
    return Withdrawal.objects.get(id=declaration)


def test_a_declaration_in_time_asks_the_goods_back_and_is_receipted_with_its_moment():
    order = an_order()

    declared = declare(f" #{number_of(order)} ", " LENA@post.example", at=NOW + timedelta(days=5))

    assert (declared.state, declared.order) == ("accepted", order)
    assert orders.order(order).return_state == "asked"
    (letter,) = django_mail.outbox
    assert letter.to == [READER]
    assert "November 8, 2026, 12:00 UTC" in letter.body
    assert f"I withdraw from the contract of order {number_of(order)}." in letter.body
    assert "within 14 days" in letter.body


@pytest.mark.parametrize(
    ("declared", "state"),
    [
        (datetime(2026, 11, 17, 23, 59, tzinfo=UTC), "accepted"),
        (datetime(2026, 11, 18, 0, 59, tzinfo=UTC), "accepted"),  # still the 17th on the Azores
        (datetime(2026, 11, 18, 1, 0, tzinfo=UTC), "late"),
    ],
)
def test_the_period_ends_with_the_fourteenth_day_after_delivery(declared, state):
    order = an_order()

    assert declare(number_of(order), at=declared).state == state
    assert orders.order(order).return_state == ("asked" if state == "accepted" else "none")


def test_a_late_declaration_is_receipted_too_and_put_before_the_owner():
    order = an_order()

    declare(number_of(order), at=NOW + timedelta(days=60))

    assert "ended on November 17, 2026" in django_mail.outbox[0].body
    assert orders.order(order).review_reason == "withdrawal_late"


def test_goods_that_have_not_left_are_held_back():
    order = an_order(delivered=None)

    declare(number_of(order))

    found = orders.order(order)
    assert (found.return_state, found.needs_review) == ("asked", True)


@pytest.mark.parametrize(
    ("country", "promised", "days", "state"),
    [
        ("US", None, 1, "late"),
        ("US", 30, 29, "accepted"),
        ("GB", None, 14, "accepted"),
        ("DE", 30, 29, "accepted"),
    ],
)
def test_the_shop_may_promise_more_than_the_law(country, promised, days, state):
    settings_store.put("return_days", promised or 0)

    declared = declare(number_of(an_order(country)), at=NOW + timedelta(days=days))

    assert declared.state == state


@pytest.mark.parametrize(
    ("number", "email"),
    [("{}", "max@post.example"), ("999999", READER), ("{}", "lena@post.exampl")],
)
def test_who_guesses_moves_nothing_and_nobody_is_written_to(number, email):
    order = an_order()

    declared = declare(number.format(number_of(order)), email)

    assert (declared.state, declared.order) == ("unmatched", None)
    assert orders.order(order).return_state == "none"
    assert django_mail.outbox == []


def test_a_declaration_sent_twice_is_one():
    order = an_order()

    declare(number_of(order), times=3)

    assert len(django_mail.outbox) == 1
    assert OrderMoment.objects.filter(order=order, kind="withdrawal_declared").count() == 1


def test_a_declaration_whose_task_was_lost_is_taken_in_by_the_clock():
    order = an_order()
    declare_withdrawal(uuid4(), (number_of(order), "Lena", READER), language="en", at=NOW)

    take_in_waiting(NOW + timedelta(minutes=1))
    assert Withdrawal.objects.get().state == "waiting"
    take_in_waiting(NOW + timedelta(minutes=3))
    assert Withdrawal.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("", "Lena", READER), "number"),
        (("10 01x", "Lena", READER), "number"),
        (("١٠٠١", "Lena", READER), "number"),
        (("9" * 30, "Lena", READER), "number"),
        (("1001", " ", READER), "name"),
        (("1001", "Lena", "lena"), "email"),
    ],
)
def test_what_cannot_be_an_order_is_said_at_once(typed, field):
    with pytest.raises(Invalid) as refused:
        declare_withdrawal(uuid4(), typed, language="en", at=NOW)

    assert refused.value.fields["field"] == field
    assert not Withdrawal.objects.exists()
    assert not Order.objects.exists()
