"""PostgreSQL: a tsvector column with a GIN index, filled with our own terms.

The index answers alone: no weights and no positions are asked for, so no vector is read again. The
vectors lie out of line, which keeps the rows that are visited small. `id + 0` keeps the planner from
walking the primary key in the hope of an early hit.
"""

import json

from django.db.backends.utils import CursorWrapper

from sampan.apps.search.engine.engine import COUNTED_TO, Dialect, Engine, Row

_DOCUMENT = """
    INSERT INTO search_document (id, product_id, language, words, vector)
    VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[]))
"""


def _write(cursor: CursorWrapper, rows: list[Row]) -> None:
    cursor.executemany(
        _DOCUMENT,
        [
            (row.id, row.product_id, row.language, json.dumps(row.words), list(row.terms))
            for row in rows
        ],
    )


ENGINE = Engine(
    dialect=Dialect(both=" & ", either=" | ", but_not=" & !", term="'{}'", start="'{}':*"),
    count=(
        "(SELECT count(*) FROM (SELECT 1 FROM search_document WHERE vector @@ %s::tsquery"
        f" LIMIT {COUNTED_TO}) AS counted)"
    ),
    level=(
        "(SELECT id FROM search_document WHERE vector @@ %s::tsquery"
        " ORDER BY (id + 0) LIMIT %s)"
    ),
    create=(
        "ALTER TABLE search_document SET (toast_tuple_target = 128)",
        "ALTER TABLE search_document ADD COLUMN vector tsvector",
        "CREATE INDEX search_by_term ON search_document USING gin (vector)"
        " WITH (fastupdate = off)",
    ),
    drop=("DROP INDEX search_by_term", "ALTER TABLE search_document DROP COLUMN vector"),
    write=_write,
)
