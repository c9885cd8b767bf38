"""Experiments: how many visitors are needed, what a difference is worth, when one may stop.

Every figure names its formula. Rates are shares between 0 and 1; p-values are two-sided.

>>> [visitors_per_arm(a, b) for a, b in ((0.10, 0.08), (0.15, 0.12), (0.10, 0.15))]
[3213, 2036, 686]
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sampan.intelligence.refusals import CannotEstimate

FEWEST_EVENTS = 5


@dataclass(frozen=True, slots=True)
class Arm:
    """One variant of an experiment: who saw it, and how many of them did what was hoped for."""

    name: str
    visitors: int
    conversions: int

    def __post_init__(self) -> None:
        if not 0 <= self.conversions <= self.visitors or self.visitors < 1:
            raise CannotEstimate(reason="impossible_counts", column=self.name)

    @property
    def rate(self) -> float:
        """Conversions per visitor."""
        return self.conversions / self.visitors


@dataclass(frozen=True, slots=True)
class Difference:
    """The second arm less the first, with its interval; an unreliable one says why in `reason`."""

    difference: float
    low: float
    high: float
    relative: float | None
    p: float
    formula: str
    is_reliable: bool = True
    reason: str = ""


def visitors_per_arm(rate: float, hoped: float, *, power: float = 0.80, alpha: float = 0.05) -> int:
    """Visitors that each of two arms needs to find a difference of rates, rounded up.

    Pooled formula (Fleiss, Levin and Paik 2003, ch. 4, without continuity correction):
    (z_alpha sqrt(2 p q) + z_power sqrt(p1 q1 + p2 q2))^2 / (p1 - p2)^2. Raises CannotEstimate for
    equal or impossible rates.
    """
    if rate == hoped or not (0 < rate < 1 and 0 < hoped < 1):
        raise CannotEstimate(reason="impossible_rates")
    z_alpha, z_power = stats.norm.ppf(1 - alpha / 2), stats.norm.ppf(power)
    mean = (rate + hoped) / 2
    root = z_alpha * math.sqrt(2 * mean * (1 - mean)) + z_power * math.sqrt(
        rate * (1 - rate) + hoped * (1 - hoped)
    )
    return math.ceil(float(root**2) / (rate - hoped) ** 2)


def compare_rates(first: Arm, second: Arm, *, alpha: float = 0.05) -> Difference:
    """Two-proportion z-test with a pooled variance; the interval uses the unpooled one.

    With fewer than five events or non-events in an arm the normal approximation does not hold: the
    p-value is then Fisher's exact one and the answer says so.
    """
    n1, n2 = first.visitors, second.visitors
    pooled = (first.conversions + second.conversions) / (n1 + n2)
    difference = second.rate - first.rate
    spread = math.sqrt(first.rate * (1 - first.rate) / n1 + second.rate * (1 - second.rate) / n2)
    reach = stats.norm.ppf(1 - alpha / 2) * spread
    relative = difference / first.rate if first.conversions else None
    low, high = difference - reach, difference + reach
    cells = (first.conversions, n1 - first.conversions, second.conversions, n2 - second.conversions)
    if min(cells) < FEWEST_EVENTS:
        table = [list(cells[:2]), list(cells[2:])]
        p = float(stats.fisher_exact(table).pvalue)
        return Difference(
            difference, low, high, relative, p, "Fisher's exact test", False, "few_events"
        )
    z = difference / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    p = float(2 * stats.norm.sf(abs(z)))
    return Difference(difference, low, high, relative, p, "two-proportion z-test, pooled variance")


def compare_means(
    first: Sequence[float], second: Sequence[float], *, alpha: float = 0.05
) -> Difference:
    """Welch's t-test: means of two samples whose variances may differ.

    Raises CannotEstimate for fewer than two values or values that are no numbers.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    for name, values in (("first", a), ("second", b)):
        if len(values) < 2 or not np.isfinite(values).all():
            raise CannotEstimate(reason="too_few_or_not_finite", column=name)
    if a.var() == 0 and b.var() == 0:
        raise CannotEstimate(reason="no_variation")
    test = stats.ttest_ind(b, a, equal_var=False)
    interval = test.confidence_interval(1 - alpha)
    mean = float(a.mean())
    difference = float(b.mean() - mean)
    return Difference(
        difference,
        float(interval.low),
        float(interval.high),
        difference / mean if mean else None,
        float(test.pvalue),
        "Welch's t-test",
    )


def sample_ratio_p(visitors: Sequence[int], shares: Sequence[float] | None = None) -> float:
    """How likely the split of visitors is if the assignment worked (chi-square test).

    Below 0.01 the assignment is broken, and no result of the experiment should be believed.
    """
    counts = np.asarray(visitors, dtype=float)
    if len(counts) < 2 or (counts < 0).any() or counts.sum() == 0:
        raise CannotEstimate(reason="impossible_counts")
    wanted = np.full(len(counts), 1 / len(counts)) if shares is None else np.asarray(shares)
    if (wanted <= 0).any():
        raise CannotEstimate(reason="impossible_shares")
    expected = counts.sum() * wanted / wanted.sum()
    return float(stats.chisquare(counts, expected).pvalue)


def corrected(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction: the chance of any false alarm stays below alpha."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    result, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        result[index] = highest
    return result


def sequential_bound(share_of_information: float, *, alpha: float = 0.05) -> float:
    """The |z| beyond which one may stop at this share of the planned visitors.

    O'Brien-Fleming-like spending by Lan and DeMets (1983): early looks need overwhelming evidence.
    The bound spends all that may be spent up to now at this one look, so more looks than one before
    it make it a little too easy; use `always_valid_p` for looking whenever one likes.
    """
    if not 0 < share_of_information <= 1:
        raise CannotEstimate(reason="impossible_share")
    z = stats.norm.ppf(1 - alpha / 2)
    spent = 2 * stats.norm.sf(z / math.sqrt(share_of_information))
    return float(stats.norm.ppf(1 - spent / 2))


def always_valid_p(first: Arm, second: Arm, *, expected_effect: float = 0.01) -> float:
    """A p-value that holds however often one looks (mixture SPRT, Johari et al. 2022, eq. 5).

    `expected_effect` is the standard deviation of the differences that one thinks likely.
    """
    difference = second.rate - first.rate
    pooled = (first.conversions + second.conversions) / (first.visitors + second.visitors)
    variance = pooled * (1 - pooled) * (1 / first.visitors + 1 / second.visitors)
    if variance == 0:
        return 1.0
    prior = expected_effect**2
    log_ratio = 0.5 * math.log(variance / (variance + prior)) + (
        prior * difference**2 / (2 * variance * (variance + prior))
    )
    return min(1.0, math.exp(-log_ratio))
