"""The load of every step against demand, and the process in its lanes."""

from __future__ import annotations

from itertools import pairwise

from openkam.core.blocks import Axis, Figure, Lanes, Line, Series, Table
from openkam.core.diagrams import Flow, LaneStep
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.process_design.inputs import LoadedStep, ProcessDesignResult
from openkam.tools.design.process_design.wording import lead_sentence, load_sentence, number, time_unit

BARS_AT_MOST = 30
LANE_STEPS_AT_MOST = 60
"""Pictures of more steps cannot be read; the table holds them all."""
FULL_PCT = 100.0


def load_bars(result: ProcessDesignResult, table: Table) -> Figure:
    """Utilisation of every step, in the order of the process, against what it can do."""
    steps = result.base.steps
    busiest = sorted(range(len(steps)), key=lambda at: (-steps[at].utilisation_pct, at))[:BARS_AT_MOST]
    shown = [steps[at] for at in sorted(busiest)]
    note = ""
    if len(shown) < len(steps):
        text = _("The {shown} busiest steps of {all} are drawn; the table holds all.")
        note = text.format(shown=format_number(len(shown)), all=format_number(len(steps)))
    lines = [Line(axis="y", value=FULL_PCT, label=_("all that the step can do"))]
    if result.busy_at_most_pct < FULL_PCT:
        lines.append(Line(axis="y", value=result.busy_at_most_pct, label=_("busy at most")))
    return Figure(
        id="design-load",
        kind="bars",
        title=load_sentence(result),
        subtitle=_("Utilisation of each step under the demand"),
        x=Axis(label=_("Step"), scale="category"),
        y=Axis(label=_("Utilisation"), unit="%", kind="percent"),
        categories=tuple(step.name for step in shown),
        series=(
            Series(
                key="utilisation",
                label=_("Utilisation"),
                form="bar",
                values=tuple(step.utilisation_pct for step in shown),
                tone="ours",
            ),
        ),
        lines=tuple(lines),
        note=note,
        table=table,
    )


def lanes(result: ProcessDesignResult, table: Table) -> Lanes:
    """The steps in the lanes of those responsible; the longest path and the bottleneck stand out."""
    shown = result.base.steps[:LANE_STEPS_AT_MOST]
    ids = {step.id for step in shown}
    critical = set(pairwise(result.base.critical_path))
    note = ""
    if len(shown) < len(result.base.steps):
        text = _("The first {shown} steps of {all} are drawn; the table holds all.")
        note = text.format(shown=format_number(len(shown)), all=format_number(len(result.base.steps)))
    keys = {lane: f"lane-{at}" for at, lane in enumerate(dict.fromkeys(step.lane for step in shown))}
    return Lanes(
        id="design-lanes",
        title=lead_sentence(result),
        subtitle=_("The longest path is drawn strong; the bottleneck carries its load"),
        note=note,
        lanes=tuple((key, lane or _("nobody named")) for lane, key in keys.items()),
        steps=tuple(_lane_step(result, step, keys[step.lane]) for step in shown),
        flows=tuple(
            Flow(source=source, target=target, critical=(source, target) in critical)
            for source, target in result.flows
            if source in ids and target in ids
        ),
        legend=(("neg", _("bottleneck")),),
        table=table,
    )


def _lane_step(result: ProcessDesignResult, step: LoadedStep, lane: str) -> LaneStep:
    time = _("{time} {unit}").format(time=number(step.process_time), unit=time_unit(result))
    return LaneStep(
        id=step.id,
        label=step.name,
        lane=lane,
        detail=format_percent(step.utilisation_pct, 0) if step.bottleneck else time,
        tone="neg" if step.bottleneck else "neutral",
        critical=step.critical,
    )
