"""A private PostgreSQL cluster: made for one test run, reached by a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@contextmanager
def private_cluster(binaries: str) -> Iterator[str]:
    """Start a cluster and yield the address of its database `postgres`.

    PostgreSQL refuses to run as root, so root hands it to an unprivileged user.
    """
    folder = Path(tempfile.mkdtemp(prefix="sampan-pg-", dir="/tmp"))
    user = _unprivileged() if os.geteuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    run = _Runner(binaries, folder, user)
    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "sampan", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"{QUICK} -c listen_addresses= -c unix_socket_directories={folder}"
        log = str(folder / "log")
        run("pg_ctl", "-D", data, "-w", "-t", "60", "-o", options, "-l", log, "start")
        yield f"postgresql://sampan@/postgres?host={quote(str(folder), safe='')}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def with_database(url: str, name: str) -> str:
    """The same server's address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Create an empty database, or a copy of `template`, and return its address."""
    drop_database(url, name)
    _execute(
        url,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Remove a database with whoever is still connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    _execute(url, statement)


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


class _Runner:
    def __init__(self, binaries: str, folder: Path, user: pwd.struct_passwd | None) -> None:
        self.binaries, self.folder, self.user = binaries, folder, user

    def __call__(self, program: str, *arguments: str, check: bool = True) -> None:
        identity = {"user": self.user.pw_uid, "group": self.user.pw_gid} if self.user else {}
        result = subprocess.run(
            [f"{self.binaries}/{program}", *arguments],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            extra_groups=[] if self.user else None,
            **identity,
        )
        if check and result.returncode:
            raise RuntimeError(f"{program} failed: {result.stderr.strip()}")


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root needs a user `postgres` or `nobody` to run PostgreSQL as")
