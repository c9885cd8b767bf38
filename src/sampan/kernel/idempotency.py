"""A request that carries a key is answered once; the same key gets the same answer again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sampan.domain.errors import DomainError
from sampan.kernel.models import IdempotentAnswer

LONGEST = timedelta(minutes=10)


class KeyReused(DomainError):
    """The key was used before with another body."""

    code = "idempotency_key_reused"


class InProgress(DomainError):
    """The first request with this key has not been answered yet."""

    code = "idempotency_in_progress"


@dataclass(frozen=True, slots=True)
class Answer:
    """The stored answer to the first request with a key."""

    status: int
    body: str


def begin(scope: str, key: str, body: bytes, at: datetime) -> Answer | None:
    """Claim a key; None means go on, an Answer is to be sent as it is.

    Raises KeyReused when the body differs and InProgress while the first request is at work. A
    first request that has not answered after `LONGEST` died, and whoever asks next takes over.
    """
    body_hash = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        row, is_first = IdempotentAnswer.objects.get_or_create(
            scope=scope, key=key, defaults={"body_hash": body_hash, "at": at}
        )
    if is_first:
        return None
    if row.body_hash != body_hash:
        raise KeyReused(key=key[:64])
    if row.status:
        return Answer(row.status, row.body)
    dead = IdempotentAnswer.objects.filter(id=row.id, status=0, at__lte=at - LONGEST)
    if dead.update(at=at):
        return None
    raise InProgress(key=key[:64])


def finish(scope: str, key: str, answer: Answer) -> None:
    """Store the answer for whoever asks again."""
    IdempotentAnswer.objects.filter(scope=scope, key=key).update(
        status=answer.status, body=answer.body
    )


def release(scope: str, key: str) -> None:
    """Give a key back whose request failed without doing anything."""
    IdempotentAnswer.objects.filter(scope=scope, key=key, status=0).delete()


def forget(before: datetime) -> int:
    """Delete the answers to requests older than a moment; returns how many."""
    return IdempotentAnswer.objects.filter(at__lt=before).delete()[0]
