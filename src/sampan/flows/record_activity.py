"""Count what shoppers look at, in batches, without knowing who they are.

A page only adds to numbers in memory; a thread of this process stores them every few seconds, and
what is left when the process ends. Nothing that is kept can be traced to a person: no address, no
cookie, no exact time, and no search words that look like somebody's data. Under GDPR art. 4(1) and
recital 26 such counts are no personal data, and nothing is read from the visitor's device, so
ePrivacy art. 5(3) asks for no consent; whoever sends Global Privacy Control is left out all the
same (by the door, which calls nothing here).
"""

import atexit
import logging
import os
import re
import threading
from datetime import datetime
from multiprocessing.util import Finalize

from django.db import DatabaseError, connections

from sampan.apps.insights import services as insights
from sampan.apps.insights.services import Seen, Tally
from sampan.domain.errors import DomainError

EVERY_S = 5.0
MOST_WAITING = 20_000
LONGEST_SUBJECT = 120
KINDS = frozenset({"home", "category", "product", "search", "page", "click"})
_PERSONAL = re.compile(r"@|\d{5,}|(?:\d[\s./-]?){7,}")

log = logging.getLogger(__name__)


class UnknownActivity(DomainError):
    """A kind of activity that nobody counts."""

    code = "unknown_activity"


class Counter:
    """The numbers of this process that are not stored yet."""

    def __init__(self) -> None:
        self._waiting: dict[Seen, Tally] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._owner = 0

    def add(self, seen: Seen, results: int | None) -> None:
        """Count one. When far too many different things wait, new ones are left out."""
        with self._lock:
            if self._owner != os.getpid():
                self._start()
            tally = self._waiting.get(seen)
            if tally is None:
                if len(self._waiting) >= MOST_WAITING:
                    return
                tally = self._waiting[seen] = Tally()
            tally.count += 1
            tally.results = results

    def flush(self) -> int:
        """Store what waits; returns how many rows. What cannot be stored waits on."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        if not waiting:
            return 0
        try:
            insights.add(waiting)
        except DatabaseError:
            log.warning("activity could not be stored; it waits", exc_info=True)
            self._take_back(waiting)
            return 0
        return len(waiting)

    def _take_back(self, waiting: dict[Seen, Tally]) -> None:
        with self._lock:
            for seen, tally in waiting.items():
                known = self._waiting.setdefault(seen, Tally(0, tally.results))
                known.count += tally.count

    def _start(self) -> None:
        """Take over in this process: after a fork, what waits is the parent's to store."""
        self._owner = os.getpid()
        self._waiting = {}
        threading.Thread(target=self._run, name="activity", daemon=True).start()
        atexit.register(self.flush)
        Finalize(self, self.flush, exitpriority=10)

    def _run(self) -> None:
        while not self._wake.wait(EVERY_S):
            try:
                self.flush()
            finally:
                connections.close_all()


counter = Counter()


def note(
    kind: str,
    place: tuple[str, str],
    subject: str,
    at: datetime,
    *,
    results: int | None = None,
) -> None:
    """Count that somebody at `place` (market, language) did `kind` to `subject`.

    Raises UnknownActivity. Returns at once and touches no database.
    """
    if kind not in KINDS:
        raise UnknownActivity(kind=kind[:24])
    if kind == "search" and _PERSONAL.search(subject):
        subject = ""
    hour = at.replace(minute=0, second=0, microsecond=0)
    market, language = place
    counter.add(Seen(hour, kind, market, language, subject[:LONGEST_SUBJECT]), results)


def flush_activity() -> int:
    """Store what this process has counted so far; returns how many rows."""
    return counter.flush()
