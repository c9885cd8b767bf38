"""The example runs, needs no Django, and says what the paper says."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "quote_landed_cost.py"


def test_the_example_prints_both_days() -> None:
    check = f"import runpy, sys; runpy.run_path({str(EXAMPLE)!r}, run_name='__main__'); "
    check += "assert 'django' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", check]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)

    assert "2026-06-30: exact, IOSS" in done.stdout
    assert "eu.flat_duty_per_hs6 (3 EUR)" in done.stdout
    assert done.stdout.rstrip().endswith("69.62 EUR")
