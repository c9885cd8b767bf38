"""Book what happened to an order's money, each event once."""

from datetime import datetime
from uuid import UUID

from sampan.apps.ledger import selectors as books
from sampan.apps.ledger import services as ledger
from sampan.apps.orders import selectors as orders
from sampan.apps.payments import selectors as payments
from sampan.domain.errors import Conflict
from sampan.domain.events import OrderCorrected, OrderPaid, PaymentCaptured, PaymentRefunded
from sampan.domain.ledger import rules
from sampan.domain.money import Money


def post_capture(event: PaymentCaptured, at: datetime) -> None:
    """Reaction: money arrived at a provider."""
    order = orders.order(UUID(event.order))
    attempt = payments.attempt(UUID(event.attempt))
    amount = Money(event.amount_minor, order.total.currency)
    entry = rules.captured(f"attempt:{attempt.id}:captured", attempt.provider, amount)
    ledger.post(entry, order=order.id, at=at)


def post_sale(event: OrderPaid, at: datetime) -> None:
    """Reaction: a paid order is income, and debts to states and carriers."""
    order_id = UUID(event.order)
    parts = [rules.Sold(charge.kind, charge.amount) for charge in orders.charges(order_id)]
    if parts:
        ledger.post(rules.sale(f"order:{order_id}:sold", parts), order=order_id, at=at)


def post_correction(event: OrderCorrected, at: datetime) -> None:
    """Reaction: an order became smaller after it was booked; one that is not booked yet waits."""
    order_id = UUID(event.order)
    booked = books.credited(f"order:{order_id}:sold", leaving_out=rules.CUSTOMERS)
    if not booked:
        raise Conflict(what="order", reason="not_booked_yet")
    parts = [rules.Sold(charge.kind, charge.amount) for charge in orders.charges(order_id)]
    cause = f"order:{order_id}:sold:corrected:{event.version}"
    entry = rules.sale_corrected(cause, parts, booked)
    if entry is not None:
        ledger.post(entry, order=order_id, at=at)


def post_refund(event: PaymentRefunded, at: datetime) -> None:
    """Reaction: money went back, and with it as much of the sale as was not paid twice."""
    order = orders.order(UUID(event.order))
    attempt = payments.attempt(UUID(event.attempt))
    currency = order.total.currency
    amount = Money(event.amount_minor, currency)
    cause = f"attempt:{attempt.id}:refunded:{event.total_minor}"
    ledger.post(rules.refunded(cause, attempt.provider, amount), order=order.id, at=at)
    after = _taken_back(event, order)
    before = max(Money.zero(currency), after - amount)
    if after > before:
        parts = [rules.Sold(charge.kind, charge.amount) for charge in orders.charges(order.id)]
        reverse = f"order:{order.id}:reversed:{after.minor}"
        entry = rules.sale_reversed(reverse, parts, before, after)
        ledger.post(entry, order=order.id, at=at)


def _taken_back(event: PaymentRefunded, order: orders.OrderFacts) -> Money:
    """How much of the sale is taken back with this refund; money paid twice is none of it."""
    attempts = payments.of_order(order.id)
    others = sum(one.refunded.minor for one in attempts if str(one.id) != event.attempt)
    captured = sum(one.captured.minor for one in attempts)
    surplus = max(0, captured - order.total.minor)
    minor = max(0, others + event.total_minor - surplus)
    return Money(min(minor, order.total.minor), order.total.currency)
