"""The folder that holds everything of one shop: made, checked, and used by one Sampan at a time."""

import contextlib
import errno
import fcntl
import os
import pwd
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SPACE_NEEDED = 64 * 1024 * 1024


class CannotStart(Exception):
    """A reason not to go on, in the owner's words, with what to do about it."""


def prepare(home: Path) -> None:
    """Make the folder and prove that it can be written. Raises CannotStart.

    From here on this process makes files that only its own user can read.
    """
    os.umask(0o077)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except NotADirectoryError as error:
        raise CannotStart(f"{home} cannot be a folder: a file is in the way.") from error
    except FileExistsError as error:
        raise CannotStart(f"{home} is a file; SAMPAN_HOME must name a folder.") from error
    except OSError as error:
        raise CannotStart(_refused(home, error)) from error
    _check_owner(home)
    try:
        _probe(home)
    except OSError as error:
        raise CannotStart(_refused(home, error)) from error
    free = shutil.disk_usage(home).free
    if free < SPACE_NEEDED:
        raise CannotStart(
            f"The disk of {home} is almost full: {free // 2**20} MB are free, "
            f"{SPACE_NEEDED // 2**20} MB are needed. Free some space and start again."
        )


@contextmanager
def only_one(home: Path, address: str) -> Iterator[None]:
    """Hold the folder for this process. Raises CannotStart while another one holds it."""
    path = home / "up.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        other = path.read_text().strip() or "an unknown address"
        os.close(descriptor)
        raise CannotStart(
            f"Sampan already runs on {home}, at {other}. Use that one, stop it, "
            "or give this one another SAMPAN_HOME."
        ) from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, address.encode())
    try:
        yield
    finally:
        os.ftruncate(descriptor, 0)
        os.close(descriptor)


def is_running(home: Path) -> bool:
    """Whether a started Sampan holds the folder."""
    try:
        with only_one(home, ""):
            return False
    except CannotStart:
        return True


def check_port(host: str, port: int) -> None:
    """Prove that the server will be able to listen. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_unusable(host, port, error)) from error


def _check_owner(home: Path) -> None:
    owner = home.stat().st_uid
    if owner == os.geteuid():
        return
    raise CannotStart(
        f"The folder {home} belongs to {_user(owner)}, and this is {_user(os.geteuid())}. "
        f"Run Sampan as {_user(owner)}, or hand the folder over: "
        f"chown -R {_user(os.geteuid())} {home}"
    )


def _probe(home: Path) -> None:
    path = home / f".probe-{os.getpid()}"
    try:
        with path.open("wb") as file:
            file.write(b"\0" * 65536)
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def _refused(home: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk of {home} is full. Free some space and start again."
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return (
            f"The folder {home} cannot be written by {_user(os.geteuid())} ({error.strerror}). "
            "Let SAMPAN_HOME name a folder that can."
        )
    return f"The folder {home} cannot be used: {error.strerror}."


def _unusable(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Choose another one: make run "
            f"PORT={port + 1}, or sampan up --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights; ports from 1024 on need none."
    return f"Nothing can listen at {host}:{port}: {error.strerror}."


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
