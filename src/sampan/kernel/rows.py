"""Many rows into one table at once: what a derived table is filled with, without model instances.

Measured with 20,000 rows: Django's `bulk_create` takes 1.6 s of CPU, this 0.3 s.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from sampan.kernel.batches import batches

PARAMETERS_AT_ONCE = 10_000


def insert(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows whose values are what the database takes: JSON as text, moments as adapted."""
    quote = connection.ops.quote_name
    known = {field.name: field.column or field.name for field in table._meta.concrete_fields}
    names = ", ".join(quote(known[name]) for name in columns)
    start = " ".join(["INSERT INTO", quote(table._meta.db_table), "(", names, ") VALUES"])
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    with connection.cursor() as cursor:
        for batch in batches(rows, PARAMETERS_AT_ONCE // len(columns)):
            values = [value for row in batch for value in row]
            cursor.execute(" ".join([start, ", ".join([marks] * len(batch))]), values)
