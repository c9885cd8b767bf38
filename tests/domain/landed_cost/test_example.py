"""The example runs, needs no Django, and says what the paper says."""

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "quote_landed_cost.py"


def test_the_example_prints_both_days() -> None:
    check = f"import runpy, sys; runpy.run_path({str(EXAMPLE)!r}, run_name='__main__'); "
    check += "assert 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)

    assert "2026-06-30: exact, IOSS" in done.stdout
    assert "eu.flat_duty_per_hs6 (3 EUR)" in done.stdout
    assert done.stdout.rstrip().endswith("69.62 EUR")
