"""Import: drop a file, see what was found, match columns, try, apply as a job."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sampan.apps.pricing import selectors as pricing
from sampan.apps.pricing.services import Cause
from sampan.domain.errors import DomainError, Invalid, NotFound
from sampan.domain.markets import LANGUAGES
from sampan.flows.export_products import export_products
from sampan.flows.import_products import (
    ImportOptions,
    import_products,
    look_into,
    start_import,
)
from sampan.flows.keep_upload import LARGEST, keep_upload, kept_upload
from sampan.kernel import clock, jobs
from sampan.web.backoffice.access import actor, office
from sampan.web.backoffice.frame import page
from sampan.web.backoffice.import_words import DIALECTS, row_words
from sampan.web.backoffice.jobs_pages import line_of
from sampan.web.backoffice.language_names import LANGUAGE_NAMES
from sampan.web.backoffice.words import refusal

WAITS_FOR = 300_000
SHOWN_ERRORS = 200


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file: its name, what stands in it first, and what it is taken for."""

    name: str
    sample: str
    chosen: str


@office
def import_file(request: HttpRequest) -> HttpResponse:
    """The first step: a field for the file."""
    error = ""
    if request.method == "POST":
        try:
            key, name = _kept(request)
        except DomainError as refused:
            error = refusal(refused)
        else:
            response = redirect("office:import_check", key=key)
            response["Location"] += f"?{_query(request, name)}"
            return response
    context = {
        "error": error,
        "languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        "currencies": _currencies(),
        "dialects": [(code, label) for code, label in DIALECTS.items()],
    }
    return page(request, "backoffice/import/file.html", context, screen="import")


@office
def check(request: HttpRequest, key: str) -> HttpResponse:
    """The second step: what was found, which columns mean what; try it, then apply it."""
    try:
        data = kept_upload(key)
        head = look_into(data)
    except NotFound as error:
        raise Http404 from error
    except DomainError as error:
        messages.error(request, refusal(error))
        return redirect("office:import")
    form = request.POST or request.GET
    name = form.get("name", "")[:120] or "products"
    context: dict[str, Any] = {
        "key": key,
        "name": name,
        "dialect": DIALECTS.get(head.dialect or "", ""),
        "columns": _columns(head, form),
        "targets": head.targets,
        "languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        "currencies": _currencies(),
        "form": form,
        "error": "",
    }
    if request.method == "POST":
        try:
            job_id = _act(request, data, name, context)
        except DomainError as error:
            context["error"] = refusal(error)
        else:
            if job_id is not None:
                return redirect("office:import_job", job_id=job_id)
    return page(request, "backoffice/import/check.html", context, screen="import")


@office
@require_safe
def watch(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The third step: the progress of the job, then its report with the way back."""
    try:
        job = jobs.get(job_id)
    except NotFound as error:
        raise Http404 from error
    context = {
        "line": line_of(jobs.progress(job, clock.now())),
        "job": job,
        "report": job.result,
        "is_trial": bool(job.payload.get("options", {}).get("dry_run")),
        "errors": _worded(job.errors[:SHOWN_ERRORS]),
        "more": max(0, len(job.errors) - SHOWN_ERRORS),
        "dialect": DIALECTS.get(str(job.result.get("dialect", "")), ""),
    }
    return page(request, "backoffice/import/watch.html", context, screen="import")


@office
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """All products in a dialect; imported again, the file changes nothing."""
    dialect = request.GET.get("dialect", "")
    language = request.GET.get("language", "en")
    if dialect not in DIALECTS or language not in LANGUAGES:
        raise Http404
    ending = "xlsx" if dialect == "xlsx" else "csv"
    pieces = export_products(dialect, language=language)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="products-{dialect}.{ending}"'
    return response


def _act(request: HttpRequest, data: bytes, name: str, context: dict[str, Any]) -> UUID | None:
    """Try or apply; a large file is tried by a job as well. Returns the job, if there is one."""
    is_trial = "apply" not in request.POST
    options = _options(request.POST, context["columns"], is_trial=is_trial)
    at = clock.now()
    if not is_trial or len(data) > WAITS_FOR:
        return start_import(data, name, options, actor=actor(request), at=at)
    report = import_products(data, options, Cause(actor(request), at, "import"))
    context["report"] = report
    context["errors"] = _worded([vars_of(error) for error in report.errors[:SHOWN_ERRORS]])
    context["more"] = max(0, len(report.errors) - SHOWN_ERRORS) + report.more_errors
    return None


def vars_of(error: Any) -> dict[str, object]:
    """A problem of a row as a job keeps it."""
    return {name: getattr(error, name) for name in ("row", "column", "code", "message")}


def _kept(request: HttpRequest) -> tuple[str, str]:
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Invalid(field="file", reason="missing")
    if file.size > LARGEST:
        raise Invalid(field="file", reason="too_large")
    return keep_upload(file.read(), clock.now()), file.name or ""


def _query(request: HttpRequest, name: str) -> str:
    query = QueryDict(mutable=True)
    query["name"] = name[:120]
    for field in ("currency", "language"):
        query[field] = request.POST.get(field, "")[:12]
    return query.urlencode()


def _currencies() -> list[str]:
    lists = sorted(pricing.price_lists(), key=lambda one: not one.is_base)
    return list(dict.fromkeys(one.currency for one in lists))


def _columns(head: Any, form: QueryDict) -> list[ColumnLine]:
    lines = []
    for index, name in enumerate(head.columns):
        values = [row[index] for row in head.sample if index < len(row) and row[index]]
        chosen = form.get(f"c{index}", "")
        lines.append(
            ColumnLine(name, (values or [""])[0][:60], chosen if chosen in head.targets else "")
        )
    return lines


def _options(form: QueryDict, columns: list[ColumnLine], *, is_trial: bool) -> ImportOptions:
    return ImportOptions(
        currency=form.get("currency") or None,
        language=form.get("language") or "en",
        dry_run=is_trial,
        partial=bool(form.get("partial")),
        renamed={line.name: line.chosen for line in columns if line.chosen},
    )


def _worded(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each problem in the reader's language; English keeps the sentence with the cell's value."""
    if get_language() == "en":
        return errors
    return [{**error, "message": row_words(error) or _("not readable")} for error in errors]
