"""The tables of the control plan: the plan itself, the points of a chart, its signals and the reaction to them."""

from __future__ import annotations

from openkam.core.blocks import Column, Kind, Table, Value
from openkam.core.i18n import gettext as _, sentences
from openkam.core.naming import listed
from openkam.core.nouns import Specification
from openkam.core.numbers import format_number
from openkam.tools.verify.control_plan.notes import remarks
from openkam.tools.verify.control_plan.parts import CHART_KINDS, RULE_SETS, PlanLine
from openkam.tools.verify.control_plan.result import ChartResult, ControlPlanResult, PanelResult
from openkam.tools.verify.control_plan.wording import chart_text, measure, panel_decimals, rules_text, unit_of


def plan_table(result: ControlPlanResult) -> Table:
    """Every line of the plan with all its columns, the account in front."""
    texts = (
        ("account", _("Account")),
        ("line", _("Line of the plan")),
        ("step", _("Process step")),
        ("ctq", _("Characteristic (CTQ)")),
        ("unit", _("Unit")),
        ("specification", _("Target and limits")),
        ("method", _("Measurement method")),
        ("sample", _("Sample size")),
        ("frequency", _("Frequency")),
        ("by", _("Measured by")),
        ("chart", _("Chart")),
        ("rules", _("Rules")),
        ("reaction", _("Reaction plan")),
        ("owner", _("Owner")),
        ("escalation", _("Escalation contact")),
    )
    columns = tuple(Column(key=key, label=label, kind="integer" if key == "sample" else "text") for key, label in texts)
    return Table(
        id="control-plan",
        title=_("Control plan"),
        subtitle=result.project,
        columns=columns,
        rows=tuple(_plan_row(result, line) for line in result.lines),
        links=tuple(line.ctq.id for line in result.lines),
    )


def _plan_row(result: ControlPlanResult, line: PlanLine) -> tuple[Value, ...]:
    rules = str(RULE_SETS[line.rule_set])
    return (
        result.account_name or result.account,
        line.id,
        line.step.name if line.step else "",
        line.ctq.name,
        line.ctq.unit,
        specification_text(line.ctq),
        line.method,
        line.sample_size,
        line.frequency,
        line.measured_by,
        str(CHART_KINDS[line.chart]),
        f"{rules}: {', '.join(map(str, line.rules))}" if line.rules else rules,
        " → ".join(line.reaction),
        line.owner,
        line.escalation,
    )


def specification_text(given: Specification) -> str:
    """`36, limits 24 – 48`, with what is known of it."""
    target, lower, upper = (
        "" if value is None else _plain(value) for value in (given.target, given.lower, given.upper)
    )
    if lower and upper:
        limits = _("limits {lower} – {upper}").format(lower=lower, upper=upper)
    elif upper:
        limits = _("at most {upper}").format(upper=upper)
    else:
        limits = _("at least {lower}").format(lower=lower) if lower else ""
    return listed(part for part in (target, limits) if part)


def _plain(value: float) -> str:
    """A typed number as it was typed, up to six decimals."""
    decimals = next((places for places in range(6) if abs(value - round(value, places)) < 1e-9), 6)
    return format_number(value, decimals)


def charts_table(result: ControlPlanResult) -> Table:
    """Every chart in one row: its signals, what set its limits, its limits at the last point, what to mind."""
    columns = (
        Column(key="line", label=_("Line of the plan")),
        Column(key="ctq", label=_("Characteristic (CTQ)")),
        Column(key="kind", label=_("Chart")),
        Column(key="points", label=_("Points"), kind="integer"),
        Column(key="judged", label=_("Points judged"), kind="integer"),
        Column(key="signals", label=_("Points that signal"), kind="integer"),
        Column(key="last", label=_("Last signal")),
        Column(key="unit", label=_("Unit")),
        Column(key="sigma", label=_("Sigma"), kind="number", decimals=4),
        Column(key="centre", label=_("Centre line"), kind="number", decimals=4),
        Column(key="lower", label=_("Lower control limit"), kind="number", decimals=4),
        Column(key="upper", label=_("Upper control limit"), kind="number", decimals=4),
        Column(key="remarks", label=_("Remarks")),
    )
    return Table(
        id="control-charts",
        title=_("All charts"),
        subtitle=result.project,
        columns=columns,
        rows=tuple(_chart_row(chart) for chart in result.charts),
        links=tuple(chart.ctq for chart in result.charts),
    )


def _chart_row(chart: ChartResult) -> tuple[Value, ...]:
    last = next((point for point in reversed(chart.panels[0].points) if point.centre is not None), None)
    return (
        chart.line,
        chart.name,
        str(CHART_KINDS[chart.kind]),
        chart.total,
        chart.judged,
        chart.judged_signals,
        chart.last_signal,
        unit_of(chart, chart.panels[0].name),
        chart.sigma,
        last.centre if last else None,
        last.lower if last else None,
        last.upper if last else None,
        sentences(*remarks(chart)),
    )


def points_table(chart: ChartResult, panel: PanelResult, key: str) -> Table:
    """The points of one panel with the limits that judge them."""
    decimals, unit = panel_decimals(chart, panel), unit_of(chart, panel.name)
    numbers: tuple[tuple[str, str], ...] = (
        ("value", measure(chart, panel.name)),
        ("centre", _("Centre line")),
        ("lower", _("Lower limit")),
        ("upper", _("Upper limit")),
    )
    kind: Kind = "number"
    columns = (
        Column(key="index", label=_("Point"), kind="integer"),
        Column(key="label", label=_("Label")),
        *(Column(key=name, label=label, kind=kind, unit=unit, decimals=decimals) for name, label in numbers),
        Column(key="phase", label=_("Phase")),
        Column(key="rules", label=_("Rules broken")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            point.index,
            point.label,
            point.value,
            point.centre,
            point.lower,
            point.upper,
            "I" if point.phase == 1 else "II",
            ", ".join(map(str, point.rules)),
        )
        for point in panel.points
    )
    return Table(id=f"{key}-points", title=chart_text(chart), subtitle=chart.name, columns=columns, rows=rows)


def signals_table(chart: ChartResult, key: str) -> Table:
    """Every listed signal with its rules and the action that it opens."""
    sums = any(signal.since for signal in chart.signals)
    columns = [
        Column(key="index", label=_("Point"), kind="integer"),
        Column(key="label", label=_("Label")),
        Column(key="panel", label=_("Seen on")),
        Column(key="value", label=_("Value"), kind="number", unit=chart.unit, decimals=4),
        Column(key="phase", label=_("Phase")),
        Column(key="rules", label=_("Rules broken")),
        *([Column(key="since", label=_("Shift began at"))] if sums else []),
        Column(key="action", label=_("Action to open")),
        Column(key="owner", label=_("Owner")),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            signal.index,
            signal.label,
            measure(chart, signal.panel),
            signal.value,
            "I" if signal.phase == 1 else "II",
            rules_text(signal.rules, chart.rule_set),
            *((signal.since,) if sums else ()),
            signal.action or _("none: the line has no reaction plan"),
            signal.owner,
        )
        for signal in chart.signals
    ]
    title = _("Signals of {name}").format(name=chart.name)
    return Table(id=f"{key}-signals", title=title, columns=tuple(columns), rows=tuple(rows))


def reaction_table(chart: ChartResult, key: str) -> Table:
    """The steps that a signal sets going, and who is told if they do not help."""
    columns = (
        Column(key="at", label=_("Step"), kind="integer"),
        Column(key="step", label=_("Reaction")),
        Column(key="owner", label=_("Owner")),
        Column(key="escalation", label=_("Escalation contact")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (at, step, chart.owner, chart.escalation) for at, step in enumerate(chart.reaction, start=1)
    )
    title = _("Reaction plan of {name}").format(name=chart.name)
    return Table(id=f"{key}-reaction", title=title, columns=columns, rows=rows)
