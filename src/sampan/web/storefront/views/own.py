"""A member's own pages: orders, addresses, profile."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sampan.apps.customers import selectors as customers
from sampan.apps.customers import services as customer_writes
from sampan.apps.customers.selectors import AddressFacts
from sampan.apps.orders import own
from sampan.apps.orders.selectors import OrderFacts
from sampan.domain.errors import Invalid
from sampan.domain.orders.lifecycle import Stage
from sampan.flows.check_address import check_address, tidy, written
from sampan.flows.order_links import order_token
from sampan.kernel import formats
from sampan.kernel.clock import now
from sampan.web.storefront import frame
from sampan.web.storefront.account import Member, see, signed_in
from sampan.web.storefront.address_words import Field, address_fields
from sampan.web.storefront.private import private
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

LONGEST = 255


@private()
@signed_in
def account_page(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """Everything that is theirs on one page."""
    known = customers.customer(member.customer)
    return frame.page(
        "account",
        asker,
        frame.Head(f"{_('Your account')} | {asker.shop.name}", path="account/"),
        email=member.person.email,
        works_here=member.person.works_here,
        name_field=Field("name", _("Full name"), known.name, fills="name", is_required=False),
        orders=[_order(one, asker.language) for one in own.orders_of(member.customer)],
        addresses=[_address(one, asker.language) for one in customers.addresses(member.customer)],
    )


@from_here
@private()
@signed_in
def profile(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """What they are called; letters come in the language of the page that says so."""
    name = tidy(request.POST.get("name", ""))[:200]
    customer_writes.rename(member.customer, name, asker.language)
    return see(asker, "account/")


@private()
@signed_in
def address_page(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """The form of one address: a new one in the chosen country, or one that is kept."""
    assert asker.place is not None
    given = request.GET.get("id", "")
    if given:
        known = customers.address(member.customer, _id(given))
        return _form(asker, known.country, dict(known.fields), {}, known.id)
    country = request.GET.get("country", "")
    is_ours = country in _countries(asker)
    return _form(asker, country if is_ours else asker.place.country, {}, {}, None)


@from_here
@private()
@signed_in
def keep_address(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """Keep an address that is right; say what is wrong with one that is not."""
    country = request.POST.get("country", "")
    if country not in _countries(asker):
        raise Http404
    given = request.POST.get("id", "")
    address_id = _id(given) if given else None
    checked = check_address(country, request.POST.dict())
    if checked.problems:
        return _form(asker, country, request.POST.dict(), checked.problems, address_id)
    try:
        customer_writes.keep_address(
            member.customer,
            address_id,
            checked.values,
            is_default="is_default" in request.POST,
            at=now(),
        )
    except Invalid:
        says = _("More addresses cannot be kept. Delete one first.")
        return _form(asker, country, request.POST.dict(), {}, address_id, says=says)
    return see(asker, "account/#addresses")


@from_here
@private()
@signed_in
def forget_address(request: HttpRequest, asker: Visit, member: Member) -> HttpResponse:
    """Delete an address; orders that went there keep their own copy."""
    customer_writes.forget_address(member.customer, _id(request.POST.get("id", "")))
    return see(asker, "account/#addresses")


def _order(order: OrderFacts, language: str) -> dict[str, Any]:
    return {
        "number": order.number,
        "placed_on": formats.day(order.placed_at.date(), language),
        "total": formats.amount(order.total.minor, order.total.currency, language).text,
        "stage": _STAGES[order.stage](),
        "token": order_token(order.id),
    }


def _address(one: AddressFacts, language: str) -> dict[str, Any]:
    lines = [*written(one.fields), formats.country_name(one.country, language)]
    return {"id": one.id, "lines": lines, "is_default": one.is_default}


def _form(
    asker: Visit,
    country: str,
    values: dict[str, str],
    problems: Any,
    address_id: UUID | None,
    *,
    says: str = "",
) -> HttpResponse:
    named = sorted((formats.country_name(code, asker.language), code) for code in _countries(asker))
    clipped = {name: str(text)[:LONGEST] for name, text in values.items()}
    return frame.page(
        "account_address",
        asker,
        frame.Head(f"{_('Address')} | {asker.shop.name}", path="account/address/"),
        status=422 if problems or says else 200,
        country=country,
        countries=[(code, name, code == country) for name, code in named],
        fields=address_fields(country, asker.language, clipped, problems),
        address_id=address_id or "",
        says=says,
    )


def _countries(asker: Visit) -> set[str]:
    return {code for market in asker.shop.markets for code in market.countries}


def _id(text: str) -> UUID:
    try:
        return UUID(text[:36])
    except ValueError:
        raise Http404 from None


_STAGES = {
    Stage.AWAITING_PAYMENT: lambda: _("Not paid yet"),
    Stage.TO_REVIEW: lambda: _("Being prepared"),
    Stage.TO_ROUTE: lambda: _("Being prepared"),
    Stage.LABEL: lambda: _("Being prepared"),
    Stage.TO_PACK: lambda: _("Being prepared"),
    Stage.OUT_OF_STOCK: lambda: _("Being prepared"),
    Stage.PARKED: lambda: _("Being prepared"),
    Stage.SHIPPED: lambda: _("On the way"),
    Stage.DELIVERED: lambda: _("Delivered"),
    Stage.DONE: lambda: _("Delivered"),
    Stage.RETURNING: lambda: _("Coming back"),
    Stage.CANCELLED: lambda: _("Cancelled"),
}
