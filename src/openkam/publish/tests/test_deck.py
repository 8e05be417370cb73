"""The PowerPoint file as a person and as PowerPoint see it: native charts and tables, fonts on every run."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # ships no types
import pytest
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from openkam.core.blocks import Axis, Column, Figure, Finding, Point, Series, Table
from openkam.core.i18n import use_language
from openkam.publish.deck import Slide, build_deck, slides_from_report
from openkam.publish.tests import sample

FOOTNOTE = "Snapshot 1 · revision 3 · as of 31 May 2020 · USD"


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("decks")
    made = {}
    for language in ("en", "zh-Hant", "zh-Hans"):
        with use_language(language):
            slides = slides_from_report(sample.report())
        made[language] = build_deck(
            folder / f"{language}.pptx", slides, language=language, title="Portfolio 客戶組合", footnote=FOOTNOTE
        )
    return made


def charts(path: Path) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                found.setdefault(slide.shapes.title.text, []).append(shape.chart)
    return found


def test_titles_are_findings_and_every_slide_leads_back(decks: dict[str, Path]) -> None:
    slides = list(Presentation(str(decks["en"])).slides)
    titles = [slide.shapes.title.text for slide in slides]
    assert titles[0] == "Portfolio 客戶組合"
    assert sample.whale().title in titles
    for slide in slides:
        assert FOOTNOTE in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    whale = slides[titles.index(sample.whale().title)]
    assert "sorted by margin, cumulated from (0, 0)" in whale.notes_slide.notes_text_frame.text


def test_there_is_no_picture_in_the_file(decks: dict[str, Path]) -> None:
    with zipfile.ZipFile(decks["en"]) as archive:
        pictures = [name for name in archive.namelist() if name.endswith((".png", ".jpg", ".jpeg", ".emf", ".svg"))]
    assert pictures == []


def test_charts_are_native_and_hold_the_blocks_values(decks: dict[str, Path]) -> None:
    found = charts(decks["en"])
    five = found[sample.five_years().title]
    assert [list(chart.plots[0].series[0].values) for chart in five] == [
        list(series.values) for series in sample.five_years().series
    ]
    whale = found[sample.whale().title][0]
    curve = [point.y for point in sample.whale().series[0].points]
    assert list(whale.plots[1].series[0].values) == [*curve[:203], *curve[202:]]
    assert list(whale.plots[0].series[0].values)[:203] == curve[:203]
    quadrant = found[sample.quadrant().title][0]
    drawn = [value for series in quadrant.plots[0].series for value in series.values]
    for point in sample.quadrant().series[0].points:
        assert point.y in drawn


def test_the_areas_of_few_accounts_end_upright_at_the_peak(tmp_path: Path) -> None:
    """Three accounts of 700, 400 and −200: the peak stands twice, once for each area; the axis tells its ticks."""
    points = tuple(Point(x=at, y=y) for at, y in enumerate((0.0, 700.0, 1100.0, 900.0)))
    few = sample.whale().model_copy(update={"series": (Series(key="c", label="Sum", form="line", points=points),)})
    path = build_deck(tmp_path / "few.pptx", slides_from_report((few,)), language="en", title="Few")
    (chart,) = charts(path)[few.title]
    assert list(chart.plots[0].categories) == ["0", "1", "2", "2", "3"]
    assert [list(series.values) for series in chart.plots[0].series] == [
        [0, 700, 1100, 0, 0],
        [0, 0, 0, 1100, 900],
    ]
    assert (chart.value_axis.major_unit, chart.value_axis.tick_labels.number_format[:7]) == (250, '0.00,"k')


def test_proposed_bars_are_hollow_and_dashed_with_their_interval(decks: dict[str, Path]) -> None:
    series = charts(decks["en"])[sample.five_years().title][0].plots[0].series[0]
    assert series.points[3].format.fill.type is not None
    assert series.points[3]._element.find(f".//{qn('a:prstDash')}") is not None
    bars = series._element.find(qn("c:errBars"))
    up = [float(value.text) for value in bars.find(qn("c:plus")).iter(qn("c:v"))]
    assert up == [41000000.0 - 36052000.0, 44000000.0 - 36154000.0]


@pytest.mark.parametrize(
    ("language", "tag", "east_asian"),
    [
        ("en", "en-US", "Microsoft JhengHei"),
        ("zh-Hant", "zh-TW", "Microsoft JhengHei"),
        ("zh-Hans", "zh-CN", "Microsoft YaHei"),
    ],
)
def test_every_run_names_both_typefaces_and_its_language(
    decks: dict[str, Path], language: str, tag: str, east_asian: str
) -> None:
    runs = 0
    with zipfile.ZipFile(decks[language]) as archive:
        for name in archive.namelist():
            if not name.startswith(("ppt/slides/slide", "ppt/notesSlides/", "ppt/charts/chart")):
                continue
            root = parse_xml(archive.read(name))
            for run in root.iter(qn("a:r")):
                properties = run.find(qn("a:rPr"))
                assert properties is not None, name
                assert properties.get("lang") == tag
                assert properties.find(qn("a:ea")).get("typeface") == east_asian
                assert properties.find(qn("a:latin")) is not None
                runs += 1
    assert runs > 200


def test_no_shape_carries_the_themes_shadow(decks: dict[str, Path]) -> None:
    for slide in Presentation(str(decks["en"])).slides:
        assert not slide._element.findall(f".//{qn('p:style')}")


def test_nothing_leaves_the_slide_and_tables_end_above_the_footnote(decks: dict[str, Path]) -> None:
    presentation = Presentation(str(decks["en"]))
    for slide in presentation.slides:
        foot = min(shape.top for shape in slide.shapes if shape.has_text_frame and FOOTNOTE in shape.text_frame.text)
        for shape in slide.shapes:
            assert shape.left + shape.width <= presentation.slide_width + 1
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) < foot


def test_a_long_table_is_paged_with_its_total_last_and_says_what_is_left_out(decks: dict[str, Path]) -> None:
    tables = [
        shape.table
        for slide in Presentation(str(decks["en"])).slides
        if slide.shapes.title.text.startswith("489 resellers bought")
        for shape in slide.shapes
        if shape.has_table
    ]
    names = [table.cell(row, 1).text for table in tables for row in range(1, len(table.rows))]
    assert len(tables) > 1
    assert names == [row[1] for row in sample.account_table(40).rows] + ["Total"]
    texts = [
        shape.text_frame.text
        for slide in Presentation(str(decks["en"])).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    assert "20 more rows are in the workbook." in texts


def test_hostile_names_stay_text(decks: dict[str, Path]) -> None:
    texts = [
        cell.text
        for slide in Presentation(str(decks["en"])).slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    assert sample.FORMULA_NAME in texts
    assert sample.NASTY_NAME in texts
    assert any(text.startswith("xxxx") and text.endswith("…") and len(text) < 200 for text in texts)
    assert not any("\x00" in text or "\x07" in text for text in texts)


def test_no_formula_hides_in_the_sheets_behind_charts(tmp_path: Path) -> None:
    figure = sample.five_years()
    named = figure.series[0].model_copy(update={"label": sample.FORMULA_NAME})
    hostile = figure.model_copy(
        update={"series": (named,), "categories": ("=1+1", "@a", "+b", "-c", "http://example.invalid")}
    )
    path = build_deck(tmp_path / "hostile.pptx", [Slide("t", (hostile,))], language="en", title="t")
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert sheets
        for name in sheets:
            for sheet in openpyxl.load_workbook(io.BytesIO(archive.read(name))):
                assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_wide_table_repeats_its_first_column_on_every_slide(tmp_path: Path) -> None:
    columns = tuple(Column(key=str(at), label=f"c{at}", kind="integer") for at in range(30))
    table = Table(id="wide", title="Wide", columns=columns, rows=(tuple(range(30)),))
    path = build_deck(tmp_path / "wide.pptx", [Slide("Wide", (table,))], language="en", title="t")
    shown = [shape.table for slide in Presentation(str(path)).slides for shape in slide.shapes if shape.has_table]
    assert len(shown) == 2
    assert {one.cell(0, 0).text for one in shown} == {"c0"}
    assert {one.cell(0, at).text for one in shown for at in range(len(one.columns))} == {f"c{at}" for at in range(30)}


def test_an_empty_deck_has_a_cover_and_a_failed_one_leaves_no_file(tmp_path: Path) -> None:
    path = build_deck(
        tmp_path / "empty.pptx",
        [],
        language="en",
        title="",
        made_at=datetime(2020, 5, 31),  # noqa: DTZ001 - Office keeps no zone
    )
    assert len(Presentation(str(path)).slides) == 1
    with pytest.raises(FileNotFoundError):
        build_deck(
            tmp_path / "missing" / "deck.pptx", [Slide("t", (Finding(id="f", text="x"),))], language="en", title="t"
        )
    assert [entry.name for entry in tmp_path.iterdir()] == ["empty.pptx"]


def test_a_running_sum_is_a_line_over_the_columns(tmp_path: Path) -> None:
    series = (
        Series(key="share", label="Share", values=(63.3, 31.6, 5.1), form="bar"),
        Series(key="sum", label="Running sum", values=(63.3, 94.9, 100.0), form="line"),
    )
    table = Table(id="t", title="t", columns=(Column(key="line", label="Line"),), rows=(("A",),))
    pareto = Figure(
        id="pareto",
        kind="bars",
        title="Most from one",
        subtitle="",
        x=Axis(label="Line"),
        y=Axis(label="Share", kind="percent"),
        categories=("A", "B", "C"),
        series=series,
        table=table,
    )
    path = build_deck(tmp_path / "d.pptx", slides_from_report((pareto,)), language="en", title="t")
    (chart,) = [shape.chart for slide in Presentation(str(path)).slides for shape in slide.shapes if shape.has_chart]
    assert [(type(plot).__name__, [one.name for one in plot.series]) for plot in chart.plots] == [
        ("BarPlot", ["Share"]),
        ("LinePlot", ["Running sum"]),
    ]
    labels = [text.text for text in chart._chartSpace.iter(qn("a:t"))]
    # The first value is the bar's own.
    assert labels == ["94.9 %", "100 %"]


REASON = "The board agreed on its place, since it asks for us by name in three countries. " * 2


@pytest.mark.parametrize(("repeated", "is_whole"), [(1, True), (8, False)])
def test_a_wrapping_column_is_cut_only_beyond_what_a_slide_holds(tmp_path: Path, repeated: int, is_whole: bool) -> None:
    columns = tuple(Column(key=key, label=key.title()) for key in ("account", "verdict", "reason"))
    said = (REASON * repeated).strip()
    rows = tuple((f"Account {at}", "in", said if at % 2 else "Short.") for at in range(30))
    slide = Slide("Reasons", (Table(id="t", title="Reasons", columns=columns, rows=rows),), wraps=frozenset({"reason"}))
    made = build_deck(tmp_path / "deck.pptx", [slide], language="en", title="Deck", footnote=FOOTNOTE)
    shapes = [shape for one in Presentation(str(made)).slides for shape in one.shapes if shape.has_table]
    told = [[cell.text for cell in row.cells] for shape in shapes for row in list(shape.table.rows)[1:]]
    assert [row[0] for row in told] == [row[0] for row in rows]
    assert {row[2] for row in told[::2]} == {"Short."}
    assert all((row[2] == said) if is_whole else (row[2].endswith("…") and len(row[2]) > 250) for row in told[1::2])
    for shape in shapes:
        heights = [row.height for row in list(shape.table.rows)[1:]]
        assert max(heights) > 1.5 * min(heights)
        assert shape.top + sum(row.height for row in shape.table.rows) <= 6.9 * 914400
