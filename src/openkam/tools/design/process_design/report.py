"""The design as sentences, load bars, lanes, tables, what-ifs and the sums behind the figures."""

from __future__ import annotations

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Tone, Value, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.process_design.inputs import Design, LoadedStep, ProcessDesignResult
from openkam.tools.design.process_design.pictures import lanes, load_bars
from openkam.tools.design.process_design.wording import lead_sentence, load_sentence, names, number, time_unit

FULL_PCT = 100.0


def report(result: ProcessDesignResult) -> Report:
    """Findings, load and lanes, the steps, what-ifs, the sums and remarks."""
    tone: Tone = "pos" if result.base.keeps_up else "neg"
    table = steps_table(result)
    blocks: list[Block] = [
        Finding(id="design-load-finding", text=load_sentence(result), tone=tone),
        Finding(id="design-lead-finding", text=lead_sentence(result)),
        *_resources_finding(result),
        load_bars(result, table),
        lanes(result, table.model_copy(update={"id": "design-lanes-table"})),
        _summary(result),
    ]
    if result.scenarios:
        blocks.append(_what_if(result))
    return (*blocks, *_workings(result), *_notes(result))


def _resources_finding(result: ProcessDesignResult) -> tuple[Finding, ...]:
    base = result.base
    if not base.resources_missing:
        return ()
    short = tuple(step.id for step in base.steps if step.resources_required > step.resources)
    text = ngettext(
        "{count} more resource is needed, at {steps}.",
        "{count} more resources are needed, at {steps}.",
        base.resources_missing,
    ).format(count=format_number(base.resources_missing), steps=names(base, short))
    return (Finding(id="design-resources-finding", text=text, tone="neg"),)


def steps_table(result: ProcessDesignResult) -> Table:
    """Every step with its times, capacity, load and the resources that it needs."""
    unit = time_unit(result)
    columns = (
        Column(key="step", label=_("Step")),
        Column(key="lane", label=_("Responsible")),
        Column(key="time", label=_("Process time"), kind="number", unit=unit, decimals=2),
        Column(key="wait", label=_("Wait before it"), kind="number", unit=unit, decimals=2),
        Column(key="wait_from", label=_("Wait from")),
        Column(key="work", label=_("Work per unit"), kind="number", unit=unit, decimals=2),
        Column(key="resources", label=_("Resources"), kind="integer"),
        Column(key="capacity", label=_("Capacity per hour"), kind="number", decimals=2),
        Column(key="load", label=_("Utilisation"), kind="percent", unit="%", decimals=1),
        Column(key="required", label=_("Resources required"), kind="integer"),
        Column(key="path", label=_("On the longest path")),
    )
    base = result.base
    total: tuple[Value, ...] = (
        _("Process"),
        "",
        base.lead_process_time,
        base.lead_wait_time,
        "",
        base.work_content,
        base.resources,
        base.line_capacity_per_hour,
        base.highest_utilisation_pct,
        base.resources_required,
        "",
    )
    return Table(
        id="design-steps",
        title=_("Steps under the demand"),
        subtitle=_("Times of the last line are those of the longest path"),
        columns=columns,
        rows=tuple(_step_row(step) for step in base.steps),
        total=total,
        links=tuple(step.id for step in base.steps),
    )


def _step_row(step: LoadedStep) -> tuple[Value, ...]:
    wait_from = {"typed": _("typed"), "queue": _("queue"), "unknown": _("unknown")}[step.wait_from]
    return (
        step.name,
        step.lane,
        step.process_time,
        step.wait_time,
        wait_from,
        step.work_per_unit,
        step.resources,
        step.capacity_per_hour,
        step.utilisation_pct,
        step.resources_required,
        _("yes") if step.critical else "",
    )


def _measures(result: ProcessDesignResult) -> tuple[Column, ...]:
    unit = time_unit(result)
    return (
        Column(key="demand", label=_("Demand per period"), kind="number", unit=result.unit_name, decimals=2),
        Column(key="takt", label=_("Takt time"), kind="number", unit=unit, decimals=2),
        Column(key="capacity", label=_("Capacity per period"), kind="number", unit=result.unit_name, decimals=2),
        Column(key="bottleneck", label=_("Bottleneck")),
        Column(key="load", label=_("Its utilisation"), kind="percent", unit="%", decimals=1),
        Column(key="balance", label=_("Balance"), kind="percent", unit="%", decimals=1),
        Column(key="required", label=_("Resources required"), kind="integer"),
        Column(key="lead", label=_("Lead time"), kind="number", unit=unit, decimals=2),
        Column(key="inside", label=_("Units inside"), kind="number", decimals=2),
    )


def _figures(design: Design) -> tuple[Value, ...]:
    return (
        design.demand_per_period,
        design.takt_time,
        design.line_capacity_per_period,
        names(design, design.bottlenecks),
        design.highest_utilisation_pct,
        design.balance_pct,
        design.resources_required,
        design.lead_time,
        design.units_inside,
    )


def _summary(result: ProcessDesignResult) -> Table:
    period = result.period or _("period")
    return Table(
        id="design-summary",
        title=_("The process as a whole"),
        subtitle=_("One period: {period}").format(period=period),
        columns=_measures(result),
        rows=(_figures(result.base),),
    )


def _what_if(result: ProcessDesignResult) -> Table:
    rows = [(_("As designed"), *_figures(result.base))]
    rows += [(scenario.change.name, *_figures(scenario.design)) for scenario in result.scenarios]
    return Table(
        id="design-what-if",
        title=_("What if"),
        columns=(Column(key="name", label=_("Design")), *_measures(result)),
        rows=tuple(rows),
    )


def _workings(result: ProcessDesignResult) -> tuple[Working, ...]:
    base, unit = result.base, time_unit(result)
    available = base.takt_time * base.demand_per_period
    takt = Working(
        id="design-takt",
        title=_("Takt time"),
        result=base.takt_time,
        kind="number",
        unit=unit,
        terms=(
            Term(
                label=_("Working time ÷ demand"),
                value=base.takt_time,
                kind="number",
                detail=_("{time} ÷ {demand}").format(time=number(available), demand=number(base.demand_per_period)),
            ),
        ),
    )
    content = Working(
        id="design-ideal",
        title=_("Resources if work could be shared evenly"),
        result=base.resources_ideal,
        kind="number",
        terms=tuple(
            Term(
                label=step.name,
                value=step.work_per_unit / base.takt_time,
                kind="number",
                detail=_("{time} ÷ {takt}").format(time=number(step.work_per_unit), takt=number(base.takt_time)),
            )
            for step in base.steps
        ),
        source=_("Work per unit ÷ takt time"),
    )
    by_id = {step.id: step for step in base.steps}
    lead = Working(
        id="design-lead",
        title=_("Lead time on the longest path"),
        result=base.lead_time,
        kind="number",
        unit=unit,
        terms=tuple(_lead_term(by_id[id]) for id in base.critical_path),
    )
    return takt, content, lead


def _lead_term(step: LoadedStep) -> Term:
    return Term(
        label=step.name,
        value=step.process_time + (step.wait_time or 0),
        kind="number",
        detail=_("process {process} + wait {wait}").format(
            process=number(step.process_time), wait=number(step.wait_time)
        ),
    )


def _notes(result: ProcessDesignResult) -> tuple[Note, ...]:
    base = result.base
    out = []
    if base.waits_unknown:
        text = _("Lead time holds only the waits that are known. Not known before: {steps}.")
        text = text.format(steps=names(base, base.waits_unknown))
        out.append(Note(id="design-waits", kind="unknown", text=text))
    if any(step.wait_from == "queue" for step in base.steps):
        text = _(
            "Waits marked as queue are the mean of an M/M/s queue: random arrivals, exponential service times, "
            "steady state."
        )
        out.append(Note(id="design-queue", kind="method", text=text))
    if base.balance_pct is not None:
        text = _("Balance {share}: work content ÷ (resources × longest cycle time).")
        text = text.format(share=format_percent(base.balance_pct))
        out.append(Note(id="design-balance", kind="method", text=text))
    if result.busy_at_most_pct < FULL_PCT:
        text = _("Resources are counted so that none is busier than {share}.")
        text = text.format(share=format_percent(result.busy_at_most_pct, 0))
        out.append(Note(id="design-reserve", kind="method", text=text))
    return tuple(out)
