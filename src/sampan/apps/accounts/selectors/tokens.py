"""Tokens as the API checks them and as the owner lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from sampan.apps.accounts.models import ApiToken, ApiUsage, User
from sampan.apps.accounts.services.tokens import hash_of


@dataclass(frozen=True, slots=True)
class Token:
    """What a call may do; `actor` names it in the history."""

    id: UUID
    prefix: str
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """How the history names what this token did."""
        return f"token:{self.prefix}"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in the owner's list; the secret itself is not stored anywhere."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Whether a call with it is answered at a moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """What a token did in a period; calls with an unknown token or none stand under `NOBODY`."""

    token_id: UUID
    calls: int
    refused: int
    limited: int
    failed: int
    mean_ms: int


def token_of(secret: str, at: datetime) -> Token | None:
    """The valid token behind a secret: not revoked, not expired, its maker still works here."""
    alive = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=at))
    maker = Q(created_by__is_active=True, created_by__role__in=_works_here())
    row = ApiToken.objects.filter(alive & maker, secret_hash=hash_of(secret)).first()
    return Token(row.id, row.prefix, frozenset(row.scopes)) if row else None


def tokens() -> list[TokenRow]:
    """Every token ever made, newest first."""
    rows = ApiToken.objects.select_related("created_by").order_by("-created_at")
    return [
        TokenRow(
            id=row.id,
            name=row.name,
            prefix=row.prefix,
            scopes=tuple(row.scopes),
            created_by=row.created_by.email,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]


def usage(since: datetime) -> Sequence[TokenUsage]:
    """What each token did since a moment, in whole hours."""
    rows = (
        ApiUsage.objects.filter(hour__gte=since)
        .values("token_id")
        .annotate(
            all_calls=Sum("calls"),
            all_refused=Sum("refused"),
            all_limited=Sum("limited"),
            all_failed=Sum("failed"),
            all_ms=Sum("total_ms"),
        )
        .order_by("-all_calls")
    )
    return [
        TokenUsage(
            token_id=row["token_id"],
            calls=row["all_calls"],
            refused=row["all_refused"],
            limited=row["all_limited"],
            failed=row["all_failed"],
            mean_ms=row["all_ms"] // max(1, row["all_calls"]),
        )
        for row in rows
    ]


def _works_here() -> list[str]:
    return [User.Role.OWNER, User.Role.ASSISTANT]
