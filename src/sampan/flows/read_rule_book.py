"""The rule book that holds now: read once a process, and again when the owner's tables change."""

from pathlib import Path

from django.conf import settings

from sampan.flows.quote_landed_cost import RuleBook, rule_book

_Files = tuple[tuple[str, int, int], ...]

_read: dict[Path, tuple[_Files, RuleBook]] = {}


def current_rule_book() -> RuleBook:
    """The book of this shop. Raises BadTable."""
    return read_rule_book(settings.HOME)


def read_rule_book(home: Path) -> RuleBook:
    """The shipped tables with the owner's of `home/reference`. Raises BadTable."""
    files = _owned(home / "reference")
    known = _read.get(home)
    if known is None or known[0] != files:
        known = (files, rule_book(home))
        _read[home] = known
    return known[1]


def _owned(folder: Path) -> _Files:
    """Name, time and size of the owner's tables; empty when there are none."""
    if not folder.is_dir():
        return ()
    states = ((path.name, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)
