"""Zones of a control chart: which they are, and that they stand where the native chart draws its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from openkam.core.charts import ControlChart
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.pictures import picture
from openkam.publish.scene.model import Polygon, Rect
from openkam.publish.tests.test_measured import control
from openkam.publish.zones import zones


def deck_slide(folder: Path, chart: ControlChart, language: str = "en") -> Any:
    path = build_deck(folder / "zones.pptx", slides_from_report((chart,)), language=language, title="Zones")
    slides = Presentation(str(path)).slides
    return next(slide for slide in slides if any(shape.has_chart for shape in slide.shapes))


def two_sets() -> ControlChart:
    """Limits set anew at point 36 of 60."""
    chart = control(60)
    points = tuple(
        point if at < 36 else point.model_copy(update={"centre": 39.0, "lower": 33.0, "upper": 45.0, "sigma": 2.0})
        for at, point in enumerate(chart.points)
    )
    return chart.model_copy(update={"points": points})


def test_zones_are_one_sigma_wide_and_end_at_the_limits() -> None:
    found = [(zone.letter, [(step.low, step.high) for step in zone.steps]) for zone in zones(control().points)]
    assert [letter for letter, _steps in found] == ["A", "A", "B", "B", "C", "C"]
    (_a, [upper]), (_b, [under]) = found[0], found[3]
    assert list(upper) == [pytest.approx(37.03 + 2 * 2.543), pytest.approx(44.66, abs=0.01)]
    assert list(under) == [pytest.approx(37.03 - 2 * 2.543), pytest.approx(37.03 - 2.543)]
    limits = [(step.low, step.high) for zone in zones(control().points) for step in zone.steps]
    assert min(low for low, _high in limits) == 29.41
    assert max(high for _low, high in limits) <= 44.66


def test_a_side_without_a_limit_has_no_zones_and_a_point_without_sigma_parts_them() -> None:
    chart = control(10)
    one_sided = [point.model_copy(update={"lower": None}) for point in chart.points]
    assert all(step.low >= 37.03 for zone in zones(one_sided) for step in zone.steps)
    parted = [point.model_copy(update={"sigma": None}) if at == 4 else point for at, point in enumerate(chart.points)]
    runs = [(zone.steps[0].first, zone.steps[-1].last) for zone in zones(parted) if zone.letter == "A"]
    assert sorted(set(runs)) == [(0, 3), (5, 9)]


def test_the_page_draws_zones_of_limits_that_were_set_anew() -> None:
    drawn = [shape for shape in picture(two_sets()).shapes if isinstance(shape, Polygon)]
    assert [len(shape.corners) for shape in drawn] == [8] * 6
    assert not [shape for shape in picture(two_sets()).shapes if isinstance(shape, Rect) and shape.wide > 20]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_zones_on_a_slide_line_up_with_the_plot(tmp_path: Path, language: str) -> None:
    """A zone's edge stands where the axis of the native chart puts its value; all stand behind the chart."""
    slide = deck_slide(tmp_path, control(), language)
    shapes = list(slide.shapes)
    at = next(place for place, shape in enumerate(shapes) if shape.has_chart)
    frame, chart = shapes[at], shapes[at].chart
    grounds = [shape for shape in shapes if set(shape.name.split()) & {"A", "B", "C"}]
    assert len(grounds) == 6
    assert all(shapes.index(shape) < at for shape in grounds)
    manual = chart._chartSpace.find(f".//{qn('c:plotArea')}").find(f".//{qn('c:manualLayout')}")
    x, y, wide, tall = (float(manual.find(qn(f"c:{key}")).get("val")) for key in "xywh")
    axis = chart.value_axis
    span = axis.maximum_scale - axis.minimum_scale

    def down(value: float) -> float:
        return float(frame.top + frame.height * (y + tall * (axis.maximum_scale - value) / span))

    tops = sorted(shape.top for shape in grounds)
    wanted = [37.03 + 2.543 * sigmas for sigmas in (2, 1, 0, -1, -2)]
    assert tops[0] == pytest.approx(down(37.03 + 3 * 2.543), abs=2 * 914.4)
    assert tops[1:] == [pytest.approx(down(value), abs=2 * 914.4) for value in wanted]
    for shape in grounds:
        assert shape.left == pytest.approx(frame.left + frame.width * x, abs=2 * 914.4)
        assert shape.width == pytest.approx(frame.width * wide, abs=2 * 914.4)


def test_zones_that_step_are_one_outline_that_a_person_can_edit(tmp_path: Path) -> None:
    slide = deck_slide(tmp_path, two_sets())
    outlines = [shape for shape in slide.shapes if shape._element.find(f".//{qn('a:custGeom')}") is not None]
    assert len(outlines) == 6
    assert all(len(shape._element.findall(f".//{qn('a:pt')}")) >= 8 for shape in outlines)


def test_signals_are_red_squares_of_their_own_with_their_rule(tmp_path: Path) -> None:
    """On the same axes and in the sheet behind the chart, over the lines."""
    slide = deck_slide(tmp_path, control(300))
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    lines, over = chart.plots
    assert [series.name for series in over.series] == ["signals"]
    values = list(over.series[0].values)
    assert (values[-1], set(values[:-1])) == (46.1, {None})
    labels = over.series[0]._element.findall(f".//{qn('c:dLbl')}")
    assert [label.find(f".//{qn('a:t')}").text for label in labels] == ["1"]
    axes = [[one.get("val") for one in plot._element.findall(qn("c:axId"))] for plot in (lines, over)]
    assert axes[0] == axes[1]
    assert [series.name for series in lines.series] == ["lead time", "mean", "UCL", "LCL"]


def test_a_chart_without_signals_has_no_empty_series(tmp_path: Path) -> None:
    chart = next(shape.chart for shape in deck_slide(tmp_path, control(signals=False)).shapes if shape.has_chart)
    assert len(chart.plots) == 1
