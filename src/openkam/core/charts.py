"""Pictures of measurements: the control chart and the histogram with the customer's limits."""

from __future__ import annotations

from typing import Literal

from openkam.core.tables import BlockModel, PictureModel


class ChartPoint(BlockModel):
    """One point of a control chart with the limits that judge it; `label` is its time or number.

    `value` None is a gap. Limits may differ from point to point (unequal samples); None: there is no such limit.
    """

    label: str
    value: float | None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    sigma: float | None = None
    """Standard deviation of the plotted statistic, from which the zones A, B and C are drawn; None draws none."""
    phase: Literal[1, 2] = 1
    """1: helped to set the limits (hollow). 2: is judged by them (filled)."""
    rules: tuple[int, ...] = ()
    """Numbers of the rules that it breaks; the lowest is written into its mark."""
    tip: str = ""


class ControlChart(PictureModel):
    """A control chart: centre line, limits, zones, phases and signals. Customer limits never stand on it."""

    type: Literal["control_chart"] = "control_chart"
    measure: str
    """What is plotted, as the name of the vertical axis (`moving range`)."""
    unit: str = ""
    decimals: int = 2
    points: tuple[ChartPoint, ...]
    rules: tuple[tuple[int, str], ...] = ()
    """What each rule's number says, for the legend."""
    phase_label: str = ""
    """Written at the boundary between the phases, such as `limits frozen 24 Apr, n = 30`."""


class Bin(BlockModel):
    """One class of a histogram: from `low` up to `high`, and how many lie in it."""

    low: float
    high: float
    count: int


class Curve(BlockModel):
    """A fitted density, scaled to counts."""

    label: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


class Histogram(PictureModel):
    """Counts of measured values beside the limits that the customer accepts."""

    type: Literal["histogram"] = "histogram"
    measure: str
    unit: str = ""
    decimals: int = 2
    bins: tuple[Bin, ...]
    curves: tuple[Curve, ...] = ()
    lower: float | None = None
    target: float | None = None
    upper: float | None = None
    mean: float | None = None
