"""Proofs that a mail address belongs to whoever uses it; each works once and is soon forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sampan.apps.customers.models import MailProof
from sampan.kernel.batches import batches

KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Proof:
    """Which address somebody wants to prove, and what for."""

    id: UUID
    purpose: str
    email: str
    language: str


def ask(purpose: str, email: str, language: str, at: datetime) -> UUID:
    """Note that somebody claims an address."""
    row = MailProof.objects.create(
        purpose=MailProof.Purpose(purpose), email=email.lower(), language=language, asked_at=at
    )
    return row.id


def unused(proof: UUID) -> Proof | None:
    """A proof that was not used yet; None when it was, or is forgotten."""
    row = MailProof.objects.filter(id=proof, used_at=None).first()
    return Proof(row.id, row.purpose, row.email, row.language) if row else None


def use(proof: UUID, at: datetime) -> bool:
    """Use a proof up; False when somebody did before."""
    return MailProof.objects.filter(id=proof, used_at=None).update(used_at=at) == 1


def forget_old(at: datetime) -> list[UUID]:
    """By the clock: delete what no link opens any more; returns which."""
    old = MailProof.objects.filter(asked_at__lt=at - KEPT_FOR)
    return _forget(list(old.values_list("id", flat=True)))


def forget_of(email: str) -> list[UUID]:
    """Delete what somebody asked for with a mail address; returns which."""
    theirs = MailProof.objects.filter(email__iexact=email) if email else MailProof.objects.none()
    return _forget(list(theirs.values_list("id", flat=True)))


def _forget(ids: list[UUID]) -> list[UUID]:
    for batch in batches(ids):
        MailProof.objects.filter(id__in=batch).delete()
    return ids
