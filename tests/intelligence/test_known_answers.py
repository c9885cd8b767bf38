"""Answers that are known from elsewhere: by hand, from published examples, or from public data."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sampan.intelligence.choices import (
    Criterion,
    ahp_weights,
    entropy_weights,
    pareto_front,
    promethee,
    reverses_without,
    table,
    topsis,
    weight_to_change_winner,
    weighted_sum,
)
from sampan.intelligence.experiments import (
    Arm,
    always_valid_p,
    compare_means,
    compare_rates,
    corrected,
    sample_ratio_p,
    sequential_bound,
    visitors_per_arm,
)
from sampan.intelligence.refusals import CannotEstimate
from sampan.intelligence.regression import fit

PRICE, PROMOTION, DEMAND = (1000, 800, 600, 500), (1, 1, 0, 1), (50, 75, 30, 60)


def test_demand_on_price_and_promotion_is_computed_and_called_unfit():
    result = fit(DEMAND, {"price": PRICE, "promotion": PROMOTION})

    known = {"intercept": "735/19", "price": "-11/760", "promotion": "1295/38"}
    for name, value in known.items():
        assert result.value(name) == pytest.approx(float(Fraction(value)))
    prediction = result.predict({"price": 800, "promotion": 1})
    assert prediction.value == pytest.approx(2325 / 38)
    assert result.free == 1
    assert (round(prediction.low), round(prediction.high)) == (-190, 312)
    assert "too_few_observations" in result.warnings
    assert not result.is_fit_for_a_decision


@pytest.mark.parametrize(
    ("target", "columns", "reason", "column"),
    [
        ([1, 2, 3], {"a": [1, 2, 3], "b": [0, 1, 0]}, "no_degree_of_freedom", None),
        ([1, 2, 3, 4], {"a": [5, 5, 5, 5]}, "constant", "a"),
        ([1, 2, 3, 4, 6], {"a": [1, 2, 3, 4, 5], "b": [2, 4, 6, 8, 10]}, "collinear", "b"),
        ([1, 2, float("nan"), 4], {"a": [1, 2, 3, 5]}, "not_finite", "target"),
        ([1, 2, 4, 4], {"a": [1, 2, float("inf"), 5]}, "not_finite", "a"),
        ([1, 2, 4, 4], {"a": [1, 2, 3]}, "different_lengths", "a"),
        ([7, 7, 7, 7], {"a": [1, 2, 3, 5]}, "constant", "target"),
    ],
)
def test_data_that_carries_nothing_is_refused_by_name(target, columns, reason, column):
    with pytest.raises(CannotEstimate) as refusal:
        fit(target, columns)

    assert refusal.value.fields["reason"] == reason
    assert refusal.value.fields.get("column") == column


def test_errors_agree_with_formulas_written_out():
    random = np.random.default_rng(7)
    x, z = random.normal(size=200), random.normal(size=200)
    y = 2 + 3 * x - z + random.normal(size=200) * np.exp(x)
    design = np.column_stack([np.ones(200), x, z])
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ y
    residuals = y - design @ beta
    white = bread @ (design.T * residuals**2) @ design @ bread * 200 / 197

    robust = fit(y, {"x": x, "z": z}, errors="robust")
    classic = fit(y, {"x": x, "z": z})

    assert [c.value for c in robust.coefficients] == pytest.approx(list(beta))
    assert [c.error for c in robust.coefficients] == pytest.approx(list(np.sqrt(np.diag(white))))
    assert "uneven_spread_use_robust_errors" in classic.warnings
    left_out = []
    for row in range(200):
        keep = np.arange(200) != row
        part = np.linalg.lstsq(design[keep], y[keep], rcond=None)[0]
        left_out.append(y[row] - design[row] @ part)
    assert classic.leave_one_out_rmse == pytest.approx(np.sqrt(np.mean(np.square(left_out))))


def test_each_row_its_own_group_gives_the_robust_errors():
    random = np.random.default_rng(3)
    x = random.normal(size=60)
    y = x + random.normal(size=60)
    alone = fit(y, {"x": x}, errors="clustered", groups=list(range(60)))
    robust = fit(y, {"x": x}, errors="robust")

    ratio = alone.coefficients[1].error / robust.coefficients[1].error
    assert ratio == pytest.approx(np.sqrt(60 / 59 * 59 / 58 / (60 / 58)))


def test_a_prediction_beyond_what_was_observed_says_so():
    result = fit(DEMAND, {"price": PRICE, "promotion": PROMOTION})

    assert result.reaches_beyond({"price": 1200, "promotion": 1}) == ("price",)


@pytest.mark.parametrize(
    ("rate", "hoped", "visitors"), [(0.10, 0.08, 3213), (0.15, 0.12, 2036), (0.10, 0.15, 686)]
)
def test_how_many_visitors_a_difference_needs(rate, hoped, visitors):
    assert visitors_per_arm(rate, hoped) == visitors


@pytest.mark.parametrize(("rate", "hoped"), [(0.1, 0.1), (0, 0.1), (0.1, 1.2)])
def test_impossible_rates_are_refused(rate, hoped):
    with pytest.raises(CannotEstimate):
        visitors_per_arm(rate, hoped)


def test_few_events_are_judged_exactly_and_called_few():
    result = compare_rates(Arm("a", 20, 1), Arm("b", 20, 4))

    assert (result.formula, result.reason) == ("Fisher's exact test", "few_events")
    assert not result.is_reliable
    assert result.p == pytest.approx(0.3416, abs=1e-4)


def test_more_conversions_than_visitors_are_refused():
    with pytest.raises(CannotEstimate):
        Arm("a", 10, 11)


def test_equal_samples_differ_by_nothing():
    result = compare_means([1, 2, 3, 4], [1, 2, 3, 4])

    assert (result.difference, result.p) == (0, 1)
    with pytest.raises(CannotEstimate):
        compare_means([5, 5], [5, 5])


def test_several_comparisons_are_corrected_by_holm():
    assert corrected([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_an_early_look_needs_more_than_the_last_one():
    bounds = [sequential_bound(share) for share in (0.25, 0.5, 0.75, 1)]

    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == pytest.approx(1.96, abs=0.001)
    assert bounds[0] > 3.9


def test_looking_whenever_one_likes_seldom_cries_wolf():
    random = np.random.default_rng(11)
    alarms = 0
    for _ in range(200):
        one, two = random.random(4000) < 0.1, random.random(4000) < 0.1
        looks = range(200, 4001, 200)
        arms = [(Arm("a", n, int(one[:n].sum())), Arm("b", n, int(two[:n].sum()))) for n in looks]
        alarms += any(always_valid_p(a, b) < 0.05 for a, b in arms)
    naive = 0.05 * 200
    assert alarms <= naive * 1.3


PLATFORMS = {"A": (100, 10, 5), "B": (120, 12, 6)}


def test_two_platforms_with_one_ratio_are_a_tie_and_the_larger_gains_more():
    ratios = {}
    for name, (revenue, fees, logistics) in PLATFORMS.items():
        costs = fees + logistics
        ratios[name] = (Fraction(revenue - costs, revenue + costs), Fraction(revenue, costs))
    assert ratios["A"] == ratios["B"] == (Fraction(17, 23), Fraction(20, 3))

    criteria = [Criterion("ratio", "", 1)]
    tied = weighted_sum(table(criteria, {n: (float(r[0]),) for n, r in ratios.items()}))
    assert [one.rank for one in tied] == [1, 1]
    net = table(
        [Criterion("net", "EUR", 1)], {n: (r - f - g,) for n, (r, f, g) in PLATFORMS.items()}
    )
    assert [one.name for one in weighted_sum(net)] == ["B", "A"]


CARS = [
    Criterion("style", "points", 0.1),
    Criterion("reliability", "points", 0.4),
    Criterion("economy", "points", 0.3),
    Criterion("cost", "points", 0.2, larger_is_better=False),
]
CAR_ROWS = {
    "civic": (7, 9, 9, 8),
    "saturn": (8, 7, 8, 7),
    "ford": (9, 6, 8, 9),
    "mazda": (6, 7, 8, 6),
}


def test_topsis_is_the_distance_to_the_worst_as_a_share_of_both_distances():
    norms = [sum(row[i] ** 2 for row in CAR_ROWS.values()) ** 0.5 for i in range(4)]
    weighted = {
        name: [v / n * c.weight for v, n, c in zip(row, norms, CARS, strict=True)]
        for name, row in CAR_ROWS.items()
    }
    columns = list(zip(*weighted.values(), strict=True))
    best = [
        max(col) if c.larger_is_better else min(col) for col, c in zip(columns, CARS, strict=True)
    ]
    worst = [
        min(col) if c.larger_is_better else max(col) for col, c in zip(columns, CARS, strict=True)
    ]
    closeness = {
        name: math.dist(row, worst) / (math.dist(row, worst) + math.dist(row, best))
        for name, row in weighted.items()
    }

    result = {one.name: one.score for one in topsis(table(CARS, CAR_ROWS))}

    assert result == pytest.approx(closeness)
    assert round(result["civic"], 2) == 0.74


def test_promethee_flows_sum_to_nothing_and_a_dominating_option_flows_one():
    flows = promethee(table(CARS, {**CAR_ROWS, "dream": (10, 10, 10, 1)}))

    assert sum(one.score for one in flows) == pytest.approx(0)
    assert (flows[0].name, flows[0].score) == ("dream", 1)


def test_saatys_judgements_give_weights_and_a_consistency_ratio():
    weights, ratio = ahp_weights([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])

    assert weights == pytest.approx([0.637, 0.258, 0.105], abs=0.001)
    assert ratio == pytest.approx(0.033, abs=0.001)
    _, contradiction = ahp_weights([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])
    assert contradiction > 0.10


def test_a_criterion_on_which_all_are_equal_gets_no_weight_by_entropy():
    criteria = [Criterion("same", "", 1), Criterion("other", "", 1)]
    weights = entropy_weights(table(criteria, {"a": (5, 1), "b": (5, 9)}))

    assert weights == pytest.approx([0, 1])


def test_the_front_holds_what_nothing_beats_on_all_counts():
    criteria = [Criterion("gain", "EUR", 1), Criterion("risk", "", 1, larger_is_better=False)]
    rows = {"safe": (1, 1), "bold": (9, 9), "foolish": (1, 9), "middle": (5, 5)}

    assert pareto_front(table(criteria, rows)) == ("safe", "bold", "middle")


def test_how_far_a_weight_must_move_before_another_option_wins():
    criteria = [Criterion("gain", "EUR", 0.3), Criterion("risk", "", 0.7, larger_is_better=False)]
    choice = table(criteria, {"safe": (0, 0), "bold": (10, 10)})

    assert weighted_sum(choice)[0].name == "safe"
    assert weight_to_change_winner(choice, "gain") == (pytest.approx(0.5), "bold")


def test_a_ranking_that_hangs_on_a_loser_is_warned_of():
    criteria = [Criterion("a", "", 0.5), Criterion("b", "", 0.5)]
    stable = table(criteria, {"x": (9, 9), "y": (5, 5), "z": (1, 1)})

    assert reverses_without(stable) == ()
    shaky = table(criteria, {"x": (10, 1), "y": (4, 4.2), "z": (1, 9)})
    winner = topsis(shaky)[0].name
    assert winner not in reverses_without(shaky)


@pytest.mark.parametrize(
    ("criteria", "rows", "reason"),
    [
        ([Criterion("a", "", 0)], {"x": (1,), "y": (2,)}, "impossible_weights"),
        ([Criterion("a", "", -1)], {"x": (1,), "y": (2,)}, "impossible_weights"),
        ([Criterion("a", "", 1)], {"x": (1,)}, "impossible_table"),
        ([Criterion("a", "", 1)], {"x": (1,), "y": (float("nan"),)}, "not_finite"),
    ],
)
def test_a_table_that_cannot_be_judged_is_refused(criteria, rows, reason):
    with pytest.raises(CannotEstimate) as refusal:
        table(criteria, rows)
    assert refusal.value.fields["reason"] == reason


SHARED = Path(__file__).resolve().parents[3] / "shared" / "datasets"


def rows_of(name: str):
    """Columns of a public data set; a skip that says so where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT RUN: {path.name} is not here; put the data sets under ../shared/datasets")
    parquet = pytest.importorskip("pyarrow.parquet", reason="NOT RUN: pip install pyarrow")
    return parquet.read_table(path).to_pydict()


def test_cookie_cats_seven_day_retention_and_its_broken_assignment():
    data = rows_of("cookie_cats/cookie_cats.parquet")
    arms = {}
    for version in ("gate_30", "gate_40"):
        kept = [
            r
            for v, r in zip(
                data["version" if "version" in data else "test_version"],
                data["retention_7"],
                strict=True,
            )
            if v == version
        ]
        arms[version] = Arm(version, len(kept), int(sum(kept)))

    assert compare_rates(arms["gate_30"], arms["gate_40"]).p == pytest.approx(0.00155, abs=1e-5)
    split = [arm.visitors for arm in arms.values()]
    assert sample_ratio_p(split) == pytest.approx(0.0086, abs=1e-4)
