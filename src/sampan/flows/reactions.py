"""What follows from what: every event and the flows that react to it. Read it top to bottom.

A reaction runs in one transaction together with the note that it happened, so delivering an event
again repeats nothing. Whoever has to call the network enqueues a task for that.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sampan.domain.events import (
    Event,
    MediaAdded,
    OrderCancelled,
    OrderCorrected,
    OrderPaid,
    OrderPlaced,
    OrderShipped,
    PaymentCaptured,
    PaymentNeedsReview,
    PaymentRefunded,
    PaymentUnwanted,
    PaymentWaits,
    PricesChanged,
    ProductsChanged,
    RefundBegun,
    StockChanged,
    TablesChanged,
)
from sampan.flows.cancel_order import close_payments_when_cancelled, close_unwanted_payment
from sampan.flows.follow_stock import follow_stock
from sampan.flows.follow_tables import follow_tables
from sampan.flows.post_entry import post_capture, post_correction, post_refund, post_sale
from sampan.flows.send_refund import send_when_begun
from sampan.flows.tell_shopper import (
    ask_for_payment,
    confirm_order,
    tell_of_cancellation,
    tell_of_refund,
    tell_of_shipment,
)
from sampan.kernel import outbox
from sampan.kernel.clock import now

Reaction = Callable[[Any, datetime], None]

REACTIONS: dict[type[Event], tuple[Reaction, ...]] = {
    # The window and the search index follow inside the changing transaction, not from here.
    ProductsChanged: (),
    PricesChanged: (),
    StockChanged: (),
    MediaAdded: (),
    TablesChanged: (follow_tables,),
    OrderPlaced: (follow_stock,),
    OrderPaid: (post_sale, follow_stock, confirm_order),
    OrderCancelled: (follow_stock, close_payments_when_cancelled, tell_of_cancellation),
    OrderCorrected: (post_correction,),
    OrderShipped: (follow_stock, tell_of_shipment),
    PaymentWaits: (ask_for_payment,),
    PaymentCaptured: (post_capture,),
    RefundBegun: (send_when_begun,),
    PaymentRefunded: (post_refund, tell_of_refund),
    PaymentUnwanted: (close_unwanted_payment,),
    PaymentNeedsReview: (),
}

log = logging.getLogger(__name__)


def deliver(event_id: UUID) -> None:
    """Let every flow react to one event; whoever fails is tried again later, alone."""
    at = now()
    event = outbox.undelivered(event_id)
    if event is None:
        return
    failures = [
        failure
        for reaction in REACTIONS[type(event)]
        if (failure := _react(reaction, event_id, event, at))
    ]
    if failures:
        outbox.note_failure(event_id, "\n".join(failures), at)
    else:
        outbox.mark_delivered(event_id, at)


def _react(reaction: Reaction, event_id: UUID, event: Event, at: datetime) -> str | None:
    """Run one reaction unless it happened before; returns what went wrong."""
    flow = f"{reaction.__module__}.{reaction.__qualname__}"
    try:
        with transaction.atomic():
            if outbox.claim_reaction(event_id, flow, at):
                reaction(event, at)
    except Exception as error:
        log.exception("event %s: %s failed", event_id, flow)
        return f"{flow}: {type(error).__name__}: {error}"
    return None
