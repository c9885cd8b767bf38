"""Bring the database and the static files to where this version needs them, and say so."""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from sampan.config.cli.house_home import CannotStart
from sampan.kernel import schema
from sampan.kernel.snapshot import copy_database

PREPARED = Path(sys.prefix) / "sampan-empty.sqlite3"
PREPARED_OF = PREPARED.with_suffix(".sum")

Say = Callable[[str], None]


def bring_up_to_date(say: Say) -> None:
    """Migrate and collect what is not up to date; quick when everything is."""
    _begin_with_prepared()
    seen = schema.applied()
    ahead, behind = schema.newer(seen), schema.present() - seen
    if ahead:
        raise CannotStart(
            "The database was written by a newer Sampan "
            f"({', '.join(sorted(f'{label}.{name}' for label, name in ahead)[:3])}). "
            "Start that version, or restore a backup that this one made."
        )
    if behind:
        started = time.monotonic()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        say(f"database: {len(behind)} steps done in {time.monotonic() - started:.1f} s")
    _collect_static(say)


def prepare_empty() -> Path:
    """Keep an empty, migrated database beside this Python, so that first starts copy it."""
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    with tempfile.TemporaryDirectory(dir=PREPARED.parent) as folder:
        copy_database(Path(folder)).replace(PREPARED)
    PREPARED_OF.write_text(schema.fingerprint())
    return PREPARED


def _begin_with_prepared() -> None:
    """Give a shop without a database the prepared one, if that is of this very version."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or Path(name).exists() or not PREPARED.exists():
        return
    if PREPARED_OF.exists() and PREPARED_OF.read_text() == schema.fingerprint():
        half = Path(f"{name}.new")
        shutil.copyfile(PREPARED, half)
        half.replace(name)


def _collect_static(say: Say) -> None:
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / ".collected", _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    started = time.monotonic()
    call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
    stamp.write_text(wanted)
    say(f"static files: collected in {time.monotonic() - started:.1f} s")


def _fingerprint() -> str:
    """A hash over every static file's place, size and time of change."""
    facts = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = Path(storage.path(path)).stat()
            facts.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return facts.hexdigest()
