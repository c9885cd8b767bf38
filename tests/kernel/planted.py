"""Tasks and racers that the kernel's tests run in processes of their own."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta


def start_race(processes: str, name: str, *arguments: str) -> int:
    """Called by `python -m tests.kernel.planted N NAME ...`: fork N racers and let them go at once.

    Each racer prints what it has to say in one line; the status is 1 when one of them failed.
    """
    import django

    django.setup()
    waiting, start = os.pipe()
    racers = [_fork(waiting, start, name, arguments) for _ in range(int(processes))]
    os.close(start)  # the end of the pipe is the starting shot
    return int(any(os.waitpid(pid, 0)[1] for pid in racers))


def _fork(waiting: int, start: int, name: str, arguments: tuple[str, ...]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.close(start)
        os.read(waiting, 1)
        os.write(1, f"{RACES[name](*arguments)}\n".encode())
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def write_audit(times: str) -> str:
    from django.db import transaction

    from sampan.kernel import audit, stamps
    from sampan.kernel.clock import now

    for number in range(int(times)):
        with transaction.atomic():
            stamps.bump("catalog", "prices")
            audit.record(
                actor=f"racer:{os.getpid()}",
                action="raced",
                subject=f"lap:{number}",
                at=now(),
                changes={"lap": number},
            )
    return "done"


def claim_key(key: str) -> str:
    from sampan.kernel import idempotency
    from sampan.kernel.clock import now

    try:
        answer = idempotency.begin("race", key, b"the same body", now())
    except idempotency.InProgress:
        return "in progress"
    if answer is not None:
        return f"answer {answer.status}"
    time.sleep(0.05)
    idempotency.finish("race", key, idempotency.Answer(201, "made"))
    return "first"


def take_turn(name: str) -> str:
    from sampan.kernel import turns
    from sampan.kernel.clock import now

    return str(turns.take(name, timedelta(hours=1), now()))


def start_job(job_id: str) -> str:
    from uuid import UUID

    from sampan.kernel import jobs
    from sampan.kernel.clock import now

    return str(jobs.start(UUID(job_id), now()))


def hold_and_measure(seconds: str, gate: str) -> str:
    """Write in a loop; the answer is the waits in milliseconds, sorted, and how many failed."""
    from django.db import OperationalError, transaction

    from sampan.kernel import settings_store
    from sampan.kernel.sqlite.base import DatabaseWrapper

    if gate == "off":
        DatabaseWrapper._enter_gate = lambda self: None  # the planted fault
    waits, failures = [], 0
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            with transaction.atomic():
                waits.append((time.monotonic() - began) * 1000)
                settings_store.put("raced", os.getpid())
                time.sleep(0.004)
        except OperationalError:
            failures += 1
    waits.sort()
    return f"{len(waits)} {failures} {waits[int(len(waits) * 0.99)]:.1f} {waits[-1]:.1f}"


def die_at_work() -> None:
    """Kill this process while it is at a task; the second one who tries it succeeds."""
    from sampan.kernel import settings_store

    tries = settings_store.get("tries", 0) + 1
    settings_store.put("tries", tries)
    if tries == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    settings_store.put("worked", True)


RACES: dict[str, Callable[..., str]] = {
    race.__name__: race for race in (write_audit, claim_key, take_turn, start_job, hold_and_measure)
}

if __name__ == "__main__":
    raise SystemExit(start_race(*sys.argv[1:]))
