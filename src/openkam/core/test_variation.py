"""The constants against their table and their closed forms; the estimators by hand and over random subgroups."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core import variation

# Montgomery, "Introduction to Statistical Quality Control", appendix VI, and ASTM E2587: n, then the constants in the
# order of the table's columns.
COLUMNS = ("d2", "d3", "c4", "A2", "A3", "D3", "D4", "B3", "B4")
TABLE = {
    2: (1.128, 0.853, 0.7979, 1.880, 2.659, 0, 3.267, 0, 3.267),
    3: (1.693, 0.888, 0.8862, 1.023, 1.954, 0, 2.574, 0, 2.568),
    4: (2.059, 0.880, 0.9213, 0.729, 1.628, 0, 2.282, 0, 2.266),
    5: (2.326, 0.864, 0.9400, 0.577, 1.427, 0, 2.114, 0, 2.089),
    6: (2.534, 0.848, 0.9515, 0.483, 1.287, 0, 2.004, 0.030, 1.970),
    7: (2.704, 0.833, 0.9594, 0.419, 1.182, 0.076, 1.924, 0.118, 1.882),
    8: (2.847, 0.820, 0.9650, 0.373, 1.099, 0.136, 1.864, 0.185, 1.815),
    9: (2.970, 0.808, 0.9693, 0.337, 1.032, 0.184, 1.816, 0.239, 1.761),
    10: (3.078, 0.797, 0.9727, 0.308, 0.975, 0.223, 1.777, 0.284, 1.716),
}

UNEQUAL = [[1.0, 4.0], [2.0, 3.0, 7.0], [5.0], [6.0, 6.5, 8.0, 9.0]]


@pytest.mark.parametrize("size", TABLE)
def test_constants_round_to_the_published_table(size: int) -> None:
    """Montgomery appendix VI / ASTM E2587 / NIST 6.3.2, n = 2 to 10, each within 0.0006 (the table is rounded)."""
    constants = variation.chart_constants(size)
    for column, printed in zip(COLUMNS, TABLE[size], strict=True):
        assert getattr(constants, column) == pytest.approx(printed, abs=0.0006), column


def test_small_samples_have_closed_forms() -> None:
    """d2(2) = 2/√π, d2(3) = 3/√π, d3(2) = √(2 − 4/π), c4(2) = √(2/π), c4(3) = √π/2 (order statistics of the normal)."""
    assert variation.d2(2) == pytest.approx(2 / math.sqrt(math.pi), abs=1e-11)
    assert variation.d2(3) == pytest.approx(3 / math.sqrt(math.pi), abs=1e-11)
    assert variation.d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), abs=1e-10)
    assert variation.c4(2) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-14)
    assert variation.c4(3) == pytest.approx(math.sqrt(math.pi) / 2, abs=1e-14)
    single = variation.chart_constants(2).E2
    assert single == pytest.approx(2.6587, abs=5e-5)


@pytest.mark.parametrize("size", [2, 7, 25, 100, 1000, variation.LARGEST_SUBGROUP])
def test_the_mean_range_agrees_with_another_quadrature(size: int) -> None:
    """d2 = 2∫₀^∞ [1 − Φ(x)ⁿ − (1 − Φ(x))ⁿ] dx (Tippett 1925) by SciPy's adaptive rule."""
    from scipy import integrate, stats

    def outside(x: float) -> float:
        return float(1 - stats.norm.cdf(x) ** size - stats.norm.sf(x) ** size)

    expected, _error = integrate.quad(outside, 0, 12, epsabs=1e-12, limit=200)
    assert variation.d2(size) == pytest.approx(2 * expected, abs=1e-10)


def test_the_deviation_of_the_range_agrees_with_the_studentized_range() -> None:
    """d3(5)² = ∫ 2w P(W > w) dw − d2², with SciPy's studentized range at infinitely many degrees of freedom."""
    from scipy import stats

    nodes, weights = np.polynomial.legendre.leggauss(40)
    widths = 5 * (nodes + 1)
    beyond = np.array([stats.studentized_range.sf(width, 5, np.inf) for width in widths])
    square = 2 * 5 * float(weights @ (widths * beyond))
    assert variation.d3(5) == pytest.approx(math.sqrt(square - variation.d2(5) ** 2), abs=1e-8)


def test_the_divisor_of_a_variance_nears_d2_as_the_ranges_grow() -> None:
    """Duncan's d2*: 1.91155 for one range of three values, the divisor of AIAG's K2 = 0.5231."""
    assert 1 / variation.d2_star(3, 1) == pytest.approx(0.5231, abs=5e-5)
    assert variation.d2_star(3, 10**9) == pytest.approx(variation.d2(3), abs=1e-9)


def test_equal_subgroups_give_the_plain_means() -> None:
    """By hand: ranges 3 and 5, mean 4; deviations 1.5275 and 2.5166; pooled √((2·7/3 + 2·19/3) / 4) = √(13/3)."""
    subgroups = [[1.0, 2.0, 4.0], [1.0, 4.0, 6.0]]
    deviations = (math.sqrt(7 / 3) + math.sqrt(19 / 3)) / 2
    assert variation.sigma_from_ranges(subgroups) == pytest.approx(4 / variation.d2(3), rel=1e-14)
    assert variation.sigma_from_deviations(subgroups) == pytest.approx(deviations / variation.c4(3), rel=1e-14)
    assert variation.sigma_pooled(subgroups, unbiased=False) == pytest.approx(math.sqrt(13 / 3), rel=1e-14)
    assert variation.sigma_pooled(subgroups) == pytest.approx(math.sqrt(13 / 3) / variation.c4(5), rel=1e-14)


def test_unequal_subgroups_are_weighted_by_how_well_each_knows_sigma() -> None:
    """By hand from the table: ranges 3, 5, 3 of n = 2, 3, 4; the single value is left out."""
    weights = [(1.128 / 0.853) ** 2, (1.693 / 0.888) ** 2, (2.059 / 0.880) ** 2]
    estimates = [3 / 1.128, 5 / 1.693, 3 / 2.059]
    expected = sum(w * e for w, e in zip(weights, estimates, strict=True)) / sum(weights)
    assert variation.sigma_from_ranges(UNEQUAL) == pytest.approx(expected, abs=0.002)
    assert variation.sigma_from_ranges(UNEQUAL) == variation.sigma_from_ranges([*UNEQUAL, [99.0]])


def test_moving_ranges_follow_the_order_of_time() -> None:
    """By hand: of 3, 5, 4, 9 the moving ranges are 2, 1, 5; over three values 2 and 5."""
    values = [3.0, 5.0, 4.0, 9.0]
    assert variation.moving_ranges(values).tolist() == [2, 1, 5]
    assert variation.moving_ranges(values, span=3).tolist() == [2, 5]
    assert variation.sigma_from_moving_ranges(values) == pytest.approx(8 / 3 / 1.128379, abs=1e-6)
    assert variation.sigma_from_moving_ranges(values, span=3) == pytest.approx(3.5 / 1.692569, abs=1e-6)
    assert variation.sigma_from_median_moving_range(values) == pytest.approx(2 / 0.953873, abs=1e-6)


def test_the_overall_deviation_names_its_correction() -> None:
    """By hand: of 1, 2, 4 the variance is 7/3."""
    assert variation.sigma_overall([1, 2, 4]) == pytest.approx(math.sqrt(7 / 3))
    assert variation.sigma_overall([1, 2, 4], unbiased=True) == pytest.approx(math.sqrt(7 / 3) / variation.c4(3))


@pytest.mark.parametrize(
    ("estimate", "message"),
    [
        (lambda: variation.d2(1), "2 to 10000 values"),
        (lambda: variation.chart_constants(10_001), "this one has 10001"),
        (lambda: variation.c4(1), "at least two values"),
        (lambda: variation.d2_star(3, 0), "at least one range"),
        (lambda: variation.sigma_from_ranges([]), "No subgroup has two values"),
        (lambda: variation.sigma_pooled([[1.0], [2.0]]), "No subgroup has two values"),
        (lambda: variation.sigma_from_deviations([[1.0, math.nan]]), "finite number"),
        (lambda: variation.sigma_from_moving_ranges([1.0]), "needs at least 2 values; there are 1"),
        (lambda: variation.moving_ranges([1.0, 2.0], span=1), "span of at least two"),
        (lambda: variation.sigma_overall([3.0]), "at least two values"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(estimate, message: str) -> None:  # type: ignore[no-untyped-def]  # one lambda per case
    with pytest.raises(ValueError, match=message):
        estimate()


values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
subgroups = st.lists(st.lists(values, min_size=2, max_size=8), min_size=1, max_size=12)


@given(subgroups, st.floats(0.01, 100), st.randoms())
@settings(max_examples=50, deadline=None)
def test_sigma_scales_with_the_unit_and_does_not_ask_for_an_order(groups, factor: float, random) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    scaled = [[factor * value for value in group] for group in groups]
    shuffled = random.sample(groups, len(groups))
    for estimate in (variation.sigma_from_ranges, variation.sigma_from_deviations, variation.sigma_pooled):
        sigma = estimate(groups)
        assert sigma >= 0
        assert estimate(scaled) == pytest.approx(factor * sigma, rel=1e-6, abs=1e-6)
        assert estimate(shuffled) == pytest.approx(sigma, rel=1e-9)


def test_every_estimator_finds_the_sigma_that_made_the_data() -> None:
    """4,000 subgroups of unequal size from N(0, 2): each estimate is within 3 % of 2."""
    random = np.random.default_rng(20)
    groups = [random.normal(0, 2, size) for size in random.integers(2, 7, 4000)]
    everything = np.concatenate(groups)
    for sigma in (
        variation.sigma_from_ranges(groups),
        variation.sigma_from_deviations(groups),
        variation.sigma_pooled(groups),
        variation.sigma_from_moving_ranges(everything),
        variation.sigma_from_moving_ranges(everything, span=4),
        variation.sigma_from_median_moving_range(everything),
        variation.sigma_overall(everything),
    ):
        assert sigma == pytest.approx(2, rel=0.03)
