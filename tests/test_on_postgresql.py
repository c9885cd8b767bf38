"""Every test that is marked `on_both` holds on PostgreSQL as well."""

import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from tests import cluster

HERE = Path(__file__).resolve().parent
MARK = re.compile(r"^pytestmark = .*\bon_both\b|^\s*@pytest\.mark\.on_both", re.MULTILINE)
FILES = sorted(
    path.relative_to(HERE.parent).as_posix()
    for path in HERE.rglob("test_*.py")
    if MARK.search(path.read_text(encoding="utf-8"))
)


@pytest.mark.postgres
@pytest.mark.parametrize("file", FILES)
def test_it_holds_on_postgresql(
    file: str, postgres_url: str, postgres_template: str, tmp_path: Path
) -> None:
    name = f"both_{uuid.uuid4().hex[:12]}"
    cluster.create_database(postgres_url, f"test_{name}", postgres_template)
    environment = os.environ | {
        "DATABASE_URL": cluster.with_database(postgres_url, name),
        "SAMPAN_HOME": str(tmp_path),
    }
    environment = {k: v for k, v in environment.items() if not k.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "--reuse-db", "-p", "no:xdist"]
    try:
        result = subprocess.run(
            [*command, "-m", "on_both", file],
            cwd=HERE.parent,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
    finally:
        cluster.drop_database(postgres_url, f"test_{name}")
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
