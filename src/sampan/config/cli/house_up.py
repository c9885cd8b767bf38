"""`sampan up`: one command from an empty folder to a store with its back office and worker."""

import argparse
import http.client
import os
import time
from collections.abc import Sequence
from functools import partial

from sampan.config import environment
from sampan.config.cli.house_home import check_port, only_one, prepare
from sampan.config.cli.house_processes import Child, supervise
from sampan.config.cli.house_sandbox import prepare_sandbox, run_sandbox

TRY_EVERY_S = 0.05


def run_up(argv: Sequence[str]) -> int:
    """Start the tree and stay until it is asked to stop."""
    began = time.monotonic()
    options = _options(argv)
    home = environment.home(os.environ)
    prepare(home)
    address = f"http://{_named(options.host)}:{options.port}"
    with only_one(home, address):
        if not options.only_worker:
            check_port(options.host, options.port)
        has_sandbox = prepare_sandbox(home)
        _set_up(options)
        children = _children(options)
        if has_sandbox:
            children.append(Child("sandbox provider", run_sandbox, is_vital=False))
        ready = _Ready(options, address, began)
        status = supervise(children, ready.look)
        print("sampan: stopped", flush=True)
        return status


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sampan up",
        description="Start the store, the back office and the worker; stop them with Ctrl-C.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="server processes (%(default)s)")
    parser.add_argument("--without-demo", action="store_true", help="start with an empty shop")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--only-server", action="store_true", help="no worker in this process tree")
    parts.add_argument("--only-worker", action="store_true", help="no server in this process tree")
    return parser.parse_args(argv)


def _set_up(options: argparse.Namespace) -> None:
    """Database, static files, and the demo shop when this is a first start."""
    from sampan.config.cli import house_data

    house_data.start_django()
    house_data.bring_up_to_date(_say)
    house_data.first_start(_say, wants_demo=not options.without_demo)


def _children(options: argparse.Namespace) -> list[Child]:
    from django.db import connections

    children = []
    if not options.only_worker:
        from sampan.config.cli import house_server

        application = house_server.preload()
        serve = partial(
            house_server.serve, options.host, options.port, options.workers, application
        )
        children.append(Child("server", serve, is_vital=True))
    if not options.only_server:
        from sampan.config.cli.house_worker import run_worker

        children.append(Child("worker", run_worker, is_vital=False))
    connections.close_all()
    return children


class _Ready:
    """Says where the store is as soon as it answers."""

    def __init__(self, options: argparse.Namespace, address: str, began: float) -> None:
        self.options, self.address, self.began = options, address, began
        self.is_said = False

    def look(self) -> None:
        """Ask once; after the first answer there is nothing left to do."""
        if self.is_said or not (self.options.only_worker or self._answers()):
            return
        self.is_said = True
        _say(f"ready in {time.monotonic() - self.began:.1f} s")
        if not self.options.only_worker:
            self._tell()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(
            _reachable(self.options.host), self.options.port, timeout=5
        )
        try:
            connection.request("GET", "/robots.txt", headers={"Host": "localhost"})
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def _tell(self) -> None:
        from sampan.config.cli import house_data

        link = f"{self.address}/office/enter/{house_data.make_sign_in_link()}"
        print(f"\n  store        {self.address}/", flush=True)
        print(f"  back office  {link}", flush=True)
        print("               (signs the owner in, once, from this machine, within 30 minutes)")
        print("\n  stop with Ctrl-C\n", flush=True)


def _say(sentence: str) -> None:
    print(f"sampan: {sentence}", flush=True)


def _named(host: str) -> str:
    reachable = _reachable(host)
    if reachable in {"127.0.0.1", "::1"}:
        return "localhost"
    return f"[{reachable}]" if ":" in reachable else reachable


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port
