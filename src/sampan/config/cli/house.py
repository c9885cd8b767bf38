"""The commands of the house: start it, fill it, look after it. Each loads what it needs."""

import errno
import importlib
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sampan.config.cli.house_home import CannotStart
from sampan.config.environment import BadEnvironment

PLACES = {
    "up": "house_up",
    "init": "house_data",
    "demo": "house_data",
    "doctor": "house_care",
    "backup": "house_care",
    "restore": "house_care",
}
SYSTEM = {
    errno.ENOSPC: "The disk is full. Free some space and start again; nothing was lost.",
    errno.EDQUOT: "The disk quota is used up. Free some space and start again; nothing was lost.",
    errno.EROFS: "The disk is read-only, so Sampan cannot store anything there.",
}
SQLITE = {
    "database or disk is full": SYSTEM[errno.ENOSPC],
    "readonly database": "The database file cannot be written by this user.",
    "unable to open database file": "The database file cannot be opened by this user.",
    "not a database": "The database file is damaged or no database: restore a backup.",
    "disk image is malformed": "The database file is damaged: restore a backup.",
}


def _command(name: str) -> Callable[[Sequence[str]], int]:
    def run(argv: Sequence[str]) -> int:
        with in_words() as outcome:
            module = importlib.import_module(f"sampan.config.cli.{PLACES[name]}")
            outcome.status = getattr(module, f"run_{name}")(argv)
        return outcome.status

    return run


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {name: _command(name) for name in PLACES}


class Outcome:
    """The exit status of a command."""

    status = 1


@contextmanager
def in_words() -> Iterator[Outcome]:
    """Say in the owner's words why a command could not do its work; anything else is a bug."""
    outcome = Outcome()
    try:
        yield outcome
    except (CannotStart, BadEnvironment) as problem:
        _say(str(problem))
    except KeyboardInterrupt:
        _say("stopped")
        outcome.status = 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        _say(sentence)


def _sentence(error: BaseException) -> str | None:
    """What a failure of the machine or the database means; None when it is our own bug."""
    if isinstance(error, OSError) and error.errno in SYSTEM:
        return SYSTEM[error.errno]
    if isinstance(error, PermissionError):
        return f"{error.filename} cannot be used by this user: {error.strerror}."
    cause = error.__cause__ or error
    if isinstance(cause, sqlite3.DatabaseError):
        return next((text for part, text in SQLITE.items() if part in str(cause)), None)
    if type(cause).__module__.startswith("psycopg"):
        return f"The database of DATABASE_URL does not answer as it should: {cause}".strip()
    return None


def _say(sentence: str) -> None:
    print(f"sampan: {sentence}", file=sys.stderr)
