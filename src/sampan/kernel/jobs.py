"""Jobs with a progress bar: started by a flow, worked on by the worker, watched by the owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sampan.domain.errors import NotFound
from sampan.kernel.models import Job, WorkerBeat

SILENT_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `seconds_left` is None until the rate is known."""

    id: UUID
    kind: str
    title: str
    state: str
    done: int
    total: int
    seconds_left: int | None
    result: Mapping[str, object]
    error_count: int
    can_undo: bool


def create(*, kind: str, title: str, actor: str, at: datetime, payload: dict[str, object]) -> UUID:
    """Note a job that is about to be enqueued; its payload is all that the worker needs."""
    job = Job.objects.create(kind=kind, title=title, actor=actor, created_at=at, payload=payload)
    return job.id


def start(job_id: UUID, at: datetime, total: int = 0) -> bool:
    """Claim a waiting job; False when it was cancelled or somebody else has it."""
    changed = Job.objects.filter(id=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=at, total=total
    )
    return changed == 1


def advance(job_id: UUID, done: int, total: int, undo: Mapping[str, object] | None = None) -> bool:
    """Move the progress bar; False when the owner cancelled the job meanwhile.

    `undo` keeps what would take the work so far back, should the worker die in the middle.
    """
    running = Job.objects.filter(id=job_id, state=Job.State.RUNNING)
    kept = {} if undo is None else {"undo": dict(undo)}
    return running.update(done=min(done, total), total=total, **kept) == 1


def finish(
    job_id: UUID,
    at: datetime,
    *,
    result: Mapping[str, object],
    errors: Sequence[Mapping[str, object]] = (),
    undo: Mapping[str, object] | None = None,
) -> None:
    """Close a job that did its work, with what it found and what would undo it."""
    Job.objects.filter(id=job_id).update(
        state=Job.State.DONE,
        finished_at=at,
        result=dict(result),
        errors=list(errors),
        undo=dict(undo or {}),
    )


def fail(job_id: UUID, at: datetime, error: Mapping[str, object]) -> None:
    """Close a job that could not do its work."""
    Job.objects.filter(id=job_id).update(
        state=Job.State.FAILED, finished_at=at, errors=[dict(error)]
    )


def cancel(job_id: UUID, at: datetime) -> bool:
    """Stop a job that has not finished; False when it had."""
    open_states = (Job.State.WAITING, Job.State.RUNNING)
    return (
        Job.objects.filter(id=job_id, state__in=open_states).update(
            state=Job.State.CANCELLED, finished_at=at
        )
        == 1
    )


def release(texts: Sequence[str]) -> int:
    """Let jobs be started anew whose worker died; other texts than their ids mean nothing."""
    ids = [text for text in texts if _is_uuid(text)]
    return Job.objects.filter(id__in=ids, state=Job.State.RUNNING).update(
        state=Job.State.WAITING, started_at=None, done=0
    )


def mark_undone(job_id: UUID) -> bool:
    """Claim the undoing of a finished job; False when it is undone already or cannot be."""
    return (
        Job.objects.filter(id=job_id, state=Job.State.DONE)
        .exclude(undo={})
        .update(state=Job.State.UNDONE)
        == 1
    )


def get(job_id: UUID) -> Job:
    """The whole job. Raises NotFound."""
    job = Job.objects.filter(id=job_id).first()
    if job is None:
        raise NotFound(what="job", id=str(job_id))
    return job


def progress(job: Job, at: datetime) -> Progress:
    """A job as the drawer shows it."""
    left = None
    if job.state == Job.State.RUNNING and job.started_at and job.done:
        spent = (at - job.started_at).total_seconds()
        left = round(spent / job.done * (job.total - job.done))
    return Progress(
        id=job.id,
        kind=job.kind,
        title=job.title,
        state=job.state,
        done=job.done,
        total=job.total,
        seconds_left=left,
        result=job.result,
        error_count=len(job.errors),
        can_undo=job.state == Job.State.DONE and bool(job.undo),
    )


def newest(at: datetime, limit: int = 20) -> list[Progress]:
    """The latest jobs, newest first, for the drawer."""
    return [progress(job, at) for job in Job.objects.order_by("-created_at")[:limit]]


def beat(worker: str, at: datetime) -> None:
    """Note that a worker is alive."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"at": at})


def retire(worker: str) -> None:
    """Forget a worker that stopped in order."""
    WorkerBeat.objects.filter(worker=worker).delete()


def forget_silent(before: datetime) -> None:
    """Forget workers that nobody heard of since a moment."""
    WorkerBeat.objects.filter(at__lt=before).delete()


def worker_is_alive(at: datetime) -> bool:
    """Whether any worker gave a sign of life within the last half minute."""
    return WorkerBeat.objects.filter(at__gte=at - SILENT_AFTER).exists()


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
