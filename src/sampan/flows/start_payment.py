"""Open a payment at its provider, under the key that was stored before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sampan.apps.orders import selectors as orders
from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.apps.payments.selectors import AttemptFacts
from sampan.domain.payments.lifecycle import OPEN
from sampan.domain.payments.port import Missing, PaymentRequest, Refused, Started, Unknown
from sampan.flows.ask_providers import ask_about
from sampan.flows.providers import payment_provider
from sampan.flows.settle_payment import settle_payment

KEYS_LIVE = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the provider sends the shopper back to, and where it tells us what happened."""

    return_url: str
    notify_url: str


def start_payment(
    attempt_id: UUID, addresses: Addresses, clock: Callable[[], datetime]
) -> str | None:
    """The address of the page on which the shopper pays; None when there is none to go to.

    Safe to repeat: an attempt that has its page is not opened again. After None the attempt says
    why: declined, or unknown and to be asked about.
    """
    attempt = payments.attempt(attempt_id)
    if attempt.page_url or attempt.state not in OPEN:
        return attempt.page_url or None
    if not _is_safe_to_send(attempt, clock()):
        return None
    order = orders.order(attempt.order)
    request = PaymentRequest(
        key=attempt.id,
        amount=attempt.amount,
        method=attempt.method,
        reference=str(order.number),
        language=order.language,
        country=order.country,
        return_url=addresses.return_url,
        notify_url=addresses.notify_url,
    )
    outcome = payment_provider(attempt.provider).start(request)
    match outcome:
        case Started():
            with transaction.atomic():  # one commit for both; the order's row is locked first
                settle_payment(outcome.view, clock())
                payment_writes.record_page(attempt_id, outcome.page_url, clock())
            return outcome.page_url
        case Refused():
            payment_writes.record_refused(attempt_id, outcome.reason, clock())
        case Unknown():
            payment_writes.record_unknown(attempt_id, outcome.reason, clock())
    return None


def _is_safe_to_send(attempt: AttemptFacts, at: datetime) -> bool:
    """Providers forget keys after a day: later, only one that surely knows nothing is asked."""
    if at - attempt.created_at < KEYS_LIVE:
        return True
    answer = payment_provider(attempt.provider).look_up(attempt.id)
    if not isinstance(answer, Missing):
        ask_about(attempt.id, at)
    return isinstance(answer, Missing)
