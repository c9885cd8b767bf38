"""The words of address fields: what each country calls them, and what is wrong with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sampan.flows.check_address import (
    LATIN,
    PHONE_OPTIONAL,
    AddressField,
    Problem,
    address_form,
    is_latin,
    phone_example,
)

LOCAL = {
    "ja": frozenset({"JP"}),
    "ko": frozenset({"KR"}),
    "zh-hans": frozenset({"CN"}),
    "zh-hant": frozenset({"TW", "HK", "MO"}),
    "ar": frozenset({"AE", "SA", "QA", "KW", "BH", "OM", "EG", "JO"}),
}
NUMBER_FIRST = frozenset({"US", "CA", "GB", "IE", "AU", "NZ", "FR", "LU"})
FILLS = {
    "name": "name",
    "company_name": "organization",
    "street_address": "address-line1",
    "street_2": "address-line2",
    "city_area": "address-level3",
    "city": "address-level2",
    "country_area": "address-level1",
    "postal_code": "postal-code",
}
WIDTHS = {"postal_code": "s2", "city": "s4", "country_area": "s3", "city_area": "s3"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, ready for the template.

    `asks` says that the sum depends on it; `error` and `hint` stand below it.
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    width: str = ""
    fills: str = "off"
    hint: str = ""
    error: str = ""
    is_required: bool = True
    asks: bool = False
    choices: Sequence[tuple[str, str]] = ()
    language: str = ""


def speaks(country: str, language: str) -> bool:
    """Whether readers of a language read the names of a country's regions in its own script."""
    return country in LOCAL.get(language, ())


def address_fields(
    country: str,
    language: str,
    values: Mapping[str, str],
    problems: Mapping[str, Problem],
    prefix: str = "",
) -> list[Field]:
    """The fields of a country in its own order, with what was typed and what is wrong."""
    group = "billing " if prefix else "shipping "
    named = {one.name: label(one, country) for one in address_form(country)}
    return [
        Field(
            name=prefix + one.name,
            label=named[one.name],
            value=values.get(one.name, ""),
            width=_width(country, one),
            fills=group + FILLS.get(one.name, "off") if one.name in FILLS else "off",
            error=problem_words(
                prefix + one.name, named[one.name], problems.get(prefix + one.name)
            ),
            hint=_("Flat, floor, building") if one.name == "street_2" else "",
            is_required=one.is_required,
            asks=not prefix and one.name in {"postal_code", "country_area"},
            choices=one.choices,
        )
        for one in address_form(country, is_local=speaks(country, language))
    ]


def latin_fields(country: str, values: Mapping[str, str]) -> list[Field]:
    """The same lines in Latin letters, for those that are not; empty where all are."""
    if speaks_latin(country) and all(is_latin(values.get(name, "")) for name in LATIN):
        return []
    labels = {one.name: label(one, country) for one in address_form(country)}
    return [
        Field(
            name=f"latin_{name}",
            label=labels[name],
            value=values.get(f"latin_{name}", ""),
            is_required=False,
            language="en",
        )
        for name in LATIN
        if name in labels and name != "country_area"
    ]


def speaks_latin(country: str) -> bool:
    """Whether addresses of a country are usually written in Latin letters."""
    return not any(country in countries for countries in LOCAL.values())


def phone_field(country: str, value: str, problem: Problem | None) -> Field:
    """The phone, asked for where couriers call."""
    return Field(
        name="phone",
        label=_("Phone"),
        value=value,
        kind="tel",
        width="s3",
        fills="tel",
        hint=_("The courier calls if nobody is in."),
        error=problem_words("phone", _("Phone"), problem, example=phone_example(country)),
        is_required=country not in PHONE_OPTIONAL,
    )


def label(one: AddressField, country: str) -> str:
    """What a country calls a field."""
    if one.name == "street_address" and country in NUMBER_FIRST:
        return _("Street address")
    return _LABELS.get(one.kind, _LABELS.get(one.name, _plain_name))()


def problem_words(name: str, shown: str, problem: Problem | None, *, example: str = "") -> str:
    """What is wrong with a field and how it is right; the empty text where nothing is."""
    if problem is None:
        return ""
    facts = {"field": shown, "example": problem.example or example}
    if problem.code == "missing":
        return _("Please fill in: %(field)s.") % facts
    if problem.code == "unknown":
        return _("Please choose from the list: %(field)s.") % facts
    if problem.code == "too_long":
        return _("This is too long for a label: %(field)s.") % facts
    if facts["example"]:
        return _("Please check: %(field)s, for example %(example)s.") % facts
    return _("Please check: %(field)s.") % facts


def _width(country: str, one: AddressField) -> str:
    names = [field.name for field in address_form(country)]
    if one.name in {"country_area", "postal_code", "city"} and country in {"US", "CA", "AU"}:
        return "s2"
    if one.name == "postal_code" and "city" not in names:
        return "s3"
    if one.name == "city" and "city_area" in names:
        return "s3"
    if one.name == "country_area" and "city" not in names and "postal_code" not in names:
        return ""
    return WIDTHS.get(one.name, "")


def _plain_name() -> str:
    return _("Address")


_LABELS = {
    "name": lambda: _("Full name"),
    "company_name": lambda: _("Company"),
    "street_address": lambda: _("Street and house number"),
    "street_2": lambda: _("Address, second line"),
    "postal": lambda: _("Postcode"),
    "zip": lambda: _("ZIP code"),
    "eircode": lambda: _("Eircode"),
    "pin": lambda: _("PIN code"),
    "city": lambda: _("City"),
    "post_town": lambda: _("Town or city"),
    "district": lambda: _("District"),
    "suburb": lambda: _("Suburb"),
    "neighborhood": lambda: _("Neighborhood"),
    "village_township": lambda: _("Village or township"),
    "townland": lambda: _("Townland"),
    "state": lambda: pgettext("address", "State"),
    "province": lambda: _("Province"),
    "prefecture": lambda: _("Prefecture"),
    "emirate": lambda: _("Emirate"),
    "county": lambda: _("County"),
    "do_si": lambda: _("Do or Si"),
    "department": lambda: _("Department"),
    "island": lambda: _("Island"),
    "oblast": lambda: _("Oblast"),
    "parish": lambda: _("Parish"),
    "area": lambda: _("Area"),
    "sorting_code": lambda: _("Sorting code"),
}
