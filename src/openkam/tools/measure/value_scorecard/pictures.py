"""The value map and the bars of what each need adds or costs."""

from __future__ import annotations

from openkam.core.blocks import Axis, Column, Figure, Line, Point, Series, Table, Tone, Value
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.measure.value_scorecard.inputs import Position, ScorecardResult
from openkam.tools.measure.value_scorecard.wording import our_name, place_sentence, quality_sentence, reference_name

PARITY = 100.0
BARS_AT_MOST = 30
"""More bars than this cannot be read; the profile table holds them all."""
MARGIN = 5.0
"""Points of quality (or price) by which the field of the map reaches beyond the outermost supplier."""


def value_map(result: ScorecardResult) -> Figure:
    """Relative quality to the right, relative price upward; below the line the customer gets more than he pays for."""
    placed = [row for row in result.them if row.quality is not None and row.price is not None]
    return Figure(
        id="scorecard-map",
        kind="value_map",
        title=place_sentence(result),
        subtitle=_("Value map, 100 = {reference}; below the line is better value").format(
            reference=reference_name(result)
        ),
        x=Axis(label=_("Relative quality"), kind="number"),
        y=Axis(label=_("Relative price"), kind="number"),
        series=(
            Series(key="ours", label=our_name(result), form="points", points=(_point(result, result.us),), tone="ours"),
            Series(
                key="theirs",
                label=_("Rivals"),
                form="points",
                points=tuple(_point(result, row) for row in placed),
                tone="theirs",
            ),
            Series(key="fair", label=_("Fair-value line"), form="line", points=_fair_line(result, placed), tone="mark"),
        ),
        lines=(
            Line(axis="x", value=PARITY, label=_("parity of quality")),
            Line(axis="y", value=PARITY, label=_("parity of price")),
        ),
        table=_map_table(result),
    )


def _point(result: ScorecardResult, row: Position) -> Point:
    ours = row is result.us
    return Point(
        x=row.quality or 0,
        y=row.price or 0,
        label=our_name(result) if ours else row.name,
        id=row.id,
        tone="ours" if ours else "theirs",
    )


def _fair_line(result: ScorecardResult, placed: list[Position]) -> tuple[Point, Point]:
    """Two points of the line, at the edge of the field in which the suppliers stand; steep or flat, it widens none."""
    shown = [result.us, *placed]
    left, right = _reach([row.quality for row in shown])
    bottom, top = _reach([row.price for row in shown])
    if result.slope is None:
        return Point(x=PARITY, y=bottom), Point(x=PARITY, y=top)
    if result.slope > 0:
        left = max(left, PARITY + (bottom - PARITY) / result.slope)
        right = min(right, PARITY + (top - PARITY) / result.slope)
    return (
        Point(x=left, y=PARITY + result.slope * (left - PARITY)),
        Point(x=right, y=PARITY + result.slope * (right - PARITY)),
    )


def _reach(values: list[float | None]) -> tuple[float, float]:
    """From below the lowest to above the highest, parity always inside."""
    known = [PARITY, *(value for value in values if value is not None)]
    return min(known) - MARGIN, max(known) + MARGIN


def _map_table(result: ScorecardResult) -> Table:
    columns = (
        Column(key="supplier", label=_("Supplier")),
        Column(key="quality", label=_("Relative quality"), kind="number", decimals=2),
        Column(key="price", label=_("Relative price"), kind="number", decimals=2),
        Column(key="fair", label=_("Fair price"), kind="number", decimals=2),
        Column(key="surplus", label=_("Fair price − price"), kind="number", decimals=2),
        Column(key="distance", label=_("Distance to the line"), kind="number", decimals=2),
        Column(key="side", label=_("Value for money")),
    )
    sides = {"better": _("better than fair"), "fair": _("fair"), "worse": _("worse than fair"), None: ""}
    rows: list[tuple[Value, ...]] = [
        (
            our_name(result) if row is result.us else row.name,
            row.quality,
            row.price,
            row.fair_price,
            row.surplus,
            row.distance,
            sides[row.side],
        )
        for row in (result.us, *result.them)
    ]
    return Table(id="scorecard-map-table", title=_("Suppliers on the value map"), columns=columns, rows=tuple(rows))


def gaps(result: ScorecardResult) -> Figure:
    """Points of quality that each need adds or costs, the largest first."""
    known = [line for line in result.quality.lines if line.points is not None]
    known.sort(key=lambda line: (-abs(line.points or 0), line.id))
    shown = known[:BARS_AT_MOST]
    note = ""
    if len(shown) < len(known):
        text = _("The {shown} needs with the largest gaps of {all} are drawn; the table holds all.")
        note = text.format(shown=format_number(len(shown)), all=format_number(len(known)))
    tone: Tone = "ours"
    rows: tuple[tuple[Value, ...], ...] = tuple((line.name, line.weight_pct, line.ratio, line.points) for line in known)
    return Figure(
        id="scorecard-gaps",
        kind="bars",
        title=quality_sentence(result.quality.index or PARITY),
        subtitle=_("Points of quality that each need adds or costs: weight × (ratio − 1)"),
        x=Axis(label=_("Need"), scale="category"),
        y=Axis(label=_("Points"), kind="number"),
        categories=tuple(line.name for line in shown),
        series=(
            Series(key="points", label=_("Points"), form="bar", values=tuple(line.points for line in shown), tone=tone),
        ),
        note=note,
        table=Table(
            id="scorecard-gaps-table",
            title=_("What each need adds or costs"),
            columns=(
                Column(key="need", label=_("Need")),
                Column(key="weight", label=_("Weight"), kind="percent", unit="%", decimals=1),
                Column(key="ratio", label=_("Ratio ours ÷ reference"), kind="ratio", decimals=3),
                Column(key="points", label=_("Points"), kind="number", decimals=2),
            ),
            rows=rows,
        ),
    )
