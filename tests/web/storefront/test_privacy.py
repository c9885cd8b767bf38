"""A member sees, takes along and erases their own data; nobody else does."""

import json

import pytest
from django.test import Client
from tests.web.storefront.test_accounts import HAMBURG, HERE, LENA, MAX, WORD, opened, post

from sampan.apps.accounts.models import User
from sampan.apps.customers.models import Address

pytestmark = pytest.mark.django_db


def test_the_data_is_read_on_a_page_and_taken_along_as_a_file():
    client = opened()
    post(client, "address/keep/", **HAMBURG)
    post(opened(MAX), "address/keep/", **{**HAMBURG, "name": "Max Foreign"})

    page = client.get("/en/account/data/").content.decode()
    file = post(client, "data/file/")

    assert "Schanzenstraße 36" in page and LENA in page
    assert json.loads(file.content)["addresses"][0]["city"] == "Hamburg"
    assert file["Content-Disposition"].startswith("attachment")
    assert "Max Foreign" not in page + file.content.decode()


def test_erasing_asks_for_the_password_and_then_nothing_is_left():
    client = opened()
    post(client, "address/keep/", **HAMBURG)
    other_window = opened(MAX)

    assert post(client, "erase/confirm/", password="wrong").status_code == 422
    assert Address.objects.exists()
    assert post(client, "erase/confirm/", password=WORD).status_code == 303

    assert client.get("/en/account/").status_code == 303
    assert list(User.objects.values_list("email", flat=True)) == [MAX]
    assert not Address.objects.exists()
    assert other_window.get("/en/account/").status_code == 200


def test_whoever_works_here_has_no_such_page():
    client = opened()
    User.objects.update(role="assistant")

    assert client.get("/en/account/erase/").status_code == 404
    assert post(client, "erase/confirm/", password=WORD).status_code == 404


def test_a_stolen_session_does_not_guess_the_password_for_long(settings):
    settings.SAMPAN_LIMITS = True
    client = opened()

    answers = [post(client, "erase/confirm/", password="wrong").status_code for _ in range(8)]
    assert answers == [422] * 6 + [429] * 2


@pytest.mark.parametrize("path", ["data/", "erase/"])
def test_a_visitor_is_asked_to_sign_in(path):
    assert Client().get(f"/en/account/{path}").status_code == 303


@pytest.mark.parametrize("path", ["data/file/", "erase/confirm/"])
def test_a_form_of_another_page_is_refused(path):
    client = opened()

    answer = client.post(f"/en/account/{path}", headers={**HERE, "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(("until", "status"), [("2037-01-01", 200), ("", 200), ("x", 404)])
def test_the_day_of_the_purge_is_said(until, status):
    answer = Client().get("/en/account/erased/", {"until": until})

    assert answer.status_code == status
    assert ("January 1, 2037" in answer.content.decode()) == (until == "2037-01-01")
