"""Start several processes on one shop at the same moment and collect what each says."""

import subprocess

from tests.conftest import Shop


def race(shop: Shop, processes: int, *arguments: str, timeout: float = 120) -> list[str]:
    """Every racer's last line, in no particular order."""
    racers = [
        shop.start("-m", "tests.kernel.planted", *arguments, stderr=subprocess.PIPE)
        for _ in range(processes)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline().strip() == "ready", racer.communicate()[1]
    (shop.home / "start").touch()
    said = []
    for racer in racers:
        output, errors = racer.communicate(timeout=timeout)
        assert racer.returncode == 0, errors[-3000:]
        said.append(output.strip().splitlines()[-1])
    return said
