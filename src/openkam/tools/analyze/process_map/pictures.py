"""The map in swim-lanes and the tables of steps and of the process's frame."""

from __future__ import annotations

from itertools import zip_longest

from openkam.core.blocks import Column, Lanes, Table, Value
from openkam.core.diagrams import Flow, LaneStep
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_percent
from openkam.tools.analyze.process_map.inputs import KINDS, UNITS
from openkam.tools.analyze.process_map.result import FlowResult, ProcessResult, StepResult
from openkam.tools.analyze.process_map.wording import TONES, lane_names, number, places, value_label

SHOWN_STEPS = 60
SIPOC_STEPS = 7
"""A SIPOC names the process in about five to seven steps; the map has them all."""


def lanes(result: ProcessResult, title: str) -> Lanes:
    """Steps in their lanes, toned by value class, the longest path set off."""
    shown = result.steps[:SHOWN_STEPS]
    inside = {row.id for row in shown}
    note = ""
    if len(shown) < len(result.steps):
        note = _("Shown: the first {count} of {all} steps; the table has them all.").format(
            count=len(shown), all=len(result.steps)
        )
    subtitle = _("Process map, times in {unit}, the longest path set off")
    if result.name:
        subtitle = _("Process map of {process}, times in {unit}, the longest path set off")
    classes = dict.fromkeys(row.value_class for row in shown)
    return Lanes(
        id="process-map",
        title=title,
        subtitle=subtitle.format(process=result.name, unit=UNITS[result.unit]),
        note=note,
        lanes=tuple((lane.id, lane.name) for lane in result.lanes),
        steps=tuple(_step(row) for row in shown),
        flows=tuple(_flow(row) for row in result.flows if row.source in inside and row.target in inside),
        legend=tuple((TONES[value_class], value_label(value_class)) for value_class in classes),
        table=step_table(result),
    )


def _step(row: StepResult) -> LaneStep:
    if row.process_time is None and row.wait_time is None:
        detail = ""
    else:
        detail = _("{process} + {wait} waiting").format(process=number(row.process_time), wait=number(row.wait_time))
    return LaneStep(
        id=row.id,
        label=row.name,
        lane=row.lane,
        kind=row.kind,
        detail=detail,
        tone=TONES[row.value_class],
        critical=row.critical,
    )


def _flow(row: FlowResult) -> Flow:
    label = row.label
    if row.probability is not None and row.probability != 1:
        share = format_percent(100 * row.probability, 0)
        label = _("{label} ({share})").format(label=label, share=share) if label else share
    return Flow(source=row.source, target=row.target, label=label, critical=row.critical, back=row.rework)


def step_table(result: ProcessResult) -> Table:
    """Every step in its order in time."""
    lane = lane_names(result)
    unit = str(UNITS[result.unit])
    worked = places(row.process_time for row in result.steps)
    waited = places(row.wait_time for row in result.steps)
    visited = places(row.visits for row in result.steps)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            lane[row.lane],
            str(KINDS[row.kind]),
            value_label(row.value_class) if row.kind in ("task", "decision") or row.value_class else "",
            row.process_time,
            row.wait_time,
            None if row.first_pass_yield is None else 100 * row.first_pass_yield,
            row.visits,
            _("yes") if row.critical else "",
        )
        for row in result.steps
    )
    return Table(
        id="process-steps",
        title=_("Steps"),
        subtitle=_("In their order in time"),
        columns=(
            Column(key="step", label=_("Step")),
            Column(key="lane", label=_("Lane")),
            Column(key="kind", label=_("Kind")),
            Column(key="value", label=_("Value class")),
            Column(key="process_time", label=_("Process time"), kind="number", unit=unit, decimals=worked),
            Column(key="wait_time", label=_("Wait time"), kind="number", unit=unit, decimals=waited),
            Column(key="yield", label=_("First-pass yield"), kind="percent", unit="%", decimals=1),
            Column(key="visits", label=_("Visits per unit"), kind="number", decimals=visited),
            Column(key="critical", label=_("On the longest path")),
        ),
        rows=rows,
        links=tuple(row.id for row in result.steps),
    )


def sipoc_table(result: ProcessResult) -> Table:
    """Suppliers, inputs, process, outputs, customers side by side."""
    tasks = [row.name for row in result.steps if row.kind == "task"]
    if len(tasks) > SIPOC_STEPS:
        tasks = [*tasks[: SIPOC_STEPS - 1], _("… and {count} more").format(count=len(tasks) - SIPOC_STEPS + 1)]
    sipoc = result.sipoc
    rows = zip_longest(sipoc.suppliers, sipoc.inputs, tasks, sipoc.outputs, sipoc.customers, fillvalue="")
    return Table(
        id="process-sipoc",
        title=_("SIPOC"),
        subtitle=result.name,
        columns=(
            Column(key="suppliers", label=_("Suppliers")),
            Column(key="inputs", label=_("Process inputs")),
            Column(key="process", label=_("Process")),
            Column(key="outputs", label=_("Process outputs")),
            Column(key="customers", label=_("Customers")),
        ),
        rows=tuple(rows),
    )
