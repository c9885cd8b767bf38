"""The withdrawal function: the form, the declaration to be confirmed, and the word that it came.

EU: directive 2011/83, art. 11a, in force from 19 June 2026 (directive 2023/2673): a function that
is there throughout the period, a statement with name, contract and an address for the receipt, a
second step that confirms it. No step says whether an order exists.
"""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sampan.domain.errors import Invalid
from sampan.flows.check_address import Problem
from sampan.flows.withdraw_order import check_declaration, declare_withdrawal, statement
from sampan.kernel import limits
from sampan.kernel.clock import now
from sampan.kernel.limits import TooMany
from sampan.web.storefront import frame
from sampan.web.storefront.address_words import Field, problem_words
from sampan.web.storefront.private import private
from sampan.web.storefront.refusals import worded
from sampan.web.storefront.shopper import tries_of
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

LONGEST = 255
Typed = tuple[str, str, str]


@private(referrer="no-referrer")
def withdraw_page(request: HttpRequest, asker: Visit) -> HttpResponse:
    """The first step: which order, who, and where the receipt goes."""
    return _form(asker, (request.GET.get("order", "")[:20], "", ""))


@from_here
@private(referrer="no-referrer")
def check(request: HttpRequest, asker: Visit) -> HttpResponse:
    """The second step: the declaration once more, with the button that sends it."""
    try:
        number, name, email = check_declaration(*_typed(request))
    except Invalid as refusal:
        return _form(asker, _typed(request), refusal)
    return frame.page(
        "withdraw_confirm",
        asker,
        _head(asker, _("Confirm withdrawal")),
        declaration=uuid4(),
        statement=statement(number),
        number=number,
        name=name,
        email=email,
    )


@from_here
@private(referrer="no-referrer")
def declare(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Take the declaration in; whatever becomes of it, the answer is the same."""
    typed, at = _typed(request), now()
    try:
        _number, _name, email = check_declaration(*typed)
        tries = {"mail": email.casefold(), "address": tries_of(request, UUID(int=0))["address"]}
        limits.count_try("withdrawal", tries, at)
        declare_withdrawal(_id(request), typed, language=asker.language, at=at)
    except Invalid as refusal:
        return _form(asker, typed, refusal)
    except TooMany as refusal:
        return _form(asker, typed, says=worded(refusal), status=429)
    response = HttpResponseRedirect(f"/{asker.language}/withdraw/received/")
    response.status_code = 303
    return response


@private(referrer="no-referrer")
def received(request: HttpRequest, asker: Visit) -> HttpResponse:
    """The declaration came; whether it fits an order, only the order's own mail address learns."""
    return frame.page("withdraw_received", asker, _head(asker, _("We have your declaration")))


def _form(
    asker: Visit,
    typed: Typed,
    refusal: Invalid | None = None,
    *,
    says: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = refusal.fields["field"] if refusal else ""
    labels = (
        ("number", _("Order number"), "text", "off", _("It stands in the mail about your order.")),
        ("name", _("Full name"), "text", "name", ""),
        ("email", _("Mail address of the order"), "email", "email", ""),
    )
    problem = None
    if refusal:
        problem = Problem(str(refusal.fields["reason"]), "1001" if wrong == "number" else "")
    fields = [
        Field(
            name=name,
            label=label,
            value=value,
            kind=kind,
            fills=fills,
            hint=hint,
            error=problem_words(name, label, problem if name == wrong else None),
        )
        for (name, label, kind, fills, hint), value in zip(labels, typed, strict=True)
    ]
    head = _head(asker, _("Withdraw from a contract"))
    law = asker.shop.page("withdrawal")
    return frame.page(
        "withdraw",
        asker,
        head,
        status=422 if refusal else status,
        fields=fields,
        says=says,
        law=law,
    )


def _head(asker: Visit, title: str) -> frame.Head:
    return frame.Head(f"{title} | {asker.shop.name}", path="withdraw/")


def _typed(request: HttpRequest) -> Typed:
    number, name, email = (
        request.POST.get(part, "")[:LONGEST] for part in ("number", "name", "email")
    )
    return number, name, email


def _id(request: HttpRequest) -> UUID:
    """The id that the second step gave the declaration, so that two clicks are one."""
    try:
        return UUID(request.POST.get("declaration", "")[:36])
    except ValueError:
        return uuid4()
