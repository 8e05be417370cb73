"""An axis that grows to the left: the values stay what they are, wherever the picture is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pptx import Presentation
from pptx.oxml.ns import qn

from openkam.core.blocks import Figure
from openkam.publish import option
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.pictures import picture
from openkam.publish.scales import Scale, linear
from openkam.publish.scene.model import Mark, Rect, Words
from openkam.publish.tests import sample
from openkam.publish.tests.test_measured import matrix


def turned(figure: Figure, axis: str = "x") -> Figure:
    return figure.model_copy(update={axis: getattr(figure, axis).model_copy(update={"reversed": True})})


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_reversed_scale_is_the_mirror_of_the_straight_one(low: float, high: float) -> None:
    straight = linear([low, high])
    mirror = Scale(straight.name, straight.low, straight.high, straight.ticks, reversed=True)
    for value in (low, high, (low + high) / 2):
        assert mirror.share(value) == pytest.approx(1 - straight.share(value))
        assert mirror.place_at(mirror.share(value)) == pytest.approx(value, abs=1e-6 * max(1, abs(low), abs(high)))
    assert mirror.span(None, low) == pytest.approx((1 - straight.share(low), 1))


def across(figure: Figure) -> dict[str, float]:
    scene = picture(figure)
    marks = [shape for shape in scene.shapes if isinstance(shape, Mark)]
    return {mark.id: mark.shapes[0].x for mark in marks}  # type: ignore[union-attr] # a point's disc


def test_the_picture_is_mirrored_and_its_ticks_keep_their_values() -> None:
    straight, mirror = across(matrix()), across(turned(matrix()))
    middle = [straight[key] + mirror[key] for key in straight]
    assert middle == [pytest.approx(middle[0])] * len(middle)
    scene = picture(turned(matrix()))
    row = max(shape.y for shape in scene.shapes if isinstance(shape, Words) and shape.text == "1.00")
    ticks = [(shape.x, float(shape.text)) for shape in scene.shapes if isinstance(shape, Words) and shape.y == row]
    values = [value for _x, value in sorted(ticks)]
    assert len(values) > 3
    assert values == sorted(values, reverse=True)
    assert "← Relative strength" in [shape.text for shape in scene.shapes if isinstance(shape, Words)]


def test_regions_and_their_captions_turn_with_the_axis() -> None:
    scene = picture(turned(matrix()))
    ground = {s.paint.fill: s for s in scene.shapes if isinstance(s, Rect) and s.paint.fill in ("k-soft", "o-soft")}
    assert ground["k-soft"].x < ground["o-soft"].x
    caption = next(s for s in scene.shapes if isinstance(s, Words) and s.text.startswith("Key Account"))
    assert (caption.anchor, caption.x < scene.wide / 2) == ("start", True)


def test_a_reversed_vertical_axis_has_its_largest_value_below() -> None:
    straight, mirror = picture(matrix()), picture(turned(matrix(), "y"))
    heights = [
        {mark.id: mark.shapes[0].y for mark in scene.shapes if isinstance(mark, Mark)}  # type: ignore[union-attr]
        for scene in (straight, mirror)
    ]
    top = min(heights[0], key=lambda key: heights[0][key])
    assert heights[1][top] == max(heights[1].values())


def test_the_chart_of_the_page_is_inverse_and_keeps_every_place() -> None:
    straight, mirror = (option(one, language="en") for one in (sample.quadrant(), turned(sample.quadrant())))
    assert mirror["xAxis"]["inverse"] is True
    assert "inverse" not in straight["xAxis"]
    assert "inverse" not in mirror["yAxis"]
    points = [
        [one["data"] for one in made["series"] if str(one.get("id", "")).startswith("points-")]
        for made in (straight, mirror)
    ]
    assert points[0] == points[1]
    captions = [made["series"][-1]["data"] for made in (straight, mirror)]
    aligned = [[one["label"]["align"] for one in drawn] for drawn in captions]
    assert aligned[0] == [{"left": "right", "right": "left"}[side] for side in aligned[1]]
    for area in mirror["openkam"]["areas"]:
        assert area["x"][0] < area["x"][1], "the page looks a click up by the values"


def test_the_native_chart_turns_its_axis_and_holds_the_true_values(tmp_path: Path) -> None:
    path = build_deck(tmp_path / "t.pptx", slides_from_report((turned(matrix()),)), language="en", title="t")
    shapes = [shape for slide in Presentation(str(path)).slides for shape in slide.shapes]
    frame: Any = next(shape for shape in shapes if shape.has_chart)
    chart = frame.chart
    assert (chart.category_axis.reverse_order, chart.value_axis.reverse_order) == (True, False)
    assert chart.category_axis._element.find(f".//{qn('c:orientation')}").get("val") == "maxMin"
    edge = chart.value_axis._element.find(qn("c:crossesAt")).get("val")
    assert float(edge) == chart.category_axis.maximum_scale, "the vertical axis stands at the left all the same"
    drawn = {value for series in chart.plots[0].series for value in series.iter_values()}
    assert {point.y for point in matrix().series[0].points} <= drawn
    texts = {shape.text_frame.text: shape for shape in shapes if shape.has_text_frame}
    assert texts["Key Account · 10"].left < frame.left + frame.width / 2
