"""The audit log: insert-only rows, each sealed with the hash of the one before.

Whoever edits, removes or reorders a row breaks every hash after it; `verify` finds the first.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sampan.kernel.batches import batches
from sampan.kernel.models import AuditEntry

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done; `changes` holds no personal data."""

    action: str
    subject: str
    changes: Mapping[str, object]


def record(
    *, actor: str, action: str, subject: str, at: datetime, changes: Mapping[str, object]
) -> None:
    """Append one row in the caller's transaction. `changes` holds no personal data."""
    record_many([Entry(action, subject, changes)], actor=actor, at=at)


def record_many(entries: Iterable[Entry], *, actor: str, at: datetime) -> None:
    """Append rows in the caller's transaction, in order; one look at the chain's end for all."""
    assert transaction.get_connection().in_atomic_block, "audit inside the transaction it tells of"
    last = AuditEntry.objects.select_for_update().order_by("-sequence").first()
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    for batch in batches(entries):
        rows = []
        for entry in batch:
            sequence += 1
            row = AuditEntry(
                sequence=sequence,
                at=at,
                actor=actor,
                action=entry.action,
                subject=entry.subject,
                changes=json.loads(json.dumps(entry.changes, default=str)),
                previous_hash=previous,
            )
            row.hash = previous = seal(row)
            rows.append(row)
        AuditEntry.objects.bulk_create(rows)


def seal(entry: AuditEntry) -> str:
    """SHA-256 over the row's own facts and the hash of the row before."""
    facts = [
        entry.sequence,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.changes,
        entry.previous_hash,
    ]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> int | None:
    """The sequence number of the first broken row; None when the chain holds."""
    expected_sequence, previous = 1, GENESIS
    for entry in AuditEntry.objects.order_by("sequence").iterator():
        unbroken = entry.sequence == expected_sequence and entry.previous_hash == previous
        if not unbroken or entry.hash != seal(entry):
            return entry.sequence
        expected_sequence, previous = entry.sequence + 1, entry.hash
    return None


def history(subject: str, limit: int = 100) -> list[AuditEntry]:
    """The newest rows about one thing, newest first."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("-sequence")[:limit])
