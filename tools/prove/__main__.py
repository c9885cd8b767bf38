"""Prove the money core: `python -m tools.prove [--size small|full] [--only NAME] [--sqlite]`.

Each proof first has to find the fault that is planted for it. Prints a table; the status is 1 when
something does not hold.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import cluster, machine
from tests.sandbox import SECRET, running_provider
from tools.prove.one import NAMES

Kind = tuple[str, str, Path]

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE, PROVED = "prove_template", "prove_one"
SIZES: dict[str, dict[str, dict[str, int]]] = {
    "small": {
        "placing": {"requests": 120, "clients": 16, "units": 20},
        "news": {"messages": 100},
        "kills": {"points": 12, "random": 0},
        "unknown": {"payments": 10},
    },
    "middle": {
        "placing": {"requests": 2_000, "clients": 64, "units": 100},
        "news": {"messages": 1_000},
        "kills": {"points": 40, "random": 10},
        "unknown": {"payments": 40},
    },
    "full": {
        "placing": {"requests": 10_000, "clients": 64, "units": 100, "p99_s": 3},
        "news": {"messages": 20_000},
        "kills": {"points": 0, "random": 1_000},
        "unknown": {"payments": 1_000},
    },
}


def main() -> int:
    """Run what is asked for on every database that this machine has."""
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__.splitlines()[0])
    parser.add_argument("--size", choices=sorted(SIZES), default="full")
    parser.add_argument("--only", choices=NAMES, action="append")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    options = parser.parse_args()
    print(f"{'proof':9}{'database':11}{'seconds':>8}  {'verdict':8}facts")
    results = []
    with _databases(options.sqlite) as kinds:
        for kind in kinds:
            for name in options.only or NAMES:
                results.append(_row(name, kind, SIZES["small"][name], plant=True))
                results.append(_row(name, kind, SIZES[options.size][name], plant=False))
    return 0 if all(results) else 1


def _row(name: str, kind: Kind, size: dict[str, int], *, plant: bool) -> bool:
    began = time.monotonic()
    found = _run(name, kind, size, plant)
    wrong = sorted(set(found["wrong"]))
    holds = bool(wrong) if plant else not wrong
    verdict = ("found" if holds else "MISSED") if plant else ("holds" if holds else "BROKEN")
    told = f"planted fault: {wrong[:3]}" if plant else f"{found['facts']} {wrong[:5] or ''}"
    print(f"{name:9}{kind[0]:11}{time.monotonic() - began:8.1f}  {verdict:8}{told}", flush=True)
    return holds


def _run(name: str, kind: Kind, size: dict[str, int], plant: bool) -> dict[str, Any]:
    """One proof in a new shop, with a provider of its own."""
    _, url, empty = kind
    with tempfile.TemporaryDirectory(prefix="sampan-prove-") as home, running_provider() as there:
        own = cluster.create_database(url, PROVED, TEMPLATE) if url else ""
        shutil.copytree(empty, home, dirs_exist_ok=True)
        environment = _environment(home, own)
        word = "plant" if plant else "whole"
        told = _python(
            environment, "-m", "tools.prove.one", name, there.base_url, SECRET,
            json.dumps(size), word,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def _environment(home: str, url: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sampan.config.settings",
        "SAMPAN_HOME": home,
        "SAMPAN_SECRET_KEY": "prove" * 12,
        "DATABASE_URL": url,
    }


def _empty_shop(name: str, home: Path, url: str) -> Kind:
    """A home, and a database on a server, that every proof gets a copy of."""
    home.mkdir()
    own = cluster.create_database(url, TEMPLATE) if url else ""
    _python(_environment(str(home), own), "-m", "sampan.config.cli", "init", "--quiet")
    return name, url, home


def _python(environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    if result.returncode:
        raise SystemExit(result.stderr[-4000:])
    return result.stdout


@contextmanager
def _databases(only_sqlite: bool) -> Iterator[list[Kind]]:
    binaries = machine.postgres_binaries()
    with tempfile.TemporaryDirectory(prefix="sampan-prove-") as folder:
        first = _empty_shop("sqlite", Path(folder) / "sqlite", "")
        if only_sqlite or not binaries:
            yield [first]
            return
        with cluster.private_cluster(binaries) as url:
            yield [first, _empty_shop("postgresql", Path(folder) / "postgresql", url)]


if __name__ == "__main__":
    raise SystemExit(main())
