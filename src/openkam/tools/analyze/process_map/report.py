"""The process map as a sentence, a picture in lanes, tables, sums and remarks."""

from __future__ import annotations

from openkam.core.blocks import Block, Finding, Note, Report
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.analyze.process_map.pictures import lanes, sipoc_table, step_table
from openkam.tools.analyze.process_map.result import ProcessResult
from openkam.tools.analyze.process_map.wording import decimals_for, duration, number, step_names
from openkam.tools.analyze.process_map.workings import little_sentence, queue_table, share_table, workings


def report(result: ProcessResult) -> Report:
    """Findings, map, tables, sums and remarks, in the active language."""
    blocks: list[Block] = [
        Finding(id="process-finding", text=finding(result), tone="neg" if _mostly_waiting(result) else "neutral"),
        *_more_findings(result),
        lanes(result, finding(result)),
    ]
    if any((result.sipoc.suppliers, result.sipoc.inputs, result.sipoc.outputs, result.sipoc.customers)):
        blocks.append(sipoc_table(result))
    blocks += [step_table(result), share_table(result), *workings(result)]
    if result.queues:
        blocks.append(queue_table(result))
    return (*blocks, *notes(result))


def _mostly_waiting(result: ProcessResult) -> bool:
    return result.process_cycle_efficiency is not None and result.process_cycle_efficiency < 0.25


def finding(result: ProcessResult) -> str:
    """How long it takes and how much of that adds value."""
    if result.lead_time is None:
        text = _("The longest path takes at least {time}; {count} of {all} steps are not fully timed")
        return text.format(
            time=duration(result.lead_time_at_least, result.unit),
            count=format_number(len(result.unknown_times)),
            all=format_number(len(result.steps)),
        )
    if result.value_adding_time is None or result.process_cycle_efficiency is None:
        return _("The longest path takes {time}, of which {wait} is waiting").format(
            time=duration(result.lead_time, result.unit), wait=duration(result.wait_time, result.unit)
        )
    efficiency = 100 * result.process_cycle_efficiency
    return _("The longest path takes {time}; {value_adding} of it, {share}, add value").format(
        time=duration(result.lead_time, result.unit),
        value_adding=duration(result.value_adding_time, result.unit),
        share=format_percent(efficiency, decimals_for([efficiency], 1)),
    )


def _more_findings(result: ProcessResult) -> tuple[Finding, ...]:
    """Where most of the waiting is, where most is lost, what rework costs, Little's law, queues that grow."""
    texts = [
        ("wait", _longest_wait(result)),
        ("yield", _lowest_yield(result)),
        ("rework", _rework(result)),
        ("little", little_sentence(result)),
        ("queue", _growing(result)),
    ]
    return tuple(Finding(id=f"process-{key}", text=text) for key, text in texts if text)


def _longest_wait(result: ProcessResult) -> str:
    waits = [row for row in result.steps if row.critical and row.wait_time]
    if not waits or not result.wait_time:
        return ""
    worst = max(waits, key=lambda row: row.wait_time or 0)
    return _("The longest wait is before {step}: {time}, {share} of all waiting on the path").format(
        step=worst.name,
        time=duration(worst.wait_time, result.unit),
        share=format_percent(100 * (worst.wait_time or 0) / result.wait_time, 0),
    )


def _lowest_yield(result: ProcessResult) -> str:
    rated = [row for row in result.steps if row.critical and row.first_pass_yield is not None]
    if not rated or result.rolled_yield_at_most == 1:
        return ""
    worst = min(rated, key=lambda row: row.first_pass_yield if row.first_pass_yield is not None else 1)
    if result.rolled_yield is None:
        text = _("At most {rolled} of units pass right the first time; {step} loses most, with a yield of {lowest}")
    else:
        text = _("{rolled} of units pass every step right the first time; {step} loses most, with a yield of {lowest}")
    return text.format(
        rolled=format_percent(100 * result.rolled_yield_at_most),
        step=worst.name,
        lowest=format_percent(100 * (worst.first_pass_yield or 0)),
    )


def _rework(result: ProcessResult) -> str:
    if result.expected_lead_time is None or not any(flow.rework for flow in result.flows):
        return ""
    return _("With rework and branches by their probabilities a unit takes {time} on average").format(
        time=duration(result.expected_lead_time, result.unit)
    )


def _growing(result: ProcessResult) -> str:
    growing = [row.name for row in result.queues if not row.stable]
    if not growing:
        return ""
    return _("These queues grow without end, since more arrives than can be served: {queues}").format(
        queues=listed(growing)
    )


def notes(result: ProcessResult) -> tuple[Note, ...]:
    """What is unknown, what was assumed, how the sums are made, where the methods are written down."""
    source = _(
        "George, Lean Six Sigma (2002); Little (1961); Hillier and Lieberman, Introduction to Operations Research."
    )
    return (
        *_unknown_notes(result),
        *_method_notes(result),
        Note(id="process-source", kind="source", text=source),
    )


def _unknown_notes(result: ProcessResult) -> tuple[Note, ...]:
    names = step_names(result)
    times = _("Not fully timed: {steps}. The lead time is at least the sum of the rest.")
    yields = _("Without a first-pass yield: {steps}. The rolled yield is at most the product of the rest.")
    classes = _("Not classified by value: {steps}. The process-cycle efficiency stays open until they are.")
    return tuple(
        Note(
            id=f"process-unknown-{key}",
            kind="unknown",
            text=text.format(steps=listed(names[step] for step in steps)),
        )
        for key, text, steps in (
            ("times", times, result.unknown_times),
            ("yields", yields, result.unknown_yields),
            ("classes", classes, result.unclassified),
        )
        if steps
    )


def _method_notes(result: ProcessResult) -> tuple[Note, ...]:
    texts = []
    if result.flows_assumed:
        texts.append(("sequence", _("No flows were given: the steps are taken to follow one another as they stand.")))
    others = sum(row.also_longest and not row.critical for row in result.steps)
    if others and result.lead_time_at_least:
        text = ngettext(
            "{count} more step lies on a path just as long; the sums are those of the path that adds least value.",
            "{count} more steps lie on paths just as long; the sums are those of the path that adds least value.",
            others,
        )
        texts.append(("ties", text.format(count=number(others))))
    text = _(
        "Lead time: process and wait times along the longest path, rework left out. Process-cycle efficiency: process "
        "time of the value-adding steps ÷ lead time. Rolled yield: product of the first-pass yields along that path."
    )
    texts.append(("method", text))
    if result.queues:
        text = _("Queues: M/M/s in steady state, random arrivals and service times, one line, equal servers.")
        texts.append(("queues", text))
    return tuple(Note(id=f"process-{key}", kind="method", text=text) for key, text in texts)
