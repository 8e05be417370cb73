"""A histogram with the limits that the customer accepts, the target and fitted curves."""

from __future__ import annotations

from collections.abc import Iterator

from openkam.core.charts import Histogram
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.plot import Plot, fitted, px_wide, upright, x_ticks, y_gutter, y_ticks
from openkam.publish.scales import finite, linear
from openkam.publish.scene.model import Mark, Paint, Path, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import one_line


def layout(chart: Histogram, wide: float = 960) -> Scene:
    """The histogram at `wide` px (at most 640 are used: bars grow no clearer beyond)."""
    wide = min(wide, 640.0)
    if not chart.bins:
        empty = Words(wide / 2, 60, _("Nothing has been measured yet."), size=13, tint="ink-3", anchor="middle")
        return Scene(chart.id, one_line(chart.title), wide, 110, (empty,))
    plot = _plot(chart, wide)
    shapes: list[Shape] = [
        *y_ticks(plot, "integer"),
        *_bars(chart, plot),
        Path(((plot.left, plot.bottom), (plot.right, plot.bottom)), Paint(stroke="line-2")),
        *_curves(chart, plot),
        *x_ticks(plot, "number", lines=False),
        *_limits(chart, plot),
        Words(plot.left + plot.wide / 2, plot.bottom + 36, _axis_name(chart), tint="ink-3", anchor="middle"),
        *_legend(chart, plot),
    ]
    return Scene(chart.id, one_line(chart.title), wide, plot.bottom + (66 if chart.curves else 46), tuple(shapes))


def _axis_name(chart: Histogram) -> str:
    if not chart.unit:
        return one_line(chart.measure)
    return _("{label}, {unit}").format(label=one_line(chart.measure), unit=one_line(chart.unit))


def _plot(chart: Histogram, wide: float) -> Plot:
    values = [chart.bins[0].low, chart.bins[-1].high, chart.lower, chart.target, chart.upper]
    heights = [float(one.count) for one in chart.bins] + [y for curve in chart.curves for _x, y in curve.points]
    x = linear(finite(values), pad=0.06)
    y = linear(finite(heights), with_zero=True, pad=0.1, count=4)
    left = y_gutter(y, "integer")
    return Plot(left, 34, wide - left - 14, 220, x, y)


def _bars(chart: Histogram, plot: Plot) -> Iterator[Shape]:
    for one in chart.bins:
        left, right, top = plot.across(one.low), plot.across(one.high), plot.down(one.count)
        tip = _("{low} to {high}: {count}").format(
            low=format_number(one.low, chart.decimals),
            high=format_number(one.high, chart.decimals),
            count=format_number(one.count),
        )
        bar = Rect(left + 0.5, top, max(0.5, right - left - 1), plot.bottom - top, Paint(fill="pos-2"))
        yield Mark(format_number(one.low, chart.decimals), tip, (bar,))


def _curves(chart: Histogram, plot: Plot) -> Iterator[Shape]:
    for curve in chart.curves:
        seen = tuple(plot.at(x, y) for x, y in curve.points if plot.inside(x, y))
        if len(seen) > 1:
            yield Path(seen, Paint(stroke="ink", width=1.5, dash="dash" if curve.dashed else ""))


def _limits(chart: Histogram, plot: Plot) -> Iterator[Shape]:
    """The customer's limits in red with their value, the target in grey, the mean as a pin under the axis."""
    named = (
        (chart.lower, _("LSL {value}"), "neg", 2.0),
        (chart.target, _("target {value}"), "line-2", 1.0),
        (chart.upper, _("USL {value}"), "neg", 2.0),
    )
    free_from = float("-inf")
    for value, text, tint, thick in named:
        if value is None:
            continue
        yield upright(plot, value, Paint(stroke=tint, width=thick))
        label = fitted(text.format(value=format_number(value, chart.decimals)), plot.wide / 2)
        half = px_wide(label) / 2
        middle = min(max(plot.across(value), plot.left + half), plot.right - half)
        raised = middle - half < free_from
        red = tint == "neg"
        yield Words(
            middle,
            plot.top - (20 if raised else 6),
            label,
            tint="neg" if red else "ink-2",
            weight=600 if red else 400,
            anchor="middle",
        )
        free_from = middle + half + 8
    if chart.mean is not None and plot.x.low <= chart.mean <= plot.x.high:
        x, y = plot.across(chart.mean), plot.bottom
        yield Mark(
            "mean",
            _("mean {value}").format(value=format_number(chart.mean, chart.decimals)),
            (Polygon(((x, y), (x - 4, y + 6), (x + 4, y + 6)), Paint(fill="ink")),),
        )


def _legend(chart: Histogram, plot: Plot) -> Iterator[Shape]:
    x, y = plot.left, plot.bottom + 56
    for curve in chart.curves:
        label = fitted(curve.label, plot.wide / 2 - 40)
        yield Path(((x, y - 4), (x + 22, y - 4)), Paint(stroke="ink", width=1.5, dash="dash" if curve.dashed else ""))
        yield Words(x + 28, y, label, tint="ink-2")
        x += 28 + px_wide(label) + 20
