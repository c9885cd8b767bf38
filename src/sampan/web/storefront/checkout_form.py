"""The checkout's form for the template: fields, ways of delivery, ways to pay, and the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sampan.apps.checkout.selectors import CheckoutFacts
from sampan.domain.payments.methods import Method
from sampan.domain.tax.personal_numbers import PERSONAL_NUMBERS
from sampan.flows.check_address import Problem
from sampan.flows.check_tax_number import BUSINESS_COUNTRIES
from sampan.flows.hold_offer import Change, Held
from sampan.flows.plan_parcels import Way
from sampan.flows.providers import methods_on_offer
from sampan.flows.read_checkout import BILLING, DOWNLOAD_FIELDS
from sampan.flows.show_shop import Place
from sampan.kernel import formats
from sampan.kernel.templatetags.formats import amount_html
from sampan.web.storefront import pictures
from sampan.web.storefront.address_words import (
    Field,
    address_fields,
    latin_fields,
    phone_field,
    problem_words,
)

THUMB = "64px"


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button: what it sends, its words, what stands at its end."""

    value: str
    title: str
    text: str
    end: SafeString | str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Typing:
    """What stands in the form: what was typed last, and the problems with it."""

    checkout: CheckoutFacts
    problems: Mapping[str, Problem]

    @property
    def contact(self) -> Mapping[str, str]:
        """Mail, phone, and whether a business buys."""
        return self.checkout.contact

    @property
    def shipping(self) -> Mapping[str, str]:
        """Where it goes."""
        return self.checkout.addresses.get("shipping", {})

    @property
    def billing(self) -> Mapping[str, str]:
        """Where the invoice goes, if elsewhere."""
        return self.checkout.addresses.get("billing", {})


def form(typing: Typing, place: Place, language: str, *, is_shipped: bool) -> dict[str, Any]:
    """Every field of the first step, and the errors in the order of the page."""
    country, problems = place.country, typing.problems
    who = [
        Field(
            name="email",
            label=_("Mail"),
            value=typing.contact.get("email", ""),
            kind="email",
            width="s3",
            fills="email",
            hint=_("For the confirmation and the tracking page only."),
            error=problem_words("email", _("Mail"), problems.get("email")),
        ),
        phone_field(country, typing.contact.get("phone", ""), problems.get("phone")),
    ]
    to = address_fields(country, language, typing.shipping, problems)
    if not is_shipped:
        to = [one for one in to if one.name in DOWNLOAD_FIELDS]
    number = _number_field(typing, country, language) if is_shipped else None
    business = _business_fields(typing, country)
    billing = address_fields(country, language, typing.billing, problems, BILLING)
    latin = latin_fields(country, typing.shipping) if is_shipped else []
    every = [*who, *to, *([number] if number else []), *business, *billing]
    errors = [(one.name, one.error) for one in every if one.error]
    if "method" in problems:
        errors.append(("methods", _("Please choose how to pay.")))
    return {
        "who": who,
        "to": to,
        "latin": latin,
        "number": number,
        "business": business,
        "is_business": typing.contact.get("is_business") == "1",
        "number_words": _number_words(typing.checkout, country),
        "billing": billing,
        "bills_elsewhere": bool(typing.billing) or any(e[0].startswith(BILLING) for e in errors),
        "is_shipped": is_shipped,
        "is_gift": typing.checkout.is_gift,
        "note": typing.checkout.note,
        "errors": errors,
    }


def way_choices(held: Held, language: str) -> list[Choice]:
    """The ways of delivery, cheapest first: dates, carrier, price."""
    quote = held.quote
    chosen = held.offer.service if held.offer else (quote.way.code if quote.way else "")
    return [
        Choice(
            value=way.code,
            title=formats.day_range(way.first, way.last, language),
            text=_way_words(way, language),
            end=_price(quote.freights.get(way.code, way.cost), language),
            is_chosen=way.code == chosen,
        )
        for way in quote.ways
    ]


def method_choices(country: str, currency: str, chosen: str) -> list[Choice]:
    """The ways to pay in the country's own order; the first is chosen where none was."""
    offered = methods_on_offer(country, currency)
    known = (
        chosen
        if chosen in {one.code for one in offered}
        else next((one.code for one in offered), "")
    )
    return [
        Choice(one.code, method_name(one), method_words(one), one.name, one.code == known)
        for one in offered
    ]


def method_name(method: Method) -> str:
    """What a way to pay is called; names of companies stay as they are."""
    return {
        "card": _("Card"),
        "sepa": _("SEPA direct debit"),
        "konbini": _("Convenience store"),
    }.get(method.code, method.name)


def method_words(method: Method) -> str:
    """What the shopper does next with a way to pay."""
    if method.code == "sepa":
        return _("From your account; the goods are kept for you until the money is here.")
    if method.is_delayed:
        days = method.hold.days
        return ngettext(
            "You get a slip and pay within %(days)s day; the goods are kept for you until then.",
            "You get a slip and pay within %(days)s days; the goods are kept for you until then.",
            days,
        ) % {"days": days}
    if method.code == "card":
        return _("On the provider's own page; we never see the number.")
    return _("You confirm with %(name)s, then come back here.") % {"name": method.name}


def lines(shown: Mapping[str, Any], currency: str, language: str) -> list[dict[str, Any]]:
    """The goods of the summary as they were offered."""
    return [
        {
            "title": line["title"],
            "options": ", ".join(part for part in (line["options"], line["choices"]) if part),
            "quantity": line["quantity"],
            "picture": pictures.html(
                {"file": line["picture"], "width": 800, "height": 1000, "widths": []}
                if line["picture"]
                else None,
                "",
                sizes=THUMB,
            ),
            "value": amount_html(
                formats.amount(line["unit_price"] * line["quantity"], currency, language)
            ),
        }
        for line in shown.get("lines", ())
    ]


def change_words(change: Change | None, language: str) -> list[str]:
    """What is different from what was shown before, in whole sentences."""
    if change is None:
        return []
    said = []
    if change.has_expired:
        said.append(_("The price was held for 15 minutes; it has been worked out anew."))
    if change.before != change.after:
        amounts = [
            formats.amount(m.minor, m.currency, language).text
            for m in (change.before, change.after)
        ]
        said.append(
            _("The total is now %(after)s, before it was %(before)s.")
            % {"before": amounts[0], "after": amounts[1]}
        )
    elif change.has_expired:
        said.append(_("The total has not changed."))
    if change.has_other_dates:
        said.append(_("The days of delivery are other ones now."))
    return said


def _number_field(typing: Typing, country: str, language: str) -> Field | None:
    """The number that customs wants, with the reason; nowhere else is one asked for."""
    wanted = PERSONAL_NUMBERS.get(country)
    if wanted is None:
        return None
    problem = typing.problems.get("tax_id")
    return Field(
        name="tax_id",
        label=wanted.name,
        value=typing.checkout.tax_id,
        hint=_(
            "Customs of %(country)s asks for it, or the parcel is held. It goes on the customs "
            "form and nowhere else."
        )
        % {"country": formats.country_name(country, language)},
        error=problem_words("tax_id", wanted.name, problem, example=wanted.example),
        is_required=wanted.is_required,
        width="s3",
    )


def _business_fields(typing: Typing, country: str) -> Sequence[Field]:
    company = Field(
        name="company_name",
        label=_("Company"),
        value=typing.shipping.get("company_name", ""),
        fills="organization",
        width="s3",
        error=problem_words("company_name", _("Company"), typing.problems.get("company_name")),
    )
    if country not in BUSINESS_COUNTRIES:
        return [company]
    is_business = typing.contact.get("is_business") == "1"
    number = Field(
        name="vat_number",
        label=_("VAT number"),
        value=typing.checkout.tax_id if is_business else "",
        width="s3",
        hint=_("Without one, or while it cannot be checked, the price holds the tax."),
        error=problem_words("vat_number", _("VAT number"), typing.problems.get("vat_number")),
        is_required=False,
        asks=True,
    )
    return [company, number]


def _number_words(checkout: CheckoutFacts, country: str) -> str:
    """What the register said of a business number."""
    if checkout.contact.get("is_business") != "1" or country not in BUSINESS_COUNTRIES:
        return ""
    return {
        "valid": _(
            "The register knows this number: where the law lets you, you account for the "
            "tax yourself."
        ),
        "invalid": _("The register does not know this number, so the tax is charged."),
        "unverified": _(
            "This number could not be checked with the register just now, so the tax "
            "is charged. We check it again and write to you."
        ),
    }.get(checkout.tax_id_state, "")


def _way_words(way: Way, language: str) -> str:
    carriers = list(dict.fromkeys(service.name for service in way.services.values()))
    if len(way.services) > 1:
        return _("%(carriers)s, in %(number)s parcels.") % {
            "carriers": ", ".join(carriers),
            "number": formats.number(len(way.services), language),
        }
    return carriers[0] if carriers else ""


def _price(money: Any, language: str) -> SafeString | str:
    if not money:
        return _("Free")
    return amount_html(formats.amount(money.minor, money.currency, language))
