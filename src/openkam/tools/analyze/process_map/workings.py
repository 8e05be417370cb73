"""The sums behind lead time, efficiency, yield and work in process, and the queues."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Term, Value, Working
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_percent
from openkam.tools.analyze.process_map.inputs import UNITS
from openkam.tools.analyze.process_map.result import ProcessResult, StepResult
from openkam.tools.analyze.process_map.wording import decimals_for, duration, number, places, value_label


def workings(result: ProcessResult) -> tuple[Working, ...]:
    """Lead time, value-adding time and rolled yield, step by step along the longest path."""
    path = [result.step(key) for key in result.path]
    return (_lead_time(result, path), *_efficiency(result), *_rolled_yield(result, path))


def _lead_time(result: ProcessResult, path: list[StepResult]) -> Working:
    return Working(
        id="process-lead-time",
        title=_("Lead time") if result.lead_time is not None else _("Lead time, at least"),
        result=result.lead_time_at_least,
        kind="number",
        unit=str(UNITS[result.unit]),
        decimals=places([*(_term_time(row) for row in path), result.lead_time_at_least]),
        terms=tuple(_time_term(row) for row in path),
        source=_("process time + wait time along the longest path"),
    )


def _efficiency(result: ProcessResult) -> tuple[Working, ...]:
    if result.value_adding_time is None or result.process_cycle_efficiency is None:
        return ()
    unit = str(UNITS[result.unit])
    efficiency = 100 * result.process_cycle_efficiency
    return (
        Working(
            id="process-efficiency",
            title=_("Process-cycle efficiency"),
            result=efficiency,
            kind="percent",
            unit="%",
            decimals=decimals_for([efficiency], 1),
            terms=(
                Term(label=_("Value-adding time"), value=number(result.value_adding_time), kind="text", detail=unit),
                Term(label=_("Lead time"), value=number(result.lead_time), kind="text", detail=unit),
            ),
            source=_("value-adding time ÷ lead time (George 2002)"),
        ),
    )


def _rolled_yield(result: ProcessResult, path: list[StepResult]) -> tuple[Working, ...]:
    terms = tuple(
        Term(label=row.name, value=100 * row.first_pass_yield, kind="percent")
        for row in path
        if row.first_pass_yield is not None
    )
    if not terms:
        return ()
    return (
        Working(
            id="process-yield",
            title=_("Rolled yield") if result.rolled_yield is not None else _("Rolled yield, at most"),
            result=100 * result.rolled_yield_at_most,
            kind="percent",
            unit="%",
            decimals=2,
            terms=terms,
            source=_("product of the first-pass yields along the longest path"),
        ),
    )


def _term_time(row: StepResult) -> float | None:
    known = [time for time in (row.process_time, row.wait_time) if time is not None]
    return sum(known) if known else None


def _time_term(row: StepResult) -> Term:
    return Term(
        label=row.name,
        value=_term_time(row),
        kind="number",
        detail=_("{process} + {wait} waiting").format(process=number(row.process_time), wait=number(row.wait_time)),
    )


def share_table(result: ProcessResult) -> Table:
    """Process time on the longest path by value class, and the waiting."""
    whole = result.lead_time_at_least
    parts = [(value_label(row.value_class), row.steps, row.process_time) for row in result.shares]
    rows: list[tuple[Value, ...]] = [
        (label, steps, time, 100 * time / whole if whole else None) for label, steps, time in parts
    ]
    rows.append((_("waiting time"), None, result.wait_time, 100 * result.wait_time / whole if whole else None))
    times = places([*(time for _label, _steps, time in parts), result.wait_time])
    percents = decimals_for((100 * time / whole for _label, _steps, time in parts if time and whole), 1)
    return Table(
        id="process-shares",
        title=_("Where the time goes"),
        subtitle=_("Along the longest path"),
        columns=(
            Column(key="class", label=_("Value class")),
            Column(key="steps", label=_("Steps"), kind="integer"),
            Column(key="time", label=_("Time"), kind="number", unit=str(UNITS[result.unit]), decimals=times),
            Column(key="share", label=_("Share of lead time"), kind="percent", unit="%", decimals=percents),
        ),
        rows=tuple(rows),
        total=(_("Lead time"), None, whole, 100 if whole else None),
    )


def little_sentence(result: ProcessResult) -> str:
    """What Little's law adds to the figures that were given, or how far they disagree."""
    law = result.little
    if law is None:
        return ""
    if law.gap_pct is not None:
        text = _("{wip} units are in the process, {gap} against the {expected} that throughput × lead time gives")
        return text.format(
            wip=number(law.wip),
            gap=format_percent(law.gap_pct, plus=True),
            expected=number((law.throughput or 0) * (law.lead_time or 0)),
        )
    texts = {
        "wip": _("By Little's law {wip} units are in the process: {throughput} per time unit × {time}"),
        "throughput": _("By Little's law {throughput} units are finished per time unit: {wip} units ÷ {time}"),
        "lead_time": _("By Little's law a unit takes {time}: {wip} units ÷ {throughput} per time unit"),
    }
    if law.found is None:
        return ""
    return texts[law.found].format(
        wip=number(law.wip), throughput=number(law.throughput), time=duration(law.lead_time, result.unit)
    )


def queue_table(result: ProcessResult) -> Table:
    """Every queue in steady state."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            row.name,
            str(UNITS[row.unit]),
            row.arrival_rate,
            row.service_rate,
            row.servers,
            100 * row.rho,
            None if row.p0 is None else 100 * row.p0,
            row.in_system,
            row.in_queue,
            row.time_in_system,
            row.time_in_queue,
            _("steady") if row.stable else _("grows without end"),
        )
        for row in result.queues
    )
    arrivals = places(row.arrival_rate for row in result.queues)
    services = places(row.service_rate for row in result.queues)
    return Table(
        id="process-queues-table",
        title=_("Queues"),
        columns=(
            Column(key="name", label=_("Queue")),
            Column(key="unit", label=_("Time unit")),
            Column(key="arrivals", label=_("Arrivals λ"), kind="number", decimals=arrivals),
            Column(key="service", label=_("Service rate μ"), kind="number", decimals=services),
            Column(key="servers", label=_("Servers"), kind="integer"),
            Column(key="rho", label=_("Utilisation ρ"), kind="percent", unit="%", decimals=1),
            Column(key="p0", label=_("Empty P0"), kind="percent", unit="%", decimals=1),
            Column(key="l", label=_("In the system L"), kind="number", decimals=3),
            Column(key="lq", label=_("In the queue Lq"), kind="number", decimals=3),
            Column(key="w", label=_("Time in the system W"), kind="number", decimals=3),
            Column(key="wq", label=_("Time in the queue Wq"), kind="number", decimals=3),
            Column(key="state", label=_("State")),
        ),
        rows=rows,
    )
