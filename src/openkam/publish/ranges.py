"""How far the axes of Office charts reach: even and logarithmic ones of points, the classes of a histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from openkam.core.blocks import Axis, Figure
from openkam.core.charts import Bin, Histogram
from openkam.publish.scales import Scale, finite, linear, widened

_EMPTY_BINS_AT_MOST: Final = 30


def ranges(figure: Figure) -> tuple[tuple[Scale, bool], tuple[Scale, bool]]:
    """Scale of the horizontal and of the vertical axis, each with whether it is logarithmic."""
    points = [point for series in figure.series for point in series.points]
    xs = [point.x for point in points] + [line.value for line in figure.lines if line.axis == "x"]
    ys = [point.y for point in points] + [line.value for line in figure.lines if line.axis == "y"]
    return _range(figure, figure.x, xs), _range(figure, figure.y, ys)


def _range(figure: Figure, axis: Axis, values: Sequence[float]) -> tuple[Scale, bool]:
    scale, log = _even_or_log(figure, axis, values)
    return replace(scale, reversed=axis.reversed), log


def _even_or_log(figure: Figure, axis: Axis, values: Sequence[float]) -> tuple[Scale, bool]:
    """What is neither positive nor even is drawn evenly."""
    if figure.kind == "kano":
        return Scale("linear", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0)), False
    if axis.scale == "log" and values and min(values) > 0:
        low = 10.0 ** math.floor(math.log10(min(values)))
        high = 10.0 ** math.ceil(math.log10(max(values) * 1.05))
        return Scale("log", low, high, ()), True
    return widened(linear(values or [0.0, 1.0], pad=0.1)), False


def reaching(block: Histogram) -> list[Bin]:
    """The classes, with empty ones added at both ends until limits and target have a place."""
    bins = list(block.bins)
    step = bins[0].high - bins[0].low if bins else 0.0
    wanted = finite([block.lower, block.target, block.upper])
    for _at in range(_EMPTY_BINS_AT_MOST):
        if step > 0 and wanted and min(wanted) < bins[0].low:
            bins.insert(0, Bin(low=bins[0].low - step, high=bins[0].low, count=0))
        if step > 0 and wanted and max(wanted) > bins[-1].high:
            bins.append(Bin(low=bins[-1].high, high=bins[-1].high + step, count=0))
    return bins
