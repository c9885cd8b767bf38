"""The index itself, by what the database offers: FTS5 in SQLite, tsvector in PostgreSQL."""

from collections.abc import Mapping

from django.db import connection

from sampan.apps.search.engine import postgres, sqlite
from sampan.apps.search.engine.engine import Engine, Lookup, Row, expressions
from sampan.apps.search.engine.ids import document_id, product_of

__all__ = ["ENGINES", "Lookup", "Row", "document_id", "find", "product_of", "write"]

ENGINES: Mapping[str, Engine] = {"sqlite": sqlite.ENGINE, "postgresql": postgres.ENGINE}


def write(rows: list[Row]) -> None:
    """Store documents that are not there yet, with their terms."""
    with connection.cursor() as cursor:
        ENGINES[connection.vendor].write(cursor, rows)


def find(lookup: Lookup) -> tuple[list[int], int]:
    """Ids of documents in the order of their rank, and how many there are (to 10,000).

    One statement: the levels are asked in turn until the limit is reached.
    """
    engine = ENGINES[connection.vendor]
    everything, *levels = expressions(lookup, engine.dialect)
    union = " UNION ALL ".join([engine.level] * len(levels))
    values: list[object] = [everything]
    for expression in levels:
        values += [expression, lookup.limit]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{engine.count} UNION ALL SELECT * FROM (SELECT * FROM ({union}) AS hits LIMIT %s)"
            " AS best",
            [*values, lookup.limit],
        )
        (total,), *hits = cursor.fetchall()
    return list(dict.fromkeys(hit for (hit,) in hits)), total
