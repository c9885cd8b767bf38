"""Edit a placed order: preview what fewer units change, then apply it and give the rest back.

An order is a promise, so nothing of it is overwritten: what a line was charged comes off in
proportion to its units, each as a charge of its own (`corrected:` before the code), and the
difference is refunded. Freight and what concerns the parcel as a whole stay. More units, or another
country, would be another promise: that is a new order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sampan.apps.catalog.selectors import listing
from sampan.apps.inventory.services import reservations
from sampan.apps.inventory.services.reservations import Hold
from sampan.apps.orders import amend
from sampan.apps.orders import selectors as orders
from sampan.apps.orders.selectors import OrderFacts, OrderLineFacts
from sampan.apps.payments import selectors as payments
from sampan.domain.errors import Conflict, Invalid
from sampan.domain.events import OrderCorrected
from sampan.domain.money import Money, total
from sampan.domain.orders.lifecycle import FulfillmentState
from sampan.domain.orders.offer import OfferedCharge
from sampan.flows.check_address import check_address, check_phone
from sampan.flows.refresh_window import refresh_window
from sampan.flows.refund_payment import refund_payment
from sampan.flows.ship_order import SENDABLE
from sampan.kernel import outbox

CORRECTED = "corrected:"
EDITABLE = frozenset(
    {
        FulfillmentState.UNFULFILLED,
        FulfillmentState.OUT_OF_STOCK,
        FulfillmentState.ALLOCATED,
        FulfillmentState.LABELED,
        FulfillmentState.PACKED,
    }
)
REASON = "order_corrected"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after."""

    line: OrderLineFacts
    after: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit would do; `back` is what goes back to the shopper."""

    lines: tuple[LineChange, ...]
    charges: tuple[OfferedCharge, ...]
    before: Money
    after: Money
    back: Money


def may_change_lines(order: OrderFacts) -> bool:
    """Whether units can still be taken out: paid for, and not on their way."""
    return order.payment_state in SENDABLE and order.fulfillment_state in EDITABLE


def preview_edit(order_id: UUID, quantities: Mapping[int, int]) -> Difference:
    """What bringing lines, by position, to fewer units would change; nothing is stored.

    Raises Conflict for an order that is not paid or has left, Invalid for more units than there
    are, for nothing left, and for more money back than is there.
    """
    order = orders.order(order_id)
    if not may_change_lines(order):
        raise Conflict(what="order", reason="lines_are_fixed")
    lines = {line.position: line for line in orders.lines(order_id)}
    changes = _changes(lines, quantities)
    corrections = _corrections(orders.charges(order_id), changes)
    back = -total([charge.amount for charge in corrections], order.total.currency)
    left = payments.refundable_of_order(order_id) or Money.zero(order.total.currency)
    if back.minor < 0 or back > left:
        raise Invalid(field="amount", reason="more_than_captured", left=left.minor)
    return Difference(changes, corrections, order.total, order.total - back, back)


def edit_order(
    order_id: UUID, quantities: Mapping[int, int], *, seen: Money, actor: str, at: datetime
) -> Difference:
    """Apply an edit whose preview was `seen` (what goes back): lines, charges, stock, refund.

    Raises what `preview_edit` raises, and Conflict when the difference is another one by now.
    """
    with transaction.atomic():
        order = orders.locked(order_id)
        difference = preview_edit(order_id, quantities)
        if difference.back != seen:
            raise Conflict(what="version")
        wanted = {change.line.position: change.after for change in difference.lines}
        amend.correct(order_id, wanted, difference.charges, actor=actor, at=at)
        freed = reservations.give_back(order.checkout, _freed(difference.lines))
        if difference.back:
            refund_payment(order_id, difference.back, reason=REASON, actor=actor, at=at)
        outbox.publish(OrderCorrected(str(order_id), len(orders.charges(order_id))), at)
        refresh_window(listing.products_of(freed), at)
    return difference


def change_address(
    order_id: UUID, given: Mapping[str, str], *, phone: str, actor: str, at: datetime
) -> None:
    """Send an order that has not left to another address in the same country.

    Raises Conflict for one that has left, Invalid for an address that its country would refuse.
    """
    with transaction.atomic():
        order = orders.locked(order_id)
        if order.fulfillment_state not in EDITABLE:
            raise Conflict(what="order", reason="has_left")
        checked = check_address(order.country, given)
        number, unusable = check_phone(order.country, phone)
        problems = {**checked.problems, **({"phone": unusable} if unusable else {})}
        if problems:
            name, problem = next(iter(problems.items()))
            raise Invalid(field="address", reason=problem.code, name=name)
        amend.change_address(order_id, checked.values, phone=number, actor=actor, at=at)


def _changes(
    lines: Mapping[int, OrderLineFacts], quantities: Mapping[int, int]
) -> tuple[LineChange, ...]:
    changes = []
    for position, after in sorted(quantities.items()):
        line = lines.get(position)
        if line is None or not 0 <= after <= line.quantity:
            raise Invalid(field="quantity", reason="only_fewer")
        if after != line.quantity:
            changes.append(LineChange(line, after))
    if not changes:
        raise Invalid(field="change", reason="empty")
    units = sum(line.quantity for line in lines.values())
    if units == sum(change.line.quantity - change.after for change in changes):
        raise Invalid(field="quantity", reason="nothing_left")
    return tuple(changes)


def _corrections(
    charges: Sequence[OfferedCharge], changes: Sequence[LineChange]
) -> tuple[OfferedCharge, ...]:
    """Computed from what is left of each charge, so that edits in steps end at the same sum."""
    shares = {
        change.line.position: Decimal(change.after) / change.line.quantity for change in changes
    }
    left: dict[tuple[object, ...], OfferedCharge] = {}
    for charge in charges:
        if charge.line not in shares:
            continue
        code = charge.code.removeprefix(CORRECTED)
        key = (charge.kind, code, charge.line, charge.payer, charge.collected_by)
        known = left.get(key)
        amount = known.amount + charge.amount if known else charge.amount
        left[key] = replace(known or charge, amount=amount)
    return tuple(
        replace(
            charge,
            amount=charge.amount.times(shares[charge.line]) - charge.amount,
            code=f"{CORRECTED}{charge.code.removeprefix(CORRECTED)}"[:120],
            legal=None,
        )
        for charge in left.values()
        if charge.line is not None and charge.amount
    )


def _freed(changes: Sequence[LineChange]) -> list[Hold]:
    return [
        Hold(change.line.variant_id, change.line.warehouse, change.line.quantity - change.after)
        for change in changes
        if change.line.warehouse
    ]
