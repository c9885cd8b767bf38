"""Back up the shop: one file with the database, the pictures, the owner's tables and the secret.

The copy is consistent while the shop goes on selling. The file is read back and compared before it
gets its name, so a backup that exists is one that can be restored.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from sampan import __version__
from sampan.kernel import audit, schema
from sampan.kernel.snapshot import copy_database

FORMAT = 1
MANIFEST = "manifest.json"
FOLDERS = ("media", "reference")
SECRET = "secret_key"  # noqa: S105 - the name of a file
BLOCK = 1024 * 1024


class BadBackup(Exception):
    """A file that is no backup, or is damaged; the message says where."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds."""

    files: int
    size: int
    missing: tuple[str, ...]


def back_up_shop(target: Path, at: datetime) -> Written:
    """Write a verified backup to `target`, which only its owner can read. Raises NoCopy."""
    home = Path(settings.HOME)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        audit.seal_new()
        end = audit.chain_end()
        database = copy_database(Path(folder))
        half = Path(folder) / "half"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            sums = _write(file, database, home, {"at": at.isoformat(), "audit_end": asdict(end)})
            file.flush()
            os.fsync(file.fileno())
        verify(half)
        half.replace(target)
    missing = tuple(sorted(_media_named() - sums.keys()))
    return Written(len(sums), target.stat().st_size, missing)


def verify(path: Path) -> Mapping[str, Any]:
    """Read a backup to its end and compare every file; returns its manifest. Raises BadBackup."""
    manifest: Mapping[str, Any] | None = None
    sums: dict[str, str] = {}
    try:
        with gzip.open(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None:
                    raise BadBackup(f"{member.name} is not a plain file")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    sums[member.name] = _sum(content)
            _sum(stream)  # the archive ends before the file does, and the file's own sum is last
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as error:
        raise BadBackup(f"the file is damaged or no backup: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadBackup("the file is no backup of this kind")
    wrong = {
        name for name in sums.keys() | manifest["files"] if sums.get(name) != _said(manifest, name)
    }
    if wrong:
        raise BadBackup(f"damaged inside: {', '.join(sorted(wrong)[:5])}")
    return manifest


def _write(file: Any, database: Path, home: Path, facts: Mapping[str, Any]) -> dict[str, str]:
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
        for name, path in _contents(database, home):
            try:
                with path.open("rb") as content:
                    member = archive.gettarinfo(arcname=name, fileobj=content)
                    member.uid = member.gid = 0
                    member.uname = member.gname = ""
                    summed = _Summed(content)
                    archive.addfile(member, summed)
            except FileNotFoundError:
                continue  # a picture that was removed meanwhile
            sums[name] = summed.sum
        _add_manifest(archive, sums, facts)
    return sums


def _add_manifest(
    archive: tarfile.TarFile, sums: Mapping[str, str], facts: Mapping[str, Any]
) -> None:
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "migrations": sorted(map(list, schema.applied())),
        "files": sums,
        **facts,
    }
    text = json.dumps(manifest, indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(text), 0o600
    archive.addfile(member, io.BytesIO(text))


def _contents(database: Path, home: Path) -> Iterator[tuple[str, Path]]:
    yield database.name, database
    if (home / SECRET).is_file():
        yield SECRET, home / SECRET
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path


class _Summed:
    """A file that is summed while it is read."""

    def __init__(self, file: Any) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._file.read(size)
        self._hash.update(block)
        return block

    @property
    def sum(self) -> str:
        return self._hash.hexdigest()


def _sum(file: Any) -> str:
    summed = _Summed(file)
    while summed.read(BLOCK):
        pass
    return summed.sum


def _said(manifest: Mapping[str, Any], name: str) -> str | None:
    said = manifest["files"].get(name)
    return said if isinstance(said, str) else None


def _media_named() -> set[str]:
    from sampan.apps.catalog.proofs import media_files

    return {f"media/{path}" for _, path in media_files()}
