"""Backup and restore: whole while others write, refused when damaged, the old state kept aside."""

import gzip
import hashlib
import io
import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.config.running import running
from tests.conftest import Shop

from sampan.flows.back_up_shop import BadBackup, verify

WRITER = """
import django; django.setup()
import sys, time
from django.db import transaction
from sampan.kernel import audit, settings_store
from sampan.kernel.clock import now
number = 0
print("writing", flush=True)
while True:
    number += 1
    with transaction.atomic():  # both or neither
        settings_store.put("left", number)
        settings_store.put("right", number)
        audit.record(actor="writer", action="wrote", subject="n", at=now(), changes={"n": number})
"""


@pytest.fixture(scope="module")
def backup(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo shop."""
    path = tmp_path_factory.mktemp("backup") / "shop.sampan"
    result = Shop(demo_template, "").sampan("backup", str(path))
    assert result.returncode == 0, result.stderr
    assert "read back and compared" in result.stdout
    return path


def test_what_was_changed_after_the_backup_is_gone_and_everything_else_is_back(
    demo_shop: Shop, backup: Path
) -> None:
    before = contents(demo_shop.home)
    change(demo_shop, "UPDATE catalog_brand SET name = 'Changed'")
    picture = next((demo_shop.home / "media").rglob("*.svg"))
    picture.write_text("scribbled")
    (demo_shop.home / "reference").mkdir()
    (demo_shop.home / "reference" / "later.csv").write_text("later")

    result = demo_shop.sampan("restore", str(backup))

    assert result.returncode == 0, result.stdout + result.stderr
    assert contents(demo_shop.home) == before
    (aside,) = demo_shop.home.glob("before-restore-*")
    assert (aside / "reference" / "later.csv").read_text() == "later"
    with closing(sqlite3.connect(aside / "sampan.sqlite3")) as old:
        assert old.execute("SELECT name FROM catalog_brand").fetchone() == ("Changed",)


def test_a_restored_shop_starts_on_another_machine(backup: Path, tmp_path: Path) -> None:
    other = Shop(tmp_path / "elsewhere", "")
    assert other.sampan("init").returncode == 0
    assert other.sampan("restore", str(backup)).returncode == 0

    with running(other) as up:
        status, page = up.get("/en/")
        assert (status, "Harbor" in page) == (200, True)
        up.stop()


def test_a_backup_is_whole_while_somebody_writes(demo_shop: Shop, tmp_path: Path) -> None:
    writer = demo_shop.start("-c", WRITER, stderr=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        for number in range(3):
            result = demo_shop.sampan("backup", str(tmp_path / f"{number}.sampan"))
            assert result.returncode == 0, result.stderr
        assert writer.poll() is None, "the writer was disturbed"
    finally:
        writer.kill()
        writer.communicate()
    seen = [pair(tmp_path / f"{number}.sampan", tmp_path) for number in range(3)]

    assert all(left == right for left, right in seen)
    assert seen[0] < seen[1] < seen[2]


def test_only_the_owner_can_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_backup_overwrites_nothing(demo_shop: Shop, backup: Path) -> None:
    result = demo_shop.sampan("backup", str(backup))

    assert result.returncode == 1
    assert "exists already" in result.stderr


def test_a_damaged_file_is_refused_and_nothing_is_changed(
    demo_shop: Shop, backup: Path, tmp_path: Path
) -> None:
    before = contents(demo_shop.home)
    damaged = flipped(backup, backup.stat().st_size // 2, tmp_path / "damaged")

    result = demo_shop.sampan("restore", str(damaged))

    assert result.returncode == 1
    assert "Nothing was restored" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(demo_shop.home) == before


@pytest.mark.parametrize("place", ["1/10", "5/10", "9/10", "sum", "length"])
def test_one_flipped_bit_is_found_wherever_it_is(backup: Path, tmp_path: Path, place: str) -> None:
    size = backup.stat().st_size
    places = {"sum": size - 7, "length": size - 3}
    at = places[place] if place in places else size * int(place[0]) // 10

    verify(backup)
    with pytest.raises(BadBackup):
        verify(flipped(backup, at, tmp_path / "flipped"))


def test_a_file_that_was_changed_and_packed_again_is_found(backup: Path, tmp_path: Path) -> None:
    """The outer sums are right here; only the manifest knows better."""

    def scribble(name: str, content: bytes) -> bytes:
        return content + b"<!-- -->" if name.endswith(".svg") else content

    with pytest.raises(BadBackup, match="damaged inside: media/"):
        verify(packed_again(backup, tmp_path / "again", scribble))


@pytest.mark.parametrize(
    "content",
    [b"", b"no backup", gzip.compress(b"no archive either")],
    ids=["empty", "text", "compressed text"],
)
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)

    with pytest.raises(BadBackup, match="no backup"):
        verify(path)


def test_a_cut_off_file_is_refused(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(backup.read_bytes()[:-5000])

    with pytest.raises(BadBackup):
        verify(path)


def test_a_backup_of_a_newer_version_is_refused(
    demo_shop: Shop, backup: Path, tmp_path: Path
) -> None:
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["migrations"].append(["catalog", "9999_later"])
        return json.dumps(manifest).encode()

    result = demo_shop.sampan("restore", str(packed_again(backup, tmp_path / "newer", newer)))

    assert result.returncode == 1
    assert "made by a newer Sampan (catalog.9999_later)" in result.stderr


def test_a_path_that_leaves_the_folder_is_refused(
    demo_shop: Shop, backup: Path, tmp_path: Path
) -> None:
    result = demo_shop.sampan("restore", str(with_stowaway(backup, tmp_path / "slip")))

    assert result.returncode == 1
    assert not (demo_shop.home.parent / "stowaway").exists()
    assert not (demo_shop.home / "stowaway").exists()


def test_a_running_shop_is_not_restored_over(demo_shop: Shop, backup: Path) -> None:
    with running(demo_shop) as up:
        result = demo_shop.sampan("restore", str(backup))
        up.stop()

    assert result.returncode == 1
    assert "stop it before you restore" in result.stderr


def test_a_missing_picture_is_told(demo_shop: Shop, tmp_path: Path) -> None:
    next((demo_shop.home / "media").rglob("*.svg")).unlink()
    result = demo_shop.sampan("backup", str(tmp_path / "b"))

    assert result.returncode == 0
    assert "1 pictures were missing" in result.stdout


def flipped(source: Path, place: int, target: Path) -> Path:
    """A copy with one bit turned over."""
    content = bytearray(source.read_bytes())
    content[place] ^= 0b1000
    target.write_bytes(content)
    return target


def contents(home: Path) -> dict[str, str]:
    """Every file that counts by its hash, and the database by its rows."""
    found = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("media", "reference")
        for path in (home / folder).rglob("*")
        if path.is_file()
    }
    with closing(sqlite3.connect(home / "sampan.sqlite3")) as database:
        found["database"] = hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()
    found["secret"] = (
        (home / "secret_key").read_text() if (home / "secret_key").exists() else "none"
    )
    return found


def change(shop: Shop, statement: str) -> None:
    """Change the shop's database."""
    with closing(sqlite3.connect(shop.home / "sampan.sqlite3")) as database:
        database.execute(statement)
        database.commit()


def pair(backup: Path, folder: Path) -> tuple[int, int]:
    """The two numbers that the writer always writes together."""
    with tarfile.open(backup) as archive:
        content = archive.extractfile("sampan.sqlite3")
        assert content is not None
        copy = folder / f"{backup.name}.sqlite3"
        copy.write_bytes(content.read())
    with closing(sqlite3.connect(copy)) as database:
        rows = dict(database.execute("SELECT name, value FROM kernel_setting"))
        (told,) = database.execute(
            "SELECT COUNT(*) FROM kernel_auditentry WHERE actor = 'writer'"
        ).fetchone()
    assert told == int(rows["left"])
    return int(rows["left"]), int(rows["right"])


def packed_again(source: Path, target: Path, edit: Callable[[str, bytes], bytes]) -> Path:
    """The same archive with edited members."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            edited = edit(member.name, content.read())
            member.size = len(edited)
            new.addfile(member, io.BytesIO(edited))
    return target


def with_stowaway(source: Path, target: Path) -> Path:
    """The same archive with one more member that wants to go elsewhere, known to the manifest."""
    name, text = "../stowaway", b"aboard"

    def known(member: str, content: bytes) -> bytes:
        if member != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["files"][name] = hashlib.sha256(text).hexdigest()
        return json.dumps(manifest).encode()

    again = packed_again(source, target.with_suffix(".known"), known)
    with tarfile.open(again) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            new.addfile(member, old.extractfile(member))
        stowaway = tarfile.TarInfo(name)
        stowaway.size = len(text)
        new.addfile(stowaway, io.BytesIO(text))
    return target
