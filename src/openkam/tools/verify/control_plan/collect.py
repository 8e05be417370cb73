"""From arrays to the result: of many points the last ones and those that signal, and every signal up to a bound."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openkam.tools.verify.control_plan import maths
from openkam.tools.verify.control_plan.parts import ChartInput, ChartKind, PlanLine
from openkam.tools.verify.control_plan.result import (
    ChartedPoint,
    ChartResult,
    Estimator,
    PanelName,
    PanelResult,
    Signal,
)

ALL_POINTS = 1_000
"""Up to here every point is kept; of more only the last `LAST_POINTS` and the last `KEPT_SIGNALS` that signal."""
LAST_POINTS = 200
KEPT_SIGNALS = 300
LISTED_SIGNALS = 1_000
RECENT = 10

Masks = NDArray[np.uint16]
Phase = Literal[1, 2]
_LOCATION: dict[ChartKind, PanelName] = {
    "i_mr": "values",
    "xbar_r": "mean",
    "xbar_s": "mean",
    "p": "share",
    "laney_p": "share",
    "np": "number",
    "c": "number",
    "u": "rate",
    "laney_u": "rate",
    "ewma": "ewma",
}
_SPREAD: dict[ChartKind, PanelName] = {"i_mr": "moving_range", "xbar_r": "range", "xbar_s": "deviation"}
_ESTIMATORS: dict[ChartKind, Estimator] = {
    "i_mr": "moving_range",
    "ewma": "moving_range",
    "cusum": "moving_range",
    "xbar_r": "range",
    "xbar_s": "deviation",
    "p": "binomial",
    "np": "binomial",
    "laney_p": "binomial",
    "c": "poisson",
    "u": "poisson",
    "laney_u": "poisson",
}


def panel_name(kind: ChartKind, panel: maths.Panel) -> PanelName:
    """What the panel of a chart shows."""
    if panel.key in ("upper_sum", "lower_sum"):
        return panel.key
    return _LOCATION[kind] if panel.key == "location" else _SPREAD[kind]


def rules_in(mask: int) -> tuple[int, ...]:
    """The numbers whose bits are set."""
    return tuple(rule for rule in range(1, 9) if mask >> rule & 1)


def rules_of(line: PlanLine) -> tuple[int, ...]:
    """The numbers of the rules that a line looks for."""
    every = {"western_electric": range(1, 5), "nelson": range(1, 9), "limits": range(1, 2)}[line.rule_set]
    return tuple(rule for rule in every if not line.rules or rule in line.rules)


def chart_result(line: PlanLine, given: ChartInput, chart: maths.Chart, broken: list[Masks], count: int) -> ChartResult:
    """Everything about one chart; `broken` has the masks of each panel."""
    first = 0 if given.frozen is not None else count if given.phase_one is None else given.phase_one
    flags = np.bitwise_or.reduce(broken) != 0
    signalling = np.flatnonzero(flags)
    start = first if first < count else 0
    there = np.flatnonzero(~np.isnan(chart.panels[0].values))
    last_ten = there[there >= start][-RECENT:]
    recent = flags[last_ten[np.cumsum(flags[last_ten]) > 0]]
    levels = chart.panels[0].sigma
    known = levels[~np.isnan(levels)]
    panels = tuple(
        _panel(panel_name(line.chart, panel), given, panel, masks, first)
        for panel, masks in zip(chart.panels, broken, strict=True)
    )
    return ChartResult(
        line=line.id,
        ctq=line.ctq.id,
        name=given.title or line.ctq.name,
        unit=line.ctq.unit,
        kind=line.chart,
        rule_set=line.rule_set,
        rules=rules_of(line),
        estimator="given" if given.frozen is not None else _ESTIMATORS[line.chart],
        centre=chart.centre,
        sigma=chart.sigma,
        mean_spread=chart.mean_spread,
        constant=chart.constant,
        sigma_z=chart.sigma_z,
        width={"ewma": given.ewma.width, "cusum": given.cusum.decision}.get(line.chart, maths.WIDTH),
        slack=given.cusum.slack if line.chart == "cusum" else None,
        weight=given.ewma.weight if line.chart == "ewma" else None,
        total=count,
        gaps=count - len(there),
        phase_one=first,
        frozen=first < count,
        varies=chart.sigma > 0,
        unequal=line.chart not in ("ewma", "cusum") and bool(known.size and np.ptp(known) > 1e-12 * known.max()),
        panels=panels,
        signals=_signals(line, given, chart, broken, first),
        signals_total=sum(panel.signals for panel in panels),
        signals_phase_one=int(np.count_nonzero(signalling < first)),
        signalling_points=len(signalling),
        judged=int(np.count_nonzero(there >= start)),
        judged_signals=int(np.count_nonzero(flags[start:])),
        recent=len(recent),
        recent_signals=int(recent.sum()),
        last_signal=_label(given, int(signalling[-1])) if signalling.size else "",
        reaction=line.reaction,
        owner=line.owner,
        escalation=line.escalation,
    )


def _label(given: ChartInput, at: int) -> str:
    return given.labels[at] if given.labels else str(at + 1)


def _phase(at: int, first: int) -> Phase:
    return 1 if at < first else 2


def kept(masks: Masks) -> NDArray[np.intp]:
    """The places of the points that the result keeps."""
    count = len(masks)
    if count <= ALL_POINTS:
        return np.arange(count)
    return np.union1d(np.arange(count - LAST_POINTS, count), np.flatnonzero(masks)[-KEPT_SIGNALS:])


def _panel(name: PanelName, given: ChartInput, panel: maths.Panel, masks: Masks, first: int) -> PanelResult:
    places = kept(masks)
    columns = [
        [None if np.isnan(value) else value for value in array[places].tolist()]
        for array in (panel.values, panel.centre, panel.lower, panel.upper, panel.sigma)
    ]
    points = tuple(
        ChartedPoint.trusted(
            index=at + 1,
            label=_label(given, at),
            value=value,
            centre=centre,
            lower=lower,
            upper=upper,
            sigma=sigma if panel.run_rules else None,
            phase=_phase(at, first),
            rules=rules_in(mask),
        )
        for at, mask, value, centre, lower, upper, sigma in zip(
            places.tolist(), masks[places].tolist(), *columns, strict=True
        )
    )
    signals = int(np.count_nonzero(masks))
    return PanelResult(name=name, points=points, total=len(masks), signals=signals, run_rules=panel.run_rules)


def _signals(
    line: PlanLine, given: ChartInput, chart: maths.Chart, broken: list[Masks], first: int
) -> tuple[Signal, ...]:
    """The latest signals of all panels in the order of time, at most `LISTED_SIGNALS`."""
    found = []
    for order, (panel, masks) in enumerate(zip(chart.panels, broken, strict=True)):
        for at in np.flatnonzero(masks)[-LISTED_SIGNALS:].tolist():
            found.append((at, order, panel, int(masks[at])))
    found.sort(key=lambda one: one[:2])
    return tuple(
        Signal(
            panel=panel_name(line.chart, panel),
            index=at + 1,
            label=_label(given, at),
            value=float(panel.values[at]),
            phase=_phase(at, first),
            rules=rules_in(mask),
            since=_label(given, int(panel.began[at])) if panel.began is not None else "",
            action=line.reaction[0] if line.reaction else "",
            owner=line.owner,
        )
        for at, _order, panel, mask in found[-LISTED_SIGNALS:]
    )
