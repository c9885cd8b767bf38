"""Tell the shopper what happened to an order: one letter for each event, whatever is repeated."""

from datetime import datetime
from uuid import UUID

from sampan.apps.payments import selectors as payments
from sampan.domain.events import (
    OrderCancelled,
    OrderPaid,
    OrderShipped,
    PaymentRefunded,
    PaymentWaits,
)
from sampan.flows.send_letters import intend_letter


def confirm_order(event: OrderPaid, at: datetime) -> None:
    """Reaction: the order is paid and accepted."""
    about = f"order:{event.order}"
    intend_letter("order_confirmation", about, about=about, at=at)


def ask_for_payment(event: PaymentWaits, at: datetime) -> None:
    """Reaction: the shopper has a slip to pay."""
    pay_by = payments.attempt(UUID(event.attempt)).pay_by
    intend_letter(
        "payment_pending",
        f"attempt:{event.attempt}",
        about=f"order:{event.order}",
        at=at,
        facts={"pay_by": pay_by.isoformat() if pay_by else ""},
    )


def tell_of_shipment(event: OrderShipped, at: datetime) -> None:
    """Reaction: the goods are on their way."""
    about = f"order:{event.order}"
    intend_letter("shipped", about, about=about, at=at)


def tell_of_refund(event: PaymentRefunded, at: datetime) -> None:
    """Reaction: money went back; each time it does is told by its own letter."""
    intend_letter(
        "refund",
        f"attempt:{event.attempt}:{event.total_minor}",
        about=f"order:{event.order}",
        at=at,
        facts={"amount_minor": event.amount_minor, "total_minor": event.total_minor},
    )


def tell_of_cancellation(event: OrderCancelled, at: datetime) -> None:
    """Reaction: the order will not be sent."""
    about = f"order:{event.order}"
    intend_letter("cancelled", f"{about}:{event.reason}", about=about, at=at)
