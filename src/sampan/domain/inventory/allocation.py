"""Choose warehouses for a cart: as few parcels as can be, from the preferred place first.

>>> stock = {("cup", "HAM"): 1, ("cup", "NGB"): 9, ("pot", "NGB"): 4}
>>> [(a.sku, a.warehouse) for a in allocate({"cup": 1}, stock, ["HAM", "NGB"])]
[('cup', 'HAM')]
>>> [(a.sku, a.warehouse) for a in allocate({"cup": 1, "pot": 1}, stock, ["HAM", "NGB"])]
[('cup', 'NGB'), ('pot', 'NGB')]
>>> [(a.sku, a.warehouse, a.quantity) for a in allocate({"cup": 10}, stock, ["HAM", "NGB"])]
[('cup', 'HAM', 1), ('cup', 'NGB', 9)]
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sampan.domain.errors import DomainError

Key = TypeVar("Key", bound=Hashable)


class NotEnough(DomainError):
    """All warehouses together have less than was asked for; `available` is what they have."""

    code = "not_enough_stock"


@dataclass(frozen=True, slots=True)
class Allocation(Generic[Key]):
    """So many units of one thing from one warehouse."""

    sku: Key
    warehouse: str
    quantity: int


def allocate(
    wanted: Mapping[Key, int], stock: Mapping[tuple[Key, str], int], preferred: Sequence[str]
) -> tuple[Allocation[Key], ...]:
    """Where each thing comes from; `stock` is what is available by thing and warehouse.

    One warehouse that has everything wins, the preferred one of several. Otherwise each thing comes
    from the first warehouse that has all of it, and only then from several. Raises NotEnough.
    """
    for sku, quantity in wanted.items():
        available = sum(max(0, stock.get((sku, code), 0)) for code in preferred)
        if available < quantity:
            raise NotEnough(sku=sku, available=available)
    for code in preferred:
        if all(stock.get((sku, code), 0) >= quantity for sku, quantity in wanted.items()):
            return tuple(Allocation(sku, code, quantity) for sku, quantity in wanted.items())
    chosen: list[Allocation[Key]] = []
    for sku, quantity in wanted.items():
        chosen += _one(sku, quantity, stock, preferred)
    return tuple(chosen)


def _one(
    sku: Key, quantity: int, stock: Mapping[tuple[Key, str], int], preferred: Sequence[str]
) -> list[Allocation[Key]]:
    for code in preferred:
        if stock.get((sku, code), 0) >= quantity:
            return [Allocation(sku, code, quantity)]
    parts = []
    for code in preferred:
        taken = min(quantity, max(0, stock.get((sku, code), 0)))
        if taken:
            parts.append(Allocation(sku, code, taken))
            quantity -= taken
    return parts
