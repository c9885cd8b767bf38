"""An order's page for its buyer: the receipt, and in one word what happened to the money."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sampan.apps.inventory.services import reservations
from sampan.apps.orders import receipt as receipts
from sampan.apps.orders.receipt import Receipt
from sampan.apps.payments import selectors as payments
from sampan.apps.payments.selectors import AttemptFacts, RefundFacts
from sampan.domain.payments.lifecycle import OPEN, AttemptState, RefundState
from sampan.domain.payments.methods import METHODS, Method
from sampan.flows.ask_providers import ask_about
from sampan.flows.providers import methods_on_offer
from sampan.flows.settle_payment import LAPSED

ASK_EVERY = timedelta(seconds=3)


class Outcome(StrEnum):
    """What happened to the money, as the shopper has to be told."""

    PAID = "paid"
    AUTHORIZED = "authorized"
    UNPAID = "unpaid"
    WAITING = "waiting"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    CHECKING = "checking"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    SOLD_OUT = "sold_out"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """The page: `attempt` is the newest, `methods` are those with which another try may be made."""

    receipt: Receipt
    outcome: Outcome
    attempt: AttemptFacts | None
    refunds: tuple[RefundFacts, ...]
    methods: tuple[Method, ...]

    @property
    def changes_soon(self) -> bool:
        """Whether the page should look again by itself."""
        return self.outcome is Outcome.UNKNOWN


def show_order(order_id: UUID) -> ShownOrder:
    """An order as its buyer sees it. Raises NotFound."""
    shown = receipts.receipt(order_id)
    attempts = payments.of_order(order_id)
    refunds = tuple(payments.refunds_of(order_id))
    outcome = outcome_of(shown, attempts, refunds)
    open_to_pay = outcome in {Outcome.DECLINED, Outcome.UNPAID}
    still_held = open_to_pay and bool(reservations.live(shown.order.checkout))
    needs_stock = any(line for line in shown.lines)
    total = shown.order.total
    return ShownOrder(
        receipt=shown,
        outcome=outcome,
        attempt=attempts[0] if attempts else None,
        refunds=refunds,
        methods=methods_on_offer(shown.order.country, total.currency)
        if open_to_pay and (still_held or not needs_stock)
        else (),
    )


def refresh_payment(attempt_id: UUID, at: datetime) -> None:
    """Ask the provider about an attempt that has no end yet, not more often than makes sense.

    Calls the network. Raises NotFound for an attempt that is not ours.
    """
    attempt = payments.attempt(attempt_id)
    is_fresh = at - attempt.changed_at < ASK_EVERY and attempt.state != AttemptState.WAITING
    if attempt.state in OPEN and not is_fresh:
        ask_about(attempt_id, at)


def outcome_of(
    shown: Receipt, attempts: list[AttemptFacts], refunds: tuple[RefundFacts, ...]
) -> Outcome:
    """What to tell: first what is final for the order, then how its newest attempt stands."""
    order = shown.order
    given_back = {refund.reason for refund in refunds if refund.state != RefundState.REFUSED}
    if any(attempt.state == AttemptState.MISMATCH for attempt in attempts):
        return Outcome.CHECKING
    if order.is_cancelled:
        return _cancelled(order.cancel_reason, given_back)
    if order.payment_state in {"paid", "partly_refunded"}:
        return Outcome.PAID
    if order.payment_state == "refunded":
        return Outcome.REFUNDED
    if order.payment_state == "authorized":
        return Outcome.AUTHORIZED
    return _of_attempt(attempts[0]) if attempts else Outcome.UNPAID


def _cancelled(reason: str, given_back: Collection[str]) -> Outcome:
    """Late money finds an order lapsed: why it went back stands with the refund."""
    if reason == "sold_out" or "sold_out" in given_back:
        return Outcome.SOLD_OUT
    if given_back:
        return Outcome.REFUNDED
    return Outcome.LAPSED if reason == LAPSED else Outcome.CANCELLED


def _of_attempt(attempt: AttemptFacts) -> Outcome:
    match attempt.state:
        case AttemptState.INTENT | AttemptState.UNKNOWN:
            return Outcome.UNKNOWN
        case AttemptState.WAITING:
            is_slip = attempt.pay_by is not None or METHODS[attempt.method].is_delayed
            return Outcome.WAITING if is_slip and attempt.pay_by else Outcome.UNPAID
        case AttemptState.CAPTURED | AttemptState.AUTHORIZED:
            return Outcome.PAID
        case _:
            return Outcome.DECLINED
