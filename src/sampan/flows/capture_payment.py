"""Take money that a provider holds for us."""

from datetime import datetime
from uuid import UUID

from sampan.apps.orders import services as order_writes
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.domain.errors import Conflict
from sampan.domain.payments.port import PaymentView, Refused, Unknown
from sampan.flows.providers import payment_provider
from sampan.flows.settle_payment import settle_payment


def capture_payment(attempt_id: UUID, at: datetime) -> None:
    """Capture an authorized attempt in full. Raises Conflict when nothing is authorized."""
    if not payment_writes.want_capture(attempt_id, at):
        raise Conflict(what="payment_attempt", state=payments.attempt(attempt_id).state)
    send_capture(attempt_id, at)


def send_capture(attempt_id: UUID, at: datetime) -> None:
    """Ask the provider; the key is the attempt's, so that it is taken at most once."""
    attempt = payments.attempt(attempt_id)
    outcome = payment_provider(attempt.provider).capture(
        attempt.provider_ref, attempt.amount, f"{attempt.id}:capture"
    )
    match outcome:
        case PaymentView():
            settle_payment(outcome, at)
        case Refused():
            payment_writes.give_up_capture(attempt_id, at)
            order_writes.ask_for_review(attempt.order, "capture_refused", at)
        case Unknown():
            payment_writes.record_unknown(attempt_id, outcome.reason, at)
