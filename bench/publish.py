"""How long a deck, a workbook and a chart's JSON take, as ratios to the bare libraries in the same run.

    python -m bench publish

The deck is compared with python-pptx drawing the same number of plain default charts and tables; the workbook with
XlsxWriter writing the same cells without any format.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from xlsxwriter import Workbook

from openkam.core.blocks import Axis, Column, Figure, Line, Point, Region, Series, Table
from openkam.publish.deck import Slide, build_deck
from openkam.publish.echarts import option
from openkam.publish.workbook import build_workbook

RUNS = 3
SHEET_ROWS = 20_000
LABELS = ("FY18", "FY19", "FY20", "FY21", "FY22")


def best(work: Callable[[], object]) -> float:
    """The smallest of a few times, since noise only adds."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def table(rows: int) -> Table:
    """Accounts with five amounts each."""
    pick = random.Random(20)
    columns = (Column(key="name", label="Account"), *(Column(key=one, label=one, kind="money") for one in LABELS))
    made = tuple((f"Account {at}", *(round(pick.uniform(-1e5, 1e6), 2) for _label in LABELS)) for at in range(rows))
    return Table(id="t", title="Accounts", columns=columns, rows=made)


def bars() -> Figure:
    """Five periods, two of them proposed."""
    series = Series(
        key="r",
        label="Revenue",
        form="bar",
        values=(1e6, 2e6, 3e6, 3.5e6, 4e6),
        proposed=(False, False, False, True, True),
    )
    axis = Axis(label="Year", scale="category")
    amount = Axis(label="USD", kind="money")
    return Figure(
        id="b",
        kind="bars",
        title="Bars",
        subtitle="",
        x=axis,
        y=amount,
        categories=LABELS,
        series=(series,),
        table=table(4),
    )


def cloud(count: int) -> Figure:
    """A value quadrant of so many accounts."""
    pick = random.Random(21)
    points = tuple(
        Point(x=10 ** pick.uniform(2, 6), y=pick.uniform(-5e4, 5e4), label=f"Account {at}", id=str(at))
        for at in range(count)
    )
    return Figure(
        id="q",
        kind="quadrant",
        title="Quadrant",
        subtitle="",
        x=Axis(label="Sales", scale="log", kind="money"),
        y=Axis(label="Profit", scale="symlog", kind="money"),
        series=(Series(key="a", label="Accounts", form="points", points=points),),
        lines=(Line(axis="x", value=1e4, label="median"), Line(axis="y", value=0, label="median")),
        regions=(Region(key="hl", label="High sales, low profit", x0=1e4, y1=0, tone="neg"),),
        table=table(4),
    )


def our_deck(folder: Path) -> None:
    """Twenty slides: ten charts and ten tables."""
    slides = [Slide(f"Chart {at}", (bars(),)) for at in range(10)] + [
        Slide(f"Table {at}", (table(14),)) for at in range(10)
    ]
    build_deck(folder / "ours.pptx", slides, language="zh-Hant", title="Bench", footnote="Snapshot 1")


def bare_deck(folder: Path) -> None:
    """The same with python-pptx alone, without fonts, colours, footnotes or notes."""
    made = Presentation()
    box = (Inches(1), Inches(1), Inches(8), Inches(5))
    rows = table(14).rows
    for at in range(20):
        slide = made.slides.add_slide(made.slide_layouts[5])
        if at < 10:
            data: Any = CategoryChartData()  # type: ignore[no-untyped-call] # python-pptx has no types here
            data.categories = LABELS
            data.add_series("Revenue", (1e6, 2e6, 3e6, 3.5e6, 4e6))
            slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
            continue
        grid = slide.shapes.add_table(15, 6, *box).table
        for down, row in enumerate(rows, start=1):
            for across, value in enumerate(row):
                grid.cell(down, across).text = str(value)
    made.save(str(folder / "bare.pptx"))


def bare_book(folder: Path, rows: tuple[tuple[object, ...], ...]) -> None:
    """The same cells with XlsxWriter alone."""
    with Workbook(str(folder / "bare.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for down, row in enumerate(rows):
            sheet.write_row(down, 0, row)


def main() -> None:
    """Print the times and their ratios as JSON."""
    big, points = table(SHEET_ROWS), cloud(10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deck, bare = best(lambda: our_deck(folder)), best(lambda: bare_deck(folder))
        book = best(lambda: build_workbook(folder / "o.xlsx", [("A", (big,))], language="en", title="Bench"))
        plain = best(lambda: bare_book(folder, big.rows))
    drawn = best(lambda: json.dumps(option(points, language="en")))
    answer = {
        "deck_20_slides_s": round(deck, 3),
        "deck_to_bare_python_pptx": round(deck / bare, 2),
        f"workbook_{SHEET_ROWS}_rows_s": round(book, 2),
        "workbook_to_bare_xlsxwriter": round(book / plain, 2),
        "quadrant_10000_points_json_s": round(drawn, 3),
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
