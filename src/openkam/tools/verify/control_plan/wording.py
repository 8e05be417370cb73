"""The sentences and names of the control plan."""

from __future__ import annotations

from math import floor, log10

from openkam.core.blocks import Tone
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number
from openkam.tools.verify.control_plan.parts import RuleSet
from openkam.tools.verify.control_plan.result import ChartResult, ControlPlanResult, PanelName, PanelResult

NAMES_SHOWN = 6


def finding_text(result: ControlPlanResult) -> str:
    """What the charts say, or, where nothing is charted yet, what the plan says."""
    if not result.charts:
        return _plan_text(result)
    if len(result.charts) == 1:
        return chart_text(result.charts[0])
    if not result.charts_signalling:
        return _("None of {count} charts signals").format(count=format_number(len(result.charts)))
    names = [chart.name for chart in result.charts if chart.judged_signals]
    if len(names) > NAMES_SHOWN:
        names = [*names[:NAMES_SHOWN], "…"]
    text = ngettext(
        "{count} of {total} charts signals: {names}",
        "{count} of {total} charts signal: {names}",
        result.charts_signalling,
    )
    return text.format(
        count=format_number(result.charts_signalling), total=format_number(len(result.charts)), names=listed(names)
    )


def _plan_text(result: ControlPlanResult) -> str:
    if not result.lines:
        return _("The control plan has no line yet")
    counts = {"count": format_number(len(result.gaps)), "total": format_number(len(result.lines))}
    if not result.gaps:
        text = ngettext(
            "The control plan is complete in its {total} line; nothing is charted yet",
            "The control plan is complete in all {total} lines; nothing is charted yet",
            len(result.lines),
        )
        return text.format(**counts)
    text = ngettext(
        "{count} of {total} lines of the control plan is incomplete; nothing is charted yet",
        "{count} of {total} lines of the control plan are incomplete; nothing is charted yet",
        len(result.gaps),
    )
    return text.format(**counts)


def chart_text(chart: ChartResult) -> str:
    """How many of the latest points signal; otherwise when one last did; otherwise that none does."""
    values = {
        "name": chart.name,
        "count": format_number(chart.recent_signals),
        "window": format_number(chart.recent),
        "all": format_number(chart.judged_signals),
        "total": format_number(chart.judged),
        "label": chart.last_signal,
    }
    if not chart.judged:
        return _("{name}: no point has been judged yet").format(**values)
    if not chart.judged_signals:
        text = ngettext(
            "{name} is in statistical control: its {total} point does not signal",
            "{name} is in statistical control: none of {total} points signals",
            chart.judged,
        )
    elif chart.recent == 1:
        text = _("{name}: the last point signals")
    elif chart.recent:
        text = ngettext(
            "{name}: {count} of the last {window} points signals",
            "{name}: {count} of the last {window} points signal",
            chart.recent_signals,
        )
    else:
        text = ngettext(
            "{name}: {all} of {total} points signals, at {label}",
            "{name}: {all} of {total} points signal, the last one at {label}",
            chart.judged_signals,
        )
    return text.format(**values)


def chart_tone(chart: ChartResult) -> Tone:
    """Red where a point signals, green where a judged process does not."""
    if chart.judged_signals:
        return "neg"
    return "pos" if chart.judged else "neutral"


def panel_text(chart: ChartResult, panel: PanelResult) -> str:
    """What a panel says: the first what the chart says, a further one about its own points."""
    if panel is chart.panels[0]:
        return chart_text(chart)
    signals = sum(bool(point.rules) for point in panel.points)
    total = sum(point.value is not None for point in panel.points)
    values = {"name": chart.name, "measure": measure(chart, panel.name)}
    values |= {"count": format_number(signals), "total": format_number(total)}
    if not signals:
        return _("{name}, {measure}: none of {total} points signals").format(**values)
    text = ngettext(
        "{name}, {measure}: {count} of {total} points signals",
        "{name}, {measure}: {count} of {total} points signal",
        signals,
    )
    return text.format(**values)


def measure(chart: ChartResult, name: PanelName) -> str:
    """What a panel shows, for its vertical axis."""
    return {
        "values": chart.name,
        "moving_range": _("moving range"),
        "mean": _("mean of the subgroup"),
        "range": _("range of the subgroup"),
        "deviation": _("standard deviation of the subgroup"),
        "share": _("share of defectives"),
        "number": _("number"),
        "rate": _("defects per unit"),
        "ewma": _("weighted mean (EWMA)"),
        "upper_sum": _("upper sum C⁺"),
        "lower_sum": _("lower sum C⁻"),
    }[name]


def unit_of(chart: ChartResult, name: PanelName) -> str:
    """The unit of a panel: shares, numbers and rates have none."""
    return "" if name in ("share", "number", "rate") else chart.unit


def rule_words(rule_set: RuleSet) -> dict[int, str]:
    """What each rule's number says."""
    beyond = _("1 beyond the limit")
    if rule_set == "western_electric":
        return {1: beyond, 2: _("2 of 3 beyond 2σ"), 3: _("4 of 5 beyond 1σ"), 4: _("8 on one side")}
    if rule_set == "nelson":
        return {
            1: beyond,
            2: _("9 on one side"),
            3: _("6 rising or falling"),
            4: _("14 up and down in turn"),
            5: _("2 of 3 beyond 2σ"),
            6: _("4 of 5 beyond 1σ"),
            7: _("15 within 1σ"),
            8: _("8 beyond 1σ, on both sides"),
        }
    return {1: beyond}


def rules_text(rules: tuple[int, ...], rule_set: RuleSet) -> str:
    """The broken rules with their words: `1 (1 beyond the limit), 3 (4 of 5 beyond 1σ)`."""
    words = rule_words(rule_set)
    return listed(f"{rule} ({words[rule]})" for rule in rules)


def decimals_for(spread: float | None) -> int:
    """So many decimals that a spread shows three digits; 2 where there is none."""
    if not spread or spread <= 0:
        return 2
    return min(8, max(0, 2 - floor(log10(spread))))


def panel_decimals(chart: ChartResult, panel: PanelResult) -> int:
    """The decimals of a panel, by the width of its limits; counts that are plotted as they are have one."""
    last = next((point for point in reversed(panel.points) if point.upper is not None), None)
    if last is None or last.upper is None:
        return decimals_for(chart.sigma)
    return decimals_for((last.upper - (last.centre or 0.0)) / 3)
