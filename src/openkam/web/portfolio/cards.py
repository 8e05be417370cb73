"""The pictures at the head of the portfolio page: five periods, whale curve, value quadrant, concentration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from openkam.core.blocks import Figure, Note
from openkam.core.numbers import format_compact, format_number
from openkam.tools.define import value_quadrant
from openkam.tools.define.portfolio.figures import columns_figure, concentration_figure, whale_figure
from openkam.tools.define.portfolio.findings import concentration_title, headline
from openkam.tools.define.portfolio.notes import notes
from openkam.tools.define.portfolio.result import PeriodResult, PortfolioResult
from openkam.tools.define.portfolio.wording import bottom_line, months_text
from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.web.portfolio import drawing
from openkam.web.portfolio.scene import Scene


@dataclass(frozen=True)
class Cell:
    """One figure of the five-column table, written; `unknown` where the books cannot say it."""

    text: str
    negative: bool = False
    period: str = ""
    css: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the five-column table."""

    label: str
    measure: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class FiveColumns:
    """The picture and the table of the periods."""

    title: str
    scope: str
    bottom_line: str
    columns: tuple[drawing.Column, ...]
    net_base: float
    unit: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Box:
    """One box of the quadrant: a link to its accounts."""

    key: str
    label: str
    accounts: int
    profit: str
    negative: bool


@dataclass(frozen=True)
class Cards:
    """Everything above the table, in one language."""

    headline: str
    five: FiveColumns
    whale: Figure | None
    quadrant: Figure | None
    boxes: tuple[Box, ...]
    earning: int
    losing: int
    concentration: str
    concentration_detail: str
    notes: tuple[Note, ...]
    measure: str
    """`margin` or `net` as the pictures have it; empty where there are no cost pools and so no choice."""


def scope_text(result: PortfolioResult) -> str:
    """What the partial and the proposed periods are, in one line."""
    parts = []
    for period in result.periods:
        if period.partial:
            parts.append(
                _("{period} holds {months} and is not compared as a whole year").format(
                    period=period.label, months=months_text(period.months_covered)
                )
            )
    ahead = [period.label for period in result.periods if period.kind == "proposed"]
    if ahead:
        parts.append(_("{first} to {last} proposed from monthly history").format(first=ahead[0], last=ahead[-1]))
    return " · ".join(parts)


def _css(period: PeriodResult, now: str) -> str:
    return "f" if period.kind == "proposed" else "now" if period.label == now else ""


def _money_cell(value: Decimal | None, period: PeriodResult, now: str, factor: int) -> Cell:
    if value is None:
        return Cell(_("unknown"), period=period.label, css=_css(period, now))
    amount = float(value) / factor
    text = format_number(amount)
    return Cell(text, negative=amount < 0 and text[:1] == "\N{MINUS SIGN}", period=period.label, css=_css(period, now))


def five_columns(result: PortfolioResult, now: str) -> FiveColumns:
    """The five columns of `result`; amounts in thousands where they are large."""
    largest = max((abs(float(period.figures.revenue)) for period in result.periods), default=0.0)
    factor = 1000 if largest >= 100_000 else 1
    unit = _("{currency}, thousands").format(currency=result.currency) if factor > 1 else result.currency
    rows: list[tuple[str, str, list[Decimal | None]]] = [
        (_("Revenue"), "revenue", [period.figures.revenue for period in result.periods]),
        (_("− Direct costs"), "direct", [period.figures.direct_cost for period in result.periods]),
        (_("− Cost-to-serve"), "indirect", [period.figures.indirect_cost for period in result.periods]),
        (bottom_line(result), "net", [period.figures.net_income for period in result.periods]),
    ]
    if result.before_indirect:
        del rows[2]
    else:
        margins = [
            None if one.figures.direct_cost is None else one.figures.revenue - one.figures.direct_cost
            for one in result.periods
        ]
        rows.insert(2, (_("Margin"), "margin", margins))
    lines = tuple(
        Line(
            label,
            measure,
            tuple(
                _money_cell(value, period, now, factor) for value, period in zip(values, result.periods, strict=True)
            ),
            is_total=measure == "net",
        )
        for label, measure, values in rows
    )
    net = [None if one.figures.net_income is None else float(one.figures.net_income) for one in result.periods]
    title = columns_figure(result).title if result.periods else headline(result)
    return FiveColumns(
        title, scope_text(result), bottom_line(result), _columns(result, now, net), drawing.net_base(net), unit, lines
    )


def _columns(result: PortfolioResult, now: str, net: list[float | None]) -> tuple[drawing.Column, ...]:
    largest = max((float(period.figures.revenue) for period in result.periods), default=0.0)
    out = []
    for at, period in enumerate(result.periods):
        x = drawing.PLOT_LEFT + 8 + at * drawing.PLOT_STEP
        revenue, top = drawing.revenue_bar(x, float(period.figures.revenue), largest)
        inside = ""
        if period.partial:
            inside = _("{months} mo").format(months=period.months_covered)
        elif period.kind == "proposed":
            inside = _("prop.")
        out.append(
            drawing.Column(
                label=period.label,
                x=x + drawing.BAR / 2,
                kind="ahead" if period.kind == "proposed" else "now" if period.label == now else "past",
                revenue=revenue,
                revenue_y=top - 5,
                revenue_text=format_compact(period.figures.revenue),
                net=drawing.net_bar(x, net[at], net),
                net_is_negative=(net[at] or 0) < 0,
                whole=drawing.whole_column(x),
                inside=inside if drawing.REVENUE_BASE - top > 16 else "",
            )
        )
    return tuple(out)


def quadrant_figure(scene: Scene) -> Figure | None:
    """The customer value quadrant of the scene, or None where no profit is known."""
    blocks = value_quadrant.TOOL.report(scene.quadrant)
    return next((block for block in blocks if isinstance(block, Figure)), None)


def _boxes(scene: Scene) -> tuple[Box, ...]:
    labels = {
        "high_high": _("High sales, high profit"),
        "high_low": _("High sales, low profit"),
        "low_high": _("Low sales, high profit"),
        "low_low": _("Low sales, low profit"),
    }
    sums = {box.box: box for box in scene.quadrant.boxes}
    order = ("low_high", "high_high", "low_low", "high_low")
    return tuple(
        Box(key, labels[key], sums[key].accounts, format_compact(sums[key].profit), sums[key].profit < 0)
        for key in order
        if key in BOXES
    )


def _without_points(figure: Figure | None) -> Figure | None:
    """Only what the page writes; the picture itself is fetched after the first paint."""
    if figure is None:
        return None
    empty = figure.table.model_copy(update={"rows": ()})
    return figure.model_copy(update={"series": (), "table": empty})


def said_of(remarks: Sequence[Note], pictured: Sequence[Note]) -> tuple[Note, ...]:
    """`remarks`, but about the whale curve what holds by the measure that the picture has."""
    about_whale = [note for note in pictured if note.id == "whale"]
    return (*(note for note in remarks if note.id != "whale"), *about_whale)


def build(scene: Scene) -> Cards:
    """The cards of a scene in the active language."""
    result, base = scene.result, scene.base_result
    concentration = result.concentration
    known = concentration.top20_revenue_share_pct is not None
    return Cards(
        headline=headline(result),
        five=five_columns(result, scene.frame.this_year),
        whale=_without_points(whale_figure(base)),
        quadrant=_without_points(quadrant_figure(scene)),
        boxes=_boxes(scene),
        earning=base.whale.accounts_at_peak,
        losing=base.whale.unprofitable,
        concentration=concentration_title(result) if known else "",
        concentration_detail=_("HHI {hhi} of 10,000, as concentrated as {number} equal accounts").format(
            hhi=format_number(concentration.hhi, 1), number=format_number(concentration.effective_number, 0)
        )
        if known
        else "",
        notes=said_of(notes(result), notes(base)),
        measure=scene.measure if scene.frame.pool_names else "",
    )


def _whale(scene: Scene) -> Figure | None:
    return whale_figure(scene.named_base)


def _concentration(scene: Scene) -> Figure | None:
    return concentration_figure(scene.named_base)


FIGURES: dict[str, Callable[[Scene], Figure | None]] = {
    "whale": _whale,
    "quadrant": quadrant_figure,
    "concentration": _concentration,
}
"""The pictures that are fetched after the first paint, by the id that their address ends with."""
