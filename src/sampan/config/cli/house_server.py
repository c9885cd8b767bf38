"""The server: Granian with the store already loaded, so that its workers share what they can."""

import gc
import io
import multiprocessing
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from sampan.config.cli.house_processes import Lifeline

WORKER_THREADS = 4
QUEUED_REQUESTS = 256


def preload() -> Callable[..., Any]:
    """Load what every request needs, and show one page, before the workers are forked."""
    from sampan.config.wsgi import application

    assert get_resolver().url_patterns
    _show(application, f"/{settings.LANGUAGE_CODE}/")
    connections.close_all()
    return application


def serve(host: str, port: int, workers: int, application: Callable[..., Any]) -> None:
    """Answer requests until asked to stop."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    server = Server(
        "sampan.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=WORKER_THREADS,
        backpressure=QUEUED_REQUESTS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
    )
    lifeline = Lifeline()
    server.serve(target_loader=partial(_in_worker, lifeline, application), wrap_loader=False)


def _in_worker(lifeline: Lifeline, application: Callable[..., Any]) -> Callable[..., Any]:
    if sys.platform == "linux":
        lifeline.hold_on()
    # A page makes thousands of short-lived objects; collecting them so often is wasted time.
    gc.set_threshold(20_000, 20, 50)
    return application


def _show(application: Callable[..., Any], path: str) -> None:
    """Ask for one page inside this process; what it answers does not matter."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost") or "localhost"
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_USER_AGENT": "sampan warm-up bot",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "https" if settings.SECURE_SSL_REDIRECT else "http",
        "wsgi.version": (1, 0),
    }
    response = application(environ, lambda *_: None)
    for _ in response:
        pass
    response.close()
