"""A member's own data: seen, taken along, and erased."""

import json
from datetime import date
from typing import Any

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sampan.flows.erase_customer import erase_customer
from sampan.flows.export_my_data import export_my_data
from sampan.kernel import formats, limits
from sampan.kernel.clock import now
from sampan.kernel.limits import TooMany
from sampan.web.storefront import frame
from sampan.web.storefront.account import NO_ORDER, Member, password_field, see, signed_in
from sampan.web.storefront.private import private
from sampan.web.storefront.refusals import worded
from sampan.web.storefront.shopper import CART_COOKIE, COUNT_COOKIE, ORDER_COOKIE, tries_of
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

LONGEST = 255
Row = tuple[str, str, int]


@private()
@signed_in
def data_page(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """Everything that is stored of them, to be read."""
    rows = flat(export_my_data(member.customer, now()))
    return frame.page("account_data", asker, _head(asker, _("Your data")), rows=rows)


@from_here
@private()
@signed_in
def data_file(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """The same as a file for programs."""
    text = json.dumps(export_my_data(member.customer, now()), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@private()
@signed_in
def erase_page(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """What is erased, what has to be kept, and the password that confirms it."""
    return _erase_form(asker, member)


@from_here
@private()
@signed_in
def erase(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """Erase the account after the password was given once more."""
    if member.person.works_here:
        raise Http404
    tries = {"mail": str(member.customer), "address": tries_of(request, NO_ORDER)["address"]}
    try:
        limits.count_try("erase", tries, now())
    except TooMany as refusal:
        return _erase_form(asker, member, worded(refusal), status=429)
    if not member.person.check_password(request.POST.get("password", "")[:LONGEST]):
        return _erase_form(asker, member, _("The password is not right."), status=422)
    kept = erase_customer(member.customer, actor=f"person:{member.person.pk}", at=now())
    logout(request)
    response = see(
        asker, f"account/erased/?until={kept.isoformat()}" if kept else "account/erased/"
    )
    for name in (CART_COOKIE, COUNT_COOKIE, ORDER_COOKIE):
        response.delete_cookie(name)
    return response


@private()
def erased(request: HttpRequest, asker: Visit) -> HttpResponse:
    """It is done; what the law makes us keep goes on a day that is known."""
    until = ""
    if given := request.GET.get("until", ""):
        try:
            until = formats.day(date.fromisoformat(given), asker.language)
        except ValueError:
            raise Http404 from None
    return frame.page("account_erased", asker, _head(asker, _("Erased")), until=until)


def flat(value: Any, name: str = "", depth: int = 0) -> list[Row]:
    """Nested values as lines: what it is, what it says, how deep it stands."""
    if isinstance(value, dict):
        here = [(name, "", depth)] if name else []
        inner = depth + 1 if name else depth
        return here + [row for key, one in value.items() for row in flat(one, key, inner)]
    if isinstance(value, list):
        return [
            row
            for number, one in enumerate(value, 1)
            for row in flat(one, f"{name} {number}", depth)
        ]
    return [(name, "" if value is None else str(value), depth)]


def _erase_form(asker: Visit, member: Member, error: str = "", status: int = 200) -> HttpResponse:
    if member.person.works_here:
        raise Http404
    return frame.page(
        "account_erase",
        asker,
        _head(asker, _("Erase your account")),
        status=status,
        fields=[password_field(is_new=False, error=error)],
    )


def _head(asker: Visit, title: str) -> frame.Head:
    return frame.Head(f"{title} | {asker.shop.name}", path="account/")
