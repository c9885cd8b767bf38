"""A file as rows of named cells, whatever its container was."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sampan.integrations.product_files import cells
from sampan.integrations.product_files.problems import Problems, UnreadableFile

MOST_BYTES = 64 * 1024 * 1024
MOST_COLUMNS = 600
MOST_ROWS = 250_000
LONGEST_CELL = 131_072
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as spreadsheets count, and what its cells hold; empty ones are left out.

    Keys are the columns' names folded, so that `Variant SKU` and `variant sku` are the same.
    """

    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell of a column, empty when there is none."""
        return self.cells.get(column, "")


@dataclass(slots=True)
class Table:
    """Rows to be read once, in order; problems are gathered meanwhile.

    `names` gives each folded name as the file writes it.
    """

    names: Mapping[str, str]
    lines: Iterable[tuple[int, Sequence[str]]]
    decimal_comma: bool = False
    may_be_short: bool = False
    problems: Problems = field(default_factory=Problems)

    def has(self, column: str) -> bool:
        """Whether the file has a column of this folded name."""
        return column in self.names

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything; one that was cut comes with what is left of it."""
        columns = list(self.names)
        last = self.names[columns[-1]]
        for count, (number, line) in enumerate(self.lines):
            if count > MOST_ROWS:
                raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
            if not any(line):
                continue
            if len(line) < len(columns) and not self.may_be_short:
                self.problems.add(number, last, "cut_row")
            elif any(line[len(columns) :]):
                self.problems.add(number, last, "extra_cells")
            pairs = zip(columns, line, strict=False)
            yield Row(number, {name: cells.restored(text) for name, text in pairs if text})


def folded(name: str) -> str:
    """A column's name without case and without superfluous space."""
    return _SPACES.sub(" ", name.strip()).casefold()


def named(header: Sequence[str]) -> dict[str, str]:
    """Folded names of a header row; a name that stands twice gets a number. Raises UnreadableFile.

    >>> named([" Handle", "Meta: a", "meta:  A", ""])
    {'handle': 'Handle', 'meta: a': 'Meta: a', 'meta: a (2)': 'meta:  A (2)'}
    """
    header = [cells.restored(name).strip() for name in header]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", limit=MOST_COLUMNS)
    names: dict[str, str] = {}
    for place, name in enumerate(header, 1):
        unique, count = name or f"column {place}", 1
        while folded(unique) in names:
            count += 1
            unique = f"{name} ({count})"
        names[folded(unique)] = unique
    return names
