"""The parts of native charts that python-pptx leaves to XML: fonts, inner plot layout, intervals, point labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any, Final

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from xlsxwriter import Workbook

from openkam.core.blocks import Kind
from openkam.core.i18n import language
from openkam.publish.deck.words import Type, set_properties
from openkam.publish.text import one_line
from openkam.publish.theme import light

_CHART: Final = nsdecls("c", "a")
_NO_GUESSING: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class _SafeSheet:
    """The workbook inside a chart, in which a name that begins with `=` stays a name."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Any:
        book = Workbook(xlsx_file, _NO_GUESSING)
        yield book, book.add_worksheet()
        book.close()


class _SafeCategorySheet(_SafeSheet, CategoryWorkbookWriter):
    pass


class _SafeXySheet(_SafeSheet, XyWorkbookWriter):
    pass


class _SafeCategoryData(CategoryChartData):
    """Category data whose embedded workbook holds no formula."""

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _SafeCategorySheet
        return writer(self)


class _SafeXyData(XyChartData):
    """Point data whose embedded workbook holds no formula."""

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _SafeXySheet
        return writer(self)


def category_data() -> Any:
    """Empty data over categories."""
    made: Any = _SafeCategoryData
    return made(number_format="General")


def point_data() -> Any:
    """Empty data of free points."""
    made: Any = _SafeXyData
    return made(number_format="General")


def _units() -> tuple[str, str, str]:
    """Names of a thousand million, a million and a thousand: Office can divide by thousands only."""
    return {"zh-Hant": ("十億", "百萬", "千"), "zh-Hans": ("十亿", "百万", "千")}.get(language(), ("B", "M", "k"))


def value_format(largest: float, kind: Kind, *, step: float | None = None) -> str:
    """An Office number format that shortens values as the reader's language does; true minus for losses.

    With the `step` of an axis there are as many decimals as tell its ticks: 0.25k, 0.5k, never 0.3k for 250.
    """
    if kind == "percent":
        return '0"%";−0"%"' if language().startswith("zh") else '0" %";−0" %"'
    for size, scale, unit in zip((1e9, 1e6, 1e3), (",,,", ",,", ","), _units(), strict=True):
        if largest >= size:
            places = _tick_places(step / size) if step else "0.0" if largest < 100 * size else "0"
            return f'{places}{scale}"{unit}";−{places}{scale}"{unit}";0'
    whole = largest >= 20 or kind == "integer"
    return "#,##0;−#,##0" if whole else "0.0##;−0.0##;0"


def _tick_places(step: float) -> str:
    """The fewest decimals that tell multiples of `step`, three at most."""
    count = next((count for count in range(3) if math.isclose(step, round(step, count), abs_tol=1e-9)), 3)
    return "0." + "0" * count if count else "0"


def label_format(values: Sequence[float], kind: Kind) -> str:
    """Like `value_format`, for labels that stand alone: small values beside large ones keep their digits."""
    sizes = [abs(value) for value in values if value]
    largest = max(sizes, default=0.0)
    fine = min(sizes, default=0.0) < 1e6 and largest < 1e8
    if kind in ("money", "number") and largest >= 1e6 and fine:
        return f'#,##0,"{_units()[2]}";−#,##0,"{_units()[2]}";0'
    return value_format(largest, kind)


def log_format() -> str:
    """A number format for the powers of ten of a logarithmic axis."""
    if language().startswith("zh"):
        return "#,##0"
    _billion, million, thousand = _units()
    return f'[>=1000000]0,,"{million}";[>=1000]0,"{thousand}";0.##'


def value_label(series: Any, at: int, position: str, number_format: str, style: Type) -> None:
    """Place the value of one point elsewhere than the others' (`ctr`, `inEnd`, `outEnd`), still bound to the cell."""
    entry = parse_xml(
        f'<c:dLbl {_CHART}><c:idx val="{at}"/><c:numFmt formatCode="" sourceLinked="0"/><c:spPr/>'
        f'<c:dLblPos val="{position}"/>{_shows(True)}</c:dLbl>'
    )
    entry.find(qn("c:numFmt")).set("formatCode", number_format)
    entry.replace(entry.find(qn("c:spPr")), text_properties(style))
    labels = series._element.find(qn("c:dLbls"))
    later = [one for one in labels.findall(qn("c:dLbl")) if int(one.find(qn("c:idx")).get("val")) > at]
    (later[0].addprevious if later else lambda one: labels.insert(len(labels.findall(qn("c:dLbl"))), one))(entry)


def set_fonts(chart: Any, style: Type) -> None:
    """Give all text of a chart its size, colour, both typefaces and language."""
    chart.font.size = None
    properties = chart._chartSpace.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}")
    set_properties(properties, style)


def text_properties(style: Type, *, tag: str = "c:txPr") -> Any:
    """A `c:txPr` of its own for an axis or labels."""
    element = parse_xml(
        f'<{tag} {_CHART}><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr></a:p></{tag}>'
    )
    set_properties(element.find(f".//{qn('a:defRPr')}"), style)
    return element


def axis_name(axis: Any, text: str, style: Type) -> None:
    """Write the name of an axis, its fonts set on the run."""
    frame = axis.axis_title.text_frame
    run = frame.paragraphs[0].add_run()
    run.text = one_line(text)
    set_properties(run._r.get_or_add_rPr(), style)
    title = axis.axis_title._element
    if title.find(qn("c:overlay")) is None:
        title.append(parse_xml(f'<c:overlay {_CHART} val="0"/>'))


def inner_layout(chart: Any, left: float, top: float, wide: float, tall: float) -> None:
    """Pin the plot itself (without labels) to shares of the chart's frame, so that shapes behind it fit exactly."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    parts = "".join(
        f'<c:{name} val="{value}"/>'
        for name, value in (
            ("layoutTarget", "inner"),
            ("xMode", "edge"),
            ("yMode", "edge"),
            ("x", f"{left:.5f}"),
            ("y", f"{top:.5f}"),
            ("w", f"{wide:.5f}"),
            ("h", f"{tall:.5f}"),
        )
    )
    area.insert(0, parse_xml(f"<c:layout {_CHART}><c:manualLayout>{parts}</c:manualLayout></c:layout>"))


def error_bars(
    series: Any, values: Sequence[float | None], low: Sequence[float | None], high: Sequence[float | None]
) -> None:
    """The interval around each value, as native error bars."""
    up, down = [], []
    for at, value in enumerate(values):
        ends = (low[at] if at < len(low) else None, high[at] if at < len(high) else None)
        known = value is not None and ends[0] is not None and ends[1] is not None
        down.append(value - ends[0] if known and value is not None and ends[0] is not None else None)
        up.append(ends[1] - value if known and value is not None and ends[1] is not None else None)
    xml = (
        f'<c:errBars {_CHART}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{_literal(up)}</c:plus><c:minus>{_literal(down)}</c:minus>'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{light("ink-3")}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    place_before(series._element, parse_xml(xml), "c:cat", "c:val", "c:smooth")


def _literal(values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'


def place_before(parent: Any, child: Any, *names: str) -> None:
    """Insert `child` before the first of `names` that is there: the schema fixes the order."""
    for name in names:
        found = parent.find(qn(name))
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)


def point_labels(series: Any, labels: Sequence[tuple[int, str, str, Type]], *before: str) -> None:
    """Name single points: (place, text, position `t b l r`, type); all other points stay without a label."""
    entries = []
    for at, text, position, style in sorted(labels, key=lambda label: label[0]):
        entry = parse_xml(
            f'<c:dLbl {_CHART}><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>'
            f'<a:p><a:r><a:rPr/><a:t/></a:r></a:p></c:rich></c:tx><c:dLblPos val="{position}"/>{_shows(True)}</c:dLbl>'
        )
        entry.find(f".//{qn('a:t')}").text = one_line(text, 80)
        set_properties(entry.find(f".//{qn('a:rPr')}"), style)
        entries.append(entry)
    whole = parse_xml(f"<c:dLbls {_CHART}>{_shows(False)}</c:dLbls>")
    for at, entry in enumerate(entries):
        whole.insert(at, entry)
    place_before(series._element, whole, *before)


def _shows(value: bool) -> str:
    flags = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return "".join(f'<c:show{flag} val="{int(value and flag == "Val")}"/>' for flag in flags)


def tick_skip(axis: Any, skip: int) -> None:
    """Label every `skip`-th category only."""
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        element = parse_xml(f'<{name} {_CHART} val="{max(1, skip)}"/>')
        place_before(axis._element, element, "c:noMultiLvlLbl")


def count_axis(axis: Any, step: int) -> None:
    """Turn a category axis of whole numbers into one on which they stand in proportion, a tick at every `step`.

    Office has no area chart over numbers; a date axis counted in days is one, and is labelled as plain numbers.
    """
    element = axis._element
    for name in ("c:lblAlgn", "c:noMultiLvlLbl"):
        for old in element.findall(qn(name)):
            element.remove(old)
    element.tag = qn("c:dateAx")
    element.find(qn("c:numFmt")).set("formatCode", "0")
    element.find(qn("c:numFmt")).set("sourceLinked", "0")
    element.find(qn("c:auto")).set("val", "0")
    for cached in element.getparent().iterfind(f".//{qn('c:cat')}//{qn('c:formatCode')}"):
        # LibreOffice takes an axis for a date axis only if its numbers look like dates; the sheet keeps them plain.
        cached.text = "yyyy\\-mm\\-dd"
    days = (
        '<c:baseTimeUnit {ns} val="days"/>',
        f'<c:majorUnit {{ns}} val="{step}"/>',
        '<c:majorTimeUnit {ns} val="days"/>',
    )
    for xml in days:
        element.append(parse_xml(xml.format(ns=_CHART)))
