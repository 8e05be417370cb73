"""Set the limits, look for the rules, and name what each signal opens."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from openkam.tools.verify.control_plan import maths, rules, weighted
from openkam.tools.verify.control_plan.checks import LANEY, SHARES, SINGLE, SUBGROUPED
from openkam.tools.verify.control_plan.collect import chart_result, rules_of
from openkam.tools.verify.control_plan.inputs import ControlPlanInputs
from openkam.tools.verify.control_plan.parts import ChartInput, ChartKind, PlanLine
from openkam.tools.verify.control_plan.result import ControlPlanResult, LineGaps

Masks = NDArray[np.uint16]
"""For each point the rules that it breaks: bit r stands for rule r."""
EXPECTED = ("step", "method", "sample_size", "frequency", "measured_by", "reaction", "owner", "escalation")


def compute(inputs: ControlPlanInputs) -> ControlPlanResult:
    """The charts of `inputs` judged by their rules; pure."""
    lines = {line.id: line for line in inputs.lines}
    charts = []
    for given in inputs.charts:
        line = lines[given.line]
        chart, count = draw(line.chart, given)
        broken = [broken_rules(panel, line) for panel in chart.panels]
        charts.append(chart_result(line, given, chart, broken, count))
    return ControlPlanResult(
        account=inputs.account,
        account_name=inputs.account_name,
        project=inputs.project,
        lines=inputs.lines,
        gaps=tuple(gap for gap in map(_gaps, inputs.lines) if gap.missing),
        charts=tuple(charts),
        charts_signalling=sum(chart.judged_signals > 0 for chart in charts),
        signals=sum(chart.judged_signals for chart in charts),
    )


def _gaps(line: PlanLine) -> LineGaps:
    missing = tuple(key for key in EXPECTED if not getattr(line, key))
    return LineGaps(line=line.id, name=line.ctq.name, missing=missing)


def draw(kind: ChartKind, chart: ChartInput) -> tuple[maths.Chart, int]:
    """The panels of one chart, and how many points it has."""
    if kind in SUBGROUPED:
        count = len(chart.subgroups)
        groups, spread = _subgroups(chart.subgroups), maths.RANGE if kind == "xbar_r" else maths.DEVIATION
        return maths.subgrouped(groups, _first(chart, count), spread, _given(kind, chart)), count
    if kind in SINGLE:
        return _single(kind, chart), len(chart.values)
    count = len(chart.counts)
    counts = np.array(chart.counts, dtype=np.float64)
    sizes = np.broadcast_to(np.array(chart.sizes or (1.0,), dtype=np.float64), counts.shape)
    first, given, laney = _first(chart, count), _given(kind, chart), kind in LANEY
    if kind in SHARES:
        return maths.shares(counts, sizes, first, laney=laney, times_size=kind == "np", given=given), count
    return maths.rates(counts, sizes, first, laney=laney, given=given), count


def _single(kind: ChartKind, chart: ChartInput) -> maths.Chart:
    values = np.array(chart.values, dtype=np.float64)
    first, given = _first(chart, len(values)), _given(kind, chart)
    if kind == "ewma":
        setting = chart.ewma
        return weighted.ewma(
            values, first, weight=setting.weight, width=setting.width, exact=setting.exact, given=given
        )
    if kind == "cusum":
        return weighted.cusum(values, first, slack=chart.cusum.slack, decision=chart.cusum.decision, given=given)
    return maths.individuals(values, first, given)


def _subgroups(subgroups: tuple[tuple[float | None, ...], ...]) -> maths.Subgroups:
    lengths = np.fromiter(map(len, subgroups), dtype=np.int64, count=len(subgroups))
    flat = np.array(list(chain.from_iterable(subgroups)), dtype=np.float64)
    known = ~np.isnan(flat)
    belongs = np.repeat(np.arange(len(subgroups)), lengths)
    sizes = np.bincount(belongs[known], minlength=len(subgroups)).astype(np.int64)
    return maths.subgroups_of(flat[known], sizes)


def _first(chart: ChartInput, count: int) -> int:
    if chart.frozen is not None:
        return 0
    return count if chart.phase_one is None else chart.phase_one


def _given(kind: ChartKind, chart: ChartInput) -> maths.Given | None:
    """The limits from elsewhere; of two control limits the sigma of single values that lies behind them."""
    frozen = chart.frozen
    if frozen is None:
        return None
    sigma = frozen.sigma
    if frozen.lower is not None and frozen.upper is not None:
        size = max((len(group) for group in chart.subgroups), default=1) if kind in SUBGROUPED else 1
        sigma = (frozen.upper - frozen.lower) / (2 * maths.WIDTH) * float(np.sqrt(max(size, 1)))
    return maths.Given(frozen.centre, sigma)


def broken_rules(panel: maths.Panel, line: PlanLine) -> Masks:
    """The rules that each point of `panel` breaks. A gap neither breaks a run nor lengthens it."""
    there = ~(np.isnan(panel.values) | np.isnan(panel.centre))
    arrays = (panel.values, panel.centre, panel.sigma, panel.lower, panel.upper)
    values, centre, sigma, lower, upper = arrays if there.all() else (array[there] for array in arrays)
    away = values - centre
    away[np.abs(away) <= maths.NOISE * np.abs(centre)] = 0.0
    scale = np.where(sigma > 0, sigma, 1.0)
    near = rules.TOLERANCE * scale
    # A missing limit is NaN, and nothing is beyond it: a comparison with NaN is false.
    beyond = (away - near > upper - centre) | (away + near < lower - centre)
    # Without spread the limits are the centre line, and what differs from it is beyond.
    found = {1: np.where(sigma == 0, away != 0, beyond)}
    if panel.run_rules and line.rule_set != "limits":
        with np.errstate(over="ignore"):  # so far out that it has no number is beyond every line
            z = away / scale
        more = rules.nelson(z, values, scale) if line.rule_set == "nelson" else rules.western_electric(z)
        found |= {rule: flags & (sigma > 0) for rule, flags in more.items()}
    broken = np.zeros(len(values), dtype=np.uint16)
    for rule in rules_of(line):
        if rule in found:
            broken |= found[rule].astype(np.uint16) << np.uint16(rule)
    masks = np.zeros(len(panel.values), dtype=np.uint16)
    masks[there] = broken
    return masks
