"""Rounding as laws write it: to a unit of money, half up, down or up; shares of a sum."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

MODES = {"half_up": ROUND_HALF_UP, "down": ROUND_FLOOR, "up": ROUND_CEILING}


def to_unit(amount: Decimal, unit: Decimal, mode: str) -> Decimal:
    """The nearest whole multiple of a unit.

    >>> to_unit(Decimal("2340"), Decimal(100), "down")
    Decimal('2300')
    >>> to_unit(Decimal("4.98"), Decimal("0.05"), "half_up")
    Decimal('5.00')
    """
    return (amount / unit).to_integral_value(MODES[mode]) * unit


def floored(amount: Decimal, step: Decimal) -> Decimal:
    """A base cut down to whole steps; no step leaves it as it is."""
    return amount if not step else (amount // step) * step


def shares(whole: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """`whole` in parts of `unit` in proportion to weights; the parts sum to the whole."""
    units = int(whole / unit)
    total = sum(weights, Decimal(0))
    if not total:
        return [Decimal(0)] * len(weights)
    exact = [units * weight / total for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: units - sum(parts)]:
        parts[i] += 1
    return [part * unit for part in parts]
