"""Declarations of withdrawal: stored as they came, matched to their order afterwards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sampan.apps.customers.models import Withdrawal
from sampan.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declared: for which order, under which name and mail address."""

    id: UUID
    number: str
    email: str
    name: str
    language: str
    declared_at: datetime
    order: UUID | None
    state: str


def store(
    declaration: UUID, *, number: str, email: str, name: str, language: str, at: datetime
) -> bool:
    """Keep a declaration as it came; False for one that was sent before under the same id."""
    _, is_new = Withdrawal.objects.get_or_create(
        id=declaration,
        defaults={
            "number": number,
            "email": email,
            "name": name,
            "language": language,
            "declared_at": at,
        },
    )
    return is_new


def locked(declaration: UUID) -> Declaration:
    """A declaration whose row stays locked until the caller's transaction ends. Raises NotFound."""
    row = Withdrawal.objects.select_for_update().filter(id=declaration).first()
    if row is None:
        raise NotFound(what="withdrawal", id=str(declaration))
    return _facts(row)


def get(declaration: UUID) -> Declaration:
    """A declaration. Raises NotFound."""
    row = Withdrawal.objects.filter(id=declaration).first()
    if row is None:
        raise NotFound(what="withdrawal", id=str(declaration))
    return _facts(row)


def waiting(before: datetime, limit: int = 100) -> list[UUID]:
    """Declarations that came before a moment and were not looked at, the oldest first."""
    rows = Withdrawal.objects.filter(state=Withdrawal.State.WAITING, declared_at__lt=before)
    return list(rows.order_by("declared_at").values_list("id", flat=True)[:limit])


def settle(declaration: UUID, state: str, order: UUID | None) -> None:
    """Note what became of a declaration."""
    Withdrawal.objects.filter(id=declaration).update(state=Withdrawal.State(state), order=order)


def _facts(row: Withdrawal) -> Declaration:
    return Declaration(
        row.id,
        row.number,
        row.email,
        row.name,
        row.language,
        row.declared_at,
        row.order,
        row.state,
    )
