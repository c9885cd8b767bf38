"""Stamps: small counters that change whenever a part of the shop changes.

Whatever is cached carries the stamps of what it was made from in its key, so nothing stale is ever
found. All stamps come in one query. A writer bumps in its own transaction: the new page is there
with the commit, in every process.

A bump is a row of its own, and a stamp is the sum of its rows: two writers never wait for each
other, and none can overlook the other's bump. A scheduled flow adds the rows up.
"""

from collections.abc import Mapping
from typing import Literal

from django.db import connection, transaction

from sampan.kernel.models import Stamp

Part = Literal["catalog", "prices", "stock", "markets", "content", "settings", "window"]
ROWS_BEFORE_SUM = 50


def bump(*parts: Part) -> None:
    """Say that these parts change with the caller's transaction."""
    assert transaction.get_connection().in_atomic_block, "bump inside the transaction it tells of"
    Stamp.objects.bulk_create(Stamp(part=part, value=1) for part in parts)


def current() -> Mapping[str, int]:
    """The present value of every stamp that was ever bumped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, SUM(value) FROM kernel_stamp GROUP BY part")
        return {part: int(value) for part, value in cursor.fetchall()}


def add_up() -> None:
    """Replace the rows of each stamp by one with their sum; no reader sees another value."""
    if Stamp.objects.count() < ROWS_BEFORE_SUM:
        return
    with transaction.atomic():
        rows = list(Stamp.objects.select_for_update())
        sums: dict[str, int] = {}
        for row in rows:
            sums[row.part] = sums.get(row.part, 0) + row.value
        Stamp.objects.filter(id__in=[row.id for row in rows]).delete()
        Stamp.objects.bulk_create(Stamp(part=part, value=value) for part, value in sums.items())
