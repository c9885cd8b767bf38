"""Start several processes on one shop at the same moment and collect what each says."""

from tests.conftest import Shop


def race(shop: Shop, processes: int, *arguments: str) -> list[str]:
    """Every racer's line, in the order in which they finished."""
    result = shop.python("-m", "tests.kernel.planted", str(processes), *arguments)
    assert result.returncode == 0, result.stderr[-3000:]
    said = result.stdout.splitlines()
    assert len(said) == processes
    return said
