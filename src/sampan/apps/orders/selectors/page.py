"""One order with everything that is known of it, for the people who work here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sampan.apps.orders.models import Order
from sampan.apps.orders.selectors import (
    OrderFacts,
    OrderLineFacts,
    charge_facts,
    facts_of,
    line_facts,
)
from sampan.domain.errors import NotFound
from sampan.domain.money import Money
from sampan.domain.orders.offer import OfferedCharge


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, and who did it."""

    at: datetime
    actor: str
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody who works here wrote."""

    at: datetime
    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order; the contact and the addresses are empty once they were erased."""

    order: OrderFacts
    channel: str
    version: int
    is_closed: bool
    promise_from: date | None
    promise_to: date | None
    on_delivery: tuple[Money, Money] | None
    lines: tuple[OrderLineFacts, ...]
    charges: tuple[OfferedCharge, ...]
    moments: tuple[Moment, ...]
    notes: tuple[Note, ...]
    email: str
    phone: str
    shipping: Mapping[str, str]
    billing: Mapping[str, str]
    tax_id: str
    tax_id_state: str
    buyers_note: str


def page(number: int) -> OrderPage:
    """The order with a number; a constant number of queries. Raises NotFound."""
    row = (
        Order.objects.select_related("contact")
        .prefetch_related("lines", "charges", "moments", "notes")
        .filter(number=number)
        .first()
    )
    if row is None:
        raise NotFound(what="order")
    span = row.promised.get("on_delivery")
    return OrderPage(
        order=facts_of(row),
        channel=row.channel,
        version=row.version,
        is_closed=row.is_closed,
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        on_delivery=(Money(span[0], row.currency), Money(span[1], row.currency)) if span else None,
        lines=tuple(line_facts(line, row.currency) for line in row.lines.all()),
        charges=tuple(charge_facts(charge, row.currency) for charge in row.charges.all()),
        moments=tuple(Moment(m.at, m.actor, m.kind, m.facts) for m in row.moments.all()),
        notes=tuple(Note(n.at, n.actor, n.text) for n in row.notes.all()),
        email=row.contact.email,
        phone=row.contact.phone,
        shipping=row.contact.shipping,
        billing=row.contact.billing,
        tax_id=row.contact.tax_id,
        tax_id_state=row.contact.tax_id_state,
        buyers_note=row.contact.note,
    )


def id_of(number: int) -> UUID:
    """The id of the order with a number. Raises NotFound."""
    found = Order.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(what="order")
    return found
