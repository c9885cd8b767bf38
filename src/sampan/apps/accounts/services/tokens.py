"""Tokens of programs: made once and shown once, revoked at once, their calls counted."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from sampan.apps.accounts.models import ApiAllowance, ApiToken, ApiUsage, User
from sampan.domain.errors import Invalid, NotFound
from sampan.kernel import audit

SCOPES: Mapping[str, str] = {
    "catalog:read": "products, variants, categories, markets and prices",
    "catalog:write": "create and change products",
    "prices:write": "set prices",
    "stock:read": "stock by warehouse",
    "stock:write": "set stock on hand",
    "search:read": "search as shoppers do",
    "quotes:read": "landed-cost quotes",
}

ALLOWANCES_KEPT = timedelta(hours=1)
USAGE_KEPT = timedelta(days=400)
LONGEST_NAME = 120
NOBODY = UUID(int=0)

_TAKE = """
    INSERT INTO accounts_apiallowance (subject, "window", used) VALUES (%s, %s, %s)
    ON CONFLICT (subject) DO UPDATE SET
        used = CASE WHEN accounts_apiallowance."window" = excluded."window"
            THEN accounts_apiallowance.used ELSE 0 END + excluded.used,
        "window" = excluded."window"
    RETURNING used
"""

_COUNT = """
    INSERT INTO accounts_apiusage
        (token_id, hour, calls, refused, limited, failed, total_ms, slowest_ms)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (token_id, hour) DO UPDATE SET
        calls = accounts_apiusage.calls + excluded.calls,
        refused = accounts_apiusage.refused + excluded.refused,
        limited = accounts_apiusage.limited + excluded.limited,
        failed = accounts_apiusage.failed + excluded.failed,
        total_ms = accounts_apiusage.total_ms + excluded.total_ms,
        slowest_ms = CASE WHEN excluded.slowest_ms > accounts_apiusage.slowest_ms
            THEN excluded.slowest_ms ELSE accounts_apiusage.slowest_ms END
"""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A fresh token; `secret` is known to nobody but whoever holds this value."""

    id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls of one token in one hour that wait to be added; the nil UUID is no valid token."""

    token_id: UUID
    hour: datetime
    calls: int = 0
    refused: int = 0
    limited: int = 0
    failed: int = 0
    total_ms: int = 0
    slowest_ms: int = 0


@transaction.atomic
def make_token(
    user_id: int, name: str, scopes: Iterable[str], *, at: datetime, expires_at: datetime | None
) -> MadeToken:
    """Let a program call the API within scopes. Raises Invalid, and NotFound for the person."""
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= SCOPES.keys():
        raise Invalid(field="scopes", reason="unknown" if wanted else "missing")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Invalid(field="name", reason="missing" if not name.strip() else "too_long")
    if expires_at is not None and expires_at <= at:
        raise Invalid(field="expires_at", reason="past")
    if not User.objects.filter(pk=user_id, role__in=_works_here()).exists():
        raise NotFound(what="person")
    prefix = f"spn_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name.strip(),
        prefix=prefix,
        secret_hash=hash_of(secret),
        scopes=wanted,
        created_by_id=user_id,
        created_at=at,
        expires_at=expires_at,
    )
    _audit(token, "token_made", at, user_id, scopes=wanted)
    return MadeToken(token.id, secret)


@transaction.atomic
def revoke_token(token_id: UUID, *, user_id: int, at: datetime) -> None:
    """End a token now; ending it twice changes nothing. Raises NotFound."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotFound(what="token")
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _audit(token, "token_revoked", at, user_id)


def hash_of(secret: str) -> str:
    """What is stored of a token; it has 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def take_calls(subject: str, *, window: datetime, wanted: int, limit: int) -> int:
    """Take calls out of a minute's allowance; returns how many were left to take, 0 when none."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [subject, _moment(window), wanted])
        used: int = cursor.fetchone()[0]
    return max(0, min(wanted, limit - (used - wanted)))


@transaction.atomic
def count_calls(usages: Iterable[Usage], *, at: datetime) -> None:
    """Add what was counted since the last time, and note when each token was last used."""
    has_uuid = connection.features.has_native_uuid_field
    rows = sorted(usages, key=lambda one: (one.token_id, one.hour))
    with connection.cursor() as cursor:
        for one in rows:
            token_id = one.token_id if has_uuid else one.token_id.hex
            counts = (one.calls, one.refused, one.limited, one.failed)
            times = (one.total_ms, one.slowest_ms)
            cursor.execute(_COUNT, [token_id, _moment(one.hour), *counts, *times])
    used = {one.token_id for one in rows if one.token_id != NOBODY}
    ApiToken.objects.filter(pk__in=sorted(used)).update(last_used_at=at)


def forget_old_calls(at: datetime) -> None:
    """Delete allowances of minutes long gone and counts older than thirteen months."""
    ApiAllowance.objects.filter(window__lt=at - ALLOWANCES_KEPT).delete()
    ApiUsage.objects.filter(hour__lt=at - USAGE_KEPT).delete()


def _moment(at: datetime) -> datetime | str:
    """A moment as the database takes it outside the ORM."""
    return connection.ops.adapt_datetimefield_value(at) or at


def _works_here() -> list[str]:
    return [User.Role.OWNER, User.Role.ASSISTANT]


def _audit(token: ApiToken, action: str, at: datetime, user_id: int, **changes: object) -> None:
    audit.record(
        actor=f"person:{user_id}", action=action, subject=f"token:{token.prefix}", at=at,
        changes=changes,
    )  # fmt: skip
