"""Import products from a file: read, check, then write all of it in one transaction, or nothing.

With `partial` the good products are written although others have problems, portion by portion.
As a job it can be watched, cancelled and undone; the same file again changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django_tasks import task

from sampan.apps.pricing.services import Cause
from sampan.domain.catalog.drafts import ProductDraft
from sampan.domain.errors import DomainError, Invalid
from sampan.domain.markets import LANGUAGES
from sampan.domain.money import exponent
from sampan.flows.match_products import Matched, match_products
from sampan.flows.process_media import fetch_when_allowed
from sampan.flows.refresh_window import refresh_window
from sampan.flows.undo_import import take_back
from sampan.flows.write_import import CAUSE, Undo, Written, price_list_for, write_import
from sampan.integrations.product_files import (
    Head,
    ProductFile,
    RowError,
    Terms,
    UnreadableFile,
    head_of,
    read_product_file,
)
from sampan.kernel import clock, jobs
from sampan.kernel.batches import batches

KIND = "import"
PORTION = 200
MOST_ERRORS = 1000


class Cancelled(Exception):
    """The owner cancelled the job; nothing of it stays."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a file and what to do with it.

    `currency` None is the base price list's; `renamed` maps columns that the owner named by hand.
    """

    currency: str | None = None
    language: str = "en"
    dry_run: bool = False
    partial: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.currency is not None:
            exponent(self.currency)
        if self.language not in LANGUAGES:
            raise Invalid(field="language", reason="unknown", language=self.language[:16])


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a job wants to hear: `step(done, total)` may say stop by False, `done` runs inside the
    transaction that writes the last products (after a dry run, outside of any), and `undo` gathers
    what takes everything back.
    """

    step: Callable[[int, int], bool] = lambda done, total: True
    done: Callable[["ImportReport"], None] = lambda report: None
    undo: Undo = field(default_factory=Undo)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file held and what became of it; errors beyond the first thousand are counted."""

    dialect: str
    products: int
    variants: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: Sequence[RowError] = ()
    more_errors: int = 0

    def plus(self, written: Written) -> "ImportReport":
        """The report after one more portion."""
        made, changed = len(written.created), len(written.updated)
        return replace(
            self,
            created=self.created + made,
            updated=self.updated + changed,
            unchanged=self.unchanged + written.total - made - changed,
        )

    def as_json(self) -> dict[str, Any]:
        """The report in the form that programs read."""
        report = asdict(self)
        report["errors"] = [asdict(error) for error in self.errors]
        if not report.pop("more_errors"):
            return report
        return report | {"more_errors": self.more_errors}


def start_import(
    data: bytes, name: str, options: ImportOptions, *, actor: str, at: datetime
) -> UUID:
    """Keep the file, note the job and hand it to the worker; returns the job's id."""
    with transaction.atomic():
        job_id = _create_job(data, name, options, Cause(actor, at, CAUSE))
        run_import.enqueue(str(job_id))
    return job_id


def import_now(
    data: bytes, name: str, options: ImportOptions, *, actor: str, at: datetime
) -> ImportReport:
    """Import while the caller waits; what was written can be undone like any job.

    Raises UnreadableFile. A dry run leaves no job behind.
    """
    if options.dry_run:
        return import_products(data, options, Cause(actor, at, CAUSE))
    job_id = _create_job(data, name, options, Cause(actor, at, CAUSE))
    report = _run(job_id)
    assert report is not None, "nobody else knows this job"
    return report


def look_into(data: bytes) -> Head:
    """The columns of a file and its first rows. Raises UnreadableFile."""
    return head_of(data)


@task()
def run_import(job_id: str) -> None:
    """Do the work of an import's job; a file that cannot be read fails it with a sentence."""
    try:
        _run(UUID(job_id))
    except DomainError:
        return


def import_products(
    data: bytes,
    options: ImportOptions,
    cause: Cause,
    *,
    hooks: "Hooks | None" = None,
) -> ImportReport:
    """Read a file, and write what it says unless there are problems.

    Raises UnreadableFile, and Cancelled when a hook says stop: then the portion at hand is rolled
    back, and `hooks.undo` takes back the ones before.
    """
    hooks = hooks or Hooks()
    price_list = price_list_for(options.currency)
    terms = Terms(price_list.currency, options.language)
    file = read_product_file(data, terms, options.renamed)
    matched = match_products(file)
    total = len(matched.drafts)
    if not hooks.step(0, total):
        raise Cancelled
    blocked = bool(matched.errors) and not options.partial
    portions = [] if blocked or not total else _portions(matched.drafts, options)
    report = _report(file, matched)
    del file, matched  # the drafts of a large file need room once, not twice
    undo = Undo() if options.dry_run else hooks.undo
    for portion, done in portions:
        with transaction.atomic():
            written = write_import(portion, price_list, undo, cause)
            report = report.plus(written)
            if options.dry_run:
                transaction.set_rollback(True)
                continue
            refresh_window(written.created | written.updated, cause.at)
            if not hooks.step(done, total):
                raise Cancelled
            if done == total:
                fetch_when_allowed()
                hooks.done(report)
    if options.dry_run and not hooks.step(total, total):
        raise Cancelled
    if options.dry_run or not portions:
        hooks.done(report)
    return report


def _portions(
    drafts: Sequence[ProductDraft], options: ImportOptions
) -> list[tuple[list[ProductDraft], int]]:
    """All at once; or in portions, with what is made of other products at the end."""
    if not options.partial or options.dry_run:
        return [(list(drafts), len(drafts))]
    ordered = sorted(drafts, key=_depends)
    portions, done = [], 0
    for portion in batches(ordered, PORTION):
        done += len(portion)
        portions.append((portion, done))
    return portions


def _depends(draft: ProductDraft) -> int:
    if draft.members is not None:
        return 2
    return int(any(variant.parts for variant in draft.variants))


def _report(file: ProductFile, matched: Matched) -> ImportReport:
    return ImportReport(
        dialect=file.dialect,
        products=len(file.products),
        variants=sum(len(product.draft.variants) for product in file.products),
        errors=tuple(matched.errors[:MOST_ERRORS]),
        more_errors=max(0, len(matched.errors) - MOST_ERRORS),
    )


def _create_job(data: bytes, name: str, options: ImportOptions, cause: Cause) -> UUID:
    file = f"{uuid4().hex}.upload"
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    (_folder() / file).write_bytes(data)
    payload: dict[str, object] = {"file": file, "options": asdict(options)}
    title = f"Import {Path(name).name[:120]}"
    return jobs.create(kind=KIND, title=title, actor=cause.actor, at=cause.at, payload=payload)


def _run(job_id: UUID) -> ImportReport | None:
    """Claim the job, import, and close it in the transaction that writes the last products.

    None when it was cancelled or somebody else has it. A job whose worker died starts over, once
    what it left behind is taken back.
    """
    job = jobs.get(job_id)
    path = _folder() / job.payload["file"]
    if not jobs.start(job_id, clock.now()):
        if jobs.get(job_id).state == "cancelled":
            path.unlink(missing_ok=True)
        return None
    if job.undo:
        take_back(Undo(**job.undo), actor=job.actor, at=clock.now())
    hooks = _hooks(job_id, keeps_undo=bool(job.payload["options"]["partial"]))
    try:
        options = ImportOptions(**job.payload["options"])
        cause = Cause(job.actor, clock.now(), CAUSE)
        report = import_products(path.read_bytes(), options, cause, hooks=hooks)
    except Cancelled:
        take_back(hooks.undo, actor=job.actor, at=clock.now())
        report = None
    except Exception as error:
        take_back(hooks.undo, actor=job.actor, at=clock.now())
        jobs.fail(job_id, clock.now(), _told(error))
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return report


def _hooks(job_id: UUID, *, keeps_undo: bool) -> Hooks:
    """Progress that others see and, between portions, what takes the work so far back."""
    undo = Undo()

    def step(done: int, total: int) -> bool:
        return jobs.advance(job_id, done, total, asdict(undo) if keeps_undo else None)

    def done(report: ImportReport) -> None:
        errors = [asdict(error) for error in report.errors]
        wrote = bool(undo.snapshots) and report.created + report.updated
        result = report.as_json()
        jobs.finish(
            job_id,
            clock.now(),
            result={name: value for name, value in result.items() if name != "errors"},
            errors=errors,
            undo=asdict(undo) if wrote else None,
        )

    return Hooks(step, done, undo)


def _told(error: Exception) -> dict[str, object]:
    if isinstance(error, UnreadableFile):
        return {"code": error.reason, "message": error.message}
    if isinstance(error, DomainError):
        return {"code": error.code, "message": str(error)}
    return {"code": "failed", "message": type(error).__name__}


def _folder() -> Path:
    """Where files wait for their job, out of reach of the web."""
    folder: Path = settings.HOME / "imports"
    return folder
