"""The audit log: insert-only rows, and a chain of seals in which each holds the hash before it.

Whoever edits, removes or reorders a sealed row breaks every hash after it; `verify` finds the
first. Cutting off the end breaks nothing inside the chain, so its end is also noted outside.

On SQLite writers take turns anyway, so a row is sealed as it is written. On PostgreSQL the worker
seals some seconds later: one chain that every transaction had to append to would make them wait
for each other until they commit, and lock each other out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from sampan.kernel.batches import batches
from sampan.kernel.models import AuditEntry, AuditSeal

GENESIS = "0" * 64
SEALING = 7_261_943  # the number of PostgreSQL's advisory lock for it


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done; `changes` holds no personal data."""

    action: str
    subject: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class End:
    """The last seal of the chain, as it is noted outside the database."""

    sequence: int
    hash: str


def record(
    *, actor: str, action: str, subject: str, at: datetime, changes: Mapping[str, object]
) -> None:
    """Append one row in the caller's transaction. `changes` holds no personal data."""
    record_many([Entry(action, subject, changes)], actor=actor, at=at)


def record_many(entries: Iterable[Entry], *, actor: str, at: datetime) -> None:
    """Append rows in the caller's transaction, in order."""
    assert transaction.get_connection().in_atomic_block, "audit inside the transaction it tells of"
    for batch in batches(entries):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                at=at,
                actor=actor,
                action=entry.action,
                subject=entry.subject,
                changes=json.loads(json.dumps(entry.changes, default=str)),
            )
            for entry in batch
        )
    if connection.vendor == "sqlite":
        seal_new()


def seal_new() -> int:
    """Seal the rows that have no seal yet; returns how many. Only one process does so at a time."""
    count = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        end = chain_end()
        sequence, previous = end.sequence, end.hash
        unsealed = AuditEntry.objects.filter(seal=None).order_by("id")
        for batch in batches(unsealed.iterator()):
            seals = []
            for entry in batch:
                sequence += 1
                previous = _hash(entry, sequence, previous)
                seals.append(AuditSeal(sequence=sequence, entry=entry, hash=previous))
            AuditSeal.objects.bulk_create(seals)
            count += len(seals)
    return count


def chain_end() -> End:
    """The last seal, or sequence 0 of an empty chain."""
    last = AuditSeal.objects.order_by("-sequence").first()
    return End(last.sequence, last.hash) if last else End(0, GENESIS)


def verify() -> int | None:
    """The sequence number of the first broken seal; None when the chain holds."""
    expected, previous = 1, GENESIS
    seals = AuditSeal.objects.select_related("entry").order_by("sequence")
    for seal in seals.iterator():
        previous = _hash(seal.entry, expected, previous)
        if seal.sequence != expected or seal.hash != previous:
            return expected
        expected += 1
    return None


def reaches(end: End) -> bool:
    """Whether the chain still holds a seal that was noted outside as its end."""
    if end.sequence == 0:
        return True
    return AuditSeal.objects.filter(sequence=end.sequence, hash=end.hash).exists()


def history(subject: str, limit: int = 100) -> list[AuditEntry]:
    """The newest rows about one thing, newest first."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("-id")[:limit])


def _hash(entry: AuditEntry, sequence: int, previous: str) -> str:
    """SHA-256 over the row's own facts, its place, and the hash of the row before."""
    facts = [
        sequence,
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.changes,
        previous,
    ]
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
