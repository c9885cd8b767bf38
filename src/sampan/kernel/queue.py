"""The queue of tasks: what a dead worker left is taken up again, what failed is tried later.

A task may run more than once, so every task is written to bear it. After `MAX_TRIES` a task stays
failed and stands in the list that the owner sees.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sampan.kernel import jobs
from sampan.kernel.models import OutboxEvent, WorkerBeat

MAX_TRIES = 6
FIRST_DELAY = timedelta(seconds=10)
Row: TypeAlias = "DBTaskResult[..., Any]"
GAVE_UP = "sampan.kernel.queue.WorkerDied"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Something that did not work however often it was tried; `kind` is `event` or `task`."""

    kind: str
    id: UUID
    name: str
    tries: int
    error: str
    at: datetime


def delay(tries: int) -> timedelta:
    """How long to wait after so many tries: 10 s, 30 s, 90 s, 270 s, 810 s, at most an hour.

    >>> [int(delay(tries).total_seconds()) for tries in (1, 2, 3, 4, 5, 9)]
    [10, 30, 90, 270, 810, 3600]
    """
    return min(timedelta(hours=1), FIRST_DELAY * int(3 ** (tries - 1)))


def reclaim(at: datetime) -> int:
    """Put the running tasks of silent workers back into the queue; returns how many."""
    alive = set(
        WorkerBeat.objects.filter(at__gte=at - jobs.SILENT_AFTER).values_list("worker", flat=True)
    )
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    lost = [row for row in running if not (row.worker_ids and row.worker_ids[-1] in alive)]
    return sum(_take_back(row, at) for row in lost)


def retry_failed(at: datetime) -> int:
    """Queue failed tasks again whose delay has passed; returns how many."""
    count = 0
    for row in _failed().only("id", "worker_ids", "finished_at"):
        tries = len(row.worker_ids)
        if tries < MAX_TRIES and row.finished_at and row.finished_at + delay(tries) <= at:
            failed = DBTaskResult.objects.filter(id=row.id, status=TaskResultStatus.FAILED)
            count += failed.update(status=TaskResultStatus.READY, run_after=at)
    return count


def given_up() -> list[GivenUp]:
    """Every event and task that is tried no more, newest first."""
    tasks = [
        GivenUp(
            "task", row.id, row.task_path, len(row.worker_ids), _last_line(row), row.finished_at
        )
        for row in _failed()
        if len(row.worker_ids) >= MAX_TRIES and row.finished_at
    ]
    events = [
        GivenUp("event", row.id, row.name, row.attempts, row.error, row.given_up_at)
        for row in OutboxEvent.objects.exclude(given_up_at=None)
        if row.given_up_at
    ]
    return sorted(tasks + events, key=lambda entry: entry.at, reverse=True)


def try_again(kind: str, entry_id: UUID, at: datetime) -> bool:
    """Give one entry of the list a fresh start; False when it is there no more."""
    if kind == "event":
        stuck = OutboxEvent.objects.filter(id=entry_id).exclude(given_up_at=None)
        return stuck.update(given_up_at=None, attempts=0, next_try_at=at) == 1
    failed = DBTaskResult.objects.filter(id=entry_id, status=TaskResultStatus.FAILED)
    return failed.update(status=TaskResultStatus.READY, run_after=at, worker_ids=[]) == 1


def waiting() -> int:
    """How many tasks nobody has started yet."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def forget_done(before: datetime) -> int:
    """Delete tasks that succeeded before a moment; returns how many."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)
    return done.delete()[0]


def _failed() -> QuerySet[Row]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)


def _take_back(row: Row, at: datetime) -> int:
    """Release one task, if nobody did so before us."""
    tries = len(row.worker_ids)
    same = DBTaskResult.objects.filter(
        id=row.id, status=TaskResultStatus.RUNNING, started_at=row.started_at
    )
    if tries >= MAX_TRIES:
        return same.update(
            status=TaskResultStatus.FAILED,
            finished_at=at,
            exception_class_path=GAVE_UP,
            traceback=f"The worker died {tries} times while it was at this task.",
        )
    taken = same.update(status=TaskResultStatus.READY, run_after=at + delay(max(tries, 1)))
    if taken:
        jobs.release([str(value) for value in row.args_kwargs["args"]])
    return taken


def _last_line(row: Row) -> str:
    lines = str(row.traceback).strip().splitlines()
    return lines[-1] if lines else str(row.exception_class_path)
