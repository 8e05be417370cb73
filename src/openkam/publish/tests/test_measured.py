"""Control chart, histogram, matrix, Kano plane and value map: what stands in them, on the page and in the deck."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from pptx import Presentation

from openkam.core.blocks import (
    Axis,
    Column,
    ControlChart,
    Figure,
    Histogram,
    Line,
    Picture,
    Point,
    Region,
    Series,
    Table,
    Tone,
)
from openkam.core.charts import Bin, ChartPoint, Curve
from openkam.core.i18n import LANGUAGES, use_language
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.pictures import picture
from openkam.publish.pictures.labels import Label, box_of, place_labels
from openkam.publish.scene.model import Disc, Mark, Path as Line_, Rect, Scene, Shape, Words
from openkam.publish.scene.svg import svg

TONES: tuple[Tone, ...] = ("k", "d", "m", "o")
NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
EMPTY = Table(id="t", title="Table", columns=(Column(key="a", label="Account"),), rows=())


def control(count: int = 54, *, signals: bool = True, name: str = "day") -> ControlChart:
    values = [37.0 + 3 * ((at * 7) % 5 - 2) / 2 for at in range(count)]
    return ControlChart(
        id="control",
        title="6 of the last 9 deliveries signal",
        subtitle="Lead time",
        table=EMPTY,
        measure="lead time",
        unit="h",
        points=tuple(
            ChartPoint(
                label=f"{name} {at}",
                value=None if at == 3 else 46.1 if signals and at == count - 1 else value,
                centre=37.03,
                lower=29.41,
                upper=44.66,
                sigma=2.543,
                phase=1 if at < count * 0.6 else 2,
                rules=(3, 1) if signals and at == count - 1 else (),
            )
            for at, value in enumerate(values)
        ),
        rules=((1, "1 beyond 3σ"), (3, "4 of 5 beyond 1σ")),
        phase_label="limits frozen, n = 32",
    )


def histogram() -> Histogram:
    return Histogram(
        id="histogram",
        title="Cpk was 1.44",
        subtitle="Phase I",
        table=EMPTY,
        measure="lead time",
        unit="h",
        bins=tuple(Bin(low=30 + at, high=31 + at, count=(at * 5) % 7) for at in range(12)),
        curves=(Curve(label="normal, σ within", points=tuple((30 + at / 4, at % 5) for at in range(48))),),
        lower=24,
        target=36,
        upper=48,
        mean=37.03,
    )


def matrix(count: int = 40) -> Figure:
    points = tuple(
        Point(
            x=0.6 + 0.9 * ((at * 37) % 100) / 100,
            y=3 + 6 * ((at * 53) % 100) / 100,
            label=NASTY if at == 0 else f"Account {at}",
            id=str(at),
            size=100.0 + at * 9,
            tone=TONES[at % 4],
            letter="KDMO"[at % 4],
            borderline=at % 9 == 0,
            was=(0.9, 5.0) if at % 7 == 0 else None,
        )
        for at in range(count)
    )
    return Figure(
        id="matrix",
        kind="matrix",
        title="10 Key Accounts bring 8 %",
        subtitle="40 rated",
        x=Axis(label="Relative strength"),
        y=Axis(label="Attractiveness"),
        series=(Series(key="accounts", label="Accounts", form="points", points=points),),
        lines=(Line(axis="x", value=1.0, label="line 1.00: parity"), Line(axis="y", value=5.65, label="line 5.65")),
        regions=(
            Region(key="k", label="Key Account · 10", detail="Devote time", x0=1.0, y0=5.65, tone="k"),
            Region(key="o", label="Opportunistic Account", detail="Worth chasing?", x1=1.0, y1=5.65, tone="o"),
        ),
        table=EMPTY,
    )


def value_map() -> Figure:
    return matrix(4).model_copy(
        update={
            "id": "value",
            "kind": "value_map",
            "series": (
                *matrix(4).series,
                Series(
                    key="fair",
                    label="fair value",
                    form="line",
                    points=(Point(x=0, y=0), Point(x=2, y=10)),
                ),
            ),
        }
    )


def flat(shapes: tuple[Shape, ...]) -> list[Shape]:
    return [one for shape in shapes for one in (flat(shape.shapes) if isinstance(shape, Mark) else [shape])]


def marks(scene: Scene) -> list[Mark]:
    return [shape for shape in scene.shapes if isinstance(shape, Mark)]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("wide", [960.0, 340.0])
@pytest.mark.parametrize("block", [control(), histogram(), matrix(), value_map()], ids=lambda block: block.id)
def test_no_text_leaves_the_picture(block: Figure | Picture, wide: float, code: str) -> None:
    with use_language(code):
        scene = picture(block, wide=wide)
    assert scene.wide <= wide
    for words in (shape for shape in flat(scene.shapes) if isinstance(shape, Words) and not shape.turn):
        left, top, right, bottom = box_of(words)
        assert left >= -2, words
        assert top >= -2, words
        assert right <= scene.wide + 4, words
        assert bottom <= scene.tall + 2, words


def test_every_point_of_a_control_chart_can_be_read_and_a_signal_shows_its_lowest_rule() -> None:
    found = marks(picture(control()))
    assert len(found) == 53, "one of 54 is a gap"
    square = next(mark for mark in found if any(isinstance(shape, Rect) for shape in mark.shapes))
    assert [shape.text for shape in square.shapes if isinstance(shape, Words)] == ["1"]
    assert square.tip == "day 53: 46.10"


def test_limits_that_step_are_drawn_as_steps() -> None:
    chart = control(6)
    points = tuple(
        point.model_copy(update={"upper": 40.0 + at, "sigma": None}) for at, point in enumerate(chart.points)
    )
    scene = picture(chart.model_copy(update={"points": points}))
    dashed = [shape for shape in scene.shapes if isinstance(shape, Line_) and shape.paint.dash == "dash"]
    assert max(len(shape.points) for shape in dashed) == 12, "two corners for each of six limits"


def test_a_long_control_chart_marks_only_what_signals() -> None:
    assert len(marks(picture(control(1000)))) == 1


@pytest.mark.parametrize(
    "block",
    [control(0), histogram().model_copy(update={"bins": ()}), matrix(0)],
    ids=["control", "histogram", "matrix"],
)
def test_nothing_is_a_calm_picture(block: Figure | Picture) -> None:
    scene = picture(block)
    assert not marks(scene)
    assert "<svg" in svg(scene)


def test_limits_target_and_mean_of_a_histogram_are_named() -> None:
    said = [shape.text for shape in flat(picture(histogram()).shapes) if isinstance(shape, Words)]
    assert {"LSL 24.00", "target 36.00", "USL 48.00"} <= set(said)


def test_no_name_on_the_matrix_lies_on_another_or_on_a_caption() -> None:
    scene = picture(matrix(120))
    boxes = [box_of(shape) for shape in scene.shapes if isinstance(shape, Words) and not shape.turn]
    inner = [box for box in boxes if box[3] < scene.tall - 110]
    for one, other in combinations(inner, 2):
        apart = one[0] >= other[2] or one[2] <= other[0] or one[1] >= other[3] or one[3] <= other[1]
        assert apart, (one, other)


def test_no_caption_of_a_narrow_matrix_lies_on_a_point_nor_a_line_through_a_name() -> None:
    """Three accounts as on a telephone; the region's advice gives way first, its name stays."""
    three = [
        Point(x=0.6, y=5.8, label="Charlie", id="c", size=2.0),
        Point(x=0.985, y=5.0, label="Baker", id="b", size=5.0),
    ]
    three.append(Point(x=1.12, y=6.6, label="Able", id="a", size=3.0))
    corner = Region(
        key="o", label="Opportunistic · 1", detail="Decide whether it is worth chasing; act tactically", x1=1.0, y1=5.79
    )
    lines = (Line(axis="x", value=1.0, label="line 1.00"), Line(axis="y", value=5.79, label="line 5.79: average of 3"))
    series = (Series(key="accounts", label="Accounts", form="points", points=tuple(three)),)
    scene = picture(matrix(0).model_copy(update={"series": series, "regions": (corner,), "lines": lines}), wide=340)
    words = {shape.text: box_of(shape) for shape in scene.shapes if isinstance(shape, Words) and not shape.turn}
    assert {"Opportunistic · 1", "line 5.79: average of 3"} <= set(words)
    discs = [shape for shape in flat(scene.shapes) if isinstance(shape, Disc)]
    for text, box in words.items():
        for disc in discs:
            beside = box[0] >= disc.x + disc.radius or box[2] <= disc.x - disc.radius
            assert beside or box[1] >= disc.y + disc.radius or box[3] <= disc.y - disc.radius, text
    upright = next(shape.points[0][0] for shape in scene.shapes if isinstance(shape, Line_) and shape.paint.dash)
    assert not words["line 5.79: average of 3"][0] < upright < words["line 5.79: average of 3"][2]


def test_bubbles_have_areas_in_proportion_and_a_letter_each() -> None:
    found = marks(picture(matrix()))
    radii = {mark.id: shape.radius for mark in found for shape in mark.shapes if isinstance(shape, Disc)}
    assert radii["39"] == pytest.approx(22)
    assert radii["20"] / radii["39"] == pytest.approx(((100 + 180) / (100 + 351)) ** 0.5)
    assert all(any(isinstance(shape, Words) for shape in mark.shapes) for mark in found)
    assert "<script>" not in svg(picture(matrix()))


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=40))
@settings(max_examples=30, deadline=None)
def test_placed_labels_never_overlap(places: list[tuple[float, float]]) -> None:
    labels = [Label(f"Account {at}", x, y, 5) for at, (x, y) in enumerate(places)]
    spots = [spot for _label, spot in place_labels(labels, [], (0, 0, 300, 300))]
    boxes = [box_of(Words(x, y, text, size=10.5, anchor=anchor)) for x, y, text, anchor in spots]
    for one, other in combinations(boxes, 2):
        slack = 0.75
        assert (
            one[0] >= other[2] - slack
            or one[2] <= other[0] + slack
            or one[1] >= other[3] - slack
            or (one[3] <= other[1] + slack)
        )


def test_the_deck_holds_native_charts_that_a_person_can_edit(tmp_path: Path) -> None:
    report: Any = (control(), histogram(), matrix(), value_map())
    path = build_deck(tmp_path / "deck.pptx", slides_from_report(report), language="zh-Hant", title="試")
    deck = Presentation(str(path))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    values = list(charts[0].plots[0].series[0].values)
    assert values[-1] == 46.1
    assert values[3] is None
    assert [series.name for series in charts[0].plots[0].series][1:] == ["平均數", "UCL", "LCL"]
    assert sum(charts[1].plots[0].series[0].values) == sum(one.count for one in histogram().bins)
