"""Changing a placed order by hand: fewer units, another address, notes, and its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum

from sampan.apps.orders.models import (
    Order,
    OrderCharge,
    OrderContact,
    OrderLine,
    OrderMoment,
    OrderNote,
    OrderView,
)
from sampan.apps.orders.services import note
from sampan.domain.errors import Conflict, Invalid
from sampan.domain.orders.offer import OfferedCharge, charge_json
from sampan.kernel.batches import batches

MOST_VIEWS = 24
LONGEST_NOTE = 2000


@transaction.atomic
def correct(
    order_id: UUID,
    quantities: Mapping[int, int],
    charges: Sequence[OfferedCharge],
    *,
    actor: str,
    at: datetime,
) -> None:
    """Store fewer units of lines, by position, and the charges that take them back.

    What was promised is not overwritten: the corrections are charges of their own, so that the
    total stays the sum of all charges. A line of zero units goes. The caller holds the order's row.
    """
    order = Order.objects.get(id=order_id)
    for position, quantity in sorted(quantities.items()):
        line = OrderLine.objects.filter(order=order, position=position)
        if quantity:
            line.update(quantity=quantity)
        else:
            line.delete()
    last = OrderCharge.objects.filter(order=order).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    values = [charge_json(charge) for charge in charges]
    OrderCharge.objects.bulk_create(
        OrderCharge(order=order, position=position, amount_minor=value.pop("amount"), **value)
        for position, value in enumerate(values, first)
    )
    total = OrderCharge.objects.filter(order=order).aggregate(minor=Sum("amount_minor"))["minor"]
    order.total_minor = total or 0
    order.version += 1
    order.save(update_fields=["total_minor", "version"])
    facts = {"lines": {str(position): n for position, n in sorted(quantities.items())}}
    note(order_id, "lines_changed", actor=actor, at=at, facts=facts)


@transaction.atomic
def change_address(
    order_id: UUID, shipping: Mapping[str, str], *, phone: str, actor: str, at: datetime
) -> None:
    """Store another address of the receiver. The timeline tells that it changed, not to what."""
    OrderContact.objects.filter(order_id=order_id).update(shipping=dict(shipping), phone=phone)
    note(order_id, "address_changed", actor=actor, at=at)


@transaction.atomic
def add_note(order_id: UUID, text: str, *, actor: str, at: datetime) -> None:
    """Write something down about an order. Raises Invalid for nothing."""
    text = text.replace("\x00", "").strip()[:LONGEST_NOTE]
    if not text:
        raise Invalid(field="note", reason="missing")
    OrderNote.objects.create(order_id=order_id, at=at, actor=actor, text=text)


@transaction.atomic
def close(order_id: UUID, *, actor: str, at: datetime) -> None:
    """Lay a delivered order to the done ones; a second call does nothing. Raises Conflict."""
    order = Order.objects.select_for_update().get(id=order_id)
    if order.fulfillment_state != "delivered":
        raise Conflict(what="order", reason="not_delivered")
    if not order.is_closed:
        order.is_closed = True
        order.save(update_fields=["is_closed"])
        note(order_id, "closed", actor=actor, at=at)


@transaction.atomic
def save_view(name: str, query: Mapping[str, str]) -> int:
    """Store a filter of the list under a name, anew or in place of the former one."""
    name = name.replace("\x00", "").strip()[:60]
    if not name:
        raise Invalid(field="name", reason="missing")
    if OrderView.objects.exclude(name=name).count() >= MOST_VIEWS:
        raise Invalid(field="name", reason="too_many")
    last = OrderView.objects.aggregate(last=Max("position"))["last"]
    view, _ = OrderView.objects.update_or_create(
        name=name,
        defaults={"query": dict(query)},
        create_defaults={"query": dict(query), "position": 0 if last is None else last + 1},
    )
    return view.pk


@transaction.atomic
def forget_view(view_id: int) -> None:
    """Remove a view; the orders in it stay."""
    OrderView.objects.filter(pk=view_id).delete()


@transaction.atomic
def forget(order_ids: Sequence[UUID]) -> None:
    """Delete orders of a demo shop with all that belongs to them."""
    for batch in batches(order_ids):
        for table in (OrderNote, OrderMoment, OrderCharge, OrderLine, OrderContact):
            table.objects.filter(order_id__in=batch).delete()
        Order.objects.filter(id__in=batch).delete()
