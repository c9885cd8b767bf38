"""The house on PostgreSQL: it starts, examines itself, is backed up and restored like on SQLite."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import cluster
from tests.config.running import gone, running
from tests.config.test_doctor import findings
from tests.conftest import Shop

pytestmark = pytest.mark.postgres
needs_programs = pytest.mark.skipif(
    shutil.which("pg_dump") is None, reason="pg_dump is missing; get it with: postgresql-client"
)


@pytest.fixture
def shop(postgres_url: str, postgres_template: str, tmp_path: Path) -> Iterator[Shop]:
    """The demo shop on PostgreSQL."""
    name = f"sampan_house_{uuid.uuid4().hex[:12]}"
    found = Shop(tmp_path / "one", cluster.create_database(postgres_url, name, postgres_template))
    result = found.sampan("demo", "load")
    assert result.returncode == 0, result.stderr
    yield found
    cluster.drop_database(postgres_url, name)


def test_it_starts_serves_and_stops(shop: Shop) -> None:
    with running(shop) as up:
        tree = up.tree
        assert up.get("/en/")[0] == 200
        assert up.stop() == 0
        assert gone(tree)
    assert "Traceback" not in up.said


def test_the_doctor_is_content_and_finds_what_is_planted(shop: Shop) -> None:
    assert findings(shop) == {}
    plant = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('UPDATE inventory_stocklevel SET on_hand = on_hand + 1')\n"
        "connection.cursor().execute('ALTER TABLE kernel_auditentry DISABLE TRIGGER USER')"
    )
    assert shop.python("-c", plant).returncode == 0

    assert findings(shop) == {
        "stock_differs": True,
        "window_stale": True,
        "guard_missing": False,
    }


@needs_programs
def test_a_backup_is_restored_into_an_empty_database(
    shop: Shop, postgres_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "shop.sampan"
    written = shop.sampan("backup", str(path))
    assert written.returncode == 0, written.stderr

    refused = shop.sampan("restore", str(path))
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr

    name = f"sampan_fresh_{uuid.uuid4().hex[:12]}"
    fresh = Shop(tmp_path / "two", cluster.create_database(postgres_url, name))
    try:
        restored = fresh.sampan("restore", str(path))
        assert restored.returncode == 0, restored.stdout + restored.stderr
        assert findings(fresh) == {}
        assert len(list((fresh.home / "media").rglob("*.svg"))) > 20
    finally:
        cluster.drop_database(postgres_url, name)


def test_a_backup_of_the_other_database_is_refused(
    shop: Shop, sqlite_shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "small.sampan"
    assert sqlite_shop.sampan("backup", str(path)).returncode == 0

    result = shop.sampan("restore", str(path))

    assert result.returncode == 1
    assert "this backup is of SQLite" in result.stderr
