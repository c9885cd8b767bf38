"""Writing orders: one for each checkout, its promise copied, its states moved by their table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sampan.apps.orders.models import (
    Order,
    OrderCharge,
    OrderContact,
    OrderLine,
    OrderMoment,
    Series,
)
from sampan.domain.errors import NotFound
from sampan.domain.events import OrderCancelled, OrderPaid, OrderPlaced
from sampan.domain.orders.lifecycle import (
    CUSTOMS,
    FULFILLMENT,
    PAYMENT,
    RETURN,
    FulfillmentState,
    PaymentState,
)
from sampan.domain.orders.offer import Offer, charge_json, to_json
from sampan.kernel import outbox

FIRST_NUMBER = 1001
LIFECYCLES = {
    "payment_state": PAYMENT,
    "fulfillment_state": FULFILLMENT,
    "customs_state": CUSTOMS,
    "return_state": RETURN,
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Who bought and where to; personal data, kept apart from the order."""

    email: str
    phone: str = ""
    shipping: Mapping[str, str] | None = None
    billing: Mapping[str, str] | None = None
    tax_id: str = ""
    tax_id_state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an order comes from and how it will be paid."""

    checkout: UUID
    customer: UUID | None
    market: str
    language: str
    method: str
    channel: str = "store"


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that exists; `is_new` is False when the checkout had placed it before."""

    id: UUID
    number: int
    is_new: bool


@transaction.atomic(savepoint=False)
def place(placing: Placing, offer: Offer, contact: Contact, at: datetime) -> Placed:
    """Store an order with everything that was promised; the same checkout gives the same order.

    A constant number of statements, however many lines there are.
    """
    known = Order.objects.filter(checkout=placing.checkout).first()
    if known is not None:
        return Placed(known.id, known.number, is_new=False)
    order = Order.objects.create(
        number=next_number("order"),
        checkout=placing.checkout,
        customer_id=placing.customer,
        channel=placing.channel,
        market=placing.market,
        country=offer.country,
        language=placing.language,
        currency=offer.currency,
        total_minor=offer.total.minor,
        incoterm=str(offer.incoterm),
        payment_method=placing.method,
        service=offer.service,
        promise_from=offer.promise_from,
        promise_to=offer.promise_to,
        promised=_promised(offer),
        customs_state="waiting" if _crosses_a_border(offer) else "not_needed",
        placed_at=at,
    )
    _store_contact(order, contact)
    _store_lines(order, offer)
    _store_charges(order, offer)
    note(order.id, "placed", actor="shopper", at=at)
    outbox.publish(OrderPlaced(str(order.id)), at)
    return Placed(order.id, order.number, is_new=True)


@transaction.atomic
def mark_authorized(order_id: UUID, at: datetime) -> None:
    """Note that a provider holds the money for us."""
    order = _locked(order_id)
    if order.payment_state == PaymentState.AWAITING:
        _move(order, at, "provider", payment_state=PaymentState.AUTHORIZED)


@transaction.atomic
def mark_paid(order_id: UUID, at: datetime) -> bool:
    """Note that the whole amount arrived; True the first time, also for a cancelled order."""
    order = _locked(order_id)
    if order.paid_at is not None:
        return False
    order.paid_at = at
    order.save(update_fields=["paid_at"])
    _move(order, at, "provider", payment_state=PaymentState.PAID)
    outbox.publish(OrderPaid(str(order.id)), at)
    return True


@transaction.atomic
def mark_refunded(
    order_id: UUID, *, refunded_minor: int, captured_minor: int, at: datetime
) -> None:
    """Note how much of an order's money has gone back in total.

    The whole is what was captured: the total of a corrected order is less than that.
    """
    order = _locked(order_id)
    whole = refunded_minor >= captured_minor
    new = PaymentState.REFUNDED if whole else PaymentState.PARTLY_REFUNDED
    if PAYMENT.allows(order.payment_state, new):
        _move(order, at, "provider", payment_state=new)


@transaction.atomic
def cancel(order_id: UUID, *, reason: str, actor: str, at: datetime) -> bool:
    """Cancel an order that has not left; False when it was cancelled already.

    Raises IllegalMove once goods have shipped. Money and stock are the caller's to give back.
    """
    order = _locked(order_id)
    if order.fulfillment_state == FulfillmentState.CANCELLED:
        return False
    order.cancel_reason = reason
    changes: dict[str, str] = {"fulfillment_state": FulfillmentState.CANCELLED}
    if PAYMENT.allows(order.payment_state, PaymentState.VOIDED):
        changes["payment_state"] = PaymentState.VOIDED
    order.save(update_fields=["cancel_reason"])
    _move(order, at, actor, **changes)
    outbox.publish(OrderCancelled(str(order.id), reason), at)
    return True


@transaction.atomic
def move(order_id: UUID, *, actor: str, at: datetime, **states: str) -> None:
    """Move one or more of the four states. Raises IllegalMove, and then nothing has moved."""
    _move(_locked(order_id), at, actor, **states)


@transaction.atomic
def ask_for_review(order_id: UUID, reason: str, at: datetime) -> None:
    """Put an order before the owner's eyes; it goes no further until somebody looked."""
    order = _locked(order_id)
    order.needs_review, order.review_reason = True, reason
    order.save(update_fields=["needs_review", "review_reason"])
    note(order_id, "needs_review", actor="system", at=at, facts={"reason": reason})


@transaction.atomic
def finish_review(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Let a reviewed order go on."""
    order = _locked(order_id)
    order.needs_review, order.review_reason = False, ""
    order.save(update_fields=["needs_review", "review_reason"])
    note(order_id, "reviewed", actor=actor, at=at)


@transaction.atomic
def park(order_id: UUID, *, parked: bool, actor: str, at: datetime) -> None:
    """Lay an order aside, or take it up again."""
    order = _locked(order_id)
    if order.is_parked != parked:
        order.is_parked = parked
        order.save(update_fields=["is_parked"])
        note(order_id, "parked" if parked else "taken_up", actor=actor, at=at)


def note(
    order_id: UUID,
    kind: str,
    *,
    actor: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a moment to an order's timeline; `facts` hold no personal data."""
    OrderMoment.objects.create(
        order_id=order_id, at=at, actor=actor, kind=kind, facts=dict(facts or {})
    )


def next_number(series: str) -> int:
    """The next number of a gapless series; a transaction that fails gives it back.

    The counter's row stays locked until the caller's transaction ends, so numbers come in the
    order of commits and none is left out.
    """
    assert transaction.get_connection().in_atomic_block, "a number belongs to what uses it"
    if not Series.objects.filter(name=series).update(last=F("last") + 1):
        Series.objects.get_or_create(name=series, defaults={"last": FIRST_NUMBER - 1})
        Series.objects.filter(name=series).update(last=F("last") + 1)
    return Series.objects.values_list("last", flat=True).get(name=series)


def _locked(order_id: UUID) -> Order:
    order = Order.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise NotFound(what="order", id=str(order_id))
    return order


def _move(order: Order, at: datetime, actor: str, **states: str) -> None:
    changed = {}
    for field, new in states.items():
        old = getattr(order, field)
        LIFECYCLES[field].check(old, new)
        if old != new:
            setattr(order, field, str(new))
            changed[field] = [old, str(new)]
    if changed:
        order.version += 1
        order.save(update_fields=[*changed, "version"])
        note(order.id, "moved", actor=actor, at=at, facts=changed)


def _promised(offer: Offer) -> dict[str, Any]:
    values = to_json(offer)
    return {name: values[name] for name in ("on_delivery", "facts")}


def _crosses_a_border(offer: Offer) -> bool:
    return any(
        line.customs.get("ship_from", offer.country) != offer.country for line in offer.lines
    )


def _store_contact(order: Order, contact: Contact) -> None:
    OrderContact.objects.create(
        order=order,
        email=contact.email,
        phone=contact.phone,
        shipping=dict(contact.shipping or {}),
        billing=dict(contact.billing or {}),
        tax_id=contact.tax_id,
        tax_id_state=contact.tax_id_state,
        note=contact.note,
    )


def _store_lines(order: Order, offer: Offer) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            variant_id=line.variant_id,
            warehouse=line.warehouse,
            parcel=line.parcel,
            sku=line.sku,
            title=line.title,
            options=line.options,
            choices=line.choices,
            picture=line.picture,
            quantity=line.quantity,
            unit_price_minor=line.unit_price.minor,
            customs=dict(line.customs),
        )
        for position, line in enumerate(offer.lines)
    )


def _store_charges(order: Order, offer: Offer) -> None:
    values = [charge_json(charge) for charge in offer.charges]
    OrderCharge.objects.bulk_create(
        OrderCharge(
            order=order,
            position=position,
            amount_minor=charge.pop("amount"),
            **charge,
        )
        for position, charge in enumerate(values)
    )
