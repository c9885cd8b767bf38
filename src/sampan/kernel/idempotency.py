"""A request that carries a key is answered once; the same key gets the same answer again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sampan.domain.errors import DomainError
from sampan.kernel.models import IdempotentAnswer


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

    Raises KeyReused when the body differs and InProgress while the first request is at work.
    """
    body_hash = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            IdempotentAnswer.objects.create(scope=scope, key=key, body_hash=body_hash, at=at)
    except IntegrityError:
        row = IdempotentAnswer.objects.get(scope=scope, key=key)
    else:
        return None
    if row.body_hash != body_hash:
        raise KeyReused(key=key[:64])
    if row.status == 0:
        raise InProgress(key=key[:64])
    return Answer(row.status, row.body)


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
