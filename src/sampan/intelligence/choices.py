"""Choosing among options on several criteria, by several methods side by side.

A criterion has a unit and a direction; weights are shares that sum to one. No method is the right
one: where they disagree, that is the answer. Equal scores are ties and are called so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampan.intelligence.refusals import CannotEstimate

Matrix = NDArray[np.float64]
TIE = 1e-9
RANDOM_INDEX = (0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What options are judged on; `weight` is relative, `larger_is_better` its direction."""

    name: str
    unit: str
    weight: float
    larger_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option with its score; equal ranks are ties."""

    name: str
    score: float
    rank: int


@dataclass(frozen=True)
class Table:
    """Options by criteria, checked: finite numbers, positive total weight, at least two options."""

    options: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    values: Matrix

    def __post_init__(self) -> None:
        if len(self.options) < 2 or self.values.shape != (len(self.options), len(self.criteria)):
            raise CannotEstimate(reason="impossible_table")
        if not np.isfinite(self.values).all():
            row, column = map(int, np.argwhere(~np.isfinite(self.values))[0])
            raise CannotEstimate(
                reason="not_finite", row=self.options[row], column=self.criteria[column].name
            )
        weights = [criterion.weight for criterion in self.criteria]
        if min(weights) < 0 or sum(weights) <= 0:
            raise CannotEstimate(reason="impossible_weights")

    @property
    def weights(self) -> Matrix:
        """Shares that sum to one."""
        weights = np.array([criterion.weight for criterion in self.criteria], dtype=float)
        return np.asarray(weights / weights.sum())

    @property
    def directed(self) -> Matrix:
        """The values with every criterion turned so that larger is better."""
        signs = np.array([1.0 if c.larger_is_better else -1.0 for c in self.criteria])
        return np.asarray(self.values * signs)

    @property
    def scaled(self) -> Matrix:
        """Each criterion from 0 (worst option) to 1 (best); one that does not differ is 1."""
        low, high = self.directed.min(axis=0), self.directed.max(axis=0)
        span = np.where(high > low, high - low, 1)
        return np.where(high > low, (self.directed - low) / span, 1.0)


def table(criteria: Sequence[Criterion], rows: Mapping[str, Sequence[float]]) -> Table:
    """A checked table from rows by option name. Raises CannotEstimate."""
    widths = {len(values) for values in rows.values()}
    if widths != {len(criteria)}:
        raise CannotEstimate(reason="impossible_table")
    values = np.array([list(row) for row in rows.values()], dtype=float)
    return Table(tuple(rows), tuple(criteria), values)


def weighted_sum(choice: Table) -> list[Ranked]:
    """Scaled criteria times weights, from 0 to 1."""
    return ranked(choice.options, choice.scaled @ choice.weights)


def topsis(choice: Table) -> list[Ranked]:
    """Closeness to the ideal option (Hwang and Yoon 1981): vector norm, Euclidean distance."""
    norms = np.linalg.norm(choice.values, axis=0)
    weighted = choice.values / np.where(norms > 0, norms, 1) * choice.weights
    larger = np.array([criterion.larger_is_better for criterion in choice.criteria])
    best = np.where(larger, weighted.max(axis=0), weighted.min(axis=0))
    worst = np.where(larger, weighted.min(axis=0), weighted.max(axis=0))
    to_best = np.linalg.norm(weighted - best, axis=1)
    to_worst = np.linalg.norm(weighted - worst, axis=1)
    total = to_best + to_worst
    return ranked(
        choice.options, np.where(total > 0, to_worst / np.where(total > 0, total, 1), 1.0)
    )


def promethee(choice: Table) -> list[Ranked]:
    """PROMETHEE II (Brans and Vincke 1985), usual preference function: net flow, -1 to 1."""
    values, weights = choice.directed, choice.weights
    wins = (values[:, None, :] > values[None, :, :]).astype(float) @ weights
    others = len(choice.options) - 1
    return ranked(choice.options, (wins.sum(axis=1) - wins.sum(axis=0)) / others)


def ahp_weights(judgements: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """Weights and consistency ratio of pairwise judgements (Saaty 1980); above 0.10 judge again.

    `judgements[i][j]` says how many times more important i is than j. Raises CannotEstimate.
    """
    matrix = np.asarray(judgements, dtype=float)
    size = len(matrix)
    if matrix.shape != (size, size) or size < 2 or size >= len(RANDOM_INDEX) + 1:
        raise CannotEstimate(reason="impossible_table")
    if (matrix <= 0).any() or not np.allclose(matrix * matrix.T, 1, rtol=1e-3):
        raise CannotEstimate(reason="not_reciprocal")
    values, vectors = np.linalg.eig(matrix)
    main = int(np.argmax(values.real))
    weights = np.abs(vectors[:, main].real)
    weights /= weights.sum()
    index = (values[main].real - size) / (size - 1)
    chance = RANDOM_INDEX[size] if size < len(RANDOM_INDEX) else RANDOM_INDEX[-1]
    return [float(weight) for weight in weights], float(index / chance) if chance else 0.0


def entropy_weights(choice: Table) -> list[float]:
    """Weights by how much the options differ on each criterion (Shannon entropy).

    Raises CannotEstimate for negative values, which have no share.
    """
    if (choice.values < 0).any():
        raise CannotEstimate(reason="negative_value")
    totals = choice.values.sum(axis=0)
    shares = choice.values / np.where(totals > 0, totals, 1)
    logs = np.where(shares > 0, np.log(np.where(shares > 0, shares, 1)), 0)
    spread = 1 + (shares * logs).sum(axis=0) / np.log(len(choice.options))
    total = spread.sum()
    if total <= TIE:
        return [1 / len(choice.criteria)] * len(choice.criteria)
    return [float(one) for one in spread / total]


def pareto_front(choice: Table) -> tuple[str, ...]:
    """The options that no other beats on one criterion without losing on another."""
    values = choice.directed
    front = []
    for index, name in enumerate(choice.options):
        at_least = (values >= values[index]).all(axis=1)
        better = (values > values[index]).any(axis=1)
        if not (at_least & better).any():
            front.append(name)
    return tuple(front)


def weight_to_change_winner(choice: Table, criterion: str) -> tuple[float, str] | None:
    """The nearest weight of a criterion at which the weighted sum has another winner, and which.

    The other weights keep their proportions. None when no weight of it changes the winner.
    """
    place = [one.name for one in choice.criteria].index(criterion)
    weights, scaled = choice.weights, choice.scaled
    rest = weights.copy()
    rest[place] = 0
    if rest.sum() == 0:
        return None
    base = scaled @ (rest / rest.sum())
    slope = scaled[:, place] - base
    winner = int(np.argmax(scaled @ weights))
    found: list[tuple[float, float, str]] = []
    for other, name in enumerate(choice.options):
        change = slope[other] - slope[winner]
        if other == winner or abs(change) < TIE:
            continue
        at = (base[winner] - base[other]) / change
        if 0 <= at <= 1:
            found.append((abs(at - float(weights[place])), float(at), name))
    return min(found)[1:] if found else None


def reverses_without(choice: Table, method: str = "topsis") -> tuple[str, ...]:
    """Losing options whose removal changes who wins: a warning that the ranking hangs on them."""
    rank = {"topsis": topsis, "promethee": promethee, "weighted_sum": weighted_sum}[method]
    winner = rank(choice)[0].name
    found = []
    for index, name in enumerate(choice.options):
        if name == winner or len(choice.options) < 3:
            continue
        fewer = Table(
            tuple(o for o in choice.options if o != name),
            choice.criteria,
            np.delete(choice.values, index, axis=0),
        )
        if rank(fewer)[0].name != winner:
            found.append(name)
    return tuple(found)


def ranked(names: Sequence[str], scores: Matrix) -> list[Ranked]:
    """Options from the best score down; scores closer than a billionth share a rank."""
    order = sorted(range(len(names)), key=lambda i: (-scores[i], names[i]))
    result: list[Ranked] = []
    for place, index in enumerate(order, start=1):
        tied = bool(result) and abs(result[-1].score - float(scores[index])) <= TIE
        rank = result[-1].rank if tied else place
        result.append(Ranked(names[index], float(scores[index]), rank))
    return result
