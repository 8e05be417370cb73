"""The JSON that the browser draws from: every kind of figure, exact values, nothing that JSON cannot hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from openkam.core.blocks import Axis, Figure, Point, Series, Table
from openkam.publish import theme
from openkam.publish.echarts import option
from openkam.publish.echarts.whale import thinned
from openkam.publish.tests import sample

FIGURES = {figure.id: figure for figure in sample.report() if isinstance(figure, Figure)}


def walk(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, dict):
        for entry in value.values():
            yield from walk(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from walk(entry)


def series_of(made: dict[str, Any], key: str) -> dict[str, Any]:
    return next(series for series in made["series"] if series.get("id") == key)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_kind_is_plain_json_with_known_colours(name: str, language: str) -> None:
    made = option(FIGURES[name], language=language)
    assert json.loads(json.dumps(made, allow_nan=False))["openkam"]["language"] == language
    tokens = {text[4:] for text in walk(made) if isinstance(text, str) and text.startswith("var:")}
    assert tokens
    assert tokens <= set(theme.LIGHT)
    assert made["tooltip"]["renderMode"] == "richText"
    assert made["animation"] is False


def test_the_figures_cover_every_kind() -> None:
    assert {figure.kind for figure in FIGURES.values()} == {"bars", "lines", "whale", "quadrant", "scatter"}


def test_bars_hold_the_exact_values_and_show_proposals_hollow_with_their_interval() -> None:
    made = option(sample.five_years(), language="en")
    revenue = series_of(made, "revenue")
    assert [bar["value"] for bar in revenue["data"]] == [16429042.60, 27979779.53, 33139748.07, 36052000.0, 36154000.0]
    assert [bar["itemStyle"]["color"] for bar in revenue["data"]] == [
        "var:pos-2",
        "var:pos-2",
        "var:pos",
        "transparent",
        "transparent",
    ]
    assert revenue["data"][3]["itemStyle"]["borderType"] == [3, 2]
    whiskers = next(series for series in made["series"] if series["type"] == "custom")
    assert whiskers["data"] == [[3, 31000000.0, 41000000.0], [4, 29000000.0, 44000000.0]]
    assert "proposed, between 31.0M and 41.0M" in revenue["data"][3]["tip"]


def test_a_loss_is_red_and_a_series_of_another_size_has_its_own_scale() -> None:
    made = option(sample.five_years(), language="en")
    assert len(made["grid"]) == 2
    assert series_of(made, "net")["data"][2]["itemStyle"]["color"] == "var:neg"
    assert made["yAxis"][1]["name"] == "Net income\nown scale"


def test_the_whale_turns_red_at_its_peak() -> None:
    made = option(sample.whale(), language="en")
    rising, falling = series_of(made, "rising"), series_of(made, "falling")
    assert rising["areaStyle"]["color"] == "var:pos"
    assert falling["areaStyle"]["color"] == "var:neg"
    assert rising["data"][-1][:2] == falling["data"][0][:2]
    assert rising["data"][-1][0] == 202
    assert falling["data"][-1][:2] == [489, pytest.approx(-343415.79)]
    assert "peak +1.055M after 202" in json.dumps(made)


def test_a_long_curve_is_thinned_but_keeps_its_ends_and_peak() -> None:
    points = tuple(Point(x=at, y=1000 - abs(at - 6123) / 10) for at in range(10_001))
    kept = thinned(points)
    assert len(kept) < 1600
    assert kept[0].x == 0
    assert kept[-1].x == 10_000
    assert max(kept, key=lambda point: point.y).x == 6123


def test_quadrant_points_carry_exact_values_names_and_ids() -> None:
    made = option(sample.quadrant(), language="en")
    points = [
        datum for series in made["series"] if str(series.get("id", "")).startswith("points") for datum in series["data"]
    ]
    assert len(points) == 489
    assert sorted((datum[2], datum[3]) for datum in points) == sorted(
        (float(sales), float(margin)) for _code, _name, sales, margin in sample.fy20()
    )
    assert {datum[5] for datum in points} == {row[0] for row in sample.fy20()}
    red = series_of(made, "points-neg")
    assert len(red["data"]) == 287
    assert red["itemStyle"]["color"] == "var:neg"


def test_quadrant_names_its_corners_and_lines() -> None:
    text = json.dumps(option(sample.quadrant(), language="en"), ensure_ascii=False)
    for caption in ("{t|High sales, low profit}", "{d|171 · −1.36M}", "median 18,790", "median −103"):
        assert caption in text


def test_many_points_are_drawn_on_canvas() -> None:
    figure = sample.quadrant()
    points = figure.series[0].points * 10
    many = figure.model_copy(update={"series": (figure.series[0].model_copy(update={"points": points}),)})
    assert option(figure, language="en")["openkam"]["renderer"] == "svg"
    assert option(many, language="en")["openkam"]["renderer"] == "canvas"


@pytest.mark.parametrize("kind", ["bars", "lines", "whale", "quadrant", "scatter"])
@pytest.mark.parametrize("filled", [False, True])
def test_an_empty_or_broken_figure_is_still_drawn(kind: str, filled: bool) -> None:
    values = (None, float("nan"), float("inf")) if filled else ()
    point = Point(x=0, y=0, label="{t|} <b>|", id="1")
    figure = Figure.model_validate(
        {
            "id": "odd",
            "kind": kind,
            "title": "t",
            "subtitle": "",
            "x": Axis(label="x"),
            "y": Axis(label="y", scale="symlog"),
            "categories": ("a", "b", "c") if filled else (),
            "series": (
                Series(
                    key="s",
                    label="s",
                    form="bar" if kind == "bars" else "points",
                    values=values if kind in ("bars", "lines") else (),
                    points=(point,) if filled and kind not in ("bars", "lines") else (),
                ),
            ),
            "table": Table(id="t", title="t", columns=(), rows=()),
        }
    )
    json.dumps(option(figure, language="en"), allow_nan=False)


def test_labels_are_written_in_the_readers_language() -> None:
    assert "3,314萬" in json.dumps(option(sample.five_years(), language="zh-Hant"), ensure_ascii=False)
    assert "3,314万" in json.dumps(option(sample.five_years(), language="zh-Hans"), ensure_ascii=False)
