"""Each proof of the money core finds its planted fault, and holds, in a small size."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["placing", "news", "kills", "unknown"])
def test_a_proof_finds_its_planted_fault_and_holds(name: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tools.prove", "--size", "small", "--sqlite", "--only", name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert result.returncode == 0, result.stdout + result.stderr[-3000:]
    verdicts = [line.split()[3] for line in result.stdout.splitlines()[1:]]
    assert verdicts == ["found", "holds"]
