"""One process tree: a supervisor, the server with its workers, and the worker of the jobs.

The supervisor holds one end of a pipe whose other end every child listens to: when the supervisor
is gone, however it went, the pipe ends and the children stop. The server does the same for its own
workers. Children are forked from a process that has loaded everything, so they share its memory.
"""

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

GRACE_S = 10.0
LONGEST_PAUSE_S = 60.0
WATCHED = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}


@dataclass(slots=True)
class Child:
    """One child: what it runs, and whether the whole tree falls with it or it is started anew."""

    name: str
    run: Callable[[], None]
    is_vital: bool
    pid: int = 0
    deaths: int = 0
    started: float = 0.0
    again_at: float = field(default=0.0)


class Lifeline:
    """A pipe that ends when the process that made it is gone."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self._owner = os.getpid()

    def hold_on(self) -> None:
        """Called in a child: stop this process as soon as the maker of the pipe is gone."""
        assert os.getpid() != self._owner, "the maker does not watch itself"
        os.close(self._write)
        threading.Thread(target=self._wait, name="lifeline", daemon=True).start()

    def _wait(self) -> None:
        with contextlib.suppress(OSError):
            os.read(self._read, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_S)
        os._exit(1)


def supervise(children: Sequence[Child], while_waiting: Callable[[], None]) -> int:
    """Run the children until a signal asks to stop, or a vital one died; returns the status.

    `while_waiting` is called about ten times a second until everything is over.
    """
    lifeline = Lifeline()
    # Whoever starts us in the background may have told us to ignore Ctrl-C; a stop must still work.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    gc.collect()
    gc.freeze()  # what exists now stays shared between the children
    for child in children:
        _start(child, lifeline)
    status = _watch(children, lifeline, while_waiting)
    _stop([child for child in children if child.pid])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    return status


def _watch(children: Sequence[Child], lifeline: Lifeline, while_waiting: Callable[[], None]) -> int:
    while True:
        came = signal.sigtimedwait(WATCHED, 0.1)
        if came is not None and came.si_signo != signal.SIGCHLD:
            return 0
        for child in _dead(children):
            if child.is_vital:
                print(f"sampan: the {child.name} stopped unexpectedly", file=sys.stderr)
                return 1
            _plan_restart(child)
        for child in children:
            if not child.pid and time.monotonic() >= child.again_at:
                _start(child, lifeline)
        while_waiting()


def _start(child: Child, lifeline: Lifeline) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        child.pid, child.started = pid, time.monotonic()
        return
    status = 1
    try:
        # A group of its own: Ctrl-C reaches the supervisor alone, which stops the rest in order.
        os.setpgid(0, 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        lifeline.hold_on()
        child.run()
        status = 0
    except SystemExit as request:
        status = request.code if isinstance(request.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _dead(children: Sequence[Child]) -> list[Child]:
    dead = []
    for child in children:
        if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
            child.pid = 0
            dead.append(child)
    return dead


def _plan_restart(child: Child) -> None:
    """Start again at once; whoever keeps dying waits longer each time."""
    lived = time.monotonic() - child.started
    child.deaths = 1 if lived > LONGEST_PAUSE_S else child.deaths + 1
    pause = min(LONGEST_PAUSE_S, 0.5 * 2 ** (child.deaths - 1))
    child.again_at = time.monotonic() + pause
    print(f"sampan: the {child.name} died; it starts again in {pause:g} s", file=sys.stderr)


def _stop(children: Sequence[Child]) -> None:
    """Ask every child to finish; after the grace, or a second signal, kill what is left."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    left = list(children)
    while left and time.monotonic() < deadline:
        came = signal.sigtimedwait(WATCHED, 0.1)
        gone = _dead(left)
        left = [child for child in left if child not in gone]
        if came is not None and came.si_signo != signal.SIGCHLD:
            break
    for child in left:
        _signal(child, signal.SIGKILL)
        os.waitpid(child.pid, 0)


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGKILL:
            os.killpg(child.pid, number)
        else:
            os.kill(child.pid, number)
