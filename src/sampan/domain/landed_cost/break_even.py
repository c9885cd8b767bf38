"""The values of goods at which the cheaper of two ways to deliver them changes."""

from collections.abc import Callable
from dataclasses import dataclass

from sampan.domain.money import Money


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the cheaper way changes: to `below` it is `cheaper_below`, from `above` the other."""

    below: Money
    above: Money
    cheaper_below: str


def break_even(
    first: Callable[[Money], Money],
    second: Callable[[Money], Money],
    *,
    start: Money,
    end: Money,
    names: tuple[str, str],
    steps: int = 200,
) -> tuple[Crossing, ...]:
    """The values between `start` and `end` at which the cheaper of two ways changes.

    Costs may have steps and cliffs: the span is looked at in `steps` places, and each change
    between two of them is narrowed down to minor units. Two changes between the same two places
    cancel and are missed.
    """

    def order(minor: int) -> int:
        value = Money(minor, start.currency)
        one, other = first(value).minor, second(value).minor
        return (one > other) - (one < other)

    places = sorted(
        {start.minor + (end.minor - start.minor) * n // steps for n in range(steps + 1)}
    )
    crossings = []
    last: tuple[int, int] | None = None
    for place in places:
        here = order(place)
        if here and last is not None and here != last[1]:
            low = _last_with(order, last[0], place, last[1])
            high = _first_with(order, low, place, here)
            cheaper = names[0] if last[1] < 0 else names[1]
            crossings.append(
                Crossing(Money(low, start.currency), Money(high, start.currency), cheaper)
            )
        if here:
            last = (place, here)
    return tuple(crossings)


def _last_with(order: Callable[[int], int], low: int, high: int, sign: int) -> int:
    """The last place from `low` on whose order is `sign`; at `high` it is not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if order(middle) == sign else (low, middle)
    return low


def _first_with(order: Callable[[int], int], low: int, high: int, sign: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if order(middle) == sign else (middle, high)
    return high
