"""The sandbox provider beside the store: money that does not move, for trying everything out.

Its secret and port are made once for each home, so that a page that was open before a restart
leads to the same place after it; its journal is a file of its own.
"""

import json
import os
import secrets
import socket
from pathlib import Path

from sampan.config import environment

FACTS = "sandbox.json"
JOURNAL = "sandbox.sqlite3"
HOST = "127.0.0.1"


def prepare_sandbox(home: Path) -> bool:
    """Tell this process and its children where the provider will be; False where none is wanted.

    A live shop has none, and one that somebody else runs (SANDBOX_URL) is left alone.
    """
    if os.environ.get("SANDBOX_URL") or os.environ.get("SAMPAN_ENV") == "production":
        return False
    secret, port = _facts(home)
    os.environ["SANDBOX_URL"] = f"http://{HOST}:{port}"
    os.environ["SANDBOX_SECRET"] = secret
    return True


def run_sandbox() -> None:
    """Serve until stopped, as one process of the tree."""
    from sampan.integrations.payments.sandbox.server import server

    port = int(os.environ["SANDBOX_URL"].rpartition(":")[2])
    journal = environment.home(os.environ) / JOURNAL
    with server(port, os.environ["SANDBOX_SECRET"], str(journal)) as provider:
        provider.daemon_threads = True
        provider.serve_forever()


def _facts(home: Path) -> tuple[str, int]:
    """The secret of this home, and its port: the one used before where it is free."""
    path = home / FACTS
    try:
        known = json.loads(path.read_text())
        secret, port = str(known["secret"]), int(known["port"])
    except (OSError, ValueError, KeyError, TypeError):
        secret, port = secrets.token_urlsafe(32), 0
    if not port or not _is_free(port):
        port = _free_port()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"secret": secret, "port": port}, file)
    return secret, port


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex((HOST, port)) != 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])
