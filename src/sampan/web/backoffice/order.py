"""One order: lines, charges with their rules, parcels, money, timeline, and what can be done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sampan.apps.orders import amend
from sampan.apps.orders import services as order_writes
from sampan.apps.orders.selectors.page import id_of
from sampan.apps.payments import selectors as payments
from sampan.domain.errors import DomainError, Invalid, NotFound
from sampan.domain.money import Money
from sampan.flows import edit_order
from sampan.flows.ask_providers import ask_about
from sampan.flows.cancel_order import cancel_order
from sampan.flows.capture_payment import capture_payment
from sampan.flows.check_address import address_form
from sampan.flows.move_order import allocate_order, label_order, miss_goods
from sampan.flows.open_order import OpenedOrder, open_order
from sampan.flows.refund_payment import refund_payment
from sampan.flows.resend_letter import resend_letter
from sampan.flows.ship_order import deliver_order, pack_order, ship_order
from sampan.kernel import clock
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.forms import amount, whole_number
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.order_waterfall import waterfall
from sampan.web.backoffice.order_words import CANCEL_REASONS, REFUND_REASONS, reason_word, refused

Act = Callable[["Asked"], None]


class Asked:
    """One action that somebody wants: on which order, with which form, by whom and when."""

    def __init__(self, order_id: UUID, form: QueryDict, who: str, at: datetime) -> None:
        self.id, self.form, self.who, self.at = order_id, form, who, at

    @property
    def by(self) -> dict[str, Any]:
        """Who and when, as every flow wants it."""
        return {"actor": self.who, "at": self.at}

    def needs_sure(self) -> None:
        """Raise Invalid unless the form was confirmed by holding its button or ticking its box."""
        if self.form.get("sure") != "1":
            raise Invalid(field="sure", reason="missing")


@office
@require_safe
def order(request: HttpRequest, number: int) -> HttpResponse:
    """The order's page."""
    return _shown(request, _opened(number))


@office
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do one of the order's actions and show it as it stands then."""
    order_id = _id(number)
    chosen = ACTIONS.get(request.POST.get("do", ""))
    if chosen is None:
        raise Http404
    try:
        chosen(Asked(order_id, request.POST, actor(request), clock.now()))
    except DomainError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("Done. The timeline tells it."))
    return _back(number)


@office
@require_POST
def change_lines(request: HttpRequest, number: int) -> HttpResponse:
    """First the preview of what fewer units change, then, with its button, the change itself."""
    opened = _opened(number)
    order_id, form = opened.page.order.id, request.POST
    try:
        wanted = _quantities(form, opened)
        if "apply" not in form:
            preview = edit_order.preview_edit(order_id, wanted)
            return _shown(request, opened, preview=preview, wanted=wanted)
        seen = amount(form.get("seen", ""), opened.page.order.total.currency)
        edit_order.edit_order(
            order_id,
            wanted,
            seen=seen or Money.zero(opened.page.order.total.currency),
            actor=actor(request),
            at=clock.now(),
        )
    except DomainError as error:
        messages.error(request, refused(error))
    else:
        messages.success(request, _("The order is smaller now; the difference is on its way back."))
    return _back(number)


@office
@require_POST
def change_address(request: HttpRequest, number: int) -> HttpResponse:
    """Another address in the same country."""
    opened, form = _opened(number), request.POST
    country = opened.page.order.country
    given = {field.name: form.get(field.name, "") for field in address_form(country)}
    given["company_name"] = form.get("company_name", "")
    try:
        edit_order.change_address(
            opened.page.order.id,
            given,
            phone=form.get("phone", ""),
            actor=actor(request),
            at=clock.now(),
        )
    except DomainError as error:
        messages.error(request, refused(error))
        return _shown(request, opened, address=form)
    messages.success(request, _("Saved. The parcel goes there."))
    return _back(number)


def _refund(asked: Asked) -> None:
    asked.needs_sure()
    form = asked.form
    wanted = amount(form.get("amount", ""), form.get("currency", ""))
    if wanted is None or not wanted:
        raise Invalid(field="amount", reason="not_refundable")
    refund_payment(asked.id, wanted, reason=_reason(form, REFUND_REASONS), **asked.by)


def _cancel(asked: Asked) -> None:
    asked.needs_sure()
    cancel_order(asked.id, reason=_reason(asked.form, CANCEL_REASONS), **asked.by)


def _ship(asked: Asked) -> None:
    tracking = {
        int(name.removeprefix("tracking_")): asked.form.get(name, "").strip()[:80]
        for name in asked.form
        if name.startswith("tracking_") and name.removeprefix("tracking_").isdecimal()
    }
    ship_order(asked.id, tracking, **asked.by)


def _capture(asked: Asked) -> None:
    capture_payment(_attempt(asked), asked.at)


def _ask_provider(asked: Asked) -> None:
    ask_about(_attempt(asked), asked.at)


def _resend(asked: Asked) -> None:
    try:
        letter = UUID(asked.form.get("letter", ""))
    except ValueError as error:
        raise NotFound(what="letter") from error
    resend_letter(asked.id, letter, **asked.by)


ACTIONS: Mapping[str, Act] = {
    "park": lambda asked: order_writes.park(asked.id, parked=True, **asked.by),
    "take_up": lambda asked: order_writes.park(asked.id, parked=False, **asked.by),
    "finish_review": lambda asked: order_writes.finish_review(asked.id, **asked.by),
    "note": lambda asked: amend.add_note(asked.id, asked.form.get("text", ""), **asked.by),
    "to_allocated": lambda asked: allocate_order(asked.id, **asked.by),
    "to_out_of_stock": lambda asked: miss_goods(asked.id, **asked.by),
    "to_labeled": lambda asked: label_order(asked.id, **asked.by),
    "to_packed": lambda asked: pack_order(asked.id, **asked.by),
    "to_shipped": _ship,
    "to_delivered": lambda asked: deliver_order(asked.id, **asked.by),
    "close": lambda asked: amend.close(asked.id, **asked.by),
    "capture": _capture,
    "ask_provider": _ask_provider,
    "resend": _resend,
    "cancel": _cancel,
    "refund": _refund,
}


def _shown(request: HttpRequest, opened: OpenedOrder, **more: Any) -> HttpResponse:
    found = opened.page
    totals = waterfall(found.charges, found.order.total, opened.cost)
    context = {
        "opened": opened,
        "page": found,
        "order": found.order,
        "fall": totals,
        "address_fields": _address_fields(opened, more.get("address")),
        "cancel_reasons": [(code, reason_word(code)) for code in CANCEL_REASONS],
        "refund_reasons": [(code, reason_word(code)) for code in REFUND_REASONS],
        "next_step": _next_step(opened),
        **more,
    }
    return page(request, "backoffice/order.html", context, screen="orders")


def _address_fields(opened: OpenedOrder, typed: Mapping[str, str] | None) -> list[tuple[Any, str]]:
    known = typed if typed is not None else opened.page.shipping
    return [(field, known.get(field.name, "")) for field in address_form(opened.page.order.country)]


def _next_step(opened: OpenedOrder) -> str:
    """The one action that usually comes next."""
    wanted = (
        "finish_review",
        "take_up",
        "capture",
        "to_allocated",
        "to_labeled",
        "to_packed",
        "to_shipped",
        "to_delivered",
        "close",
    )
    return next((one for one in wanted if one in opened.actions), "")


def _quantities(form: QueryDict, opened: OpenedOrder) -> dict[int, int]:
    wanted = {}
    for line in opened.page.lines:
        count = whole_number(form.get(f"units_{line.position}", ""), field="quantity")
        if count is not None and count != line.quantity:
            wanted[line.position] = count
    return wanted


def _reason(form: QueryDict, known: tuple[str, ...]) -> str:
    """One of the reasons on offer; the first where none was chosen."""
    reason = form.get("reason", "")
    return reason if reason in known else known[0]


def _opened(number: int) -> OpenedOrder:
    try:
        return open_order(number, clock.now())
    except NotFound as error:
        raise Http404 from error


def _id(number: int) -> UUID:
    try:
        return id_of(number)
    except NotFound as error:
        raise Http404 from error


def _attempt(asked: Asked) -> UUID:
    """The attempt that the form names, if it is one of this order."""
    wanted = asked.form.get("attempt", "")
    found = [one.id for one in payments.of_order(asked.id) if str(one.id) == wanted]
    if not found:
        raise NotFound(what="payment_attempt")
    return found[0]


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:order", args=[number]))
