"""Note beside the database where the audit chain ends, so that a cut-off end is found."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from sampan.kernel import audit, audit_ends


def note_audit_end(at: datetime) -> None:
    """Seal what is new and append the end of the chain to the file of ends."""
    audit.seal_new()
    audit_ends.note(Path(settings.HOME), at)
