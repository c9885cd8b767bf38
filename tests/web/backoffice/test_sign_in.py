"""The way in: the link of this machine, wrong passwords, languages."""

import base64
import hashlib
import hmac
import re
import struct
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sampan.apps.accounts import services
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.kernel import clock

LOGIN = "/accounts/login/"


def link(**options: Any) -> str:
    return f"/office/enter/{services.make_sign_in_link(at=clock.now(), **options)}"


def test_the_link_signs_the_owner_in_once(db: None) -> None:
    client, address = Client(), link()

    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == "/office/"
    assert client.get("/office/products/").status_code == 200
    assert Client().post(address).status_code == 410


def test_looking_at_the_link_does_not_use_it_up(db: None) -> None:
    address = link()
    for _ in range(3):
        Client().get(address)

    assert Client().post(address).status_code == 302


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_the_link_works_from_this_machine_alone(db: None, where: dict[str, str]) -> None:
    address = link()

    assert Client().get(address, **where).status_code == 404
    assert Client().post(address, **where).status_code == 404
    assert Client().post(address).status_code == 302


def test_a_link_ends_after_half_an_hour(db: None) -> None:
    made = clock.now()
    secret = services.make_sign_in_link(at=made)

    assert services.use_sign_in_link(secret, at=made + timedelta(minutes=31)) is None
    assert services.use_sign_in_link(secret, at=made + timedelta(minutes=29)) is not None
    assert services.use_sign_in_link("something else", at=made) is None


def test_the_first_link_makes_the_first_owner_and_only_one(db: None) -> None:
    first = services.use_sign_in_link(services.make_sign_in_link(at=clock.now()), at=clock.now())
    again = services.use_sign_in_link(services.make_sign_in_link(at=clock.now()), at=clock.now())

    assert first is not None
    assert first == again
    with pytest.raises(NotFound):
        services.make_sign_in_link(at=clock.now(), email="nobody@shop.example")


def test_too_many_wrong_passwords_lock_the_door_in_plain_words(person: Any) -> None:
    person("owner")
    answers = [
        Client().post(LOGIN, {"login": "owner@shop.example", "password": "wrong"}) for _ in range(8)
    ]

    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert b"Wait 15 minutes" in answers[-1].content
    right = {"login": "owner@shop.example", "password": "a long pass phrase"}
    assert Client().post(LOGIN, right).status_code == 429
    assert Client().post(LOGIN, right, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_a_known_and_an_unknown_person_get_the_same_answer(person: Any) -> None:
    person("owner")
    known = Client().post(LOGIN, {"login": "owner@shop.example", "password": "wrong"})
    unknown = Client().post(LOGIN, {"login": "ghost@shop.example", "password": "wrong"})

    assert known.status_code == unknown.status_code
    assert len(known.content) == len(unknown.content)


def test_nobody_opens_an_account_alone(db: None) -> None:
    form = {"email": "new@shop.example", "password1": "x" * 20, "password2": "x" * 20}
    response = Client().post("/accounts/signup/", form)

    assert response.status_code == 200
    assert not services.people.User.objects.filter(email="new@shop.example").exists()


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "zh-Hans"), ("en", 'lang="en"'), ("xx", 'lang="en"')]
)
def test_the_language_is_switched_at_once(owner: Client, language: str, word: str) -> None:
    answer = owner.post("/office/language", {"language": language, "next": "/office/jobs/"})

    assert answer["Location"] == "/office/jobs/"
    assert word in owner.get("/office/jobs/").content.decode()[:400]


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_a_switch_never_leads_elsewhere(owner: Client, where: str) -> None:
    answer = owner.post("/office/theme", {"theme": "dark", "next": where})

    assert answer["Location"] == "/office/"
    assert 'data-theme="dark"' in owner.get("/office/jobs/").content.decode()


def test_the_second_factor_can_be_set_up_by_who_came_by_link(db: None) -> None:
    client = Client()
    client.post(link())

    for path in ("2fa/totp/activate/", "2fa/webauthn/add/", "password/set/"):
        assert client.get(f"/accounts/{path}").status_code == 200


def test_people_are_let_in_and_at_least_one_owner_stays(owner: Client) -> None:
    form = {"part": "add", "email": " Help@Shop.example ", "role": "assistant"}
    assert owner.post("/office/shop/people", form).status_code == 302
    assert b"help@shop.example" in owner.get("/office/shop/people").content

    me = owner.person.pk  # type: ignore[attr-defined]  # set by the fixture
    demoted = owner.post("/office/shop/people", {"person": me, "role": "assistant"})
    assert b"At least one owner must remain." in demoted.content


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"email": "no address", "role": "owner"}, Invalid),
        ({"email": "a@shop.example", "role": "king"}, Invalid),
        ({"email": "owner@shop.example", "role": "owner"}, Conflict),
    ],
)
def test_a_person_needs_an_address_of_their_own_and_a_role(
    person: Any, values: dict[str, str], refusal: type[Exception]
) -> None:
    person("owner")

    with pytest.raises(refusal):
        services.add_person(**values, actor="test", at=clock.now())


def totp_code(secret: str) -> str:
    """The six digits that an authenticator app shows now (RFC 6238)."""
    counter = int(time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_with_a_second_factor_the_password_alone_opens_nothing(person: Any) -> None:
    person("owner")
    client = Client()
    right = {"login": "owner@shop.example", "password": "a long pass phrase"}
    client.post(LOGIN, right)
    client.post("/accounts/reauthenticate/", {"password": right["password"]})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)
    assert secret is not None
    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret[1])})
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"\b[0-9a-f]{8}\b", codes)

    stranger = Client()
    answer = stranger.post(LOGIN, right)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert stranger.get("/office/products/").status_code == 302
    assert stranger.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert stranger.get("/office/products/").status_code == 302

    stranger.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert stranger.get("/office/products/").status_code == 200
