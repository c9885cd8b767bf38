"""Finished pages, kept in this process until the shop changes.

A key holds everything that a page is made from, the stamps of the shop among it: a page that is
found is never stale, whichever process changed what. Memory is bounded in bytes; what was not
asked for longest goes first.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer: its compressed body, its headers, and what to count when it is shown."""

    body: bytes
    etag: str
    headers: Headers
    activity: tuple[str, str, int | None] | None


class Shelf:
    """The kept pages, the least recently shown first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._size = 0
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        """A kept page, which thereby becomes the most recently shown."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
            return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep a page, and drop others when it is too much."""
        with self._lock:
            old = self._pages.pop(key, None)
            self._size += len(kept.body) - (len(old.body) if old else 0)
            self._pages[key] = kept
            while self._size > self.capacity:
                _, dropped = self._pages.popitem(last=False)
                self._size -= len(dropped.body)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._pages)
