"""Tasks: a dead worker's are taken up, failed ones tried later, hopeless ones shown."""

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from tests.kernel.planted_tasks import fail

from sampan.kernel import jobs, queue

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_silent_workers_task_is_queued_again_and_a_living_ones_is_left_alone() -> None:
    jobs.beat("alive", AT)
    jobs.beat("silent", AT - jobs.SILENT_AFTER - timedelta(seconds=1))
    kept, lost, unknown = _running("alive"), _running("silent"), _running("never-heard-of")

    assert queue.reclaim(AT) == 2

    assert _status(kept) == "RUNNING"
    assert _status(lost) == _status(unknown) == "READY"
    assert DBTaskResult.objects.get(id=lost.id).run_after == AT + timedelta(seconds=10)


def test_each_time_waits_longer_and_the_last_gives_up() -> None:
    row = _running("w1")
    for tries in range(1, queue.MAX_TRIES):
        assert queue.reclaim(AT) == 1
        row.refresh_from_db()
        assert row.run_after == AT + queue.delay(tries)
        row.claim(f"w{tries + 1}")

    assert queue.reclaim(AT) == 1
    assert _status(row) == "FAILED"
    (stuck,) = queue.given_up()
    assert "died 6 times" in stuck.error
    assert queue.retry_failed(AT + timedelta(days=9)) == 0

    assert queue.try_again("task", row.id, AT)
    assert _status(row) == "READY"
    assert queue.given_up() == []


def test_a_failed_task_is_tried_again_after_its_delay() -> None:
    row = _running("w1")
    row.set_failed(RuntimeError("no"))
    DBTaskResult.objects.filter(id=row.id).update(finished_at=AT)

    assert queue.retry_failed(AT + timedelta(seconds=9)) == 0
    assert queue.retry_failed(AT + timedelta(seconds=10)) == 1
    assert _status(row) == "READY"


def test_the_job_of_a_dead_worker_can_be_started_anew() -> None:
    job_id = jobs.create(kind="import", title="products.csv", actor="owner", at=AT, payload={})
    assert jobs.start(job_id, AT, total=10)
    assert not jobs.start(job_id, AT)
    row = _running("dead", str(job_id), "not an id")

    queue.reclaim(AT)

    assert _status(row) == "READY"
    assert jobs.start(job_id, AT)


def test_what_succeeded_long_ago_is_forgotten() -> None:
    row = _running("w1")
    row.set_successful(None)
    DBTaskResult.objects.filter(id=row.id).update(finished_at=AT)

    assert queue.forget_done(AT) == 0
    assert queue.forget_done(AT + timedelta(seconds=1)) == 1


def _running(worker: str, *arguments: str) -> DBTaskResult:
    result = fail.enqueue(*arguments)
    row = DBTaskResult.objects.get(id=result.id)
    row.claim(worker)
    return row


def _status(row: DBTaskResult) -> str:
    return DBTaskResult.objects.get(id=row.id).status
