"""The index itself, by what the database offers: FTS5 in SQLite, tsvector in PostgreSQL."""

from collections.abc import Mapping

from django.db import connection

from sampan.apps.search.engine import postgres, sqlite
from sampan.apps.search.engine.engine import Engine, Lookup, Row, expressions
from sampan.apps.search.engine.ids import document_id, product_of

__all__ = ["ENGINES", "Lookup", "Row", "document_id", "find", "product_of", "tidy", "write"]

ENGINES: Mapping[str, Engine] = {"sqlite": sqlite.ENGINE, "postgresql": postgres.ENGINE}


def write(rows: list[Row]) -> None:
    """Store documents that are not there yet, with their terms."""
    with connection.cursor() as cursor:
        ENGINES[connection.vendor].write(cursor, rows)


def tidy() -> None:
    """Finish a bulk load."""
    statement = ENGINES[connection.vendor].tidy
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def find(lookup: Lookup) -> list[int]:
    """Ids of documents in the order of their rank, in one statement.

    The levels are asked in turn; the ones after the limit is reached cost nothing.
    """
    engine = ENGINES[connection.vendor]
    worded = list(expressions(lookup, engine.dialect))
    union = " UNION ALL ".join([engine.level] * len(worded))
    values = [value for expression in worded for value in (expression, lookup.limit)]
    with connection.cursor() as cursor:
        statement = f"SELECT * FROM ({union}) AS hits LIMIT %s"  # noqa: S608  # our own SQL only
        cursor.execute(statement, [*values, lookup.limit])
        return list(dict.fromkeys(document for (document,) in cursor.fetchall()))
