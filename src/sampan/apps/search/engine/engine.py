"""What goes into the index and what is asked of it, and how a database words the question."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from sampan.domain.search.question import Condition


@dataclass(frozen=True, slots=True)
class Row:
    """One document to store: `terms` is what it is found by, `words` what it is counted under."""

    id: int
    product_id: int
    language: str
    words: Mapping[str, str]
    terms: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Levels of conditions, the marks that must and must not be there, how many ids to give.

    Each level holds the one before it, apart from the first, which may be that of a code.
    """

    levels: tuple[Condition, ...]
    shown: str
    hidden: str
    limit: int


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes conditions on terms; `{}` is the term or its start."""

    both: str
    either: str
    but_not: str
    term: str
    start: str


@dataclass(frozen=True, slots=True)
class Engine:
    """A database's words: its dialect, its SQL, and how it stores documents.

    `level` takes an expression and a limit, and gives sorted ids; `tidy` follows a bulk load.
    """

    dialect: Dialect
    level: str
    create: tuple[str, ...]
    drop: tuple[str, ...]
    write: Callable[[CursorWrapper, list[Row]], None]
    tidy: str


def expressions(lookup: Lookup, dialect: Dialect) -> Iterator[str]:
    """One expression a level, without what the levels before it have found."""
    first = lookup.levels[0]
    for number, level in enumerate(lookup.levels):
        before = (first, lookup.levels[number - 1]) if number else ()
        yield _expression(lookup, dialect, level, before)


def _expression(
    lookup: Lookup,
    dialect: Dialect,
    wanted: Condition,
    unwanted: tuple[Condition, ...],
) -> str:
    shown, hidden = dialect.term.format(lookup.shown), dialect.term.format(lookup.hidden)
    found = [_condition(condition, dialect) for condition in dict.fromkeys(unwanted)]
    without = dialect.either.join([hidden, *found])
    return f"({shown}{dialect.both}{_condition(wanted, dialect)}){dialect.but_not}({without})"


def _condition(condition: Condition, dialect: Dialect) -> str:
    groups = (
        dialect.either.join(_term(term, dialect) for term in dict.fromkeys(group))
        for group in condition
    )
    return f"({dialect.both.join(f'({group})' for group in groups)})"


def _term(term: str, dialect: Dialect) -> str:
    starts = term.endswith("*")
    bare = term[:-1] if starts else term
    assert not {"'", '"', "\\"} & set(bare), "terms are letters and digits"
    return (dialect.start if starts else dialect.term).format(bare)
