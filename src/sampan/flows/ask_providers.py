"""Ask providers about payments and refunds whose end is not known; never guess the answer."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.selectors import AttemptFacts
from sampan.domain.payments.lifecycle import AttemptState, RefundState
from sampan.domain.payments.port import Missing, PaymentView, Unknown
from sampan.flows.capture_payment import send_capture
from sampan.flows.providers import payment_provider
from sampan.flows.send_refund import send_refund
from sampan.flows.settle_payment import settle_payment

SURELY_LOST = timedelta(minutes=10)
log = logging.getLogger(__name__)


def ask_providers(at: datetime) -> None:
    """By the clock: every attempt and refund that is due; one that fails stops no other."""
    for attempt in payments.to_ask(at):
        try:
            ask_about(attempt.id, at)
        except Exception:
            log.exception("payment %s cannot be asked about", attempt.id)
            payment_writes.record_unknown(attempt.id, "cannot_be_asked", at)
    for refund_id in payments.refunds_to_ask(at):
        try:
            send_refund(refund_id, at)
        except Exception:
            log.exception("refund %s cannot be sent", refund_id)
            payment_writes.record_refund(refund_id, RefundState.UNKNOWN, at)


def ask_about(attempt_id: UUID, at: datetime) -> None:
    """Look one attempt up at its provider and bring the order in step."""
    attempt = payments.attempt(attempt_id)
    answer = payment_provider(attempt.provider).look_up(attempt.id)
    match answer:
        case PaymentView():
            settle_payment(answer, at)
            _take_if_wanted(attempt_id, at)
        case Missing():
            _never_arrived(attempt, at)
        case Unknown():
            payment_writes.record_unknown(attempt_id, answer.reason, at)


def _take_if_wanted(attempt_id: UUID, at: datetime) -> None:
    attempt = payments.attempt(attempt_id)
    if attempt.state == AttemptState.AUTHORIZED and attempt.wants_capture:
        send_capture(attempt_id, at)


def _never_arrived(attempt: AttemptFacts, at: datetime) -> None:
    """An unknown key is given up only when no call can still be on its way."""
    if at - attempt.created_at > SURELY_LOST:
        payment_writes.record_refused(attempt.id, "never_reached_provider", at)
    else:
        payment_writes.record_unknown(attempt.id, "provider_knows_nothing_yet", at)
