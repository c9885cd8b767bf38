"""The worker: does the queued tasks, gives a sign of life, and lets scheduled flows have a turn."""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from sampan.flows.schedule import run_due
from sampan.kernel import jobs
from sampan.kernel.clock import now

BEAT_S = 5.0
IDLE_S = 0.5
QUEUES = (("default",), ("media",))

log = logging.getLogger(__name__)


def run_worker() -> None:
    """Work until asked to stop: a thread for each queue, one for the beat, one for the clock.

    Pictures have a thread of their own, so that an import never waits for them.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"[:64]
    jobs.beat(name, now())
    threads = [
        threading.Thread(target=_every, args=(stop, BEAT_S, lambda: jobs.beat(name, now()))),
        threading.Thread(target=_every, args=(stop, BEAT_S, lambda: run_due(now()))),
        *(threading.Thread(target=_serve, args=(stop, queues, name)) for queues in QUEUES),
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()
    jobs.retire(name)
    connection.close()


def work_off(queues: Sequence[str], name: str = "work-off") -> int:
    """Do every task that is ready now, in this thread; returns how many."""
    done = 0
    while _one(queues, name):
        done += 1
    return done


def _serve(stop: threading.Event, queues: Sequence[str], name: str) -> None:
    def step() -> None:
        while not stop.is_set() and _one(queues, name):
            pass

    _every(stop, IDLE_S, step)


def _every(stop: threading.Event, seconds: float, step: Callable[[], object]) -> None:
    """Repeat a step until stopped; what goes wrong is logged and tried again."""
    while not stop.is_set():
        try:
            step()
        except Exception:
            log.exception("the worker goes on after an error")
            connection.close()
        stop.wait(seconds)
    connection.close()


def _one(queues: Sequence[str], name: str) -> bool:
    """Do one task; False when none is ready. Looking first spares an idle shop its write lock."""
    if not DBTaskResult.objects.ready().filter(queue_name__in=queues).exists():
        return False
    Worker(
        queue_names=list(queues),
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
        excluded_queue_names=[],
    ).run()
    return True
