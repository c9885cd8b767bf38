"""Orders as values, for flows that carry them on; the screens' lists have modules of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sampan.apps.orders.models import Order, OrderCharge, OrderLine
from sampan.domain.charges import Kind
from sampan.domain.errors import NotFound
from sampan.domain.money import Money
from sampan.domain.orders.lifecycle import Stage, States, stage
from sampan.domain.orders.offer import OfferedCharge


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order's states and its sum."""

    id: UUID
    number: int
    checkout: UUID
    customer: UUID | None
    market: str
    country: str
    language: str
    total: Money
    incoterm: str
    method: str
    payment_state: str
    fulfillment_state: str
    customs_state: str
    return_state: str
    stage: Stage
    service: str
    needs_review: bool
    review_reason: str
    is_parked: bool
    cancel_reason: str
    placed_at: datetime
    paid_at: datetime | None
    promised: Mapping[str, Any]

    @property
    def is_cancelled(self) -> bool:
        """Whether the order will never be fulfilled as it stands."""
        return self.fulfillment_state == "cancelled"


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """A line as it was promised."""

    position: int
    variant_id: int
    warehouse: str
    parcel: int
    sku: str
    title: str
    options: str
    choices: str
    picture: str
    quantity: int
    unit_price: Money
    customs: Mapping[str, Any]


def order(order_id: UUID) -> OrderFacts:
    """One order. Raises NotFound."""
    row = Order.objects.filter(id=order_id).first()
    if row is None:
        raise NotFound(what="order", id=str(order_id))
    return facts_of(row)


def locked(order_id: UUID) -> OrderFacts:
    """One order whose row stays locked until the caller's transaction ends. Raises NotFound."""
    row = Order.objects.select_for_update().filter(id=order_id).first()
    if row is None:
        raise NotFound(what="order", id=str(order_id))
    return facts_of(row)


def of_checkout(checkout: UUID) -> OrderFacts | None:
    """The order that a checkout placed; None when it placed none yet."""
    row = Order.objects.filter(checkout=checkout).first()
    return facts_of(row) if row else None


def lines(order_id: UUID) -> list[OrderLineFacts]:
    """The lines of an order in their order."""
    row = Order.objects.prefetch_related("lines").get(id=order_id)
    return [line_facts(line, row.currency) for line in row.lines.all()]


def charges(order_id: UUID) -> list[OfferedCharge]:
    """The charges of an order, in their order, each with the rule that made it."""
    row = Order.objects.prefetch_related("charges").get(id=order_id)
    return [charge_facts(charge, row.currency) for charge in row.charges.all()]


def line_facts(line: OrderLine, currency: str) -> OrderLineFacts:
    """A line's row as a value."""
    return OrderLineFacts(
        position=line.position,
        variant_id=line.variant_id,
        warehouse=line.warehouse,
        parcel=line.parcel,
        sku=line.sku,
        title=line.title,
        options=line.options,
        choices=line.choices,
        picture=line.picture,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, currency),
        customs=line.customs,
    )


def charge_facts(charge: OrderCharge, currency: str) -> OfferedCharge:
    """A charge's row as a value."""
    return OfferedCharge(
        kind=Kind(charge.kind),
        amount=Money(charge.amount_minor, currency),
        code=charge.code,
        line=charge.line,
        parcel=charge.parcel,
        payer=charge.payer,
        collected_by=charge.collected_by,
        legal=Money(charge.legal["minor"], charge.legal["currency"]) if charge.legal else None,
        rule=charge.rule,
    )


def facts_of(row: Order) -> OrderFacts:
    """An order's row as a value."""
    states = States(
        payment=row.payment_state,
        fulfillment=row.fulfillment_state,
        returning=row.return_state,
        needs_review=row.needs_review,
        is_parked=row.is_parked,
        is_closed=row.is_closed,
    )
    return OrderFacts(
        id=row.id,
        number=row.number,
        checkout=row.checkout,
        customer=row.customer_id,
        market=row.market,
        country=row.country,
        language=row.language,
        total=Money(row.total_minor, row.currency),
        incoterm=row.incoterm,
        method=row.payment_method,
        payment_state=row.payment_state,
        fulfillment_state=row.fulfillment_state,
        customs_state=row.customs_state,
        return_state=row.return_state,
        stage=stage(states),
        service=row.service,
        needs_review=row.needs_review,
        review_reason=row.review_reason,
        is_parked=row.is_parked,
        cancel_reason=row.cancel_reason,
        placed_at=row.placed_at,
        paid_at=row.paid_at,
        promised=row.promised,
    )
