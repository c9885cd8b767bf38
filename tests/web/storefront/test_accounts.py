"""Accounts of shoppers: opened by mail, told from nobody's, and never another one's."""

import re
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import hashers
from django.core import mail as django_mail
from django.test import Client
from tests.web.storefront.small_shop import AT

from sampan.apps.accounts.models import User
from sampan.apps.customers.models import Address, Customer, MailProof
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.models import Order
from sampan.apps.orders.services import Contact, Placing
from sampan.domain.charges import Kind
from sampan.domain.incoterms import Incoterm
from sampan.domain.money import Money
from sampan.domain.orders.offer import Offer, OfferedCharge
from sampan.flows.open_account import forget_proofs
from sampan.flows.send_letters import send_letter
from sampan.kernel.clock import now
from sampan.kernel.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
LENA, MAX = "lena@post.example", "max@post.example"
WORD, OTHER = "a long quiet river", "a short loud brook!"
HERE = {"Sec-Fetch-Site": "same-origin"}
HAMBURG = {
    "country": "DE",
    "name": "Lena Vogt",
    "street_address": "Schanzenstraße 36",
    "postal_code": "20357",
    "city": "Hamburg",
}


def post(client: Client, path: str, **typed: str):
    return client.post(f"/en/account/{path}", typed, headers=HERE)


def letters() -> list:
    """Send what waits, and look at the newest letters first."""
    for mailing in Mailing.objects.values_list("id", flat=True):
        send_letter(mailing, now())
    return list(reversed(django_mail.outbox))


def link_in(letter) -> str:
    return re.search(r"/en/account/(link/\S+)", letter.body)[1]


def opened(email: str = LENA) -> Client:
    client = Client()
    post(client, "open/ask/", email=email)
    answer = post(client, link_in(letters()[0]) + "use/", password=WORD, name="Lena Vogt")
    assert (answer.status_code, answer["Location"]) == (303, "/en/account/")
    return client


def sign_in(email: str = LENA, password: str = WORD, **more: str):
    client = Client()
    return client, post(client, "sign-in/enter/", email=email, password=password, **more)


def an_order(email: str = LENA) -> Order:
    charges = (OfferedCharge(Kind.GOODS, Money.parse("10.00", "EUR"), "price", 0),)
    offer = Offer("EUR", "DE", Incoterm.DDP, (), charges)
    placing = Placing(uuid4(), None, "eu", "de", "card")
    return Order.objects.get(id=order_writes.place(placing, offer, Contact(email), AT).id)


def test_an_account_opens_by_the_link_in_the_letter_and_not_before():
    client = Client()
    post(client, "open/ask/", email=LENA)
    assert not User.objects.exists()

    client = opened()

    person = User.objects.get()
    assert (person.email, person.role, person.is_staff) == (LENA, "shopper", False)
    assert LENA in client.get("/en/account/").content.decode()
    assert client.get("/office/").status_code == 404


def test_a_link_works_once_and_looking_does_not_use_it_up():
    client = Client()
    post(client, "open/ask/", email=LENA)
    link = link_in(letters()[0])
    for _ in range(3):
        assert client.get(f"/en/account/{link}").status_code == 200

    post(client, link + "use/", password=WORD)
    assert post(Client(), link + "use/", password=OTHER).status_code == 404
    assert Client().get(f"/en/account/{link}").status_code == 410


@pytest.mark.parametrize(("purpose", "hours"), [("open", 25), ("forgot", 2)])
def test_a_link_ends(purpose, hours):
    opened()
    address = MAX if purpose == "open" else LENA
    with time_machine.travel(now(), tick=False) as clock:
        post(Client(), f"{purpose}/ask/", email=address)
        link = link_in(letters()[0])
        clock.shift(hours * 3600)
        assert Client().get(f"/en/account/{link}").status_code == 410
        assert post(Client(), link + "use/", password=OTHER).status_code == 404


@pytest.mark.parametrize("change", ["x", "="])
def test_a_link_that_was_touched_opens_nothing(change):
    post(Client(), "open/ask/", email=LENA)
    link = link_in(letters()[0])

    assert Client().get(f"/en/account/{link[:-2]}{change}/").status_code in {404, 410}


@pytest.mark.parametrize("purpose", ["open", "forgot"])
def test_who_asks_learns_nothing_about_who_has_an_account(purpose):
    opened()
    known = post(Client(), f"{purpose}/ask/", email=LENA)
    unknown = post(Client(), f"{purpose}/ask/", email=MAX)

    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code, unknown["Location"], unknown.content,
    )  # fmt: skip
    said = {letter.to[0]: letter.subject for letter in letters()[:2]}
    assert said[LENA] != said[MAX]


def test_signing_in_says_and_does_the_same_for_a_wrong_password_and_no_account(monkeypatch):
    opened()
    counted = []
    real = hashers.MD5PasswordHasher.encode

    def encode(self, password, salt, *rest):
        counted[-1] += 1
        return real(self, password, salt, *rest)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    answers = []
    for email in (LENA, MAX):
        counted.append(0)
        answers.append(sign_in(email, "not the password")[1])

    assert counted[0] == counted[1] > 0
    assert [one.status_code for one in answers] == [422, 422]
    bodies = {one.content.decode().replace(LENA, "?").replace(MAX, "?") for one in answers}
    assert len(bodies) == 1


def test_signing_in_leads_on_within_the_shop_only():
    opened()

    assert sign_in(next="/en/account/address/")[1]["Location"] == "/en/account/address/"
    for evil in ("https://evil.example/", "//evil.example/en/", "/office/", "/\\evil.example"):
        assert sign_in(next=evil)[1]["Location"] == "/en/account/"


def test_a_session_changes_its_key_and_dies_with_the_sign_out_and_with_the_password():
    opened()
    first, _ = sign_in()
    second, _ = sign_in()
    assert first.session.session_key != second.session.session_key

    post(first, "sign-out/")
    assert first.get("/en/account/").status_code == 303

    post(Client(), "forgot/ask/", email=LENA)
    assert post(Client(), link_in(letters()[0]) + "use/", password=OTHER)["Location"].endswith(
        "/sign-in/"
    )
    assert second.get("/en/account/").status_code == 303
    assert sign_in(password=WORD)[1].status_code == 422
    assert sign_in(password=OTHER)[1].status_code == 302


@pytest.mark.parametrize("weak", ["short", "passwordpassword"[:8], LENA])
def test_a_weak_password_is_refused_and_the_link_still_works(weak):
    post(Client(), "open/ask/", email=LENA)
    link = link_in(letters()[0])

    assert post(Client(), link + "use/", password=weak).status_code == 422
    assert not User.objects.exists()
    assert post(Client(), link + "use/", password=WORD).status_code == 303


def test_orders_of_a_guest_come_along_once_the_address_is_proven():
    mine, foreign = an_order(LENA.upper()), an_order(MAX)

    html = opened().get("/en/account/").content.decode()

    assert f">{mine.number}</a>" in html
    assert f">{foreign.number}</a>" not in html


def test_an_address_that_was_not_proven_brings_no_orders():
    opened()
    foreign = an_order(MAX)
    User.objects.update(email=MAX)

    client, _ = sign_in(MAX)

    assert client.get("/en/account/").status_code == 200
    assert Order.objects.get(id=foreign.id).customer is None


def test_the_page_of_an_order_opens_from_the_account():
    an_order()
    client = opened()
    link = re.search(r'href="(/en/orders/[^"]+)"', client.get("/en/account/").content.decode())[1]

    assert client.get(link).status_code == 200


def test_addresses_are_kept_in_their_countrys_form_and_one_is_the_usual():
    client = opened()
    assert post(client, "address/keep/", **HAMBURG).status_code == 303
    post(client, "address/keep/", **{**HAMBURG, "name": "Max Vogt", "is_default": "1"})

    usual = Address.objects.get(is_default=True)
    assert usual.fields["name"] == "Max Vogt"
    post(client, "address/forget/", id=str(usual.id))
    assert Address.objects.get().is_default


def test_a_wrong_address_is_said_beside_its_field():
    answer = post(opened(), "address/keep/", **{**HAMBURG, "postal_code": "2035"})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Address.objects.exists()


def test_nobody_sees_or_changes_the_address_of_another():
    post(opened(), "address/keep/", **HAMBURG)
    foreign = str(Address.objects.get().id)
    other = opened(MAX)

    assert other.get(f"/en/account/address/?id={foreign}").status_code == 404
    assert post(other, "address/keep/", **HAMBURG, id=foreign).status_code == 404
    assert post(other, "address/forget/", id=foreign).status_code == 404
    assert Address.objects.get().customer == Customer.objects.get(email=LENA)


PAGES = ("", "address/")
FORMS = ("profile/", "address/keep/", "address/forget/")


@pytest.mark.parametrize("path", [*PAGES, *FORMS])
def test_a_visitor_is_asked_to_sign_in(path):
    client = Client()
    answer = post(client, path) if path in FORMS else client.get(f"/en/account/{path}")

    assert answer.status_code == 303
    assert answer["Location"].startswith("/en/account/sign-in/?next=/en/account/")


@pytest.mark.parametrize(
    "path", [*FORMS, "sign-in/enter/", "open/ask/", "forgot/ask/", "sign-out/"]
)
def test_a_form_of_another_page_is_refused(path):
    client = opened()

    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(f"/en/account/{path}", {}, headers=foreign).status_code == 403
    assert client.get(f"/en/account/{path}").status_code == 405


@pytest.mark.parametrize("path", ["", "address/", "sign-in/", "open/", "forgot/", "asked/"])
def test_pages_of_an_account_are_kept_nowhere(path):
    answer = opened().get(f"/en/account/{path}")

    assert "no-store" in answer["Cache-Control"]


def test_nobody_fills_a_mailbox_with_links(settings):
    settings.SAMPAN_LIMITS = True

    answers = [post(Client(), "open/ask/", email=LENA).status_code for _ in range(5)]
    assert answers == [303] * 3 + [429] * 2


def test_who_asked_is_forgotten_after_two_days():
    post(Client(), "open/ask/", email=LENA)
    with time_machine.travel(now(), tick=False) as clock:
        clock.shift(2 * 86_400 + 60)
        forget_proofs(now())

    assert not MailProof.objects.exists()


def test_the_pages_of_a_second_factor_have_the_look_of_where_one_came_from():
    client = opened()
    html = client.get("/accounts/2fa/").content.decode()
    assert "store/store.css" in html and "backoffice/" not in html

    visitor = Client()
    assert "backoffice/" in visitor.get("/accounts/login/").content.decode()
    visitor.get("/de/account/sign-in/")
    html = visitor.get("/accounts/login/").content.decode()
    assert '<html lang="de"' in html and "backoffice/" not in html
    assert 'id="passkey_login"' in html


def test_a_second_factor_is_asked_for_and_the_password_alone_opens_nothing():
    opened()
    person = User.objects.get()
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    client, answer = sign_in()

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/en/account/").status_code == 303
    assert "store/store.css" in client.get(answer["Location"]).content.decode()


def test_somebody_who_shops_here_lands_in_the_shop_and_not_in_the_office():
    opened()
    client = Client()
    client.get("/en/account/sign-in/")
    answer = client.post("/accounts/login/", {"login": LENA, "password": WORD})

    assert answer["Location"] == "/en/account/"
