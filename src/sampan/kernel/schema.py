"""Which migrations this program brings, and which ones a database has seen."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]


def present() -> set[Name]:
    """App and name of every migration of this program, read from the names of its files.

    Nothing is imported, because a quick start cannot wait for that.
    """
    return {(label, path.stem) for label, path in _files()}


def fingerprint() -> str:
    """A hash over the text of every migration."""
    texts = hashlib.sha256()
    for label, path in sorted(_files()):
        texts.update(f"{label}/{path.name}".encode() + path.read_bytes())
    return texts.hexdigest()


def applied() -> set[Name]:
    """App and name of every migration that the database has seen."""
    return set(MigrationRecorder(connection).applied_migrations())


def applied_in(file: Path) -> set[Name]:
    """The same for an SQLite file that is not open here."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as copy:
        return set(copy.execute("SELECT app, name FROM django_migrations"))


def newer(seen: set[Name]) -> set[Name]:
    """What a database has seen of our own apps and this program does not know."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("sampan.")}
    return {entry for entry in seen - present() if entry[0] in ours}


def _files() -> Iterator[tuple[str, Path]]:
    for config in apps.get_app_configs():
        for path in (Path(config.path) / "migrations").glob("[!_]*.py"):
            yield config.label, path
