"""Put goods into parcels that a service takes: by weight and by the room they need.

Carriers charge the larger of weight and volume weight; the divisor (cubic centimetres for a
kilogram, 5000 at most couriers, 6000 by air freight custom) is part of the service. Packing is
first fit, heaviest first: a known good rule of thumb, never more than 11/9 of the best plus one
(Johnson 1974), and always the same for the same goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sampan.domain.errors import DomainError


class TooLarge(DomainError):
    """A single unit is heavier or longer than any parcel of the service may be."""

    code = "too_large_to_ship"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a variant: grams, and millimetres from the longest side to the shortest."""

    sku: str
    weight_g: int
    sides_mm: tuple[int, int, int] = (0, 0, 0)

    @property
    def volume_mm3(self) -> int:
        """The room that it takes."""
        return self.sides_mm[0] * self.sides_mm[1] * self.sides_mm[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest parcel that a service takes; `divisor` turns its volume into weight."""

    weight_g: int = 30_000
    longest_mm: int = 1_200
    volume_mm3: int = 250_000_000
    divisor: int = 5_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """One box."""

    units: tuple[Unit, ...]

    @property
    def weight_g(self) -> int:
        """What it weighs."""
        return sum(unit.weight_g for unit in self.units)

    def charged_weight_g(self, limits: Limits) -> int:
        """The larger of weight and volume weight, in grams, rounded up."""
        volume_mm3 = sum(unit.volume_mm3 for unit in self.units)
        return max(self.weight_g, -(-volume_mm3 // limits.divisor))


def pack(units: Iterable[Unit], limits: Limits) -> tuple[Parcel, ...]:
    """Parcels within the limits. Raises TooLarge."""
    boxes: list[list[Unit]] = []
    for unit in sorted(units, key=lambda u: (-u.weight_g, -u.volume_mm3, u.sku)):
        if max(unit.sides_mm) > limits.longest_mm or not _fits([], unit, limits):
            raise TooLarge(sku=unit.sku)
        box = next((box for box in boxes if _fits(box, unit, limits)), None)
        if box is None:
            boxes.append([unit])
        else:
            box.append(unit)
    return tuple(Parcel(tuple(box)) for box in boxes)


def _fits(box: list[Unit], unit: Unit, limits: Limits) -> bool:
    """Whether a box with one more unit is still one that the service takes and has a price for."""
    parcel = Parcel((*box, unit))
    volume_mm3 = sum(other.volume_mm3 for other in parcel.units)
    charged = parcel.charged_weight_g(limits)
    return charged <= limits.weight_g and volume_mm3 <= limits.volume_mm3
