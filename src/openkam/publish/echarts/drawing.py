"""Which kind of figure is drawn by which module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from openkam.core.blocks import Figure
from openkam.core.i18n import use_language
from openkam.publish.echarts import bars, lines, points, whale
from openkam.publish.echarts.frame import Json


def _draw_lines(figure: Figure) -> Json:
    return whale.draw_path(figure) if any(series.points for series in figure.series) else lines.draw(figure)


_DRAW: Final[Mapping[str, Callable[[Figure], Json]]] = MappingProxyType(
    {
        "bars": bars.draw,
        "lines": _draw_lines,
        "whale": whale.draw,
        "quadrant": points.draw,
        "scatter": points.draw,
    }
)


def option(figure: Figure, *, language: str) -> Json:
    """The ECharts option of `figure` with its labels in `language`: JSON without NaN, ready for the browser.

    Titles, subtitle and note are not in it: the page writes them as text beside the picture.
    """
    with use_language(language):
        return _DRAW[figure.kind](figure)
