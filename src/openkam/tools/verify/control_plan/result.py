"""What the control plan finds: each chart with its limits, its points and its signals."""

from __future__ import annotations

from typing import Literal

from openkam.core.tool import ToolModel
from openkam.tools.verify.control_plan.parts import ChartKind, PlanLine, RuleSet

PanelName = Literal[
    "values", "moving_range", "mean", "range", "deviation", "share", "number", "rate", "ewma", "upper_sum", "lower_sum"
]
Estimator = Literal["moving_range", "range", "deviation", "binomial", "poisson", "given"]


class ChartedPoint(ToolModel):
    """One plotted point with the limits that judge it. `index` counts from 1; `value` None is a gap."""

    index: int
    label: str
    value: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    sigma: float | None
    phase: Literal[1, 2]
    rules: tuple[int, ...]


class PanelResult(ToolModel):
    """One picture. `points` are all, or of many the last ones and those that signal, in order."""

    name: PanelName
    points: tuple[ChartedPoint, ...]
    total: int
    signals: int
    run_rules: bool
    """The zone rules apply; otherwise only the limits do."""


class Signal(ToolModel):
    """A point that breaks a rule, and the action that it opens by the line's reaction plan."""

    panel: PanelName
    index: int
    label: str
    value: float
    phase: Literal[1, 2]
    rules: tuple[int, ...]
    since: str
    """For cumulative sums the label of the point at which the shift seems to have begun."""
    action: str
    """The first step of the reaction plan; empty where the plan has none."""
    owner: str


class ChartResult(ToolModel):
    """One chart: what set its limits, its panels, and every signal up to a bound."""

    line: str
    ctq: str
    name: str
    unit: str
    kind: ChartKind
    rule_set: RuleSet
    rules: tuple[int, ...]
    """The numbers of the rules that were looked for."""
    estimator: Estimator
    centre: float
    sigma: float
    """Of single values; for attribute charts of the last plotted point."""
    mean_spread: float | None
    """MR̄, R̄ or S̄ of phase I."""
    constant: float | None
    """What divides it (d2 or c4); None where sizes differ, since each size has its own."""
    sigma_z: float | None
    width: float
    """How many standard deviations the limits stand from the centre; for CUSUM the decision interval."""
    slack: float | None
    weight: float | None
    total: int
    gaps: int
    phase_one: int
    frozen: bool
    """The limits do not come from all points: phase II is judged by limits set before."""
    varies: bool
    unequal: bool
    panels: tuple[PanelResult, ...]
    signals: tuple[Signal, ...]
    signals_total: int
    signals_phase_one: int
    signalling_points: int
    """Points that signal on any panel."""
    judged: int
    """Points that the finding is about: those of phase II, or all where there is no phase II."""
    judged_signals: int
    recent: int
    """Of the last ten judged points, those from the first signal on."""
    recent_signals: int
    last_signal: str
    reaction: tuple[str, ...]
    owner: str
    escalation: str


class LineGaps(ToolModel):
    """What a line of the plan leaves open."""

    line: str
    name: str
    missing: tuple[str, ...]
    """Keys of the empty fields."""


class ControlPlanResult(ToolModel):
    """The plan, what it leaves open, and its charts."""

    account: str
    account_name: str
    project: str
    lines: tuple[PlanLine, ...]
    gaps: tuple[LineGaps, ...]
    charts: tuple[ChartResult, ...]
    charts_signalling: int
    signals: int
