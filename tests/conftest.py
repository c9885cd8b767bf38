"""The house of the tests: SQLite by default, PostgreSQL and a browser where the machine has them.

Marks:
- `postgres` needs a PostgreSQL server (the fixture `postgres_url` gives its address);
- `browser` needs Chromium (the fixture `browser` gives it, started);
- `on_both` on a test or file: it runs on SQLite here, and once more on PostgreSQL by
  `tests/test_on_postgresql.py`.

`database` gives a race test an empty, migrated database that several processes can open, on
SQLite and on PostgreSQL in turn.
"""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import _set_suffix_to_test_databases
from tests import cluster, machine

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on_both: runs on SQLite and on PostgreSQL")
    _let_the_tests_empty_guarded_tables()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, or fail where SAMPAN_REQUIRE asks for it."""
    for marker, need in machine.needs().items():
        if item.get_closest_marker(marker) is None or need.found:
            continue
        message = f"{need.name} is missing; get it with: {need.how}"
        if marker in machine.required():
            pytest.fail(message, pytrace=False)
        pytest.skip(message)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One visible line for each thing that this machine lacks."""
    if hasattr(terminalreporter.config, "workerinput"):
        return
    for marker, need in machine.needs().items():
        if not need.found:
            terminalreporter.write_line(
                f"NOT RUN: tests marked `{marker}`: {need.name} is missing; get it with: {need.how}"
            )


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """Workers side by side need names of their own only on a server: SQLite's is in memory.

    The plugin knows Django's own backends by name and would take ours for a server.
    """
    if connections["default"].vendor == "sqlite":
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server on which databases may be created."""
    given = os.environ.get("SAMPAN_TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries = machine.postgres_binaries()
    assert binaries, "mark the test with pytest.mark.postgres"
    with cluster.private_cluster(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated, empty database that others are copied from."""
    name = f"sampan_template_{uuid.uuid4().hex[:8]}"
    url = cluster.create_database(postgres_url, name)
    _migrate(Shop(tmp_path_factory.mktemp("template"), url))
    yield name
    cluster.drop_database(postgres_url, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a migrated, empty SQLite database that others are copied from."""
    shop = Shop(tmp_path_factory.mktemp("template"), "")
    _migrate(shop)
    return shop.home


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on SQLite with the demo shop loaded."""
    shop = _copy_of(sqlite_template, tmp_path_factory.mktemp("demo") / "home")
    result = shop.sampan("demo", "load")
    assert result.returncode == 0, result.stderr
    return shop.home


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop of its own that tests may start processes on."""

    home: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that works on this shop."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "HOME": str(self.home),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "sampan.config.settings",
            "SAMPAN_HOME": str(self.home),
            "SAMPAN_SECRET_KEY": "test-" * 12,
            "DATABASE_URL": self.database_url,
        }

    def sampan(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one `sampan` command on this shop."""
        return self.python("-m", "sampan.config.cli", *arguments, **options)

    def python(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run Python on this shop and wait for it."""
        return subprocess.run(
            [sys.executable, *arguments],
            **{"env": self.environment, "cwd": ROOT, "timeout": 300} | options,
            capture_output=True,
            text=True,
        )

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start Python on this shop and go on."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        given = {"env": self.environment, "cwd": ROOT} | pipes | options
        return subprocess.Popen([sys.executable, *arguments], **given)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    """An empty, migrated shop for several processes; the test runs on either database."""
    if request.param == "sqlite":
        yield _copy_of(request.getfixturevalue("sqlite_template"), tmp_path / "home")
        return
    server = request.getfixturevalue("postgres_url")
    name = f"sampan_race_{uuid.uuid4().hex[:12]}"
    template = request.getfixturevalue("postgres_template")
    yield Shop(tmp_path, cluster.create_database(server, name, template))
    cluster.drop_database(server, name)


@pytest.fixture
def sqlite_shop(sqlite_template: Path, tmp_path: Path) -> Shop:
    """An empty, migrated shop on SQLite."""
    return _copy_of(sqlite_template, tmp_path / "home")


@pytest.fixture
def demo_shop(demo_template: Path, tmp_path: Path) -> Shop:
    """The demo shop on SQLite, for tests that start processes or break things."""
    return _copy_of(demo_template, tmp_path / "home")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A started Chromium, by Playwright."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=machine.chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield started
        started.close()


@pytest.fixture
def work_off(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """A call that does every waiting task, as the worker would, and says how many it did."""
    from django_tasks_db.management.commands import db_worker

    from sampan.config.cli.house_worker import work_off

    # The worker drops a connection that it finds inside a transaction; here it is the test's.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    return lambda: work_off(queues=("default", "media"))


def _copy_of(template: Path, home: Path) -> Shop:
    shutil.copytree(template, home)
    return Shop(home, "")


def _migrate(shop: Shop) -> None:
    result = shop.sampan("init", "--quiet")
    assert result.returncode == 0, result.stderr


def _let_the_tests_empty_guarded_tables() -> None:
    """Insert-only tables refuse the emptying that follows a test with real transactions."""
    from django.test import TransactionTestCase

    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with guards_lifted():
            original(self)

    TransactionTestCase._fixture_teardown = teardown


@contextmanager
def guards_lifted() -> Iterator[None]:
    """Take the guards of insert-only tables away, as whoever owns the database could."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                ["%_insert_only_%"],
            )
            guards = cursor.fetchall()
            lift = [f'DROP TRIGGER "{name}"' for name, _ in guards]
            restore = [statement for _, statement in guards]
        else:
            cursor.execute(
                "SELECT DISTINCT event_object_table FROM information_schema.triggers"
                " WHERE trigger_name LIKE '%%_insert_only_%%'"
            )
            tables = [table for (table,) in cursor.fetchall()]
            # A table with checks that wait for the commit cannot be altered before they are done.
            now, later = "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"
            lift = [now, *(f'ALTER TABLE "{name}" DISABLE TRIGGER USER' for name in tables), later]
            restore = [now, *(f'ALTER TABLE "{name}" ENABLE TRIGGER USER' for name in tables)]
        for statement in lift:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in restore:
            cursor.execute(statement)
