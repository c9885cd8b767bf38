"""Jobs: claimed once, watched by their numbers, cancelled and undone at most once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sampan.domain.errors import NotFound
from sampan.kernel import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def job_id() -> UUID:
    """A job that waits for a worker."""
    return jobs.create(kind="import", title="products.csv", actor="owner", at=AT, payload={"a": 1})


def test_the_time_left_follows_the_rate(job_id: UUID) -> None:
    jobs.start(job_id, AT, total=100)
    jobs.advance(job_id, 25, 100)

    shown = jobs.progress(jobs.get(job_id), AT + timedelta(seconds=10))

    assert (shown.state, shown.done, shown.total, shown.seconds_left) == ("running", 25, 100, 30)


def test_a_cancelled_job_tells_its_worker_to_stop(job_id: UUID) -> None:
    jobs.start(job_id, AT, total=10)

    assert jobs.cancel(job_id, AT)
    assert not jobs.advance(job_id, 5, 10)
    assert not jobs.cancel(job_id, AT)
    assert not jobs.start(job_id, AT)


def test_only_a_finished_job_with_an_undo_can_be_undone_once(job_id: UUID) -> None:
    jobs.start(job_id, AT)
    assert not jobs.mark_undone(job_id)
    jobs.finish(job_id, AT, result={"created": 3}, undo={"ids": [1, 2, 3]})

    assert jobs.newest(AT)[0].can_undo
    assert jobs.mark_undone(job_id)
    assert not jobs.mark_undone(job_id)
    assert not jobs.newest(AT)[0].can_undo


def test_a_failed_job_keeps_its_errors(job_id: UUID) -> None:
    jobs.fail(job_id, AT, {"code": "unreadable"})

    (shown,) = jobs.newest(AT)
    assert (shown.state, shown.error_count) == ("failed", 1)


def test_an_unknown_job_is_not_found() -> None:
    with pytest.raises(NotFound):
        jobs.get(uuid4())


def test_a_worker_counts_as_alive_for_half_a_minute() -> None:
    assert not jobs.worker_is_alive(AT)
    jobs.beat("w", AT)
    assert jobs.worker_is_alive(AT + timedelta(seconds=30))
    assert not jobs.worker_is_alive(AT + timedelta(seconds=31))
    jobs.retire("w")
    assert not jobs.worker_is_alive(AT)
