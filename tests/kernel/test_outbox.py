"""Events: they leave with their transaction, are delivered at least once, and repeat nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from sampan.domain.events import EVENTS, Event, MediaAdded
from sampan.flows.reactions import REACTIONS, deliver
from sampan.flows.sweep_jobs import forget_done, sweep_jobs
from sampan.kernel import outbox, queue, settings_store
from sampan.kernel.models import OutboxEvent, ReactionDone

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EVENT = MediaAdded(media_ids=(1, 2))


class Planted:
    """A reaction that can be told to fail, and counts what it did."""

    __module__, __qualname__ = "planted", "react"

    def __init__(self, name: str) -> None:
        self.name, self.broken, self.seen = name, False, 0
        self.__qualname__ = name

    def __call__(self, event: Event, at: datetime) -> None:
        settings_store.put(self.name, settings_store.get(self.name, 0) + 1)
        if self.broken:
            raise RuntimeError("out of order")
        self.seen += 1


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Planted, Planted]:
    """Two reactions to the same event."""
    pair = Planted("first"), Planted("second")
    monkeypatch.setitem(REACTIONS, MediaAdded, pair)
    return pair


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def test_every_event_has_its_line_on_the_page_of_reactions() -> None:
    assert set(REACTIONS) == set(EVENTS.values())


def test_an_event_is_refused_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(AssertionError, match="transaction"):
        outbox.publish(EVENT, AT)


def test_an_event_vanishes_with_its_transaction(work_off: Callable[[], int]) -> None:
    with transaction.atomic():
        outbox.publish(EVENT, AT)
        transaction.set_rollback(True)

    assert not OutboxEvent.objects.exists()
    assert work_off() == 0


def test_the_worker_delivers_what_was_published(
    two: tuple[Planted, Planted], work_off: Callable[[], int]
) -> None:
    event_id = _publish()

    assert work_off() == 1
    assert [reaction.seen for reaction in two] == [1, 1]
    assert OutboxEvent.objects.get(id=event_id).delivered_at == AT


def test_delivering_again_repeats_nothing(two: tuple[Planted, Planted]) -> None:
    event_id = _publish()
    for _ in range(3):
        deliver(event_id)
    OutboxEvent.objects.update(delivered_at=None)  # the crash before the last note
    deliver(event_id)

    assert [reaction.seen for reaction in two] == [1, 1]
    assert OutboxEvent.objects.get(id=event_id).delivered_at == AT


def test_a_failing_reaction_is_tried_later_alone_and_leaves_nothing_half_done(
    two: tuple[Planted, Planted], work_off: Callable[[], int], clock: time_machine.Traveller
) -> None:
    first, second = two
    first.broken = True
    event_id = _publish()

    work_off()

    row = OutboxEvent.objects.get(id=event_id)
    assert (row.attempts, row.next_try_at) == (1, AT + timedelta(seconds=10))
    assert "out of order" in row.error
    assert settings_store.get("first") is None  # rolled back
    assert second.seen == 1

    first.broken = False
    clock.move_to(AT + timedelta(seconds=9))
    sweep_jobs(AT + timedelta(seconds=9))
    assert work_off() == 0
    clock.move_to(AT + timedelta(seconds=10))
    sweep_jobs(AT + timedelta(seconds=10))
    assert work_off() == 1
    assert [first.seen, second.seen] == [1, 1]


def test_after_too_many_tries_it_stands_in_the_owners_list_and_can_be_tried_again(
    two: tuple[Planted, Planted], work_off: Callable[[], int]
) -> None:
    two[1].broken = True
    event_id = _publish()
    for _ in range(queue.MAX_TRIES):
        deliver(event_id)
    sweep_jobs(AT + timedelta(days=1))

    (stuck,) = queue.given_up()
    assert (stuck.kind, stuck.id, stuck.tries) == ("event", event_id, queue.MAX_TRIES)

    two[1].broken = False
    assert queue.try_again("event", event_id, AT)
    sweep_jobs(AT)
    work_off()
    assert queue.given_up() == []
    assert two[1].seen == 1


def test_an_event_whose_task_was_lost_is_found(
    two: tuple[Planted, Planted], work_off: Callable[[], int]
) -> None:
    from django_tasks_db.models import DBTaskResult

    _publish()
    DBTaskResult.objects.all().delete()

    sweep_jobs(AT + outbox.OVERDUE - timedelta(seconds=1))
    assert work_off() == 0
    sweep_jobs(AT + outbox.OVERDUE)
    assert work_off() == 1
    assert two[0].seen == 1


def test_what_is_long_delivered_is_forgotten(two: tuple[Planted, Planted]) -> None:
    deliver(_publish())

    forget_done(AT + timedelta(days=31))

    assert not OutboxEvent.objects.exists()
    assert not ReactionDone.objects.exists()


def test_an_event_comes_back_as_it_was_published() -> None:
    event_id = _publish()

    assert outbox.undelivered(event_id) == EVENT


def _publish() -> object:
    with transaction.atomic():
        return outbox.publish(EVENT, AT)
