"""Stamps: small counters that change whenever a part of the shop changes.

Whatever is cached carries the stamps of what it was made from in its key, so nothing stale is ever
found. All stamps come in one query. A writer bumps in its own transaction: the new page is there
with the commit, in every process.
"""

from collections.abc import Mapping
from typing import Literal

from django.db import connection, transaction
from django.db.models import F

from sampan.kernel.models import Stamp

Part = Literal["catalog", "prices", "stock", "markets", "content", "settings", "window"]


def bump(*parts: Part) -> None:
    """Say that these parts change with the caller's transaction."""
    assert transaction.get_connection().in_atomic_block, "bump inside the transaction it tells of"
    for part in sorted(parts):
        if not Stamp.objects.filter(part=part).update(value=F("value") + 1):
            Stamp.objects.create(part=part, value=1)


def current() -> Mapping[str, int]:
    """The present value of every stamp that was ever bumped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, value FROM kernel_stamp")
        return dict(cursor.fetchall())
