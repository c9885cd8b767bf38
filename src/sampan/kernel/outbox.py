"""Events leave a transaction together with what they tell of, and are delivered at least once."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import task

from sampan.domain.events import EVENTS, Event
from sampan.kernel.models import OutboxEvent


def publish(event: Event, at: datetime) -> UUID:
    """Store an event and the job that delivers it, in the caller's transaction; returns its id."""
    assert transaction.get_connection().in_atomic_block, "publish inside a transaction"
    row = OutboxEvent.objects.create(name=type(event).__name__, payload=asdict(event), at=at)
    deliver.enqueue(str(row.id))
    return row.id


def load(row: OutboxEvent) -> Event:
    """The event as it was published; JSON's lists become the tuples they were."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.payload.items()
    }
    return EVENTS[row.name](**values)


@task()
def deliver(event_id: str) -> None:
    """Hand one event to the function that the setting SAMPAN_DELIVER_EVENT names."""
    import_string(settings.SAMPAN_DELIVER_EVENT)(UUID(event_id))
