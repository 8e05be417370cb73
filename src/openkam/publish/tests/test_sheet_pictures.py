"""Pictures in a workbook: native charts over numbers of the sheet, grids in place, no formula anywhere."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # ships no types
import pytest

from openkam.core.blocks import Axis, Figure, Picture, Series
from openkam.core.charts import Bin
from openkam.publish.sheet_pictures import _class_of
from openkam.publish.tests import blocks, blocks_house, blocks_people
from openkam.publish.tests.structural import SAMPLES, nasty
from openkam.publish.tests.test_measured import EMPTY, control, histogram, matrix, value_map
from openkam.publish.tests.test_reversed import turned
from openkam.publish.workbook import build_workbook

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REFERENCE = re.compile(r"('([^']|'')+'|[\w.]+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?")
"""Cells of a sheet and nothing else."""


def written(folder: Path, *made: Picture | Figure, language: str = "en") -> tuple[Any, list[ET.Element]]:
    """The book as it is read back, and the XML of its charts in their order."""
    path = build_workbook(folder / "b.xlsx", made, language=language, title="Book")
    with zipfile.ZipFile(path) as archive:
        names = sorted((n for n in archive.namelist() if "/charts/chart" in n), key=lambda n: (len(n), n))
        charts = [ET.fromstring(archive.read(name)) for name in names]
    return openpyxl.load_workbook(path), charts


def kinds(chart: ET.Element) -> list[str]:
    plot = next(chart.iter(f"{C}plotArea"))
    return [part.tag.removeprefix(C) for part in plot if part.tag.endswith("Chart")]


def numbers(chart: ET.Element, value: str = "val") -> dict[str, list[float | None]]:
    """The cached values of every series by its name."""
    made: dict[str, list[float | None]] = {}
    for series in chart.iter(f"{C}ser"):
        name = "".join(series.find(f"{C}tx").itertext())  # type: ignore[union-attr] # each is named
        held = series.find(f"{C}{value}")
        assert held is not None
        count = int(next(held.iter(f"{C}ptCount")).get("val", "0"))
        found = {int(pt.get("idx", "")): float(pt.findtext(f"{C}v", "")) for pt in held.iter(f"{C}pt")}
        made[name.split("$")[-1].lstrip("0123456789") or name] = [found.get(at) for at in range(count)]
    return made


def test_a_control_chart_is_a_line_chart_with_limits_and_marked_signals(tmp_path: Path) -> None:
    _book, [chart] = written(tmp_path, control())
    assert kinds(chart) == ["lineChart"]
    held = numbers(chart)
    assert list(held) == ["lead time, h", "mean", "UCL", "LCL", "signals"]
    assert [held[name][0] for name in ("mean", "UCL", "LCL")] == [37.03, 44.66, 29.41]
    assert held["lead time, h"][3] is None, "a gap stays a gap"
    assert (held["signals"][53], set(held["signals"][:53])) == (46.1, {None})
    signals = list(chart.iter(f"{C}ser"))[-1]
    assert signals.find(f"{C}marker/{C}symbol").get("val") == "square"  # type: ignore[union-attr]
    shown = [label for label in signals.iter(f"{C}dLbl") if label.find(f"{C}delete") is None]
    assert [label.find(f".//{A}t").text for label in shown] == ["1"]  # type: ignore[union-attr]


def test_a_histogram_has_columns_curves_and_its_limits_at_their_classes(tmp_path: Path) -> None:
    _book, [chart] = written(tmp_path, histogram())
    assert kinds(chart) == ["barChart", "lineChart"]
    held = numbers(chart)
    assert sum(value or 0 for value in held["count"]) == sum(one.count for one in histogram().bins)
    assert list(held)[2:] == ["LSL 24.00", "target 36.00", "USL 48.00"]
    assert [next(at for at, value in enumerate(held[name]) if value) for name in list(held)[2:]] == [0, 12, 23]
    assert len(list(chart.iter(f"{C}errBars"))) == 3


def test_a_limit_between_two_classes_stands_in_the_one_that_it_accepts() -> None:
    bins = [Bin(low=at, high=at + 1, count=1) for at in range(4)]
    assert [_class_of(bins, 2.0, upper=upper) for upper in (False, True)] == [2, 1]
    assert [_class_of(bins, value, upper=False) for value in (-0.1, 0.0, 4.0, 4.1)] == [None, 0, 3, None]


def test_a_plan_is_a_stacked_bar_whose_first_part_is_unseen(tmp_path: Path) -> None:
    _book, [chart] = written(tmp_path, blocks.gantt())
    bars = next(chart.iter(f"{C}barChart"))
    assert [bars.find(f"{C}{key}").get("val") for key in ("barDir", "grouping")] == ["bar", "stacked"]  # type: ignore[union-attr]
    held = numbers(chart)
    assert list(held) == ["Start", "done so far", "to do", "slack"]
    plan = blocks.gantt().bars
    assert held["Start"] == [bar.start for bar in plan]
    both = [(a or 0) + (b or 0) for a, b in zip(held["done so far"], held["to do"], strict=True)]
    assert both == [bar.finish - bar.start for bar in plan]
    first = next(chart.iter(f"{C}ser"))
    assert first.find(f"{C}spPr/{A}noFill") is not None
    assert next(chart.iter(f"{C}catAx")).find(f"{C}scaling/{C}orientation").get("val") == "maxMin"  # type: ignore[union-attr]


def test_a_plan_that_begins_before_its_zero_keeps_its_lengths(tmp_path: Path) -> None:
    plan = blocks.gantt()
    early = tuple(bar.model_copy(update={"start": bar.start - 10, "finish": bar.finish - 10}) for bar in plan.bars)
    _book, [chart] = written(tmp_path, plan.model_copy(update={"bars": early}))
    assert numbers(chart)["Start"] == [bar.start for bar in plan.bars]
    assert "days from −10" in "".join(chart.itertext())


def test_points_are_named_sized_and_divided(tmp_path: Path) -> None:
    _book, charts = written(tmp_path, matrix(), value_map())
    assert [kinds(chart) for chart in charts] == [["scatterChart"], ["scatterChart"]]
    series = list(charts[0].iter(f"{C}ser"))
    sizes = {one.get("val") for part in series for one in part.iter(f"{C}size")}
    assert len(sizes) > 2
    labels = [text.text for text in charts[0].iter(f"{A}t")]
    assert {"Account 39", "line 1.00: parity", "line 5.65"} <= set(labels)
    assert numbers(charts[1], "yVal")["fair value"] == [0.0, 10.0]


def test_a_reversed_axis_is_reversed_in_the_sheet_and_its_numbers_are_true(tmp_path: Path) -> None:
    _book, charts = written(tmp_path, matrix(), turned(matrix()))
    directions = [[one.get("val") for one in chart.iter(f"{C}orientation")] for chart in charts]
    assert directions == [["minMax", "minMax"], ["maxMin", "minMax"]]
    assert numbers(charts[0], "xVal") == numbers(charts[1], "xVal")


def test_the_running_sum_of_a_pareto_is_a_line_over_its_columns(tmp_path: Path) -> None:
    pareto = Figure(
        id="pareto",
        kind="bars",
        title="Two lines make most defects",
        subtitle="",
        x=Axis(label="Line", scale="category"),
        y=Axis(label="Share", unit="%", kind="percent"),
        categories=("a", "b", "c"),
        series=(
            Series(key="share", label="Share", form="bar", values=(60, 30, 10)),
            Series(key="sum", label="Running sum", form="line", values=(60, 90, 100)),
        ),
        table=EMPTY,
    )
    _book, [chart] = written(tmp_path, pareto)
    assert kinds(chart) == ["barChart", "lineChart"]
    assert numbers(chart)["Running sum"] == [60, 90, 100]


def test_a_house_stands_in_the_cells_as_it_is_drawn(tmp_path: Path) -> None:
    book, _charts = written(tmp_path, blocks_house.house())
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "C6"
    head = [cell for cell in sheet[4] if cell.value]
    assert head[1].value == "Order-to-dock lead time, h"
    assert {cell.alignment.textRotation for cell in head[1:]} == {90}
    body = [[sheet.cell(6 + row, 3 + column).value for column in range(9)] for row in range(8)]
    assert body == [[None if sign == "." else int(sign) for sign in row] for row in blocks_house.BODY]
    assert [sheet.cell(6, 13 + at).value for at in range(8)] == list(blocks_house.PLANNED[0])
    rows = {row[1].value: [cell.value for cell in row[2:11]] for row in sheet.iter_rows(min_row=14)}
    assert rows["Technical importance T: Σ raw weight × relation"][:2] == [178.9, 182.7]
    assert rows["Rank"] == [2, 1, 3, 4, 6, 7, 7, 5, 9]
    assert rows["Order-to-dock lead time, h"] == [None, "+", "−−", "−", None, None, None, None, "−−"]
    assert "Short or late: told at once, with a date (Finding 1)" in [cell.value for cell in sheet["B"]]


def test_grids_stand_in_the_cells_with_their_signs(tmp_path: Path) -> None:
    book, _charts = written(tmp_path, blocks.pugh(), blocks.morphological(), blocks_people.contact_map())
    pugh, _list, chosen, _list_2, contacts, _list_3 = book.worksheets[:6]
    assert [cell.value for cell in pugh[6]] == ["Lead time", "weight 5", "S", "+", "+", "−"]
    assert pugh.freeze_panes == "C6"
    assert [cell.value for cell in pugh[12]][2:] == ["0", "+5", "+4", "−3"]
    assert pugh["D12"].border.left.style == "medium", "the winner is framed"
    struck = [cell.value for row in chosen.iter_rows() for cell in row if cell.font.strike]
    assert struck == ["Courier, parcel by parcel"]
    assert {cell.alignment.textRotation for cell in contacts[4][2:]} == {90}
    said = {cell.value for row in contacts.iter_rows() for cell in row if cell.value}
    assert {"●", "✕", "Logistics", "✕  lost"} <= said


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_hostile_names_stay_texts_in_cells_and_labels(tmp_path: Path, language: str) -> None:
    """Every text begins like a formula; chart labels take such a text from its cell."""
    formula = '=HYPERLINK("http://x.example")'
    made = [block_with(nasty(make()), formula) for make in SAMPLES.values()]
    points = tuple(point.model_copy(update={"label": formula}) for point in matrix(4).series[0].points)
    figure = matrix(4)
    figure = figure.model_copy(update={"series": (figure.series[0].model_copy(update={"points": points}),)})
    book, charts = written(tmp_path, *made, figure, control(name="=1+1"), histogram(), language=language)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell for cell in cells if cell.value == formula]
    for chart in charts:
        references = [one.text or "" for one in chart.iter(f"{C}f")]
        assert references
        assert [text for text in references if not REFERENCE.fullmatch(text)] == []


def block_with(block: Picture, text: str) -> Picture:
    return block.model_validate(block.model_dump() | {"title": text, "subtitle": text})
