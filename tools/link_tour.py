"""Point the tour's links at the lines on which their functions stand now.

A stop is written [`name`](../path#L1-L2); `name` is a function, a class, or `Class.method`.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOUR = ROOT / "docs" / "tour.md"
STOP = re.compile(r"\[`([\w.]+)`\]\(\.\./([^)#]+)#L\d+-L\d+\)")


def lines(path: Path, name: str) -> tuple[int, int]:
    """The first and the last line of a definition."""
    nodes: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next(node for node in nodes if getattr(node, "name", "") == part)
        nodes = getattr(found, "body", [])
    assert found is not None and found.end_lineno is not None
    return found.lineno, found.end_lineno


def linked(match: re.Match[str]) -> str:
    """One stop with the lines of today."""
    name, file = match.groups()
    first, last = lines(ROOT / file, name)
    return f"[`{name}`](../{file}#L{first}-L{last})"


if __name__ == "__main__":
    TOUR.write_text(STOP.sub(linked, TOUR.read_text(encoding="utf-8")), encoding="utf-8")
