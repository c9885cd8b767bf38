"""SQLite: an FTS5 table whose row ids are the documents' ids, so that hits come sorted.

Terms hold letters and digits only; the tokenizer `ascii` takes them as they are, because every
character beyond ASCII belongs to a word for it. Neither positions nor sizes are stored: rank comes
from the terms' places, and a phrase from pairs of characters.
"""

import json

from django.db.backends.utils import CursorWrapper

from sampan.apps.search.engine.engine import Dialect, Engine, Row

_DOCUMENT = """
    INSERT INTO search_document (id, product_id, language, words, fingerprint)
    VALUES (%s, %s, %s, %s, %s)
"""
_TERMS = "INSERT INTO search_index (rowid, terms) VALUES (%s, %s)"


def _write(cursor: CursorWrapper, rows: list[Row]) -> None:
    cursor.executemany(
        _DOCUMENT,
        [
            (
                row.id,
                row.product_id,
                row.language,
                json.dumps(row.words, ensure_ascii=False),
                row.fingerprint,
            )
            for row in rows
        ],
    )
    cursor.executemany(_TERMS, [(row.id, " ".join(row.terms)) for row in rows])


ENGINE = Engine(
    dialect=Dialect(both=" AND ", either=" OR ", but_not=" NOT ", term='"{}"', start='"{}" *'),
    level=(
        "SELECT * FROM (SELECT rowid FROM search_index WHERE search_index MATCH %s"
        " ORDER BY rowid LIMIT %s)"
    ),
    create=(
        "CREATE VIRTUAL TABLE search_index"
        " USING fts5(terms, tokenize = 'ascii', detail = 'none', columnsize = 0)",
        "CREATE TRIGGER search_index_follows AFTER DELETE ON search_document"
        " BEGIN DELETE FROM search_index WHERE rowid = OLD.id; END",
    ),
    drop=("DROP TRIGGER search_index_follows", "DROP TABLE search_index"),
    write=_write,
    tidy="",
)
