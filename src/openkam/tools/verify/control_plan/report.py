"""The control plan as sentences, charts, tables and the sums behind the limits."""

from __future__ import annotations

from openkam.core.blocks import Block, ControlChart, Finding, Report, Term, Tone, Working
from openkam.core.charts import ChartPoint
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.verify.control_plan.notes import chart_notes, plan_notes
from openkam.tools.verify.control_plan.parts import CHART_KINDS
from openkam.tools.verify.control_plan.result import ChartedPoint, ChartResult, ControlPlanResult, PanelResult
from openkam.tools.verify.control_plan.tables import (
    charts_table,
    plan_table,
    points_table,
    reaction_table,
    signals_table,
)
from openkam.tools.verify.control_plan.wording import (
    chart_text,
    chart_tone,
    decimals_for,
    finding_text,
    measure,
    panel_decimals,
    panel_text,
    rule_words,
    rules_text,
    unit_of,
)

CHARTS_DRAWN = 12
"""A reader looks at so many charts; of more, those that signal most are drawn, and a table has them all."""


def report(result: ControlPlanResult) -> Report:
    """The finding, each chart with its signals, reaction and sums, the plan and remarks, in the active language."""
    blocks: list[Block] = [Finding(id="control-finding", text=finding_text(result), tone=_tone(result))]
    drawn = _drawn(result)
    if len(drawn) < len(result.charts):
        text = _(
            "{drawn} of {total} charts are drawn below: those that signal, the most signals first, then the others in "
            "the order of the plan. The table of all charts has the other {rest}."
        ).format(
            drawn=format_number(len(drawn)),
            total=format_number(len(result.charts)),
            rest=format_number(len(result.charts) - len(drawn)),
        )
        blocks += [Finding(id="control-drawn", text=text), charts_table(result)]
    for at in drawn:
        blocks += _chart_blocks(result, result.charts[at], f"control-{at + 1}")
    if result.lines:
        blocks.append(plan_table(result))
    return (*blocks, *plan_notes(result))


def _drawn(result: ControlPlanResult) -> list[int]:
    """Which charts are shown one by one: all, or of many those with the most signals."""
    charts = result.charts
    if len(charts) <= CHARTS_DRAWN:
        return list(range(len(charts)))
    worst = sorted(range(len(charts)), key=lambda at: (-charts[at].judged_signals, -charts[at].signals_total, at))
    return worst[:CHARTS_DRAWN]


def _tone(result: ControlPlanResult) -> Tone:
    if len(result.charts) == 1:
        return chart_tone(result.charts[0])
    if not result.charts:
        return "neg" if result.gaps else "neutral"
    return "neg" if result.charts_signalling else "pos"


def _chart_blocks(result: ControlPlanResult, chart: ChartResult, key: str) -> list[Block]:
    blocks: list[Block] = []
    if len(result.charts) > 1:
        blocks.append(Finding(id=f"{key}-finding", text=chart_text(chart), tone=chart_tone(chart)))
    blocks += [picture(result, chart, panel, f"{key}-{panel.name}") for panel in chart.panels if panel.points]
    if chart.signals:
        blocks.append(signals_table(chart, key))
        if chart.reaction:
            blocks.append(reaction_table(chart, key))
    return [*blocks, *workings(chart, key), *chart_notes(chart, key)]


def picture(result: ControlPlanResult, chart: ChartResult, panel: PanelResult, key: str) -> ControlChart:
    """One panel as a control chart."""
    words = rule_words(chart.rule_set)
    sought = chart.rules if panel.run_rules else tuple(rule for rule in chart.rules if rule == 1)
    parts = (result.account_name or result.account, str(CHART_KINDS[chart.kind]), measure(chart, panel.name))
    return ControlChart(
        id=key,
        title=panel_text(chart, panel),
        subtitle=" · ".join(part for part in parts if part),
        measure=measure(chart, panel.name),
        unit=unit_of(chart, panel.name),
        decimals=panel_decimals(chart, panel),
        points=tuple(_point(chart, point) for point in panel.points),
        rules=tuple((rule, words[rule]) for rule in sought),
        phase_label=_phase_label(chart, panel),
        table=points_table(chart, panel, key),
    )


def _point(chart: ChartResult, point: ChartedPoint) -> ChartPoint:
    return ChartPoint(
        label=point.label,
        value=point.value,
        centre=point.centre,
        lower=point.lower,
        upper=point.upper,
        sigma=point.sigma or None,
        phase=point.phase,
        rules=point.rules,
        tip=rules_text(point.rules, chart.rule_set),
    )


def _phase_label(chart: ChartResult, panel: PanelResult) -> str:
    """Where phase I ends, if the boundary is in the picture."""
    last = next((point for point in reversed(panel.points) if point.phase == 1), None)
    if not chart.frozen or last is None or last.index != chart.phase_one:
        return ""
    return _("limits frozen at {label}, n = {count}").format(label=last.label, count=format_number(chart.phase_one))


def workings(chart: ChartResult, key: str) -> list[Working]:
    """Sigma from the mean spread, and the limits from centre and sigma, as they stand at the last point."""
    made = []
    if chart.mean_spread is not None and chart.constant is not None:
        made.append(_sigma(chart, key, chart.mean_spread, chart.constant))
    last = next((point for point in reversed(chart.panels[0].points) if point.centre is not None), None)
    if last is not None:
        made += _limits(chart, key, last)
    return made


def _sigma(chart: ChartResult, key: str, mean_spread: float, constant: float) -> Working:
    labels = {
        "moving_range": (_("Mean moving range"), "d2"),
        "range": (_("Mean range"), "d2"),
        "deviation": (_("Mean standard deviation"), "c4"),
    }
    # The spread of a Laney chart is that of standardised shares: what comes out is the factor, not a sigma.
    spread, letter = labels.get(chart.estimator, (_("Mean moving range of the standardised values"), "d2"))
    laney = chart.sigma_z is not None
    decimals = 4 if laney else decimals_for(chart.sigma) + 1
    return Working(
        id=f"{key}-sigma",
        title=_("Laney's factor σz of {name}").format(name=chart.name)
        if laney
        else _("Sigma of {name}").format(name=chart.name),
        result=chart.sigma_z if laney else chart.sigma,
        kind="number",
        unit="" if laney else chart.unit,
        decimals=decimals,
        terms=(
            Term(label=spread, value=mean_spread, kind="number"),
            Term(label=letter, value=constant, kind="number", detail="÷"),
        ),
        source="ASTM E2587",
    )


def _limits(chart: ChartResult, key: str, last: ChartedPoint) -> list[Working]:
    made = []
    centre = last.centre or 0.0
    decimals = panel_decimals(chart, chart.panels[0])
    for name, limit, title in (
        ("upper", last.upper, _("Upper control limit of {name}, last point")),
        ("lower", last.lower, _("Lower control limit of {name}, last point")),
    ):
        if limit is None:
            continue
        made.append(
            Working(
                id=f"{key}-{name}",
                title=title.format(name=chart.name),
                result=limit,
                kind="number",
                unit=unit_of(chart, chart.panels[0].name),
                decimals=decimals,
                terms=(
                    Term(label=_("Centre line"), value=centre, kind="number"),
                    _width_term(chart, last, limit - centre),
                ),
            )
        )
    return made


def _width_term(chart: ChartResult, last: ChartedPoint, away: float) -> Term:
    """The limit's distance: so many standard deviations, or less where the scale ends before."""
    if last.sigma and abs(abs(away) - chart.width * last.sigma) > 1e-9 * last.sigma:
        return Term(label=_("Up to the end of the scale"), value=away, kind="number")
    width = format_number(chart.width, 0 if float(chart.width).is_integer() else 2)
    label = _("{width} standard deviations of a point").format(width=width)
    return Term(label=label, value=away, kind="number", detail="L · σ")
