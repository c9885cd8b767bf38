"""A cart in one parcel or in several, and several carts in one.

Thresholds look at what one buyer gets from one seller, and some laws add up what arrives on a day
(US 19 CFR 10.151, until 2025-08-29) or call an artificial split an abuse (EU: Court of Justice
C-110/99). Both are background knowledge, not checked against a source. A way that splits says so,
and the owner decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from sampan.domain.landed_cost.request import Line, Request
from sampan.domain.landed_cost.what_if import Way
from sampan.domain.money import Money, total

SPLIT_NOTE = "split_may_be_added_up"
UNWEIGHED_NOTE = "weight_missing"
MOST_PARCELS = 50
MOST_PIECES = 500
MOST_PARTITIONED = 5


@dataclass(frozen=True, slots=True)
class Freight:
    """What a parcel costs to send: so much each, and so much a kilogram."""

    each: Money
    per_kg: Money

    def of(self, lines: Iterable[Line]) -> Money:
        """The freight of one parcel; lines without a weight count as weightless."""
        grams = sum((line.weight_g or Decimal(0)) * line.quantity for line in lines)
        return self.each + self.per_kg.times(Decimal(grams) / 1000, ROUND_HALF_UP)


def splits(request: Request, freight: Freight, caps: Iterable[Money] = ()) -> tuple[Way, ...]:
    """The cart in one parcel, in every grouping of its lines, and by pieces below each cap.

    A cart of more than `MOST_PARTITIONED` lines is tried whole, line by line and by HS6.
    """
    groupings: dict[str, tuple[tuple[Line, ...], ...]] = {"one parcel": (request.lines,)}
    for groups in _groupings(request.lines):
        name = " | ".join("+".join(line.sku or line.hs or "?" for line in g) for g in groups)
        groupings.setdefault(name if len(groups) > 1 else "one parcel", groups)
    for cap in caps:
        packed = below(request.lines, cap)
        if packed is not None and len(packed) > 1:
            groupings[f"parcels up to {cap}"] = packed
    return tuple(_way(name, request, groups, freight) for name, groups in groupings.items())


def merged(requests: Sequence[Request], freight: Freight) -> tuple[Way, ...]:
    """Several carts for one buyer: each by itself, or all in one parcel."""
    first = requests[0]
    together = tuple(line for request in requests for line in request.lines)
    apart = tuple(request.lines for request in requests)
    return (_way("apart", first, apart, freight), _way("one parcel", first, (together,), freight))


def below(lines: Sequence[Line], cap: Money) -> tuple[tuple[Line, ...], ...] | None:
    """Pieces packed into parcels whose goods cost at most `cap`, dearest first; None if one cannot.

    First fit decreasing: few parcels, not always the fewest.
    """
    pieces = [piece for line in lines for piece in _pieces(line)]
    if len(pieces) > MOST_PIECES or any(cap < piece.net for piece in pieces):
        return None
    parcels: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda one: -one.net.minor):
        for parcel in parcels:
            if not cap < total([one.net for one in (*parcel, piece)], cap.currency):
                parcel.append(piece)
                break
        else:
            parcels.append([piece])
    if len(parcels) > MOST_PARCELS:
        return None
    return tuple(_gathered(parcel) for parcel in parcels)


def _way(
    name: str, request: Request, groups: tuple[tuple[Line, ...], ...], freight: Freight
) -> Way:
    """Insurance follows the value of the goods in each parcel."""
    insurance = request.insurance.split([sum(line.net.minor for line in group) for group in groups])
    parcels = tuple(
        replace(request, lines=group, freight=freight.of(group), insurance=share)
        for group, share in zip(groups, insurance, strict=True)
    )
    notes = (SPLIT_NOTE,) if len(groups) > 1 else ()
    if any(line.weight_g is None for line in request.lines) and freight.per_kg:
        notes = (*notes, UNWEIGHED_NOTE)
    return Way(name, parcels, Money.zero(request.currency), notes)


def _groupings(lines: tuple[Line, ...]) -> list[tuple[tuple[Line, ...], ...]]:
    if len(lines) <= MOST_PARTITIONED:
        return [
            tuple(tuple(lines[n] for n in group) for group in partition)
            for partition in _partitions(tuple(range(len(lines))))
        ]
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault((line.code or "")[:6], []).append(line)
    options = [tuple((line,) for line in lines), tuple(map(tuple, by_code.values()))]
    return [groups for groups in options if len(groups) <= MOST_PARCELS]


def _partitions(numbers: tuple[int, ...]) -> list[list[tuple[int, ...]]]:
    """Every way to group numbers, each group and all groups in order."""
    if not numbers:
        return [[]]
    head, rest = numbers[0], numbers[1:]
    result = []
    for partition in _partitions(rest):
        result.append([(head,), *partition])
        for n, group in enumerate(partition):
            result.append([*partition[:n], (head, *group), *partition[n + 1 :]])
    return result


def _pieces(line: Line) -> list[Line]:
    discounts = line.discount.split([1] * min(line.quantity, MOST_PIECES + 1))
    return [replace(line, quantity=1, discount=discount) for discount in discounts]


def _gathered(pieces: Sequence[Line]) -> tuple[Line, ...]:
    """Equal pieces as one line again; the sum of their discounts stays."""
    kinds: list[tuple[Line, list[Line]]] = []
    for piece in pieces:
        plain = replace(piece, discount=Money.zero(piece.discount.currency), measures={})
        for kind, same in kinds:
            if kind == plain and same[0].measures == piece.measures:
                same.append(piece)
                break
        else:
            kinds.append((plain, [piece]))
    return tuple(
        replace(
            same[0],
            quantity=len(same),
            discount=total([one.discount for one in same], same[0].discount.currency),
        )
        for _, same in kinds
    )
