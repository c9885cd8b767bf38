"""Take in what a provider tells us: verify, store, let it have its effect once."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from sampan.apps.payments import selectors as payments
from sampan.apps.payments import services as payment_writes
from sampan.flows.providers import payment_provider
from sampan.flows.settle_payment import settle_payment

STALE = timedelta(minutes=1)
log = logging.getLogger(__name__)


def receive_notification(
    provider: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> bool:
    """Store a notification and act on it; False when it was known already.

    Once it is stored it is ours, so the provider may be answered whatever becomes of it: what fails
    now is tried again by the clock. Raises Forged, and then nothing was stored.
    """
    message = payment_provider(provider).read(headers, body, at)
    if not payment_writes.store_message(provider, message, at):
        return False
    try:
        process_message(provider, message.event_id, at)
    except Exception:
        log.exception(
            "notification %s of %s failed, will be tried again", message.event_id, provider
        )
    return True


def process_message(provider: str, event_id: str, at: datetime) -> None:
    """Let a stored notification have its effect; a second call does nothing.

    A provider speaks of its own payments alone: what it says of another's has no effect.
    """
    with transaction.atomic():
        message = payments.message(provider, event_id)
        if message is None:
            return
        if payments.is_held_by(message.view.key, provider):
            settle_payment(message.view, at)
        payment_writes.mark_processed(provider, event_id, at)


def process_waiting_messages(at: datetime) -> None:
    """By the clock: notifications whose effect failed or was cut off."""
    for provider, event_id in payments.waiting_messages(at - STALE):
        try:
            process_message(provider, event_id, at)
        except Exception:
            log.exception("notification %s failed again", event_id)
