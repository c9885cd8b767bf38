"""Read what a shopper typed at the checkout: cleaned values, where it goes, what is still wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sampan.apps.checkout import selectors as checkouts
from sampan.apps.checkout import services as checkout_writes
from sampan.apps.checkout.selectors import CheckoutFacts
from sampan.flows.check_address import (
    Problem,
    check_address,
    check_email,
    check_phone,
    region_code,
    tidy,
)
from sampan.flows.check_tax_number import (
    BUSINESS_COUNTRIES,
    NumberCheck,
    State,
    ask_register,
    check_business_number,
    check_personal_number,
)
from sampan.flows.offer_parcels import Destination

BILLING = "bill_"
# A download needs no street; tax law wants to know the place all the same.
DOWNLOAD_FIELDS = frozenset({"name", "country_area", "postal_code"})
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a checkout as they will be stored, and the problems by the field's name."""

    country: str
    contact: Mapping[str, str]
    shipping: Mapping[str, str]
    billing: Mapping[str, str]
    number: NumberCheck
    is_business: bool
    service: str
    method: str
    is_gift: bool
    note: str
    problems: Mapping[str, Problem]


def read_checkout(given: Mapping[str, str], country: str, *, is_shipped: bool = True) -> Typed:
    """What was typed, cleaned, with everything that is wrong at once; nothing is stored here."""
    problems: dict[str, Problem] = {}
    email, problem = check_email(given.get("email", ""))
    _note(problems, "email", problem)
    phone, problem = check_phone(country, given.get("phone", ""))
    _note(problems, "phone", problem if is_shipped or phone else None)
    is_business = given.get("is_business") == "1"
    shipping = check_address(country, given)
    problems.update(
        (name, problem)
        for name, problem in shipping.problems.items()
        if is_shipped or name in DOWNLOAD_FIELDS
    )
    if is_business and not shipping.values.get("company_name"):
        problems["company_name"] = Problem("missing")
    billing = _billing(given, country, problems)
    number = _number(given, country, is_business, problems)
    if not is_shipped:
        problems.pop("tax_id", None)
    return Typed(
        country=country,
        contact={"email": email, "phone": phone},
        shipping=shipping.values,
        billing=billing,
        number=number,
        is_business=is_business,
        service=tidy(given.get("service", ""))[:60],
        method=tidy(given.get("method", ""))[:40],
        is_gift=given.get("is_gift") == "1",
        note=tidy(given.get("note", ""))[:LONGEST_NOTE] if given.get("is_gift") == "1" else "",
        problems=problems,
    )


def needs_address(checkout: CheckoutFacts) -> bool:
    """Whether anything has to be sent: an offer of downloads alone has no service."""
    return checkout.offer is None or bool(checkout.offer.service)


def destination_of(checkout: CheckoutFacts | None, country: str) -> Destination:
    """Where a checkout's parcel goes, as far as it is known.

    A business whose number no register confirmed pays the tax like anybody.
    """
    shipping = checkout.addresses.get("shipping", {}) if checkout else {}
    if checkout is None or shipping.get("country") != country:
        return Destination(country, email=checkout.contact.get("email", "") if checkout else "")
    is_confirmed = checkout.contact.get("is_business") == "1" and checkout.tax_id_state == "valid"
    return Destination(
        country=country,
        region=region_code(country, shipping.get("country_area", "")) or None,
        postal_code=shipping.get("postal_code") or None,
        buyer="business" if is_confirmed else "consumer",
        tax_id=checkout.tax_id if is_confirmed else None,
        email=checkout.contact.get("email", ""),
    )


def fill_checkout(checkout: CheckoutFacts, typed: Typed, at: datetime) -> CheckoutFacts:
    """Store what was typed, right or wrong, so that nothing has to be typed twice.

    A business number that is new is asked about at its register first: this calls the network, so
    never inside a transaction. A held quote stays held: whether it still fits is asked at its use.
    """
    number = _asked(checkout, typed)
    contact = {**typed.contact, "is_business": "1" if typed.is_business else ""}
    if number.consultation:
        contact["tax_proof"] = number.consultation
    values: dict[str, Any] = {
        "contact": contact,
        "addresses": {"shipping": typed.shipping, "billing": typed.billing},
        "tax_id": number.number,
        "tax_id_state": number.state if typed.is_business else "",
        "service": typed.service,
        "method": typed.method,
        "is_gift": typed.is_gift,
        "note": typed.note,
    }
    if all(getattr(checkout, name) == value for name, value in values.items()):
        return checkout
    checkout_writes.fill(checkout.id, values, at)
    if checkout.offer is not None and checkout.quote_expires_at is not None:
        checkout_writes.hold_quote(
            checkout.id,
            checkout.offer,
            cart_version=checkout.quote_cart_version,
            until=checkout.quote_expires_at,
        )
    return checkouts.checkout(checkout.id)


def _asked(checkout: CheckoutFacts, typed: Typed) -> NumberCheck:
    number = typed.number
    if not typed.is_business or number.state != "unverified":
        return number
    if checkout.tax_id == number.number and checkout.tax_id_state in {"valid", "invalid"}:
        proof = checkout.contact.get("tax_proof", "")
        known = checkout.tax_id_state
        return NumberCheck(number.number, cast(State, known), consultation=proof)
    return ask_register(typed.country, number.number)


def _billing(
    given: Mapping[str, str], country: str, problems: dict[str, Problem]
) -> dict[str, str]:
    """The other address of the invoice, in the country's form too; empty where it is the same."""
    if given.get("bill_other") != "1":
        return {}
    own = {
        name.removeprefix(BILLING): value
        for name, value in given.items()
        if name.startswith(BILLING)
    }
    checked = check_address(country, own)
    problems.update({BILLING + name: problem for name, problem in checked.problems.items()})
    return dict(checked.values)


def _number(
    given: Mapping[str, str], country: str, is_business: bool, problems: dict[str, Problem]
) -> NumberCheck:
    """A business's VAT number where the buyer is one, else what customs wants of the receiver."""
    if is_business and country in BUSINESS_COUNTRIES:
        number = check_business_number(country, given.get("vat_number", ""))
        if number.problem == "missing":  # a small business may have none: it pays the tax
            return NumberCheck("")
        _note(problems, "vat_number", Problem("form") if number.problem else None)
        return number
    number = check_personal_number(country, given.get("tax_id", ""))
    _note(problems, "tax_id", Problem(number.problem) if number.problem else None)
    return number


def _note(problems: dict[str, Problem], name: str, problem: Problem | None) -> None:
    if problem is not None:
        problems[name] = problem
