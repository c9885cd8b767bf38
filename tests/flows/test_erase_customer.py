"""Whoever is erased is gone from everything but what tax law asks for, and that goes on a day."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from tests.conftest import Shop

from sampan.apps.accounts.models import User
from sampan.apps.accounts.services import shoppers
from sampan.apps.checkout.models import Cart, Checkout
from sampan.apps.customers import services as customers
from sampan.apps.customers.models import Customer
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.models import Order, OrderCharge, OrderContact, OrderNote
from sampan.apps.orders.services import Contact, Placing
from sampan.domain.charges import Kind
from sampan.domain.errors import Conflict
from sampan.domain.events import OrderPaid
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge
from sampan.flows.erase_customer import erase_customer, erase_guest
from sampan.flows.export_my_data import export_my_data
from sampan.flows.open_account import ask_for_link
from sampan.flows.purge_erased import purge_erased
from sampan.flows.send_letters import send_letter
from sampan.flows.tell_shopper import confirm_order
from sampan.flows.withdraw_order import declare_withdrawal, take_in_withdrawal
from sampan.kernel.models import Mailing

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
CANARY = "canary"
MAIL = "canary@post.example"
ADDRESS = {
    "country": "DE",
    "name": "Canary Vogt",
    "street_address": "Canaryweg 1",
    "postal_code": "20357",
    "city": "Canarystadt",
}


def a_member() -> UUID:
    person = shoppers.open_account(MAIL, "a long quiet river")
    customer = customers.for_user(person.pk, email=MAIL, language="en", at=NOW)
    customers.rename(customer, "Canary Vogt", "en")
    customers.keep_address(customer, None, ADDRESS, is_default=True, at=NOW)
    return customer


def an_order(customer: UUID | None, *, ended: bool = True, tax_id: str = "") -> UUID:
    cart = Cart.objects.create(
        customer_id=customer, state="ordered", market="eu", country="DE", currency="EUR",
        language="en", created_at=NOW, changed_at=NOW, keep_until=NOW,
    )  # fmt: skip
    typed = {"contact": {"email": MAIL}, "addresses": {"shipping": ADDRESS}, "note": "for canary"}
    checkout = Checkout.objects.create(cart=cart, created_at=NOW, changed_at=NOW, **typed)
    charges = (OfferedCharge(Kind.GOODS, Money.parse("10.00", "EUR"), "price", 0),)
    ring = {"title": "Ring", "options": "", "picture": "", "quantity": 1, "unit_price": 1000}
    facts = {"shown": {"lines": [{**ring, "choices": "Canary forever"}]}}
    offer = Offer("EUR", "DE", Incoterm.DDP, (), charges, facts=facts)
    contact = Contact(MAIL, "+49canary", ADDRESS, ADDRESS, tax_id, "", "for canary")
    placing = Placing(checkout.id, customer, "eu", "en", "card")
    order = order_writes.place(placing, offer, contact, NOW).id
    OrderNote.objects.create(order_id=order, at=NOW, actor="owner", text="Canary called")
    order_writes.mark_paid(order, NOW)
    order_writes.move(order, actor="system", at=NOW, fulfillment_state="allocated")
    for state in ("packed", "shipped", "delivered") if ended else ():
        order_writes.move(order, actor="owner", at=NOW, fulfillment_state=state)
    return order


def live_a_little() -> UUID:
    """A member who did whatever leaves a trace, of whom nothing is under way any more."""
    customer = a_member()
    order = an_order(customer)
    an_order(None)
    ask_for_link("reset", MAIL, language="en", at=NOW)
    number = str(Order.objects.get(id=order).number)
    for typed in (number, "1"):
        declaration = uuid4()
        declare_withdrawal(declaration, (typed, "Canary Vogt", MAIL), language="en", at=NOW)
        take_in_withdrawal(declaration, NOW)
    with transaction.atomic():
        confirm_order(OrderPaid(str(order)), NOW)
    for mailing in Mailing.objects.values_list("id", flat=True):
        send_letter(mailing, NOW)
    order_writes.move(order, actor="owner", at=NOW, return_state="closed")
    return customer


def traces() -> list[str]:
    """The tables in which the canary stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(CANARY in str(row).lower() for row in cursor.fetchall()):
                found.append(table)
    return found


@pytest.mark.django_db
@pytest.mark.on_both
def test_no_table_holds_a_trace_of_somebody_who_was_erased():
    customer = live_a_little()
    assert len(traces()) >= 8

    erase_customer(customer, actor="person:1", at=NOW)

    assert traces() == []
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.on_both
def test_amounts_taxes_and_the_place_of_supply_stay():
    customer = a_member()
    order = an_order(customer)

    kept = erase_customer(customer, actor="person:1", at=NOW)

    contact = OrderContact.objects.get(order=order)
    assert contact.shipping == {"country": "DE", "postal_code": "20357"}
    assert (contact.email, contact.phone, contact.billing) == ("", "", {})
    assert OrderCharge.objects.filter(order=order).count() == 1
    assert Order.objects.get(id=order).total_minor == 1000
    assert kept == date(2037, 1, 1)


@pytest.mark.django_db
@pytest.mark.on_both
def test_the_buyer_on_an_invoice_to_a_business_stays_until_the_purge():
    customer = a_member()
    order = an_order(customer, tax_id="DE123456789")
    erase_customer(customer, actor="person:1", at=NOW)

    contact = OrderContact.objects.get(order=order)
    assert (contact.tax_id, contact.billing["name"]) == ("DE123456789", "Canary Vogt")

    purge_erased(datetime(2036, 12, 31, tzinfo=UTC))
    assert Customer.objects.filter(id=customer).exists()
    purge_erased(datetime(2037, 1, 1, tzinfo=UTC))
    assert traces() == []
    assert not Customer.objects.exists()
    assert OrderCharge.objects.filter(order=order).exists()


@pytest.mark.django_db
@pytest.mark.on_both
def test_an_order_under_way_reaches_its_buyer_and_is_erased_when_it_ends():
    customer = a_member()
    order = an_order(customer, ended=False)
    erase_customer(customer, actor="person:1", at=NOW)
    purge_erased(NOW + timedelta(days=1))
    assert OrderContact.objects.get(order=order).email == MAIL

    for state in ("packed", "shipped", "delivered"):
        order_writes.move(order, actor="owner", at=NOW, fulfillment_state=state)
    purge_erased(NOW + timedelta(days=2))

    assert traces() == []


@pytest.mark.django_db
@pytest.mark.on_both
def test_a_guest_is_erased_on_request_and_orders_under_way_later():
    an_order(None)
    later = an_order(None, ended=False)

    erase_guest(MAIL.upper(), actor="person:1", at=NOW)
    assert OrderContact.objects.exclude(email="").get().order_id == later
    order_writes.cancel(later, reason="shopper_asked", actor="owner", at=NOW)
    purge_erased(NOW + timedelta(days=1))

    assert traces() == []


@pytest.mark.django_db
@pytest.mark.on_both
def test_whoever_works_here_is_not_erased_by_this_door():
    customer = a_member()
    User.objects.update(role="assistant")

    with pytest.raises(Conflict):
        erase_customer(customer, actor="person:1", at=NOW)
    assert Customer.objects.get().email == MAIL


@pytest.mark.django_db
@pytest.mark.on_both
def test_the_export_holds_what_a_person_would_look_for():
    customer = a_member()
    an_order(customer)

    data = export_my_data(customer, NOW)

    assert data["account"] == {"email": MAIL, "name": "Canary Vogt", "language": "en"}
    assert data["addresses"] == [ADDRESS]
    (order,) = data["orders"]
    assert order["contact"]["shipping"] == ADDRESS
    assert order["charges"] == [{"kind": "goods", "amount": "EUR 10.00"}]


SCRIPT = """
import django; django.setup()
from tests.flows.test_erase_customer import NOW, live_a_little
from sampan.flows.erase_customer import erase_customer
from sampan.flows.purge_erased import purge_erased
customer = live_a_little()
if {erases}:
    erase_customer(customer, actor="person:1", at=NOW)
    purge_erased(NOW)
"""


def files_with_a_trace(shop: Shop, *, erases: bool) -> list[str]:
    """Run a shop for a while and search every file that it wrote, byte by byte."""
    script = SCRIPT.format(erases=erases)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=shop.environment,
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert CANARY not in (done.stdout + done.stderr).lower()
    files = [path for path in shop.home.rglob("*") if path.is_file()]
    return sorted(p.suffix for p in files if CANARY.encode() in p.read_bytes().lower())


def test_no_file_of_the_shop_holds_a_trace_not_even_in_free_pages(sqlite_shop: Shop):
    assert files_with_a_trace(sqlite_shop, erases=True) == []


def test_the_search_finds_the_traces_of_somebody_who_was_not_erased(sqlite_shop: Shop):
    found = files_with_a_trace(sqlite_shop, erases=False)

    assert ".eml" in found
    assert any(suffix.startswith(".sqlite3") for suffix in found)
