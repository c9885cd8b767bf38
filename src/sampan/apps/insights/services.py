"""Adding up what was looked at; a row is a count, never a visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sampan.kernel.batches import batches

ROWS_AT_ONCE = 100
_START = (
    "INSERT INTO insights_activity (hour, kind, market, language, subject, results, count) VALUES"
)
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"
_END = (
    "ON CONFLICT (hour, kind, market, language, subject) DO UPDATE SET"
    " count = insights_activity.count + excluded.count, results = excluded.results"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was done to which thing, where, in which hour (aware, in UTC, nothing below it)."""

    hour: datetime
    kind: str
    market: str
    language: str
    subject: str


@dataclass(slots=True)
class Tally:
    """How often, and for a search how many products it found last."""

    count: int = 0
    results: int | None = None


@transaction.atomic
def add(tallies: Mapping[Seen, Tally]) -> None:
    """Add counts to what is stored, in one statement for every hundred."""
    with connection.cursor() as cursor:
        for batch in batches(_in_order(tallies), ROWS_AT_ONCE):
            statement = " ".join([_START, ", ".join([_ROW] * len(batch)), _END])
            cursor.execute(statement, [value for row in batch for value in row])


def _in_order(tallies: Mapping[Seen, Tally]) -> Iterable[tuple[Any, ...]]:
    """Always the same order, so that two processes never wait for each other in a circle."""
    for seen in sorted(tallies, key=lambda one: (one.hour, one.kind, one.market, one.subject)):
        tally = tallies[seen]
        yield (
            connection.ops.adapt_datetimefield_value(seen.hour),
            seen.kind,
            seen.market,
            seen.language,
            seen.subject,
            tally.results,
            tally.count,
        )
