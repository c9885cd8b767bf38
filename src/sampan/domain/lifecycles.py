"""Lifecycles: one table of allowed moves each; whatever is not in the table does not happen."""

from collections.abc import Mapping
from dataclasses import dataclass

from sampan.domain.errors import DomainError


class IllegalMove(DomainError):
    """A state was asked to change along no allowed move."""

    code = "illegal_move"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of a thing, and from each the states that may follow.

    >>> door = Lifecycle("door", {"open": {"shut"}, "shut": {"open", "locked"}, "locked": set()})
    >>> door.allows("open", "locked")
    False
    >>> sorted(door.final)
    ['locked']
    """

    name: str
    moves: Mapping[str, set[str]]

    def allows(self, old: str, new: str) -> bool:
        """Whether `new` may follow `old`; staying is always allowed."""
        return old == new or new in self.moves[old]

    def check(self, old: str, new: str) -> None:
        """Raise IllegalMove unless `new` may follow `old`."""
        if not self.allows(old, new):
            raise IllegalMove(lifecycle=self.name, old=old, new=new)

    @property
    def final(self) -> frozenset[str]:
        """The states that nothing follows."""
        return frozenset(state for state, followers in self.moves.items() if not followers)
