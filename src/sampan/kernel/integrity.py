"""Whether the database file is whole and every foreign key leads somewhere."""

from django.db import connection


def integrity_problems() -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL keeps its keys by itself."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(10)")
        problems = [text for (text,) in cursor.fetchall() if text != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return problems + [f"{table} row {row}" for table, row, *_ in cursor.fetchmany(10)]
