"""Open an order for the people who work here: everything known of it, and what can be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sampan.apps.accounts.selectors.people import person_names
from sampan.apps.catalog.selectors import costs as catalog
from sampan.apps.orders.selectors import OrderFacts, OrderLineFacts
from sampan.apps.orders.selectors.page import OrderPage, page
from sampan.apps.payments import selectors as payments
from sampan.apps.payments.selectors import AttemptFacts, RefundFacts
from sampan.apps.shipping import selectors as shipping
from sampan.apps.shipping.selectors import ShipmentFacts
from sampan.domain.charges import Kind
from sampan.domain.money import Money, total
from sampan.domain.orders.lifecycle import FULFILLMENT, FulfillmentState, PaymentState
from sampan.flows.convert_money import Converter
from sampan.flows.edit_order import EDITABLE, may_change_lines
from sampan.flows.find_deadlines import find_deadlines
from sampan.flows.resend_letter import letters_of
from sampan.kernel.mail import Intent

WITHOUT_GOODS = frozenset({FulfillmentState.OUT_OF_STOCK, FulfillmentState.UNFULFILLED})
OWN = frozenset({Kind.GOODS, Kind.DISCOUNT, Kind.FREIGHT, Kind.INSURANCE})


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the timeline; `who` is a mail address, or a code of ours (`provider`)."""

    at: datetime
    who: str
    kind: str
    facts: Mapping[str, object]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The lines that travel together, with their shipment once it left."""

    number: int
    warehouse: str
    lines: tuple[OrderLineFacts, ...]
    weight_g: int | None
    shipment: ShipmentFacts | None


@dataclass(frozen=True, slots=True)
class OpenedOrder:
    """An order with its parcels, money and history; `actions` are the codes of what may follow."""

    page: OrderPage
    parcels: tuple[Parcel, ...]
    attempts: tuple[AttemptFacts, ...]
    refunds: tuple[RefundFacts, ...]
    refundable: Money
    captured: Money
    refunded: Money
    timeline: tuple[Happening, ...]
    letters: tuple[Intent, ...]
    ship_by: date | None
    is_late: bool
    cost: Money | None
    left: Money | None
    actions: frozenset[str]


def open_order(number: int, at: datetime) -> OpenedOrder:
    """An order by its number; a constant number of queries. Raises NotFound."""
    found = page(number)
    order, currency = found.order, found.order.total.currency
    attempts = tuple(payments.of_order(order.id))
    refunds = tuple(payments.refunds_of(order.id))
    shipments = shipping.shipments_of(order.id)
    ship_by = find_deadlines([order]).get(order.id) if _is_ahead(order) else None
    cost = _cost(found, at)
    own = [charge.amount for charge in found.charges if charge.kind in OWN]
    return OpenedOrder(
        page=found,
        parcels=_parcels(found.lines, shipments),
        attempts=attempts,
        refunds=refunds,
        refundable=payments.refundable_of_order(order.id) or Money.zero(currency),
        captured=total([attempt.captured for attempt in attempts], currency),
        refunded=total([attempt.refunded for attempt in attempts], currency),
        timeline=_timeline(found, attempts, refunds, shipments),
        letters=tuple(letters_of(order.id)),
        ship_by=ship_by,
        is_late=ship_by is not None and ship_by < at.date(),
        cost=cost,
        left=total(own, currency) - cost if cost is not None else None,
        actions=actions(order, is_closed=found.is_closed),
    )


def actions(order: OrderFacts, *, is_closed: bool) -> frozenset[str]:
    """What may be done with an order as it stands; a flow still refuses what changed meanwhile."""
    found = {"note"}
    state = order.fulfillment_state
    is_paid = order.payment_state in {PaymentState.PAID, PaymentState.PARTLY_REFUNDED}
    if not order.is_cancelled and not is_closed:
        found.add("take_up" if order.is_parked else "park")
    if order.needs_review:
        found.add("finish_review")
    if FULFILLMENT.allows(state, FulfillmentState.CANCELLED) and not order.is_cancelled:
        found.add("cancel")
    if is_paid and not (order.needs_review or order.is_parked):
        moves = FULFILLMENT.moves[state]
        steps = ["labeled", "packed", "out_of_stock"]
        if state in WITHOUT_GOODS:
            steps.append("allocated")
        found |= {f"to_{step}" for step in steps if step in moves}
        if state in EDITABLE - WITHOUT_GOODS:
            found.add("to_shipped")
    if state == FulfillmentState.SHIPPED:
        found.add("to_delivered")
    if state == FulfillmentState.DELIVERED and not is_closed:
        found.add("close")
    if order.payment_state == PaymentState.AUTHORIZED and not order.is_cancelled:
        found.add("capture")
    if may_change_lines(order):
        found.add("change_lines")
    if state in EDITABLE and not order.is_cancelled:
        found.add("change_address")
    if is_paid:
        found.add("refund")
    return frozenset(found)


def _is_ahead(order: OrderFacts) -> bool:
    return order.fulfillment_state in EDITABLE


def _cost(found: OrderPage, at: datetime) -> Money | None:
    """What the goods cost us today, in the order's currency; None where anything is not known."""
    costs = catalog.costs({line.variant_id for line in found.lines})
    converter = Converter(found.order.total.currency, at.date())
    parts = []
    for line in found.lines:
        known = costs.get(line.variant_id)
        cost = converter.convert(known) if known else None
        if cost is None:
            return None
        parts.append(cost * line.quantity)
    return total(parts, converter.currency)


def _parcels(
    lines: Sequence[OrderLineFacts], shipments: Sequence[ShipmentFacts]
) -> tuple[Parcel, ...]:
    left = {shipment.parcel: shipment for shipment in shipments}
    numbers = sorted({line.parcel for line in lines} | left.keys())
    parcels = []
    for number in numbers:
        inside = tuple(line for line in lines if line.parcel == number)
        weights = [line.customs.get("weight_g") for line in inside]
        known = all(isinstance(weight, int) for weight in weights) and inside
        parcels.append(
            Parcel(
                number=number,
                warehouse=next((line.warehouse for line in inside if line.warehouse), ""),
                lines=inside,
                weight_g=sum(
                    int(weight or 0) * line.quantity
                    for weight, line in zip(weights, inside, strict=True)
                )
                if known
                else None,
                shipment=left.get(number),
            )
        )
    return tuple(parcels)


def _timeline(
    found: OrderPage,
    attempts: Sequence[AttemptFacts],
    refunds: Sequence[RefundFacts],
    shipments: Sequence[ShipmentFacts],
) -> tuple[Happening, ...]:
    """Everything that happened, newest first; what happened at once stays in its order."""
    entries = [Happening(m.at, m.actor, m.kind, m.facts) for m in found.moments]
    entries += [Happening(n.at, n.actor, "note", {}, n.text) for n in found.notes]
    entries += [
        Happening(
            attempt.created_at,
            "shopper",
            "payment_begun",
            {"method": attempt.method, "amount": attempt.amount},
        )
        for attempt in attempts
    ]
    entries += [
        Happening(
            refund.created_at,
            refund.actor,
            "refund",
            {"amount": refund.amount, "state": refund.state, "reason": refund.reason},
        )
        for refund in refunds
    ]
    entries += [
        Happening(
            one.shipped_at, "", "parcel_left", {"number": one.parcel + 1, "tracking": one.tracking}
        )
        for one in shipments
    ]
    entries.sort(key=lambda entry: entry.at)
    names = person_names({entry.who for entry in entries})
    named = [
        Happening(one.at, names.get(one.who, one.who), one.kind, one.facts, one.text)
        for one in entries
        if one.kind != "refund_begun"
    ]
    return tuple(reversed(named))
