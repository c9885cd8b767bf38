"""Start `sampan up` in a test, wait until it is ready, and see what is left of it afterwards."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil
from tests.conftest import Shop


@dataclass
class Up:
    """A started Sampan."""

    process: subprocess.Popen[str]
    port: int
    said: str = ""

    @property
    def tree(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def get(self, path: str) -> tuple[int, str]:
        """The status and body of a page."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def enter(self) -> list[int]:
        """Open the printed link and press its button twice; the statuses of page and presses."""
        link = re.search(r"(/office/enter/\S+)", self.said)
        assert link
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20) as browser:
            page = browser.get(link.group(1))
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            assert token, page.text
            form = {"csrfmiddlewaretoken": token.group(1)}
            cookies = dict(browser.cookies)
            presses = [
                httpx.post(browser.base_url.join(link.group(1)), data=form, cookies=cookies)
                for _ in range(2)
            ]
        return [page.status_code, *(press.status_code for press in presses)]

    def until(self, text: str, seconds: float = 60) -> str:
        """Read what it says until a line holds `text`."""
        deadline = time.monotonic() + seconds
        assert self.process.stdout is not None
        while time.monotonic() < deadline:
            line = self.process.stdout.readline()
            self.said += line
            if re.search(text, line) or not line:
                return line
        raise AssertionError(f"never said {text!r}:\n{self.said}")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait; returns the exit status."""
        self.process.send_signal(number)
        self.said += self.process.communicate(timeout=30)[0]
        return self.process.returncode


@contextmanager
def running(shop: Shop, *arguments: str) -> Iterator[Up]:
    """A Sampan on a free port that says it is ready; nothing of it survives the test."""
    port = free_port()
    command = ("-m", "sampan.config.cli", "up", "--port", str(port), *arguments)
    up = Up(shop.start(*command), port)
    tree: list[psutil.Process] = []
    try:
        up.until("stop with Ctrl-C")
        assert "stop with Ctrl-C" in up.said, up.said
        tree = up.tree
        yield up
    finally:
        for process in tree:
            if process.is_running():
                process.kill()
        up.process.kill()
        up.process.communicate()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(processes: list[psutil.Process], seconds: float = 15) -> bool:
    """Whether every process ended within the time."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def is_root() -> bool:
    """Whether the tests may change owners and mount."""
    return os.geteuid() == 0
