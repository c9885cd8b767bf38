"""A store that really runs, started as its owner starts it."""

import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Shop


@contextmanager
def running(home: Path) -> Iterator[int]:
    """The port of a store with the demo shop; it is asked to stop at the end, and does."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    arguments = ("up", "--port", str(port), "--workers", "1", "--only-server")
    process = Shop(home, "").start("-m", "sampan.config.cli", *arguments)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def status(port: int, path: str, headers: Mapping[str, str]) -> int:
    """What the store answers to one GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def _wait_for(port: int, process: Any) -> None:
    for _ in range(600):
        assert process.poll() is None, process.stdout.read()
        try:
            if status(port, "/en/p/lakeside-tea-set/", {}) == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("the store did not start")
