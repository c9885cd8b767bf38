"""The buyer's own page of an order, the way back from the provider, and another try to pay."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sampan.apps.payments import selectors as payments
from sampan.domain.errors import DomainError, NotFound
from sampan.domain.orders.lifecycle import FulfillmentState
from sampan.flows.check_address import written
from sampan.flows.order_links import order_of_token, order_token
from sampan.flows.retry_payment import pay_page, retry_payment
from sampan.flows.show_order import Outcome, ShownOrder, refresh_payment, show_order
from sampan.kernel import clock, formats, limits
from sampan.kernel.clock import now
from sampan.web.storefront import checkout_form, frame, money_words, sums
from sampan.web.storefront.private import private
from sampan.web.storefront.refusals import worded
from sampan.web.storefront.shopper import keep_order, known_order, tries_of
from sampan.web.storefront.views.checkout import pay_addresses
from sampan.web.storefront.views.choices import from_here
from sampan.web.storefront.visit import Visit

LOOKS_AGAIN_S = 4


@private(referrer="no-referrer")
def order_page(request: HttpRequest, asker: Visit, token: str) -> HttpResponse:
    """The order that a signed link opens; while its payment is not known, it looks again."""
    order = _opened(token)
    shown = show_order(order)
    if shown.attempt is not None and shown.outcome in {Outcome.UNKNOWN, Outcome.UNPAID}:
        refresh_payment(shown.attempt.id, now())
        shown = show_order(order)
    return _page(asker, shown, token)


@private(referrer="no-referrer")
def returned(request: HttpRequest, asker: Visit) -> HttpResponse:
    """Back from the provider, who is asked what happened; the address alone proves nothing.

    The browser that placed the order is led to it. Any other one, as when a wallet opened its own,
    learns how the payment ended and nothing about who bought what.
    """
    attempt = _attempt(request.GET.get("payment", ""))
    refresh_payment(attempt, now())
    order = payments.attempt(attempt).order
    if known_order(request) == order:
        return _see(asker, f"orders/{order_token(order)}/")
    shown = show_order(order)
    head = frame.Head(f"{_('Payment')} | {asker.shop.name}", path="checkout/return/")
    told = money_words.told_to_stranger(shown.outcome)
    response = frame.page("paid", asker, head, told=told)
    return _looking_again(response, shown)


@from_here
@private(referrer="no-referrer")
def pay_again(request: HttpRequest, asker: Visit, token: str) -> HttpResponse:
    """Another try to pay the same order; sent twice, it leads to the same page."""
    order = _opened(token)
    try:
        limits.count_try("placing", tries_of(request, order), now())
        attempt = retry_payment(order, request.POST.get("method", "")[:40], now())
        address = pay_page(order, attempt, pay_addresses(request, asker.language), clock.now)
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(asker, show_order(order), token, says=worded(refusal), status=409)
    response = _see(asker, f"orders/{token}/")
    if address is not None:
        response = HttpResponseRedirect(address)
        response.status_code = 303
    keep_order(response, order)
    return response


def _page(
    asker: Visit, shown: ShownOrder, token: str, *, says: str = "", status: int = 200
) -> HttpResponse:
    receipt, language = shown.receipt, asker.language
    number = str(receipt.order.number)
    told = money_words.told(shown, language)
    title = _("Order %(number)s") % {"number": number}
    response = frame.page(
        "order",
        asker,
        frame.Head(f"{told.title} | {title}", path=f"orders/{token}/"),
        status=status,
        says=says,
        number=number,
        told=told,
        token=token,
        looks_again=shown.changes_soon,
        pay_url=_pay_url(shown),
        methods=_methods(shown),
        placed_on=formats.day(receipt.order.placed_at.date(), language),
        **_bought(shown, language),
    )
    return _looking_again(response, shown)


def _bought(shown: ShownOrder, language: str) -> dict[str, Any]:
    receipt = shown.receipt
    facts = sums.Facts(
        country=receipt.order.country,
        total=receipt.order.total,
        kinds=receipt.kinds,
        shown=receipt.shown,
        rates=receipt.rates,
        is_ddp=receipt.order.incoterm == "DDP",
    )
    dates = ""
    if receipt.promise_from and receipt.promise_to and not receipt.order.is_cancelled:
        dates = formats.day_range(receipt.promise_from, receipt.promise_to, language)
    currency = receipt.order.total.currency
    return {
        "lines": checkout_form.lines(receipt.shown, currency, language),
        "sums": sums.sums(facts, language),
        "dates": dates,
        "stages": _stages(shown, language),
        "shipping": written(receipt.shipping),
        "billing": written(receipt.billing),
        "email": receipt.email,
    }


def _stages(shown: ShownOrder, language: str) -> list[tuple[str, str, bool]]:
    """How far the goods are: name, day, and whether they have got there; none when cancelled."""
    receipt = shown.receipt
    if shown.outcome not in {Outcome.PAID, Outcome.AUTHORIZED} or not receipt.service:
        return []
    crosses = receipt.order.customs_state != "not_needed"
    reached = _reached(shown)
    names = [
        ("placed", _("Ordered")),
        ("packed", _("Packed")),
        ("shipped", _("Exported") if crosses else _("Handed over")),
        ("moving", _("In transit")),
        *([("released", _("Through customs"))] if crosses else []),
        ("out", _("Out for delivery")),
        ("delivered", _("Delivered")),
    ]
    return [
        (
            name,
            formats.day(receipt.moments[code].date(), language)
            if code in receipt.moments and code in reached
            else "",
            code in reached,
        )
        for code, name in names
    ]


def _reached(shown: ShownOrder) -> frozenset[str]:
    order = shown.receipt.order
    done = {"placed"}
    if order.fulfillment_state in {FulfillmentState.PACKED, FulfillmentState.SHIPPED}:
        done.add("packed")
    if order.fulfillment_state == FulfillmentState.SHIPPED:
        done |= {"shipped", "moving"}
    if order.customs_state == "released":
        done.add("released")
    if order.fulfillment_state == FulfillmentState.DELIVERED:
        done = {"placed", "packed", "shipped", "moving", "released", "out", "delivered"}
    return frozenset(done)


def _methods(shown: ShownOrder) -> list[checkout_form.Choice]:
    before = shown.attempt.method if shown.attempt else ""
    return [
        checkout_form.Choice(
            one.code,
            checkout_form.method_name(one),
            checkout_form.method_words(one),
            one.name,
            one.code == before,
        )
        for one in shown.methods
    ]


def _pay_url(shown: ShownOrder) -> str:
    """The provider's page that is open for this order, where one is."""
    if shown.attempt is None or shown.outcome not in {Outcome.UNPAID, Outcome.WAITING}:
        return ""
    return shown.attempt.page_url


def _looking_again(response: HttpResponse, shown: ShownOrder) -> HttpResponse:
    if shown.changes_soon:
        response["Refresh"] = str(LOOKS_AGAIN_S)
    return response


def _opened(token: str) -> UUID:
    """The order of a link. Raises Http404 for one that is forged, cut off or too old."""
    order = order_of_token(token)
    if order is None:
        raise Http404
    return order


def _attempt(text: str) -> UUID:
    try:
        return UUID(text[:36])
    except ValueError:
        raise Http404 from None


def _see(asker: Visit, path: str) -> HttpResponse:
    response = HttpResponseRedirect(f"/{asker.language}/{path}")
    response.status_code = 303
    return response
