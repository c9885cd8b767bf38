"""What this machine offers to the tests, and how to get what is missing."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """Something that some tests cannot run without."""

    name: str
    found: str | None
    how: str


def needs() -> dict[str, Need]:
    """Every optional thing by the name of its marker."""
    return {
        "postgres": Need(
            "PostgreSQL",
            os.environ.get("SAMPAN_TEST_DATABASE_URL") or postgres_binaries(),
            "apt install postgresql, or set SAMPAN_TEST_DATABASE_URL",
        ),
        "browser": Need("Chromium", chromium(), "apt install chromium fonts-noto-cjk"),
    }


def required() -> frozenset[str]:
    """The needs whose absence is a failure, from SAMPAN_REQUIRE."""
    return frozenset(filter(None, os.environ.get("SAMPAN_REQUIRE", "").split(",")))


def postgres_binaries() -> str | None:
    """The folder of the newest PostgreSQL server programs."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if found:
        return str(found[-1].parent)
    initdb = shutil.which("initdb")
    return str(Path(initdb).resolve().parent) if initdb else None


def chromium() -> str | None:
    """The browser that journeys run in."""
    named = os.environ.get("SAMPAN_CHROMIUM")
    if named:
        return named
    programs = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next((program for program in programs if program), None)
