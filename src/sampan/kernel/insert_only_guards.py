"""Which tables the database guards right now, whatever the migrations once asked for."""

from django.db import connection

SQLITE = (
    "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_insert_only_%'"
    " GROUP BY tbl_name HAVING COUNT(*) = 2"
)
POSTGRESQL = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE t.tgname LIKE '%_insert_only_%' AND t.tgenabled <> 'D'"
    " GROUP BY c.relname HAVING COUNT(*) = 2"
)


def guarded_tables() -> set[str]:
    """The tables on which both guards are in place and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
        return {table for (table,) in cursor.fetchall()}
