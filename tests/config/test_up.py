"""`sampan up`: from an empty folder to a store, in words when it cannot, gone without a rest."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from tests.config.running import free_port, gone, is_root, running
from tests.conftest import Shop


@pytest.fixture
def empty_shop(tmp_path: Path) -> Shop:
    """A shop that was never started."""
    return Shop(tmp_path / "home", "")


def test_a_first_start_brings_the_demo_shop_and_a_link_that_signs_in_once(empty_shop: Shop) -> None:
    with running(empty_shop) as up:
        assert "the demo shop is loaded, 24 products" in up.said
        status, page = up.get("/en/")
        assert status == 200
        assert "Harbor" in page
        assert up.enter() == [200, 302, 410]
        assert up.stop() == 0
    assert "sampan: stopped" in up.said
    assert "Traceback" not in up.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_leaves_nothing(sqlite_shop: Shop, number: signal.Signals) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        tree = up.tree
        assert len(tree) >= 5  # supervisor, server, its two workers, the worker of the jobs

        began = time.monotonic()
        assert up.stop(number) == 0
        assert time.monotonic() - began < 8
        assert gone(tree)
    assert "Traceback" not in up.said


def test_children_end_when_the_supervisor_is_killed(sqlite_shop: Shop) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        tree = up.tree
        up.process.kill()
        up.process.wait()

        assert gone(tree)


def test_the_servers_workers_end_when_the_server_is_killed(sqlite_shop: Shop) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        tree = up.tree
        server = next(child for child in tree[0].children() if child.children())
        server.kill()

        assert up.process.wait(timeout=20) == 1
        assert gone(tree)


def test_whoever_serves_the_server_is_started_again_when_killed(sqlite_shop: Shop) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        size = len(up.tree)
        others = [child for child in up.tree[0].children() if not child.children()]
        assert others
        for child in others:
            child.kill()
            up.until("died; it starts again")
        assert _soon(lambda: len(up.tree) == size)
        assert up.get("/robots.txt")[0] < 500


def test_a_killed_server_worker_is_replaced(sqlite_shop: Shop) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        server = next(child for child in up.tree[0].children() if child.children())
        server.children()[0].kill()

        assert _soon(lambda: len(server.children()) == 2)
        assert _soon(lambda: up.get("/robots.txt")[0] < 500)
        assert up.stop() == 0


def test_a_later_start_leaves_the_shop_as_it_is(sqlite_shop: Shop) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        up.stop()
    with running(sqlite_shop) as up:
        assert "demo" not in up.said
        up.stop()


def test_a_taken_port_is_named_and_nothing_is_started(sqlite_shop: Shop) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = sqlite_shop.sampan("up", "--port", str(port))

    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr
    assert f"PORT={port + 1}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_second_start_on_the_same_folder_is_refused_with_the_first_ones_address(
    sqlite_shop: Shop,
) -> None:
    with running(sqlite_shop, "--without-demo") as up:
        result = sqlite_shop.sampan("up", "--port", str(free_port()))

        assert result.returncode == 1
        assert f"already runs on {sqlite_shop.home}, at http://localhost:{up.port}" in result.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SAMPAN_ENV": "production"}, "SAMPAN_HOSTS must name"),
        ({"SAMPAN_ENV": "production", "SAMPAN_HOSTS": "a.example"}, "SAMPAN_SECRET_KEY must be"),
        ({"SAMPAN_ENV": "production", "SAMPAN_DEBUG": "1"}, "SAMPAN_DEBUG must be off"),
        ({"SAMPAN_ENV": "productoin"}, "SAMPAN_ENV must be one of"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must start with"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "DATABASE_URL does not answer"),
    ],
)
def test_a_wrong_environment_is_refused_in_words(
    empty_shop: Shop, variables: dict[str, str], sentence: str
) -> None:
    environment = {**empty_shop.environment, "SAMPAN_SECRET_KEY": "", **variables}
    result = empty_shop.sampan("up", "--port", str(free_port()), env=environment)

    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    result = Shop(tmp_path / "home", "").sampan("up", cwd=tmp_path)
    below = Shop(tmp_path / "home" / "below", "").sampan("up", cwd=tmp_path)

    assert "is a file; SAMPAN_HOME must name a folder" in result.stderr
    assert "a file is in the way" in below.stderr


def test_a_folder_that_belongs_to_somebody_else_is_refused(empty_shop: Shop) -> None:
    if not is_root():
        pytest.skip("only root can give a folder away")
    empty_shop.home.mkdir()
    os.chown(empty_shop.home, 65534, 65534)
    result = empty_shop.sampan("up", "--port", str(free_port()))

    assert result.returncode == 1
    assert "belongs to nobody, and this is root" in result.stderr
    assert list(empty_shop.home.iterdir()) == []


def test_a_read_only_or_full_disk_is_refused_in_words(tmp_path: Path) -> None:
    full = _mounted(tmp_path / "full", "size=200k")
    read_only = _mounted(tmp_path / "read-only", "ro")
    try:
        (full / "ballast").write_bytes(b"x" * 190_000)
        on_full = Shop(full / "home", "").sampan("up", "--port", str(free_port()))
        on_read_only = Shop(read_only / "home", "").sampan("up", "--port", str(free_port()))
    finally:
        for folder in (full, read_only):
            subprocess.run(["umount", str(folder)], check=True)

    assert on_full.returncode == on_read_only.returncode == 1
    assert "full" in on_full.stderr
    assert "Free some space" in on_full.stderr
    assert "cannot be written" in on_read_only.stderr
    assert "Traceback" not in on_full.stderr + on_read_only.stderr


def test_a_database_of_a_newer_version_is_refused(sqlite_shop: Shop) -> None:
    plant = (
        "import django; django.setup()\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('catalog', '9999_from_the_future')"
    )
    assert sqlite_shop.python("-c", plant).returncode == 0

    result = sqlite_shop.sampan("up", "--port", str(free_port()))

    assert result.returncode == 1
    assert "written by a newer Sampan (catalog.9999_from_the_future)" in result.stderr


def test_a_file_that_is_no_database_is_named(empty_shop: Shop) -> None:
    empty_shop.home.mkdir()
    (empty_shop.home / "sampan.sqlite3").write_bytes(b"this is no database at all " * 200)

    result = empty_shop.sampan("up", "--port", str(free_port()))

    assert result.returncode == 1
    assert "damaged or no database" in result.stderr
    assert "Traceback" not in result.stderr


def _mounted(folder: Path, options: str) -> Path:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not is_root() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this machine allows no mounts")
    return folder


def _soon(condition: object, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except (psutil.NoSuchProcess, OSError):  # not there yet
            pass
        time.sleep(0.1)
    return False
