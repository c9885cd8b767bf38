"""Addresses, phones and numbers of many countries, as people type them."""

import pytest

from sampan.flows.check_address import (
    address_form,
    check_address,
    check_email,
    check_phone,
    region_code,
)
from sampan.flows.check_tax_number import (
    ask_register,
    check_business_number,
    check_personal_number,
)

FORMS = {
    "DE": "name street_address street_2 postal_code city",
    "US": "name street_address street_2 city country_area postal_code",
    "JP": "name postal_code country_area street_address street_2",
    "BR": "name street_address street_2 city_area city country_area postal_code",
    "AE": "name street_address street_2 country_area",
    "HK": "name country_area city street_address street_2",
    "GB": "name street_address street_2 city postal_code",
}


@pytest.mark.parametrize("country", FORMS)
def test_each_country_has_its_own_fields_in_its_own_order(country):
    assert " ".join(field.name for field in address_form(country)) == FORMS[country]


@pytest.mark.parametrize(
    ("country", "given"),
    [
        ("DE", {"street_address": "Schanzenstraße 36", "postal_code": "20357", "city": "Hamburg"}),
        ("GB", {"street_address": "1 Quay St", "postal_code": "ec1y 8sy", "city": "London"}),
        ("HK", {"street_address": "1 Nathan Road", "country_area": "Kowloon"}),
        ("IE", {"street_address": "Rose Cottage", "city": "Kinsale"}),
        ("ES", {"street_address": "Calle Ñuble 4", "postal_code": "28001", "city": "Madrid",
                "country_area": "Madrid"}),
        ("JP", {"street_address": "渋谷1-2-3", "postal_code": "１５０-００４３",
                "country_area": "東京都"}),
        ("AE", {"street_address": "Villa 3, Al Wasl", "country_area": "إمارة دبيّ"}),
    ],
)  # fmt: skip
def test_a_right_address_is_accepted_as_people_write_it_there(country, given):
    checked = check_address(country, {"name": "Lena Vogt", **given})

    assert checked.problems == {}


@pytest.mark.parametrize(
    ("country", "change", "wrong"),
    [
        ("DE", {"postal_code": "2035"}, {"postal_code": "form"}),
        ("DE", {"postal_code": ""}, {"postal_code": "missing"}),
        ("DE", {"city": "x" * 101}, {"city": "too_long"}),
        ("DE", {"name": " \u200b "}, {"name": "missing"}),
        ("US", {"country_area": "ZZ"}, {"country_area": "unknown"}),
    ],
)
def test_what_is_wrong_is_named_at_its_field(country, change, wrong):
    right = {
        "DE": {"street_address": "Weg 1", "postal_code": "20357", "city": "Hamburg"},
        "US": {
            "street_address": "1 Main St",
            "postal_code": "95014",
            "city": "Cupertino",
            "country_area": "CA",
        },
    }
    checked = check_address(country, {"name": "Lena Vogt", **right[country], **change})

    assert {name: problem.code for name, problem in checked.problems.items()} == wrong


def test_a_latin_version_for_carriers_stands_beside_the_address():
    given = {
        "name": "山田花子",
        "street_address": "渋谷1-2-3",
        "postal_code": "150-0043",
        "country_area": "東京都",
        "latin_name": "Hanako Yamada",
        "latin_street_address": "1-2-3 渋谷",
    }
    values = check_address("JP", given).values

    assert values["latin_name"] == "Hanako Yamada"
    assert values["latin_country_area"] == "Tokyo"
    assert "latin_street_address" not in values
    assert check_address("DE", {"name": "Ñandú Groß"}).values["latin_name"] == "Ñandú Groß"


@pytest.mark.parametrize(
    ("country", "area", "code"),
    [("US", "CA", "CA"), ("BR", "SP", "SP"), ("MX", "Jalisco", None), ("IN", "Kerala", "KL")],
)
def test_an_area_has_the_code_that_tax_law_knows_it_by(country, area, code):
    assert region_code(country, area) in {code, "JAL" if country == "MX" else code}


@pytest.mark.parametrize(
    ("country", "given", "kept"),
    [
        ("DE", "01512 3456789", "+4915123456789"),
        ("DE", "+81 90-1234-5678", "+819012345678"),
        ("JP", "０９０-１２３４-５６７８", "+819012345678"),
        ("DE", "", ""),
    ],
)
def test_phones_are_kept_as_anybody_can_dial_them(country, given, kept):
    assert check_phone(country, given) == (kept, None)


@pytest.mark.parametrize(
    ("country", "given", "problem"),
    [("DE", "12", "form"), ("DE", "call me", "form"), ("BR", "", "missing")],
)
def test_a_phone_that_nobody_can_dial_is_refused(country, given, problem):
    assert check_phone(country, given)[1].code == problem


@pytest.mark.parametrize(
    "given", ["a@b", "a b@c.example", "x" * 300 + "@c.example", "a@@b.example"]
)
def test_a_mail_address_has_the_form_of_one(given):
    assert check_email(given)[1].code == "form"
    assert check_email(" a.b+c@d.example ") == ("a.b+c@d.example", None)


@pytest.mark.parametrize(
    ("country", "given", "kept", "problem"),
    [
        ("BR", "390.533.447-05", "39053344705", ""),
        ("BR", "390.533.447-06", "39053344706", "form"),
        ("BR", "", "", "missing"),
        ("KR", "p１23456789012", "P123456789012", ""),
        ("KR", "P12345", "P12345", "form"),
        ("MX", "", "", ""),
        ("TR", "17291716060", "17291716060", ""),
        ("IN", "ACUPA7085R", "ACUPA7085R", ""),
        ("DE", "anything", "", ""),
    ],
)
def test_a_personal_number_is_asked_for_only_where_customs_wants_it(country, given, kept, problem):
    checked = check_personal_number(country, given)

    assert (checked.number, checked.problem) == (kept, problem)


@pytest.mark.parametrize(
    ("country", "given", "kept", "problem"),
    [
        ("DE", "de 136 695 976", "DE136695976", ""),
        ("DE", "136695976", "DE136695976", ""),
        ("DE", "DE136695978", "DE136695978", "form"),
        ("FR", "FR 40 303 265 045", "FR40303265045", ""),
        ("GR", "EL094259216", "EL094259216", ""),
        ("AT", "ATU13585627", "ATU13585627", ""),
        ("NL", "NL4495445B01", "NL004495445B01", ""),
        ("DE", "", "", "missing"),
        ("DE", "x" * 100_000, "DE" + "X" * 40, "form"),
    ],
)
def test_a_business_number_has_its_countrys_form_and_check_digits(country, given, kept, problem):
    checked = check_business_number(country, given)

    assert (checked.number, checked.problem) == (kept, problem)
    assert checked.state == ("" if problem else "unverified")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("checker", "number", "state"),
    [
        ("", "DE136695976", "unverified"),
        ("sandbox", "DE136695976", "valid"),
        ("sandbox", "DE129274207", "invalid"),
        ("sandbox", "DE129274209", "unverified"),
    ],
)
def test_a_register_confirms_denies_or_leaves_open(settings, checker, number, state):
    settings.SAMPAN_TAX_ID_CHECKER = checker

    assert ask_register("DE", number).state == state
