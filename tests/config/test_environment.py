"""The environment: parsed in one place, and an unsafe production is refused."""

from pathlib import Path

import pytest

from sampan.config import environment
from sampan.config.environment import BadEnvironment

SECRET = "x" * 50
SAFE = {"SAMPAN_ENV": "production", "SAMPAN_HOSTS": "a.example", "SAMPAN_SECRET_KEY": SECRET}


def test_a_local_start_needs_nothing_and_makes_its_own_secret_once(tmp_path: Path) -> None:
    first = environment.read({"SAMPAN_HOME": str(tmp_path)})
    second = environment.read({"SAMPAN_HOME": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert not first.production
    assert not first.debug


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SAMPAN_DEBUG": "1"}, "SAMPAN_DEBUG must be off"),
        ({"SAMPAN_HOSTS": ""}, "SAMPAN_HOSTS must name"),
        ({"SAMPAN_HOSTS": " , "}, "SAMPAN_HOSTS must name"),
        ({"SAMPAN_SECRET_KEY": ""}, "SAMPAN_SECRET_KEY must be"),
        ({"SAMPAN_SECRET_KEY": "x" * 49}, "SAMPAN_SECRET_KEY must be"),
        ({"SAMPAN_SANDBOX": "1"}, "SANDBOX_SECRET must be"),
        ({"SAMPAN_SANDBOX": "1", "SANDBOX_SECRET": "x" * 31}, "SANDBOX_SECRET must be"),
        ({"SAMPAN_BEHIND_PROXY": "yes"}, "SAMPAN_BEHIND_PROXY must be one of: 0, 1"),
    ],
)
def test_an_unsafe_production_is_refused(
    change: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BadEnvironment, match=sentence):
        environment.read({**SAFE, "SAMPAN_HOME": str(tmp_path), **change})


def test_a_safe_production_starts(tmp_path: Path) -> None:
    read = environment.read({**SAFE, "SAMPAN_HOME": str(tmp_path)})

    assert read.production
    assert read.secret_key == SECRET
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            "postgresql://shop:p%40ss@db.example:6432/my%20shop?sslmode=require",
            {"NAME": "my shop", "USER": "shop", "PASSWORD": "p@ss", "HOST": "db.example"},
        ),
        ("postgres://shop@/shop?host=/run/pg", {"HOST": "", "OPTIONS": {"host": "/run/pg"}}),
        ("sqlite:////srv/shop.sqlite3", {"ENGINE": "sampan.kernel.sqlite"}),
    ],
)
def test_a_database_is_named_by_its_url(url: str, facts: dict[str, object], tmp_path: Path) -> None:
    read = environment.read({"SAMPAN_HOME": str(tmp_path), "DATABASE_URL": url})
    found = environment.database(read)

    assert facts.items() <= found.items()


@pytest.mark.parametrize("url", ["mysql://x/y", "shop.sqlite3", "http://db"])
def test_another_database_is_refused(url: str, tmp_path: Path) -> None:
    read = environment.read({"SAMPAN_HOME": str(tmp_path), "DATABASE_URL": url})

    with pytest.raises(BadEnvironment, match="DATABASE_URL must start with"):
        environment.database(read)


def test_every_variable_stands_in_the_papers() -> None:
    root = Path(__file__).resolve().parents[2]
    paper = (root / "docs" / "operations" / "settings.md").read_text()
    code = (root / "src" / "sampan" / "config" / "environment.py").read_text()
    names = {word.strip("\"'()[],") for word in code.split() if "SAMPAN_" in word or "_URL" in word}
    read = {name for name in names if name.isupper() and name.replace("_", "").isalpha()}

    assert len(read) >= 8
    assert {name for name in read if f"`{name}`" not in paper} == set()
