"""The register, the grid, the sources, the failure modes and their bands as tables."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.tools.define.risk.inputs import (
    CLASS_NAMES,
    LEVEL_NAMES,
    PRIORITY_NAMES,
    RESPONSE_NAMES,
    STATUS_NAMES,
    BandInput,
)
from openkam.tools.define.risk.result import RiskResult
from openkam.tools.define.risk.sources import GROUP_NAMES, SOURCE_NAMES


def register_table(result: RiskResult) -> Table:
    """Every risk: the worst class first, in it the largest probability × money; closed ones last."""
    columns = (
        Column(key="event", label=_("Event")),
        Column(key="source", label=_("Source")),
        Column(key="cause", label=_("Cause")),
        Column(key="effect", label=_("Consequence")),
        Column(key="impact", label=_("Impact")),
        Column(key="probability", label=_("Probability")),
        Column(key="class", label=_("Class")),
        Column(key="money", label=_("Money at stake"), kind="money", unit=result.currency, decimals=2),
        Column(key="loss", label=_("Probability × money"), kind="money", unit=result.currency, decimals=2),
        Column(key="response", label=_("Response")),
        Column(key="owner", label=_("Owner")),
        Column(key="due", label=_("Due on"), kind="date"),
        Column(key="status", label=_("Status")),
        Column(key="overdue", label=_("Overdue")),
        Column(key="residual", label=_("Class after the response")),
    )
    rows: list[tuple[Value, ...]] = []
    for row in result.risks:
        risk = row.risk
        rows.append(
            (
                risk.event,
                str(SOURCE_NAMES[risk.source]),
                risk.cause,
                risk.effect,
                str(LEVEL_NAMES[risk.impact]),
                str(LEVEL_NAMES[risk.probability]),
                str(CLASS_NAMES[row.risk_class]),
                risk.money,
                row.expected_loss,
                str(RESPONSE_NAMES[risk.response]) if risk.response else "",
                risk.owner,
                risk.due_on,
                str(STATUS_NAMES[risk.status]),
                _("overdue") if row.overdue else "",
                str(CLASS_NAMES[row.residual_class]) if row.residual_class else "",
            )
        )
    return Table(
        id="risk-register",
        title=_("Risk register"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.risk.id for row in result.risks),
    )


def cells_table(result: RiskResult) -> Table:
    """The nine cells with their class, their risks and their expected loss."""
    names = {row.risk.id: row.risk.event for row in result.risks}
    columns = (
        Column(key="impact", label=_("Impact")),
        Column(key="probability", label=_("Probability")),
        Column(key="class", label=_("Class")),
        Column(key="count", label=_("Live risks"), kind="integer"),
        Column(key="loss", label=_("Probability × money"), kind="money", unit=result.currency, decimals=2),
        Column(key="names", label=_("Events")),
    )
    return Table(
        id="risk-cells",
        title=_("Live risks by cell"),
        columns=columns,
        rows=tuple(
            (
                str(LEVEL_NAMES[cell.impact]),
                str(LEVEL_NAMES[cell.probability]),
                str(CLASS_NAMES[cell.risk_class]),
                len(cell.ids),
                cell.expected_loss,
                "; ".join(names[key] for key in cell.ids),
            )
            for cell in result.cells
        ),
    )


def groups_table(result: RiskResult) -> Table:
    """The five groups of sources."""
    columns = (
        Column(key="group", label=_("Source")),
        Column(key="live", label=_("Live risks"), kind="integer"),
        Column(key="worst", label=_("Worst class")),
        Column(key="loss", label=_("Probability × money"), kind="money", unit=result.currency, decimals=2),
    )
    return Table(
        id="risk-groups",
        title=_("Where the live risks come from"),
        columns=columns,
        rows=tuple(
            (
                str(GROUP_NAMES[row.group]),
                row.live,
                str(CLASS_NAMES[row.worst]) if row.worst else "",
                row.expected_loss,
            )
            for row in result.groups
        ),
        total=(_("All live risks"), result.live_risks, None, result.expected_loss),
    )


def failures_table(result: RiskResult) -> Table:
    """Failure modes by action priority, then severity, then number."""
    columns = (
        Column(key="item", label=_("Step or part")),
        Column(key="failure", label=_("Failure mode")),
        Column(key="effect", label=_("Consequence")),
        Column(key="cause", label=_("Cause")),
        Column(key="severity", label=_("Severity"), kind="integer", unit="1–10"),
        Column(key="occurrence", label=_("Occurrence"), kind="integer", unit="1–10"),
        Column(key="detection", label=_("Detection"), kind="integer", unit="1–10"),
        Column(key="rpn", label=_("Risk priority number"), kind="integer"),
        Column(key="priority", label=_("Action priority")),
        Column(key="action", label=_("Action")),
        Column(key="owner", label=_("Owner")),
        Column(key="due", label=_("Due on"), kind="date"),
        Column(key="state", label=_("Status")),
    )
    rows: list[tuple[Value, ...]] = []
    for row in result.failures:
        one = row.failure
        state = _("done") if one.done else _("overdue") if row.overdue else _("still open")
        rows.append(
            (
                one.item,
                one.failure,
                one.effect,
                one.cause,
                one.severity,
                one.occurrence,
                one.detection,
                row.rpn,
                str(PRIORITY_NAMES[row.priority]) if row.priority else _("no band fits"),
                one.action,
                one.owner,
                one.due_on,
                state,
            )
        )
    return Table(
        id="risk-failures",
        title=_("Failure modes and effects"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.failure.id for row in result.failures),
    )


def bands_table(result: RiskResult) -> Table:
    """The bands as used, in order: the first that fits counts."""
    columns = (
        Column(key="severity", label=_("Severity")),
        Column(key="occurrence", label=_("Occurrence")),
        Column(key="detection", label=_("Detection")),
        Column(key="priority", label=_("Action priority")),
    )
    return Table(
        id="risk-bands-table",
        title=_("Action-priority bands, the first that fits counts"),
        columns=columns,
        rows=tuple((*_ranges(band), str(PRIORITY_NAMES[band.priority])) for band in result.bands),
    )


def _ranges(band: BandInput) -> tuple[str, str, str]:
    ends = (
        (band.severity_from, band.severity_to),
        (band.occurrence_from, band.occurrence_to),
        (band.detection_from, band.detection_to),
    )
    one, two, three = (str(low) if low == high else f"{low}–{high}" for low, high in ends)
    return one, two, three
