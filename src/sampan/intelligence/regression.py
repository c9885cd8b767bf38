"""Ordinary least squares with everything one must know before believing it.

Least squares by QR decomposition. Intervals are Student's t; robust errors are HC1 (White 1980 with
the small-sample factor), clustered ones CR1. A fit without a degree of freedom, with a constant
or a dependent column is refused; one that cannot carry a decision is computed and called unfit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sampan.intelligence.refusals import CannotEstimate

Matrix = NDArray[np.float64]
Errors = Literal["classic", "robust", "clustered"]
FEWEST_FREE = 10
INTERCEPT = "intercept"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One estimate with its error, its interval and its two-sided p-value."""

    name: str
    value: float
    error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """A predicted value: the interval of its mean, and the wider one of a single new value."""

    value: float
    mean_low: float
    mean_high: float
    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """A fitted line. `warnings` are codes; any of them means: do not decide by this alone."""

    names: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    r2: float
    adjusted_r2: float
    residual_error: float
    free: int
    observations: int
    leave_one_out_rmse: float
    inflation: Mapping[str, float]
    durbin_watson: float
    normality_p: float
    even_spread_p: float
    warnings: tuple[str, ...]
    covariance: Matrix
    scale: Mapping[str, tuple[float, float]]

    @property
    def is_fit_for_a_decision(self) -> bool:
        """Whether nothing speaks against using it."""
        return not self.warnings

    def value(self, name: str) -> float:
        """The estimate of a coefficient by its name."""
        return next(one.value for one in self.coefficients if one.name == name)

    def predict(self, row: Mapping[str, float], *, alpha: float = 0.05) -> Prediction:
        """The expected value for a row of the same columns. Raises CannotEstimate."""
        missing = [name for name in self.names if name != INTERCEPT and name not in row]
        if missing:
            raise CannotEstimate(reason="missing_column", column=missing[0])
        x = np.array([1.0 if name == INTERCEPT else float(row[name]) for name in self.names])
        value = float(x @ np.array([one.value for one in self.coefficients]))
        spread = float(x @ self.covariance @ x)
        t = float(stats.t.ppf(1 - alpha / 2, self.free))
        near, far = t * np.sqrt(spread), t * np.sqrt(spread + self.residual_error**2)
        return Prediction(value, value - near, value + near, value - far, value + far)

    def reaches_beyond(self, row: Mapping[str, float]) -> tuple[str, ...]:
        """Columns in which a row lies outside of what was ever observed."""
        return tuple(
            name
            for name, (low, high) in self.scale.items()
            if name in row and not low <= row[name] <= high
        )


def fit(
    target: Sequence[float],
    columns: Mapping[str, Sequence[float]],
    *,
    errors: Errors = "classic",
    groups: Sequence[object] | None = None,
    alpha: float = 0.05,
) -> Fit:
    """Fit `target` on `columns` with an intercept. Raises CannotEstimate, naming the column.

    `groups` are the clusters of clustered errors.
    """
    y, x, names = _checked(target, columns)
    if errors == "clustered" and groups is None:
        raise CannotEstimate(reason="no_groups")
    n, k = x.shape
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    inverse = np.linalg.inv(r)
    bread = inverse @ inverse.T
    residuals = y - x @ beta
    free = n - k
    sigma2 = float(residuals @ residuals) / free
    leverage = np.einsum("ij,ij->i", q, q)
    if errors == "classic":
        covariance = np.asarray(sigma2 * bread)
    else:
        covariance = _sandwich(x, residuals, bread, groups if errors == "clustered" else None)
    total = float(((y - y.mean()) ** 2).sum())
    r2 = 1 - float(residuals @ residuals) / total
    inflation = _inflation(x, names)
    checks = _checks(x, residuals)
    return Fit(
        names=names,
        coefficients=_coefficients(names, beta, covariance, free, alpha),
        r2=r2,
        adjusted_r2=1 - (1 - r2) * (n - 1) / free,
        residual_error=float(np.sqrt(sigma2)),
        free=free,
        observations=n,
        leave_one_out_rmse=_leave_one_out(residuals, leverage),
        inflation=inflation,
        durbin_watson=checks[0],
        normality_p=checks[1],
        even_spread_p=checks[2],
        warnings=_warnings(free, leverage, inflation, checks, errors),
        covariance=covariance,
        scale={n: (float(c.min()), float(c.max())) for n, c in zip(names, x.T, strict=True)},
    )


def _checked(
    target: Sequence[float], columns: Mapping[str, Sequence[float]]
) -> tuple[Matrix, Matrix, tuple[str, ...]]:
    y = np.asarray(target, dtype=float)
    arrays = {name: np.asarray(values, dtype=float) for name, values in columns.items()}
    for name, values in {"target": y, **arrays}.items():
        if values.shape != y.shape:
            raise CannotEstimate(reason="different_lengths", column=name)
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values))) + 1
            raise CannotEstimate(reason="not_finite", column=name, row=row)
        if len(values) and values.min() == values.max():
            raise CannotEstimate(reason="constant", column=name)
    names = (INTERCEPT, *arrays)
    x = np.column_stack([np.ones_like(y), *arrays.values()])
    if len(y) <= len(names):
        raise CannotEstimate(reason="no_degree_of_freedom", rows=len(y), columns=len(names))
    _refuse_dependent(x, names)
    return y, x, names


def _refuse_dependent(x: Matrix, names: Sequence[str]) -> None:
    """The first column that the ones before it already determine."""
    scaled = x / np.linalg.norm(x, axis=0)
    diagonal = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    if diagonal.min() < 1e-10:
        raise CannotEstimate(reason="collinear", column=names[int(np.argmin(diagonal))])


def _sandwich(
    x: Matrix, residuals: Matrix, bread: Matrix, groups: Sequence[object] | None
) -> Matrix:
    """Robust errors (HC1), or errors by cluster (CR1) where rows belong to groups."""
    n, k = x.shape
    scores = x * residuals[:, None]
    if groups is None:
        return np.asarray(n / (n - k) * bread @ (scores.T @ scores) @ bread)
    if len(groups) != n:
        raise CannotEstimate(reason="no_groups")
    _, which = np.unique(np.asarray([str(group) for group in groups]), return_inverse=True)
    count = int(which.max()) + 1
    if count < 2:
        raise CannotEstimate(reason="one_group")
    sums = np.zeros((count, k))
    np.add.at(sums, which, scores)
    factor = count / (count - 1) * (n - 1) / (n - k)
    return np.asarray(factor * bread @ (sums.T @ sums) @ bread)


def _coefficients(
    names: Sequence[str], beta: Matrix, covariance: Matrix, free: int, alpha: float
) -> tuple[Coefficient, ...]:
    found = []
    t = float(stats.t.ppf(1 - alpha / 2, free))
    for name, value, error in zip(names, beta, np.sqrt(np.diag(covariance)), strict=True):
        p = float(2 * stats.t.sf(abs(value / error), free)) if error else 0.0
        reach = t * float(error)
        found.append(Coefficient(name, float(value), float(error), value - reach, value + reach, p))
    return tuple(found)


def _inflation(x: Matrix, names: Sequence[str]) -> dict[str, float]:
    """Variance inflation of each column: how well the others predict it, 1 for not at all."""
    if x.shape[1] < 3:
        return {}
    correlation = np.corrcoef(x[:, 1:], rowvar=False)
    return dict(zip(names[1:], map(float, np.diag(np.linalg.inv(correlation))), strict=True))


def _leave_one_out(residuals: Matrix, leverage: Matrix) -> float:
    """The error of predicting each row from all the others, by the leverage shortcut."""
    kept = np.clip(1 - leverage, 1e-12, None)
    return float(np.sqrt(np.mean((residuals / kept) ** 2)))


def _checks(x: Matrix, residuals: Matrix) -> tuple[float, float, float]:
    """Durbin-Watson, Jarque-Bera's p, and Breusch-Pagan's p (Koenker's form)."""
    squares = residuals**2
    total = float(squares.sum())
    if total == 0:
        return 2.0, 1.0, 1.0
    durbin_watson = float(np.sum(np.diff(residuals) ** 2)) / total
    normality_p = float(stats.jarque_bera(residuals).pvalue)
    fitted, *_ = np.linalg.lstsq(x, squares, rcond=None)
    spread = float(((squares - squares.mean()) ** 2).sum())
    explained = 1 - float(((squares - x @ fitted) ** 2).sum()) / spread if spread else 0.0
    even_spread_p = float(stats.chi2.sf(len(squares) * explained, x.shape[1] - 1))
    return durbin_watson, normality_p, even_spread_p


def _warnings(
    free: int,
    leverage: Matrix,
    inflation: Mapping[str, float],
    checks: tuple[float, float, float],
    errors: Errors,
) -> tuple[str, ...]:
    durbin_watson, normality_p, even_spread_p = checks
    found = []
    if free < FEWEST_FREE:
        found.append("too_few_observations")
    if leverage.max() > 0.9:
        found.append("one_row_decides")
    if any(value > 10 for value in inflation.values()):
        found.append("columns_move_together")
    if free >= FEWEST_FREE and normality_p < 0.001 and free < 200:
        found.append("residuals_not_normal")
    if even_spread_p < 0.01 and errors == "classic":
        found.append("uneven_spread_use_robust_errors")
    if free >= FEWEST_FREE and not 1 < durbin_watson < 3:
        found.append("neighbors_alike")
    return tuple(found)
