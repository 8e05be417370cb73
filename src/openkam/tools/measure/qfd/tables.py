"""The house as tables: relations, planning matrix, CTQs, findings, what is in order, normalisations."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.core.nouns import DIRECTIONS
from openkam.tools.measure.qfd.result import QfdResult
from openkam.tools.measure.qfd.words import finding_advice, finding_texts, target_text, weight_name


def relations_table(result: QfdResult) -> Table:
    """Needs × CTQs with the weight that was used; the last line is T."""
    decimals = 3 if result.weights == "relative_weight" else 1
    columns = (
        Column(key="need", label=_("Need")),
        Column(
            key="weight", label=_("w: {weight}").format(weight=weight_name(result)), kind="number", decimals=decimals
        ),
        *(
            Column(key=f"ctq-{at}", label=column.name, kind="number", unit=ctq.unit)
            for at, (column, ctq) in enumerate(zip(result.columns, result.ctqs, strict=True))
        ),
    )
    at = {column.id: place for place, column in enumerate(result.columns)}
    cells: dict[str, list[Value]] = {row.id: [None] * len(at) for row in result.needs}
    for cell in result.relations:
        cells[cell.need][at[cell.ctq]] = cell.value
    return Table(
        id="qfd-relations",
        title=_("Relations of needs and CTQs"),
        subtitle=_("9 strong, 3 medium, 1 weak; last line: technical importance T"),
        columns=columns,
        rows=tuple((row.name, row.weight, *cells[row.id]) for row in result.needs),
        total=(_("Technical importance T"), result.total_weight, *(column.importance for column in result.columns)),
        links=tuple(row.id for row in result.needs),
    )


def planning_table(result: QfdResult) -> Table:
    """How the weight of each need is made."""
    columns = (
        Column(key="need", label=_("Need")),
        Column(key="group", label=_("Group")),
        Column(key="kano", label=_("Kano category")),
        Column(key="importance", label=_("Importance"), kind="number", decimals=1),
        Column(key="current", label=_("Us now"), kind="number", decimals=1),
        *(
            Column(key=f"rival-{at}", label=rival.name, kind="number", decimals=1)
            for at, rival in enumerate(result.competitors)
        ),
        Column(key="goal", label=_("Goal"), kind="number", decimals=1),
        Column(key="ratio", label=_("Improvement ratio"), kind="number", decimals=2),
        Column(key="sales_point", label=_("Sales point"), kind="number", decimals=1),
        Column(key="raw", label=_("Raw weight"), kind="number", decimals=1),
        Column(key="share", label=_("Weight"), kind="percent", unit="%", decimals=1),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            row.group,
            row.kano or "",
            row.importance,
            row.current,
            *row.ratings,
            row.goal,
            row.improvement_ratio,
            row.sales_point,
            row.raw_weight,
            row.weight_pct,
        )
        for row in result.needs
    )
    return Table(
        id="qfd-planning",
        title=_("Planning matrix"),
        columns=columns,
        rows=rows,
        links=tuple(row.id for row in result.needs),
    )


def ctqs_table(result: QfdResult) -> Table:
    """Every CTQ with its importance, target, measurements and difficulty; the most important first."""
    columns = (
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="ctq", label=_("CTQ")),
        Column(key="unit", label=_("Unit")),
        Column(key="direction", label=_("Better when")),
        Column(
            key="importance",
            label=_("Technical importance T"),
            kind="number",
            decimals=3 if result.weights == "relative_weight" else 1,
        ),
        Column(key="relative", label=_("Relative"), kind="percent", unit="%", decimals=1),
        Column(key="target", label=_("Target")),
        Column(key="baseline", label=_("Baseline"), kind="number", decimals=2),
        *(
            Column(key=f"rival-{at}", label=rival.name, kind="number", decimals=2)
            for at, rival in enumerate(result.competitors)
        ),
        Column(key="ratio", label=_("Improvement ratio"), kind="number", decimals=2),
        Column(key="priority", label=_("Competitive priority"), kind="number", decimals=4),
        Column(key="difficulty", label=_("Difficulty"), kind="number", decimals=1),
    )
    both = sorted(zip(result.columns, result.ctqs, strict=True), key=lambda pair: pair[0].rank)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            column.rank,
            column.name,
            ctq.unit,
            str(DIRECTIONS[ctq.direction]),
            column.importance,
            column.relative_pct,
            target_text(ctq),
            column.baseline,
            *column.benchmarks,
            column.improvement_ratio,
            column.competitive_priority,
            column.difficulty,
        )
        for column, ctq in both
    )
    return Table(
        id="qfd-ctqs",
        title=_("CTQs by importance"),
        columns=columns,
        rows=rows,
        links=tuple(column.id for column, _ctq in both),
    )


def findings_table(result: QfdResult) -> Table:
    """Every numbered finding with what to do about it."""
    columns = (
        Column(key="number", label=_("No."), kind="integer"),
        Column(key="finding", label=_("Finding")),
        Column(key="advice", label=_("What to do")),
    )
    return Table(
        id="qfd-findings",
        title=_("Findings"),
        subtitle=_("The numbers stand at their places in the house"),
        columns=columns,
        rows=tuple(
            (one.number, text, finding_advice(one))
            for one, text in zip(result.findings, finding_texts(result), strict=True)
        ),
        links=tuple(one.need or one.ctq for one in result.findings),
    )


def order_table(result: QfdResult) -> Table:
    """How much of the house is in order."""
    columns = (
        Column(key="check", label=_("Check")),
        Column(key="count", label=_("In order"), kind="integer"),
        Column(key="total", label=_("Of"), kind="integer"),
    )
    used = [column for column in result.columns if column.nines + column.threes + column.ones]
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Needs with a 9"), sum(bool(row.nines) for row in result.needs), len(result.needs)),
        (_("CTQs that serve a need"), len(used), len(result.columns)),
        (_("Used CTQs with a 9"), sum(bool(column.nines) for column in used), len(used)),
        (_("CTQs with a target"), sum(ctq.target is not None for ctq in result.ctqs), len(result.ctqs)),
    )
    return Table(id="qfd-order", title=_("In order"), columns=columns, rows=rows)


def normalised_table(result: QfdResult) -> Table:
    """Importance and rank as they are and after each normalisation that was asked for."""
    names = {"lyman": _("Lyman"), "wasserman": _("Wasserman")}
    columns = [
        Column(key="ctq", label=_("CTQ")),
        Column(key="plain", label=_("Relative"), kind="percent", unit="%", decimals=1),
        Column(key="rank", label=_("Rank"), kind="integer"),
    ]
    for made in result.normalised:
        columns += [
            Column(key=made.method, label=names[made.method], kind="percent", unit="%", decimals=1),
            Column(
                key=f"{made.method}-rank", label=_("Rank by {method}").format(method=names[made.method]), kind="integer"
            ),
        ]
    rows: list[tuple[Value, ...]] = []
    for at, column in enumerate(result.columns):
        cells: list[Value] = [column.name, column.relative_pct, column.rank]
        for made in result.normalised:
            cells += [100 * made.importance[at], made.ranks[at]]
        rows.append(tuple(cells))
    return Table(
        id="qfd-normalised",
        title=_("Importance with normalised relations"),
        columns=tuple(columns),
        rows=tuple(rows),
        links=tuple(column.id for column in result.columns),
    )
