"""How many calls a minute: counted in the database, handed out to this process a few at a time.

A process takes calls in portions of a twentieth of the limit and spends them from memory, so a call
costs no query in nineteen cases of twenty and a restart forgives nothing: what was taken is gone.
The headers follow draft-ietf-httpapi-ratelimit-headers-10 (2025-09).
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from sampan.apps.accounts.services import tokens
from sampan.web.api.problems import Problem

WINDOW = timedelta(minutes=1)
PORTIONS = 20
MOST_SUBJECTS = 10_000
DEFAULTS = {"token": 600, "address": 1_200, "stranger": 120}


@dataclass(slots=True)
class _Share:
    window: datetime
    left: int
    taken: int


class Limiter:
    """What this process still has of each caller's minute."""

    def __init__(self) -> None:
        self._shares: dict[str, _Share] = {}
        self._lock = threading.Lock()

    def spend(self, kind: str, who: str, at: datetime) -> Mapping[str, str]:
        """Count one call; returns the headers that say what is left. Raises Problem 429."""
        limit = limit_of(kind)
        window = at.replace(second=0, microsecond=0)
        seconds = max(1, round((window + WINDOW - at).total_seconds()))
        policy = f'"{kind}";q={limit};w={int(WINDOW.total_seconds())}'
        with self._lock:
            share = self._share(f"{kind}:{who}", window, limit)
            if share.left > 0:
                share.left -= 1
                left = max(0, limit - share.taken + share.left)
                return {"RateLimit-Policy": policy, "RateLimit": f'"{kind}";r={left};t={seconds}'}
        headers = {
            "RateLimit-Policy": policy,
            "RateLimit": f'"{kind}";r=0;t={seconds}',
            "Retry-After": str(seconds),
        }
        raise Problem(429, "rate_limited", f"At most {limit} calls a minute.", headers)

    def forget(self) -> None:
        """Start as a fresh process does."""
        with self._lock:
            self._shares.clear()

    def _share(self, subject: str, window: datetime, limit: int) -> _Share:
        share = self._shares.get(subject)
        if share is None or share.window != window:
            if len(self._shares) >= MOST_SUBJECTS:
                self._shares.clear()
            share = self._shares[subject] = _Share(window, 0, 0)
        if share.left == 0 and share.taken < limit:
            portion = max(1, limit // PORTIONS)
            granted = tokens.take_calls(subject, window=window, wanted=portion, limit=limit)
            share.left = granted
            share.taken = share.taken + granted if granted else limit
        return share


def limit_of(kind: str) -> int:
    """Calls a minute of a kind of caller; `SAMPAN_API_LIMITS` changes the defaults."""
    chosen: Mapping[str, int] = getattr(settings, "SAMPAN_API_LIMITS", {})
    return chosen.get(kind, DEFAULTS[kind])


limiter = Limiter()
