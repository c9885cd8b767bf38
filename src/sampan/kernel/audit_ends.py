"""The end of the audit chain, noted in a file beside the database.

Who cuts rows off the end of the chain, or seals it anew, leaves a chain that holds in itself; it no
longer holds what was noted here, or in a backup. Keep copies of the file where nobody who may
change the database may change them.
"""

import os
from datetime import datetime
from pathlib import Path

from sampan.kernel import audit
from sampan.kernel.audit import End

NAME = "audit-ends.txt"


def note(home: Path, at: datetime) -> None:
    """Append where the chain ends now, unless the last line says so already."""
    end = audit.chain_end()
    if end.sequence and end not in noted(home)[-1:]:
        descriptor = os.open(home / NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="ascii") as file:
            file.write(f"{at.isoformat(timespec='seconds')} {end.sequence} {end.hash}\n")


def noted(home: Path) -> list[End]:
    """Every end that was noted, oldest first; a torn last line is left out."""
    path = home / NAME
    if not path.exists():
        return []
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    return [End(int(line[1]), line[2]) for line in lines if len(line) == 3 and len(line[2]) == 64]


def broken(home: Path) -> list[End]:
    """Noted ends that the chain does not hold any more."""
    return [end for end in noted(home) if not audit.reaches(end)]
