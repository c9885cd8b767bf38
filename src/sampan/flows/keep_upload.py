"""Keep an uploaded file between the steps of an import, out of reach of the web."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from sampan.domain.errors import Invalid, NotFound

KEPT_FOR = timedelta(days=1)
LARGEST = 64 * 2**20
_KEY = re.compile(r"[0-9a-f]{32}")


def keep_upload(data: bytes, at: datetime) -> str:
    """Store a file and return the key that finds it for a day. Raises Invalid for a huge one."""
    if len(data) > LARGEST:
        raise Invalid(field="file", reason="too_large")
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget_old(folder, at)
    key = uuid4().hex
    (folder / key).write_bytes(data)
    return key


def kept_upload(key: str) -> bytes:
    """The file behind a key. Raises NotFound when it is gone, or was never there."""
    path = _folder() / key
    if not _KEY.fullmatch(key) or not path.is_file():
        raise NotFound(what="file")
    return path.read_bytes()


def _forget_old(folder: Path, at: datetime) -> None:
    for path in folder.iterdir():
        if at.timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.HOME / "uploads"
    return folder
