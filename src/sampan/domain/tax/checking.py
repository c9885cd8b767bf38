"""The port behind which registers of tax numbers stand, and what their answers mean.

A register that cannot be reached is no answer: the number stays unverified, the tax is charged, and
the register is asked again. The consultation number is the seller's proof of having asked.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The register knows the number; `consultation` is the proof, empty where it gives none."""

    consultation: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """The register does not know the number."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """Nobody could say; `reason` is a stable code."""

    reason: str


class NumberChecker(Protocol):
    """One register of tax numbers; it answers within its time-out and raises nothing."""

    code: str

    def covers(self, country: str) -> bool:
        """Whether the register knows the numbers of a country."""

    def check(self, number: str, requester: str) -> Confirmed | Denied | Unverified:
        """What the register says of a number with its country's prefix, asked by our own."""
