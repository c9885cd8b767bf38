"""The calculator explains what it says, and the rules behind it can be read."""

import pytest
from tests.shops import loaded_demo  # noqa: F401 - a fixture is found by its name

from sampan.apps.accounts.models import User
from sampan.apps.catalog.models import Variant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]


@pytest.fixture
def owner(client):
    client.force_login(
        User.objects.create_user("owner@shop.example", role="owner"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


PARCEL = {
    "to": "DE", "from": "CN", "on": "2026-07-01", "mode": "post", "freight": "6.00",
    "currency": "EUR", "incoterm": "DDP", "include": "none", "buyer": "consumer",
    "registered": ["IOSS"], "sku0": "X", "hs0": "610910", "origin0": "cn", "quantity0": "5",
    "unit_price0": "9.90", "weight_g0": "180",
}  # fmt: skip


def test_a_typed_parcel_is_explained_to_the_cent(owner):
    page = owner.get("/office/duties/", PARCEL).content.decode()

    for words in ("69.62", "11.12", "eu.flat_duty_per_hs6", "IOSS"):
        assert words in page


def test_a_sku_of_the_shop_brings_its_code_and_its_origin(owner):
    sku = Variant.objects.filter(hs_code="610910")[0].sku
    lines = {"sku0": sku, "hs0": "", "origin0": "", "weight_g0": ""}

    assert "69.62" in owner.get("/office/duties/", PARCEL | lines).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity0": "-1"}, {"quantity0": "1e3"}, {"unit_price0": "9.999"}, {"to": "XX"},
        {"on": "yesterday"}, {"hs0": "61"}, {"freight": "NaN"}, {"weight_g0": "heavy"},
        {"quantity0": "9" * 4400}, {"weight_g0": "9" * 4400},
        {"registered": ["<script>"]}, {"sku0": "", "unit_price0": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_and_never_breaks(owner, wrong):
    response = owner.get("/office/duties/", PARCEL | wrong)

    assert response.status_code == 200
    assert "69.62" not in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"country": "DE", "on": "2026-07-01", "hs": "610910"}, "eu.flat_duty_per_hs6"),
        ({"country": "US", "on": "2026-11-01", "hs": "6109"}, "us.301"),
        ({"country": "<b>", "on": "never", "hs": "x"}, "DE"),
    ],
)
def test_the_rules_of_a_country_are_shown_with_their_source(owner, asked, words):
    page = owner.get("/office/duties/rules", asked)

    assert page.status_code == 200
    assert words in page.content.decode()


def test_the_same_country_has_another_law_on_another_day(owner):
    before = owner.get("/office/duties/rules", {"country": "DE", "on": "2026-06-30"})

    assert "eu.flat_duty_per_hs6" not in before.content.decode()


def test_a_suggested_code_holds_only_once_a_person_approved_it(owner):
    Variant.objects.update(hs_code="")
    owner.post("/office/duties/codes/read")
    tee = Variant.objects.filter(product__handle="harbor-tee").order_by("id")[0]
    page = owner.get("/office/duties/codes", {"after": tee.id - 1}).content.decode()
    assert "610910" in page
    assert not Variant.objects.exclude(hs_code="").exists()

    owner.post(f"/office/duties/codes/{tee.id}/approve", {"code": "610910", "version": "0"})

    tee.refresh_from_db()
    assert tee.hs_code == "610910"


@pytest.mark.parametrize("code", ["", "61", "61091x", "<b>", "0" * 400])
def test_a_code_that_cannot_be_is_refused(owner, code):
    tee = Variant.objects.filter(product__handle="harbor-tee").order_by("id")[0]

    answer = owner.post(f"/office/duties/codes/{tee.id}/approve", {"typed": code, "version": "x"})

    assert answer.status_code == 302
    tee.refresh_from_db()
    assert tee.hs_code == "610910"


@pytest.mark.parametrize("after", ["9" * 4400, "9" * 19, "²", "-1", ""])
def test_the_list_of_codes_starts_at_its_beginning_for_an_odd_place(owner, after):
    answer = owner.get("/office/duties/codes", {"after": after})

    assert answer.status_code == 200


@pytest.mark.parametrize("person", ["9" * 4400, "9" * 19, "x"])
def test_nobody_is_changed_under_an_odd_number(owner, person):
    answer = owner.post("/office/shop/people", {"part": "role", "person": person, "role": "owner"})

    assert answer.status_code in {200, 302}
