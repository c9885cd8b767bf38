"""Restore the shop from a backup: checked first, put in place second, what was there kept aside."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from sampan.flows.back_up_shop import FOLDERS, MANIFEST, SECRET, BadBackup, verify
from sampan.kernel import audit_ends, schema
from sampan.kernel.audit import End
from sampan.kernel.snapshot import POSTGRES_NAME, SQLITE_NAME, check_sqlite, load_postgres


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: when the backup was made, where the old state lies, the audit end."""

    made_at: str
    aside: Path
    audit_end: End


def restore_shop(source: Path, at: datetime) -> Restored:
    """Put a backup in place of the present state. Nothing may run on the folder meanwhile.

    Raises BadBackup before anything is changed: for a damaged file, for one of a newer Sampan, and
    for one of the other kind of database.
    """
    home = Path(settings.HOME)
    manifest = verify(source)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
        fresh = Path(folder)
        _unpack(source, fresh)
        _check(fresh, manifest)
        connections.close_all()
        if connection.vendor == "postgresql":
            load_postgres(fresh / POSTGRES_NAME)
        aside = _swap(home, fresh, at)
    end = manifest["audit_end"]
    return Restored(manifest["at"], aside, End(end["sequence"], end["hash"]))


def _unpack(source: Path, fresh: Path) -> None:
    """The names were compared with the manifest; a name that leaves the folder is refused again."""
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            target = (fresh / member.name).resolve()
            if not (member.isfile() and target.is_relative_to(fresh.resolve())):
                raise BadBackup(f"a name that no backup holds: {member.name[:80]}")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            content = archive.extractfile(member)
            assert content is not None, "a plain file has content"
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())


def _check(fresh: Path, manifest: Mapping[str, Any]) -> None:
    wanted = SQLITE_NAME if connection.vendor == "sqlite" else POSTGRES_NAME
    if not (fresh / wanted).is_file():
        other = "PostgreSQL" if wanted == SQLITE_NAME else "SQLite"
        raise BadBackup(f"this backup is of {other}; DATABASE_URL has to name such a database")
    seen = {(app, name) for app, name in manifest["migrations"]}
    if wanted == SQLITE_NAME:
        check_sqlite(fresh / SQLITE_NAME)
        seen |= schema.applied_in(fresh / SQLITE_NAME)
    ahead = schema.newer(seen)
    if ahead:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in ahead)[:3])
        raise BadBackup(f"this backup was made by a newer Sampan ({names}); restore it with that")


def _swap(home: Path, fresh: Path, at: datetime) -> Path:
    """Move what is there into a folder beside it, then the restored files to their places."""
    aside = home / f"before-restore-{at:%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in (
        *_database_files(),
        *(home / name for name in (SECRET, audit_ends.NAME, *FOLDERS)),
    ):
        if path.exists():
            shutil.move(path, aside / path.name)
    for path in sorted(fresh.iterdir()):
        if path.name == SQLITE_NAME:
            shutil.move(path, _database_files()[0])
        elif path.name not in {MANIFEST, POSTGRES_NAME}:
            shutil.move(path, home / path.name)
    return aside


def _database_files() -> list[Path]:
    """The file of an SQLite database and those that belong to it; none for PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [Path(name + ending) for ending in ("", "-wal", "-shm")]
