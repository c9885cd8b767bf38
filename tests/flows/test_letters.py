"""Every event that a shopper should know of becomes one letter, whatever is repeated or fails."""

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail as django_mail
from django.db import transaction

from sampan.apps.orders import services as order_writes
from sampan.apps.orders.models import Order, OrderContact, OrderMoment
from sampan.apps.orders.services import Contact, Placing
from sampan.domain.charges import Kind
from sampan.domain.errors import NotFound
from sampan.domain.events import (
    OrderCancelled,
    OrderPaid,
    OrderShipped,
    PaymentRefunded,
)
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge
from sampan.flows import reactions
from sampan.flows.resend_letter import letters_of, resend_letter
from sampan.flows.send_letters import send_letter, send_overdue_letters
from sampan.flows.tell_shopper import confirm_order
from sampan.kernel import outbox
from sampan.kernel.models import Mailing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READER = "lena@post.example"
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def an_order(email: str = READER, language: str = "de") -> UUID:
    charges = (
        OfferedCharge(Kind.GOODS, Money.parse("10.00", "EUR"), "price", 0),
        OfferedCharge(Kind.IMPORT_TAX, Money.parse("1.90", "EUR"), "vat", 0),
    )
    offer = Offer("EUR", "DE", Incoterm.DDP, (), charges)
    placing = Placing(uuid4(), None, "eu", language, "card")
    return order_writes.place(placing, offer, Contact(email), NOW).id


@pytest.fixture
def order():
    return an_order()


def happens(event) -> None:
    """Publish an event and deliver it twice, as an outbox may."""
    with transaction.atomic():
        event_id = outbox.publish(event, NOW)
    reactions.deliver(event_id)
    outbox.OutboxEvent.objects.filter(id=event_id).update(delivered_at=None)
    reactions.deliver(event_id)


def send_all(at: datetime = NOW) -> None:
    for mailing in Mailing.objects.values_list("id", flat=True):
        send_letter(mailing, at)


def written() -> list[str]:
    return list(Mailing.objects.order_by("created_at").values_list("letter", flat=True))


def test_a_paid_order_is_confirmed_once_however_often_the_event_comes(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    confirm_order(OrderPaid(str(order)), NOW)
    send_all()
    send_all(NOW + timedelta(hours=1))

    (letter,) = django_mail.outbox
    assert letter.to == [READER]
    assert "11,90" in letter.body and "1,90" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    assert "/de/orders/" in letter.body


def test_every_event_has_its_letter(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    happens(OrderShipped(str(order)))
    happens(PaymentRefunded(str(order), "a", 500, 500))
    happens(PaymentRefunded(str(order), "a", 200, 700))
    send_all()

    assert sorted(written()) == ["order_confirmation", "refund", "refund", "shipped"]
    refunds = [one for one in django_mail.outbox if "7,00" in one.body]
    assert len(django_mail.outbox) == 4 and len(refunds) == 1
    assert "2,00" in refunds[0].subject


def test_money_for_sold_out_goods_is_not_confirmed_but_explained():
    order = an_order(language="en")
    order_writes.mark_paid(order, NOW)
    order_writes.cancel(order, reason="sold_out", actor="system", at=NOW)
    happens(OrderPaid(str(order)))
    happens(OrderCancelled(str(order), "sold_out"))
    send_all()

    (letter,) = django_mail.outbox
    assert "sold out" in letter.body and "goes back to you" in letter.body
    assert Mailing.objects.get(letter="order_confirmation").state == "dropped"


def test_a_letter_that_fails_is_tried_again_and_says_nothing_of_its_reader(
    order, monkeypatch, caplog
):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    (mailing,) = Mailing.objects.values_list("id", flat=True)

    def refuse(self):
        raise smtplib.SMTPRecipientsRefused({READER: (450, b"later")})

    with monkeypatch.context() as broken, caplog.at_level(logging.DEBUG):
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert not send_letter(mailing, NOW)
    assert READER not in caplog.text and "SMTPRecipientsRefused" in caplog.text

    send_overdue_letters(NOW + timedelta(minutes=5))
    assert django_mail.outbox == []
    send_overdue_letters(NOW + timedelta(minutes=11))
    send_overdue_letters(NOW + timedelta(minutes=60))
    assert len(django_mail.outbox) == 1


def test_a_letter_whose_sender_died_goes_out_under_the_same_message_id(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    Mailing.objects.update(state="sending", changed_at=NOW)

    send_overdue_letters(NOW + timedelta(minutes=9))
    assert django_mail.outbox == []
    send_overdue_letters(NOW + timedelta(minutes=10))

    (letter,) = django_mail.outbox
    assert str(Mailing.objects.get().id) in letter.extra_headers["Message-ID"]


def test_somebody_who_was_forgotten_is_not_written_to(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    OrderContact.objects.update(email="")
    send_all()

    assert django_mail.outbox == []
    assert Mailing.objects.get().state == "dropped"


def test_a_letter_is_sent_again_on_request_and_stands_in_the_timeline(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    send_all()
    resend_letter(order, letters_of(order)[0].id, actor="owner", at=NOW)
    send_all()

    assert len(django_mail.outbox) == 2
    assert OrderMoment.objects.filter(order=order, kind="letter_resent").count() == 1


def test_a_letter_of_another_order_is_not_found(order):
    other = an_order("max@post.example")
    order_writes.mark_paid(other, NOW)
    happens(OrderPaid(str(other)))

    with pytest.raises(NotFound):
        resend_letter(order, Mailing.objects.get().id, actor="owner", at=NOW)


def test_no_row_of_a_letter_names_its_reader(order):
    order_writes.mark_paid(order, NOW)
    happens(OrderPaid(str(order)))
    send_all()

    assert READER not in str(list(Mailing.objects.values()))
    assert Order.objects.count() == 1
