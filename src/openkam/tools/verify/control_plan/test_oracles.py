"""The charts and rules against capstat_core where it has them, against NumPy else, and what must not change them."""

from __future__ import annotations

from typing import Any

import capstat_core
import numpy as np
import pytest
from capstat_core.control_charts import ControlChart, ControlLimits
from hypothesis import given, settings, strategies as st

from openkam.core.variation import d2, sigma_from_deviations, sigma_from_moving_ranges, sigma_from_ranges
from openkam.tools.verify.control_plan import TOOL
from openkam.tools.verify.control_plan.result import ChartResult

numbers = st.integers(-400, 400).map(lambda whole: whole / 8)
series = st.lists(numbers, min_size=3, max_size=60).filter(lambda values: len(set(values)) > 1)
halves = st.lists(st.integers(-7, 7).map(lambda whole: whole / 2), min_size=1, max_size=80)
groups = (
    st.integers(2, 6)
    .flatmap(lambda size: st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=2, max_size=15))
    .filter(lambda made: any(len(set(group)) > 1 for group in made))
)
samples = st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1)), min_size=3, max_size=40)


def run(kind: str, rule_set: str = "western_electric", **chart: Any) -> ChartResult:
    line = {"id": "L", "ctq": {"id": "c", "name": "C"}, "chart": kind, "rule_set": rule_set}
    return TOOL.run({"lines": [line], "charts": [{"line": "L", **chart}]}).charts[0]


def column(chart: ChartResult, name: str, panel: int = 0) -> list[Any]:
    return [getattr(point, name) for point in chart.panels[panel].points]


def same_limits(chart: ChartResult, panel: int, other: ControlLimits) -> None:
    last = chart.panels[panel].points[-1]
    assert (last.centre, last.lower, last.upper) == pytest.approx((other.center, other.lower, other.upper), abs=1e-9)


@given(series)
@settings(max_examples=50, deadline=None)
def test_individuals_as_in_capstat(values: list[float]) -> None:
    chart, other = run("i_mr", values=values), capstat_core.i_mr_chart(values)
    same_limits(chart, 0, other.location.limits)
    same_limits(chart, 1, other.dispersion.limits)
    assert chart.sigma == pytest.approx(sigma_from_moving_ranges(values))


@given(groups)
@settings(max_examples=50, deadline=None)
def test_subgroups_as_in_capstat(made: list[list[float]]) -> None:
    chart, other = run("xbar_r", subgroups=made), capstat_core.xbar_r_chart(made)
    same_limits(chart, 0, other.location.limits)
    same_limits(chart, 1, other.dispersion.limits)
    chart, other = run("xbar_s", subgroups=made), capstat_core.xbar_s_chart(made)
    same_limits(chart, 0, other.location.limits)
    same_limits(chart, 1, other.dispersion.limits)


@given(st.lists(st.lists(numbers, min_size=1, max_size=7), min_size=2, max_size=15))
@settings(max_examples=50, deadline=None)
def test_unequal_subgroups_as_the_estimators_say(made: list[list[float]]) -> None:
    """The estimators of the core take one subgroup after another; the chart takes all at once."""
    if all(len(group) < 2 for group in made):
        return
    assert run("xbar_r", subgroups=made).sigma == pytest.approx(sigma_from_ranges(made), abs=1e-9)
    assert run("xbar_s", subgroups=made).sigma == pytest.approx(sigma_from_deviations(made), abs=1e-9)


@given(series, st.floats(0.05, 1), st.booleans())
@settings(max_examples=50, deadline=None)
def test_ewma_as_in_capstat(values: list[float], weight: float, exact: bool) -> None:
    chart = run("ewma", values=values, ewma={"weight": weight, "exact": exact})
    other = capstat_core.ewma_chart(values, lmbda=weight, time_varying_limits=exact)
    assert column(chart, "value") == pytest.approx(other.points, abs=1e-9)
    assert column(chart, "upper") == pytest.approx(other.upper, abs=1e-9)
    assert column(chart, "lower") == pytest.approx(other.lower, abs=1e-9)


@given(series)
@settings(max_examples=50, deadline=None)
def test_cusum_as_in_capstat(values: list[float]) -> None:
    chart, other = run("cusum", values=values), capstat_core.cusum_chart(values)
    assert column(chart, "value") == pytest.approx(other.upper, abs=1e-9)
    assert [abs(one) for one in other.lower] == pytest.approx(column(chart, "value", 1), abs=1e-9)


@pytest.mark.parametrize("rule_set", ["western_electric", "nelson"])
@given(halves)
@settings(max_examples=50, deadline=None)
def test_rules_as_in_capstat(rule_set: str, tail: list[float]) -> None:
    """On whole and half sigmas many points stand on a line. Five quiet points first: capstat wants full windows."""
    z = [0.0] * 5 + tail
    chart = run("i_mr", rule_set, values=z, frozen={"centre": 0, "sigma": 1})
    judged = ControlChart("I", tuple(z), ControlLimits(center=0, lower=-3, upper=3), ())
    find = capstat_core.nelson_rules if rule_set == "nelson" else capstat_core.western_electric_rules
    expected = {(found.point + 1, found.rule) for found in find(judged)}
    assert {(point.index, rule) for point in chart.panels[0].points for rule in point.rules} == expected


@given(samples)
@settings(max_examples=50, deadline=None)
def test_shares_as_in_numpy(drawn: list[tuple[int, float]]) -> None:
    sizes = np.array([size for size, _share in drawn], dtype=float)
    counts = np.floor(sizes * [share for _size, share in drawn])
    chart = run("p", counts=counts.tolist(), sizes=sizes.tolist())
    centre = counts.sum() / sizes.sum()
    error = np.sqrt(centre * (1 - centre) / sizes)
    assert column(chart, "upper") == pytest.approx(np.minimum(1, centre + 3 * error).tolist())
    assert column(chart, "lower") == pytest.approx(np.maximum(0, centre - 3 * error).tolist())
    if 0 < centre < 1:
        z = (counts / sizes - centre) / error
        laney = run("laney_p", counts=counts.tolist(), sizes=sizes.tolist())
        assert laney.sigma_z == pytest.approx(float(np.abs(np.diff(z)).mean()) / d2(2))
    number = run("np", counts=counts.tolist(), sizes=sizes.tolist())
    assert column(number, "centre") == pytest.approx((centre * sizes).tolist())
    assert column(number, "rules") == column(chart, "rules")


@given(samples)
@settings(max_examples=50, deadline=None)
def test_rates_as_in_numpy(drawn: list[tuple[int, float]]) -> None:
    sizes, counts = np.array([size / 4 for size, _share in drawn]), np.floor([9 * share for _size, share in drawn])
    chart = run("u", counts=counts.tolist(), sizes=sizes.tolist())
    centre = counts.sum() / sizes.sum()
    assert column(chart, "upper") == pytest.approx((centre + 3 * np.sqrt(centre / sizes)).tolist())
    ones = run("u", counts=counts.tolist(), sizes=[1])
    plain = run("c", counts=counts.tolist())
    assert column(ones, "upper") == pytest.approx(column(plain, "upper"))


@given(series, st.sampled_from([-8.0, 0.5, 4.0]), st.integers(-100, 100))
@settings(max_examples=50, deadline=None)
def test_another_unit_changes_no_signal(values: list[float], scale: float, shift: int) -> None:
    """Powers of two keep the figures exact, so that a point on a line stays on it; a mirror image signals alike."""
    moved = [value * scale + shift for value in values]
    for rule_set in ("western_electric", "nelson"):
        here, there = run("i_mr", rule_set, values=values), run("i_mr", rule_set, values=moved)
        assert column(here, "rules") == column(there, "rules")
        assert there.sigma == pytest.approx(abs(scale) * here.sigma)


@given(series, st.lists(numbers, max_size=20))
@settings(max_examples=50, deadline=None)
def test_later_points_change_nothing_before_them(values: list[float], later: list[float]) -> None:
    first = len(values)
    before = run("i_mr", "nelson", values=values, phase_one=first)
    after = run("i_mr", "nelson", values=[*values, *later], phase_one=first)
    assert after.panels[0].points[:first] == before.panels[0].points


@given(halves, st.sets(st.integers(0, 80)))
@settings(max_examples=50, deadline=None)
def test_gaps_change_no_rule(z: list[float], places: set[int]) -> None:
    with_gaps: list[float | None] = list(z)
    for place in sorted(places):
        with_gaps.insert(min(place, len(with_gaps)), None)
    frozen = {"centre": 0, "sigma": 1}
    full = run("i_mr", "nelson", values=z, frozen=frozen)
    gapped = run("i_mr", "nelson", values=with_gaps, frozen=frozen)
    kept = [point.rules for point in gapped.panels[0].points if point.value is not None]
    assert kept == column(full, "rules")
