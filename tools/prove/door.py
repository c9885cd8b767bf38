"""The shop's own addresses behind real HTTP, and one more: the order button of a ready checkout."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from sampan.domain.errors import DomainError
from sampan.flows.place_order import place_order
from sampan.kernel.clock import now

PROCESSES, THREADS = 2, 8


@csrf_exempt
def place(request: HttpRequest, checkout: UUID) -> HttpResponse:
    """Place the order of a checkout: 201 when it is new, 200 when it was there, 409 for a no."""
    try:
        placement = place_order(checkout, "sandbox", now())
    except DomainError as refusal:
        return HttpResponse(refusal.code, status=409)
    return HttpResponse(str(placement.number), status=201 if placement.attempt else 200)


urlpatterns = [path("place/<uuid:checkout>/", place), path("", include("sampan.config.urls"))]


class _Server(WSGIServer):
    """Hands each connection to a few threads that keep their own."""

    request_queue_size = 256
    pool: ThreadPoolExecutor

    def process_request(self, request: Any, client_address: Any) -> None:
        self.pool.submit(self._serve, request, client_address)

    def _serve(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
        """The proof counts the answers itself."""


@contextmanager
def open_door() -> Iterator[int]:
    """Serve from a few processes on one port; yields the port, stops them at the end."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    connections.close_all()
    children = [_fork(listening) for _ in range(PROCESSES)]
    try:
        yield listening.getsockname()[1]
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        listening.close()


def _fork(listening: socket.socket) -> int:
    child = os.fork()
    if child:
        return child
    settings.ROOT_URLCONF = "tools.prove.door"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = _Server(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
    server.socket = listening
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.pool = ThreadPoolExecutor(THREADS)
    server.set_app(get_wsgi_application())
    try:
        server.serve_forever()
    finally:
        os._exit(1)
