"""Undo a finished job: each kind of job knows its own way back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sampan.flows import bulk_edit, import_products
from sampan.flows.undo_import import undo_import
from sampan.kernel import jobs

Undo = Callable[..., bool]

UNDO: dict[str, Undo] = {
    bulk_edit.KIND: bulk_edit.undo_bulk_edit,
    import_products.KIND: undo_import,
}


def undo_job(job_id: UUID, *, actor: str, at: datetime) -> bool:
    """Take a finished job back; False when it cannot be. Raises NotFound."""
    undo = UNDO.get(jobs.get(job_id).kind)
    return undo(job_id, actor=actor, at=at) if undo else False
