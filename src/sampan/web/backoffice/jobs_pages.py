"""Jobs: what runs, how far it is, what went wrong, and the way back."""

import csv
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sampan.domain.errors import DomainError, NotFound
from sampan.flows.undo_jobs import undo_job
from sampan.kernel import clock, jobs
from sampan.kernel.jobs import Progress
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.words import refusal

OPEN = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as its line shows it; `rate` is units a second, None until it is known."""

    job: Progress
    rate: float | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be cancelled."""
        return self.job.state in OPEN


@office
@require_safe
def all_jobs(request: HttpRequest) -> HttpResponse:
    """Every job of late."""
    lines = _lines(60)
    context = {"lines": lines, "running": any(line.is_open for line in lines)}
    return page(request, "backoffice/jobs.html", context, screen="jobs")


@office
@require_safe
def drawer(request: HttpRequest) -> HttpResponse:
    """The newest jobs, for the drawer that asks again and again."""
    lines = _lines(6)
    running = sum(1 for line in lines if line.is_open)
    return render(request, "backoffice/_jobs.html", {"lines": lines, "running": running})


@office
@require_safe
def job_line(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job, for a page that waits for it."""
    return render(request, "backoffice/_job.html", {"line": line_of(_found(job_id))})


@office
@require_safe
def errors(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """What went wrong, as a CSV that spreadsheets open."""
    try:
        rows = jobs.get(job_id).errors
    except NotFound as error:
        raise Http404 from error
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="errors-{job_id}.csv"'
    response.write("\ufeff")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(response)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(str(row.get(name, ""))) for name in names])
    return response


@office
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job; what it did so far is taken back by its own flow."""
    stopped = jobs.cancel(job_id, clock.now())
    if stopped:
        messages.success(request, _("The job stops; what it had changed is taken back."))
    else:
        messages.error(request, _("The job had finished already."))
    return HttpResponseRedirect(reverse("office:jobs"))


@office
@require_POST
def undo(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Take a finished job back."""
    try:
        done = undo_job(job_id, actor=actor(request), at=clock.now())
    except DomainError as error:
        messages.error(request, refusal(error))
    else:
        if done:
            messages.success(request, _("Undone. What somebody changed since was left alone."))
        else:
            messages.error(request, _("This job cannot be undone any more."))
    return HttpResponseRedirect(reverse("office:jobs"))


def _lines(limit: int) -> list[JobLine]:
    return [line_of(job) for job in jobs.newest(clock.now(), limit)]


def line_of(job: Progress) -> JobLine:
    """A job with its rate."""
    left = job.total - job.done
    rate = left / job.seconds_left if job.seconds_left and left else None
    return JobLine(job, rate)


def _found(job_id: UUID) -> Progress:
    try:
        return jobs.progress(jobs.get(job_id), clock.now())
    except NotFound as error:
        raise Http404 from error


def _safe(cell: str) -> str:
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
