"""Sweep up behind workers that died and tasks that failed, and forget what is long done."""

from datetime import datetime, timedelta

from sampan.kernel import audit, idempotency, jobs, outbox, queue, stamps

KEEP_TASKS = timedelta(days=7)
KEEP_EVENTS = timedelta(days=30)
KEEP_ANSWERS = timedelta(days=30)
KEEP_BEATS = timedelta(days=1)


def sweep_jobs(at: datetime) -> None:
    """Take up what dead workers left, try again what is due, seal and add up what is new."""
    queue.reclaim(at)
    queue.retry_failed(at)
    outbox.redeliver_due(at)
    audit.seal_new()
    stamps.add_up()


def forget_done(at: datetime) -> None:
    """Delete tasks, events, answers and beats that nobody will ask for any more."""
    queue.forget_done(at - KEEP_TASKS)
    outbox.forget_delivered(at - KEEP_EVENTS)
    idempotency.forget(at - KEEP_ANSWERS)
    jobs.forget_silent(at - KEEP_BEATS)
