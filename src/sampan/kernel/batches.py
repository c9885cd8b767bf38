"""Long lists in portions that a database accepts as parameters of one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

SIZE = 500
T = TypeVar("T")


def batches(values: Iterable[T], size: int = SIZE) -> Iterator[list[T]]:
    """The values in order, in lists of at most `size`.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
