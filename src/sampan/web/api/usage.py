"""What each token does: calls, refusals and time, counted in memory and stored in batches."""

import atexit
import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections

from sampan.apps.accounts.services import tokens
from sampan.apps.accounts.services.tokens import Usage
from sampan.kernel import clock

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)
MOST_WAITING = 200
TIDY_EVERY = timedelta(hours=1)


class Counter:
    """Counts that wait to be stored; a normal stop stores them too."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[UUID, datetime], Usage] = {}
        self._calls = 0
        self._stored_at: datetime | None = None
        self._tidied_at: datetime | None = None
        self._lock = threading.Lock()

    def note(self, token_id: UUID, status: int, milliseconds: int, at: datetime) -> None:
        """Count one call; now and then store what waits."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            key = (token_id, hour)
            before = self._waiting.get(key) or Usage(token_id, hour)
            self._waiting[key] = replace(
                before,
                calls=before.calls + 1,
                refused=before.refused + (400 <= status < 500 and status != 429),
                limited=before.limited + (status == 429),
                failed=before.failed + (status >= 500),
                total_ms=before.total_ms + milliseconds,
                slowest_ms=max(before.slowest_ms, milliseconds),
            )
            self._calls += 1
            since = self._stored_at or at
            self._stored_at = since
            due = self._calls >= MOST_WAITING or at - since >= EVERY
        if due:
            self.store(at)

    def store(self, at: datetime) -> None:
        """Add what waits to the table."""
        with self._lock:
            waiting, self._waiting, self._calls = self._waiting, {}, 0
            self._stored_at = at
            is_tidy = self._tidied_at is not None and at - self._tidied_at < TIDY_EVERY
            self._tidied_at = self._tidied_at if is_tidy else at
        if waiting:
            tokens.count_calls(waiting.values(), at=at)
        if not is_tidy:
            tokens.forget_old_calls(at)

    def forget(self) -> None:
        """Drop what waits: its database is no more."""
        with self._lock:
            self._waiting, self._calls = {}, 0

    def store_at_exit(self) -> None:
        """Keep the last counts when the process stops."""
        if not self._waiting:
            return
        close_old_connections()
        try:
            self.store(clock.now())
        except DatabaseError as error:
            log.warning("the last counts of the api are lost: %s", error)


counter = Counter()
atexit.register(counter.store_at_exit)
