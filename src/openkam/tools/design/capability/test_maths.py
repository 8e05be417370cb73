"""Sigma within, indices and intervals by themselves, against printed figures, qcc and SciPy."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from openkam.core import variation
from openkam.tools.design.capability import maths

DATA = json.loads((Path(__file__).parent / "testdata" / "vectors.json").read_text(encoding="utf-8"))
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}
RINGS = DATA["datasets"]["pistonrings_phase1"]


def test_within_sigma_of_the_piston_rings() -> None:
    """R qcc 3.0 (UWAVE-R, UWAVE-SD, RMSDF) on pistonrings[1:25], with exact constants [capability.within_sigma]."""
    expected = VECTORS["capability.within_sigma.pistonrings"]["expected_exact_constants"]
    assert variation.sigma_from_ranges(RINGS) == pytest.approx(expected["rbar_d2"], abs=2e-12)
    assert variation.sigma_from_deviations(RINGS) == pytest.approx(expected["sbar_c4"], abs=2e-12)
    assert variation.sigma_pooled(RINGS, unbiased=False) == pytest.approx(expected["pooled"], abs=2e-12)
    assert variation.sigma_pooled(RINGS) == pytest.approx(expected["pooled_unbiased"], abs=2e-12)
    everything = np.ravel(RINGS)
    assert variation.sigma_overall(everything) == pytest.approx(expected["overall"], abs=2e-12)
    assert variation.sigma_overall(everything, unbiased=True) == pytest.approx(expected["overall_unbiased"], abs=2e-12)


def test_one_sided_intervals_of_qcc_are_bissells_with_a_one_sided_z() -> None:
    """qcc bounds Cpl and Cpu with z(0.95), so its "95 %" is a two-sided 90 %; ours are the noncentral t [cpl_ci]."""
    expected = VECTORS["capability.qcc.pistonrings"]["expected_exact_constants"]
    for name in ("cpl", "cpu"):
        interval = maths.bissell_interval(expected[name], 125, 124, 0.90)
        assert list(interval) == pytest.approx(expected[f"{name}_ci"], abs=2e-9)


def test_indices_from_a_summary() -> None:
    """NIST/SEMATECH e-Handbook 6.1.6: limits 8 and 20, mean 16, s 2 [capability.nist_6_1_6]."""
    assert maths.cp(8, 20, 2) == pytest.approx(1.0, abs=5e-5)
    assert maths.cpu(20, 16, 2) == pytest.approx(0.6667, abs=5e-5)
    assert maths.cpl(8, 16, 2) == pytest.approx(1.3333, abs=5e-5)


def test_bissells_interval() -> None:
    """Montgomery, ISQC, example 8.6: n 20, Cpk 1.33 gives 0.88 to 1.78 [capability.montgomery_8_6]."""
    assert maths.bissell_interval(1.33, 20, 19, 0.95) == pytest.approx((0.88, 1.78), abs=0.006)


def test_the_noncentral_t_agrees_with_scipy_where_scipy_can() -> None:
    from scipy.stats import nct

    for t, freedom, delta in ((0.5, 4, 0.0), (27.8, 29.6, 25.0), (55, 124, 57), (3, 49, 1), (150, 999, 149)):
        assert maths.noncentral_t_cdf(t, freedom, delta) == pytest.approx(nct.cdf(t, freedom, delta), abs=1e-9)
    low, high = maths.noncentral_t_interval(1.2, 30, 29, 0.95)
    scale = 3 * math.sqrt(30)
    assert nct.sf(scale * 1.2, 29, scale * low) == pytest.approx(0.025, abs=1e-8)
    assert nct.cdf(scale * 1.2, 29, scale * high) == pytest.approx(0.025, abs=1e-8)
    assert maths.noncentral_t_interval(-1.2, 30, 29, 0.95) == pytest.approx((-high, -low))
    assert all(map(math.isfinite, maths.noncentral_t_interval(1e6, 4, 3, 0.95)))


def test_moving_ranges_know_as_much_as_their_degrees_of_freedom_say() -> None:
    """Cryer and Ryan 1990 by simulation: 4,000 series of 50; a chi-square has the relative variance 1/(2ν)."""
    series = np.random.default_rng(7).normal(0, 1, (4000, 50))
    estimates = np.abs(np.diff(series, axis=1)).mean(axis=1) / variation.d2(2)
    freedom = maths.freedom_of_estimator("moving_range", [], 50)
    assert 1 / (2 * estimates.var()) == pytest.approx(freedom, rel=0.08)


def test_ranges_know_as_much_as_their_degrees_of_freedom_say() -> None:
    """The same for 20 ranges and 20 deviations of five."""
    groups = np.random.default_rng(8).normal(0, 1, (4000, 20, 5))
    by_range = np.ptp(groups, axis=2).mean(axis=1) / variation.d2(5)
    by_deviation = groups.std(axis=2, ddof=1).mean(axis=1) / variation.c4(5)
    for name, estimates in (("range", by_range), ("deviation", by_deviation)):
        freedom = maths.freedom_of_estimator(name, [[0.0] * 5] * 20, 100)
        assert 1 / (2 * estimates.var()) == pytest.approx(freedom, rel=0.08)
