"""The withdrawal function answers everybody alike, in two steps, from the foot of every page."""

import re
from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.web.storefront.small_shop import AT

from sampan.apps.customers.models import Withdrawal
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.models import Order
from sampan.apps.orders.services import Contact, Placing
from sampan.domain.charges import Kind
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge

pytestmark = pytest.mark.django_db
READER = "lena@post.example"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def order() -> Order:
    charges = (OfferedCharge(Kind.GOODS, Money.parse("10.00", "EUR"), "price", 0),)
    offer = Offer("EUR", "DE", Incoterm.DDP, (), charges)
    placing = Placing(uuid4(), None, "eu", "de", "card")
    return Order.objects.get(id=order_writes.place(placing, offer, Contact(READER), AT).id)


def post(path: str, **typed: str):
    return Client().post(f"/en/withdraw/{path}/", typed, headers=HERE)


def typed(number: object, email: str = READER) -> dict[str, str]:
    return {"number": str(number), "name": "Lena Vogt", "email": email}


def test_every_page_leads_to_it():
    assert 'href="/de/withdraw/"' in Client().get("/de/").content.decode()


def test_two_steps_and_the_declaration_is_there(order):
    first = post("check", **typed(order.number))
    html = first.content.decode()
    assert f"I withdraw from the contract of order {order.number}." in html
    assert not Withdrawal.objects.exists()

    declaration = re.search(r'name="declaration" value="([^"]+)"', html)[1]
    second = post("declare", declaration=declaration, **typed(order.number))
    post("declare", declaration=declaration, **typed(order.number))

    assert (second.status_code, second["Location"]) == (303, "/en/withdraw/received/")
    kept = Withdrawal.objects.get()
    assert (kept.id, kept.number) == (UUID(declaration), str(order.number))


def test_who_guesses_is_answered_like_who_knows(order):
    known = post("declare", **typed(order.number))
    foreign = post("declare", **typed(order.number, "max@post.example"))
    nothing = post("declare", **typed(999_999))

    answers = {(one.status_code, one["Location"], one.content) for one in (known, foreign, nothing)}
    assert len(answers) == 1
    assert not any(one.cookies for one in (known, foreign, nothing))


def test_the_time_of_the_answer_tells_nothing(order, settings):
    settings.SAMPAN_LIMITS = False
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(60):
        for name, number in (("known", order.number), ("unknown", 999_999)):
            started = perf_counter()
            post("declare", **typed(number))
            spent[name].append(perf_counter() - started)

    known, unknown = (median(times) for times in spent.values())
    assert abs(known - unknown) < 0.2 * max(known, unknown)


@pytest.mark.parametrize("path", ["check", "declare"])
def test_what_is_wrong_is_said_beside_its_field(path):
    answer = post(path, number="x", name="Lena", email=READER)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("path", ["check", "declare"])
def test_a_form_of_another_page_is_refused(path):
    foreign = {"Sec-Fetch-Site": "cross-site"}

    assert Client().post(f"/en/withdraw/{path}/", {}, headers=foreign).status_code == 403
    assert Client().get(f"/en/withdraw/{path}/").status_code == 405


def test_nobody_fills_a_mailbox_with_receipts(order, settings):
    settings.SAMPAN_LIMITS = True
    answers = [post("declare", **typed(order.number)).status_code for _ in range(7)]

    assert answers == [303] * 5 + [429] * 2


def test_what_was_typed_is_shown_as_text_only():
    html = post("check", number="1001", name="<script>x</script>", email=READER).content.decode()

    assert "<script>x" not in html


@pytest.mark.parametrize("path", ["", "received/"])
def test_its_pages_are_private(path):
    answer = Client().get(f"/en/withdraw/{path}")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
