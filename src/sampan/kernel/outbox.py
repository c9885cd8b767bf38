"""Events leave a transaction together with what they tell of, and are delivered at least once."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks import task

from sampan.domain.events import EVENTS, Event
from sampan.kernel import queue
from sampan.kernel.models import OutboxEvent, ReactionDone

# A task that the queue lost is missed after this long; earlier it may just be waiting its turn.
OVERDUE = timedelta(minutes=2)


def publish(event: Event, at: datetime) -> UUID:
    """Store an event and the job that delivers it, in the caller's transaction; returns its id."""
    assert transaction.get_connection().in_atomic_block, "publish inside a transaction"
    row = OutboxEvent.objects.create(name=type(event).__name__, payload=asdict(event), at=at)
    deliver.enqueue(str(row.id))
    return row.id


def undelivered(event_id: UUID) -> Event | None:
    """The event, or None when it was delivered or given up."""
    row = OutboxEvent.objects.filter(id=event_id, delivered_at=None, given_up_at=None).first()
    return None if row is None else load(row)


def claim_reaction(event_id: UUID, flow: str, at: datetime) -> bool:
    """Note, in the transaction of a reaction, that it happens now; False when it did before."""
    assert transaction.get_connection().in_atomic_block, "claim inside the reaction's transaction"
    _, created = ReactionDone.objects.get_or_create(
        event_id=event_id, flow=flow, defaults={"at": at}
    )
    return created


def mark_delivered(event_id: UUID, at: datetime) -> None:
    """Every reaction is done."""
    OutboxEvent.objects.filter(id=event_id).update(delivered_at=at, next_try_at=None, error="")


def note_failure(event_id: UUID, error: str, at: datetime) -> None:
    """A reaction failed: try later, and after too many tries give up into the owner's list."""
    with transaction.atomic():
        row = OutboxEvent.objects.select_for_update().get(id=event_id)
        row.attempts, row.error = row.attempts + 1, error[:2000]
        if row.attempts >= queue.MAX_TRIES:
            row.given_up_at = at
        else:
            row.next_try_at = at + queue.delay(row.attempts)
        row.save(update_fields=["attempts", "error", "given_up_at", "next_try_at"])


def redeliver_due(at: datetime, limit: int = 500) -> int:
    """Enqueue the events whose time to be tried again has come; returns how many."""
    due = Q(next_try_at__lte=at) | Q(next_try_at=None, at__lte=at - OVERDUE)
    waiting = OutboxEvent.objects.filter(due, delivered_at=None, given_up_at=None)
    ids = list(waiting.order_by("at").values_list("id", flat=True)[:limit])
    for event_id in ids:
        with transaction.atomic():
            soon = at + OVERDUE
            if waiting.filter(id=event_id).update(next_try_at=soon):
                deliver.enqueue(str(event_id))
    return len(ids)


def undelivered_count(before: datetime) -> int:
    """How many events that are older than a moment still wait for their reactions."""
    return OutboxEvent.objects.filter(delivered_at=None, given_up_at=None, at__lt=before).count()


def forget_delivered(before: datetime) -> int:
    """Delete events delivered before a moment, and what was noted of their reactions."""
    old = OutboxEvent.objects.filter(delivered_at__lt=before)
    with transaction.atomic():
        ReactionDone.objects.filter(event__in=old).delete()
        return old.delete()[0]


def load(row: OutboxEvent) -> Event:
    """The event as it was published; JSON's lists become the tuples they were."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.payload.items()
    }
    return EVENTS[row.name](**values)


@task()
def deliver(event_id: str) -> None:
    """Hand one event to the function that the setting SAMPAN_DELIVER_EVENT names."""
    import_string(settings.SAMPAN_DELIVER_EVENT)(UUID(event_id))
