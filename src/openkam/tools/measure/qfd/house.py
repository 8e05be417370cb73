"""The house as a picture: what stands in it, never where."""

from __future__ import annotations

from openkam.core.blocks import House, Value
from openkam.core.diagrams import HouseColumn, HouseLine, HouseNeed, PlanningColumn, Relation, RoofPair
from openkam.core.i18n import gettext as _
from openkam.core.nouns import Ctq
from openkam.core.numbers import format_as_typed, format_number
from openkam.tools.measure.qfd.checks import placed
from openkam.tools.measure.qfd.result import ColumnResult, NeedResult, QfdResult
from openkam.tools.measure.qfd.tables import relations_table
from openkam.tools.measure.qfd.words import target_text, weight_name

MOST_DRAWN = 60
"""So many rows and columns are drawn: the heaviest, in their own order."""


def house(result: QfdResult, title: str) -> House:
    """The house of `result` under its finding; numbers of findings stand at their rows, columns and pairs."""
    needs, columns = _drawn_needs(result), _drawn_columns(result)
    need_numbers, ctq_numbers, pair_numbers = placed(result.findings)
    shown_needs, shown_ctqs = {row.id for row in needs}, {column.id for column, _ctq in columns}
    planning = _planning(result)
    return House(
        id="qfd-house",
        title=title,
        subtitle=_("House of quality: {needs} needs × {ctqs} CTQs; T = Σ w × relation, w = {weight}").format(
            needs=format_number(len(result.needs)), ctqs=format_number(len(result.columns)), weight=weight_name(result)
        ),
        note=_left_out(result),
        table=relations_table(result),
        needs=tuple(
            HouseNeed(
                id=row.id,
                label=row.name,
                group=row.group,
                planning=_planning_values(result, row),
                finding=need_numbers.get(row.id),
            )
            for row in needs
        ),
        ctqs=tuple(_column(column, ctq, ctq_numbers.get(column.id)) for column, ctq in columns),
        planning=planning,
        planning_label=_("raw weight = importance × improvement ratio × sales point"),
        planning_total=_planning_total(result, len(planning)),
        relations=tuple(
            Relation(need=cell.need, ctq=cell.ctq, value=cell.value)
            for cell in result.relations
            if cell.value and cell.need in shown_needs and cell.ctq in shown_ctqs
        ),
        roof=tuple(
            RoofPair(
                one=pair.one,
                other=pair.other,
                value=pair.value,
                finding=pair_numbers.get(frozenset((pair.one, pair.other))),
            )
            for pair in result.roof
            if pair.value and {pair.one, pair.other} <= shown_ctqs
        ),
        lines=_lines(result, columns),
    )


def _drawn_needs(result: QfdResult) -> list[NeedResult]:
    heaviest = sorted(result.needs, key=lambda row: -(row.weight or 0.0))[:MOST_DRAWN]
    kept = {row.id for row in heaviest}
    return [row for row in result.needs if row.id in kept]


def _drawn_columns(result: QfdResult) -> list[tuple[ColumnResult, Ctq]]:
    kept = {column.id for column in sorted(result.columns, key=lambda column: column.rank)[:MOST_DRAWN]}
    both = zip(result.columns, result.ctqs, strict=True)
    return [(column, ctq) for column, ctq in both if column.id in kept]


def _left_out(result: QfdResult) -> str:
    if max(len(result.needs), len(result.columns)) <= MOST_DRAWN:
        return ""
    text = _("The picture shows the {count} heaviest needs and CTQs at most; the tables have them all.")
    return text.format(count=format_number(MOST_DRAWN))


def _column(column: ColumnResult, ctq: Ctq, number: int | None) -> HouseColumn:
    return HouseColumn(
        id=column.id,
        label=column.name,
        unit=ctq.unit,
        direction=ctq.direction,
        empty=not column.nines + column.threes + column.ones,
        finding=number,
    )


def _has_kano(result: QfdResult) -> bool:
    return any(row.kano for row in result.needs)


def _has_ratings(result: QfdResult) -> bool:
    return any(row.current is not None or row.goal is not None or any(row.ratings) for row in result.needs)


def _planning(result: QfdResult) -> tuple[PlanningColumn, ...]:
    columns = [PlanningColumn(label=_("Importance"))]
    if _has_kano(result):
        columns.append(PlanningColumn(label=_("Kano category"), kind="text"))
    if _has_ratings(result):
        columns += [
            PlanningColumn(label=_("Us now")),
            *(PlanningColumn(label=rival.name) for rival in result.competitors),
            PlanningColumn(label=_("Goal")),
            PlanningColumn(label=_("Improvement ratio"), decimals=2),
        ]
    return (
        *columns,
        PlanningColumn(label=_("Sales point"), decimals=1),
        PlanningColumn(label=_("Raw weight"), decimals=1),
        PlanningColumn(label=_("Weight"), unit="%", kind="percent", decimals=1, bar=True),
    )


def _planning_values(result: QfdResult, row: NeedResult) -> tuple[Value, ...]:
    values: list[Value] = [row.importance]
    if _has_kano(result):
        values.append(row.kano)
    if _has_ratings(result):
        values += [row.current, *row.ratings, row.goal, row.improvement_ratio]
    return (*values, row.sales_point, row.raw_weight, row.weight_pct)


def _planning_total(result: QfdResult, width: int) -> tuple[Value, ...]:
    raw = sum(row.raw_weight for row in result.needs if row.raw_weight is not None)
    shares = [row.weight_pct for row in result.needs if row.weight_pct is not None]
    return (*[None] * (width - 2), raw, sum(shares) if shares else None)


def _lines(result: QfdResult, both: list[tuple[ColumnResult, Ctq]]) -> tuple[HouseLine, ...]:
    columns = [column for column, _ctq in both]
    strong = tuple(column.leader for column in columns)
    lines = [
        HouseLine(
            key="importance",
            label=_("Technical importance T"),
            detail=_("Σ {weight} × relation").format(weight=weight_name(result)),
            values=tuple(column.importance for column in columns),
            decimals=3 if result.weights == "relative_weight" else 1,
            bars=True,
            strong=strong,
        ),
        HouseLine(
            key="relative",
            label=_("Relative"),
            values=tuple(column.relative_pct for column in columns),
            kind="percent",
            decimals=1,
        ),
        HouseLine(
            key="rank",
            label=_("Rank"),
            values=tuple(column.rank for column in columns),
            kind="integer",
            strong=strong,
        ),
        _texts("target", _("Target"), [target_text(ctq) for _column, ctq in both]),
    ]
    if any(column.baseline is not None for column in columns):
        lines.append(_texts("baseline", _("Baseline"), [format_as_typed(column.baseline) for column in columns]))
    for at, rival in enumerate(result.competitors):
        if any(column.benchmarks[at] is not None for column in columns):
            values = [format_as_typed(column.benchmarks[at]) for column in columns]
            lines.append(_texts(f"benchmark-{rival.id}", rival.name, values))
    if any(column.difficulty is not None for column in columns):
        lines.append(_texts("difficulty", _("Difficulty"), [format_as_typed(column.difficulty) for column in columns]))
    return tuple(lines)


def _texts(key: str, label: str, values: list[str]) -> HouseLine:
    return HouseLine(key=key, label=label, values=tuple(values), kind="text")
