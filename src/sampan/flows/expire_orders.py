"""Let go of orders that nobody paid in time, after asking the provider a last time."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sampan.apps.inventory.services import reservations
from sampan.apps.orders import selectors as orders
from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.promotions import services as promotions
from sampan.domain.orders.lifecycle import PaymentState
from sampan.domain.payments.lifecycle import OPEN
from sampan.flows.ask_providers import ask_about
from sampan.flows.settle_payment import LAPSED

log = logging.getLogger(__name__)


def expire_orders(at: datetime) -> None:
    """By the clock: every order whose held stock has run out; one that fails stops no other."""
    for checkout_id in reservations.overdue(at):
        try:
            expire_order(checkout_id, at)
        except Exception:
            log.exception("checkout %s cannot be let go of", checkout_id)


def expire_order(checkout_id: UUID, at: datetime) -> bool:
    """Release one overdue order's stock and cancel it, unless its money has arrived meanwhile.

    A provider that cannot be reached does not keep the goods from others: money that comes later
    claims the stock again, or goes back.
    """
    order = orders.of_checkout(checkout_id)
    if order is None:
        return bool(reservations.release(checkout_id))
    for attempt in payments.of_order(order.id):
        if attempt.state in OPEN:
            _ask(attempt.id, at)
    with transaction.atomic():
        order = orders.locked(order.id)
        if order.payment_state != PaymentState.AWAITING or not reservations.is_overdue(
            checkout_id, at
        ):
            return False
        reservations.release(checkout_id)
        promotions.give_back(order.id, at)
        return order_writes.cancel(order.id, reason=LAPSED, actor="clock", at=at)


def _ask(attempt_id: UUID, at: datetime) -> None:
    """Ask a last time; whatever goes wrong keeps no goods from others."""
    try:
        ask_about(attempt_id, at)
    except Exception:
        log.exception("payment %s cannot be asked about", attempt_id)
