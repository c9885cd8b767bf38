"""A consistent copy of the whole database while others go on writing to it."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

SQLITE_NAME = "sampan.sqlite3"
POSTGRES_NAME = "sampan.dump"


class NoCopy(Exception):
    """The database could not be copied or read back; the message says what to do."""


def copy_database(folder: Path) -> Path:
    """Write the copy into a folder and return its path. Raises NoCopy."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(Path(connection.settings_dict["NAME"]), folder / SQLITE_NAME)
    target = folder / POSTGRES_NAME
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def check_sqlite(file: Path) -> None:
    """Raise NoCopy unless the file is a whole database."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as copy:
            (result,) = copy.execute("PRAGMA integrity_check").fetchone()
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise NoCopy(f"the copied database cannot be read: {error}") from error
    if result != "ok" or broken:
        raise NoCopy(f"the copied database is damaged: {result}")


def load_postgres(file: Path) -> None:
    """Read a dump into the configured database, which has to be empty. Raises NoCopy."""
    if connection.introspection.table_names():
        raise NoCopy(
            "the database of DATABASE_URL is not empty; create a new one and let "
            "DATABASE_URL name it, so that the old one stays as it is"
        )
    connection.close()
    _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file))


def _copy_sqlite(source: Path, target: Path) -> Path:
    """One read transaction copies everything; in WAL mode no writer waits for it."""
    with (
        closing(sqlite3.connect(source, timeout=20)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
    check_sqlite(target)
    return target


def _postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, not by name."""
    path = shutil.which(program)
    if path is None:
        raise NoCopy(
            f"{program} is not on this machine; install PostgreSQL's client programs "
            "(Debian: apt install postgresql-client), or use your provider's backups"
        )
    given = connection.get_connection_params()
    names = {"user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    environment = {names[key]: str(given[key]) for key in names if given.get(key)}
    database = ["--dbname", str(given["dbname"])]
    result = subprocess.run(  # noqa: S603 - our own program and arguments
        [path, *database, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise NoCopy(f"{program} failed: {result.stderr.strip()[:500]}")
