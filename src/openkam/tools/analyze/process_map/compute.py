"""Read the times, yields and bottlenecks out of a process map."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.core.naming import listed
from openkam.tools.analyze.process_map import graph, maths
from openkam.tools.analyze.process_map.inputs import MapStep, ProcessInputs, Queue, StepFlow, ValueClass
from openkam.tools.analyze.process_map.result import (
    FlowResult,
    LittleResult,
    ProcessResult,
    QueueResult,
    Share,
    StepResult,
)

CLASSES: tuple[ValueClass | None, ...] = ("value_adding", "necessary", "non_value_adding", None)


def compute(inputs: ProcessInputs) -> ProcessResult:
    """The map of `inputs`; pure, times summed exactly. What is unknown is named and bounds the sums."""
    flows = inputs.flows or _in_sequence(inputs.steps)
    steps = {row.id: row for row in inputs.steps}
    forward = [(row.source, row.target) for row in flows if not row.rework]
    length = {key: _exact(row.process_time) + _exact(row.wait_time) for key, row in steps.items()}
    worth = {
        key: _exact(row.process_time) if row.value_class == "value_adding" else Fraction(0)
        for key, row in steps.items()
    }
    path = graph.longest_path(list(steps), forward, length, worth)
    critical = [steps[key] for key in path]
    unknown_times = [row.id for row in inputs.steps if _is_work(row) and None in (row.process_time, row.wait_time)]
    at_least = sum((length[key] for key in path), Fraction(0))
    lead_time = None if unknown_times else float(at_least)
    unclassified = [row.id for row in critical if _is_work(row) and row.value_class is None and row.process_time != 0]
    value_adding = None if unknown_times or unclassified else float(sum((worth[key] for key in path), Fraction(0)))
    known = None not in (lead_time, value_adding)
    visits = _visits(inputs, flows)
    return ProcessResult(
        name=inputs.name,
        unit=inputs.unit,
        sipoc=inputs.sipoc,
        lanes=inputs.lanes,
        steps=_steps(steps, forward, path, graph.on_a_longest_path(list(steps), forward, length), visits),
        flows=_flows(flows, path),
        flows_assumed=not inputs.flows and len(inputs.steps) > 1,
        path=tuple(path),
        lead_time=lead_time,
        lead_time_at_least=float(at_least),
        process_time=float(sum((_exact(row.process_time) for row in critical), Fraction(0))),
        wait_time=float(sum((_exact(row.wait_time) for row in critical), Fraction(0))),
        value_adding_time=value_adding,
        shares=_shares(critical),
        process_cycle_efficiency=maths.efficiency(value_adding or 0, lead_time or 0) if known else None,
        rolled_yield=_rolled(critical),
        rolled_yield_at_most=maths.rolled_yield(
            row.first_pass_yield for row in critical if row.first_pass_yield is not None
        ),
        rolled_yield_all_steps=_rolled(list(inputs.steps)),
        expected_lead_time=None
        if visits is None or unknown_times
        else sum(visits[key] * float(length[key]) for key in steps),
        unknown_times=tuple(unknown_times),
        unknown_yields=tuple(row.id for row in critical if row.kind == "task" and row.first_pass_yield is None),
        unclassified=tuple(unclassified),
        little=_little(inputs, lead_time),
        queues=tuple(_queue(row) for row in inputs.queues),
    )


def _exact(time: float | None) -> Fraction:
    """The time as typed, so that two ways of the same length are the same; what is unknown adds nothing."""
    return Fraction(str(time)) if time is not None else Fraction(0)


def _is_work(step: MapStep) -> bool:
    """Start and end are events: they take no time unless one is given."""
    return step.kind in ("task", "decision")


def _in_sequence(steps: tuple[MapStep, ...]) -> tuple[StepFlow, ...]:
    return tuple(StepFlow(source=one.id, target=next_.id) for one, next_ in pairwise(steps))


def _steps(
    steps: dict[str, MapStep],
    forward: list[tuple[str, str]],
    path: list[str],
    longest: set[str],
    visits: dict[str, float] | None,
) -> tuple[StepResult, ...]:
    return tuple(
        StepResult(
            id=key,
            name=steps[key].name,
            lane=steps[key].lane,
            kind=steps[key].kind,
            value_class=steps[key].value_class,
            process_time=steps[key].process_time,
            wait_time=steps[key].wait_time,
            first_pass_yield=steps[key].first_pass_yield,
            critical=key in path,
            also_longest=key in longest,
            visits=None if visits is None else visits[key],
        )
        for key in graph.in_order(list(steps), forward)
    )


def _flows(flows: tuple[StepFlow, ...], path: list[str]) -> tuple[FlowResult, ...]:
    pairs = set(pairwise(path))
    return tuple(
        FlowResult(
            source=row.source,
            target=row.target,
            label=row.label,
            probability=row.probability,
            rework=row.rework,
            critical=not row.rework and (row.source, row.target) in pairs,
        )
        for row in flows
    )


def _shares(critical: list[MapStep]) -> tuple[Share, ...]:
    found = []
    for value_class in CLASSES:
        inside = [row for row in critical if row.value_class == value_class and (_is_work(row) or value_class)]
        time = sum((_exact(row.process_time) for row in inside), Fraction(0))
        if inside:
            found.append(Share(value_class=value_class, steps=len(inside), process_time=float(time)))
    return tuple(found)


def _rolled(steps: list[MapStep]) -> float | None:
    """Product over the steps; None where a task has no yield. Decisions and events without one transform nothing."""
    if any(row.kind == "task" and row.first_pass_yield is None for row in steps):
        return None
    return maths.rolled_yield(row.first_pass_yield for row in steps if row.first_pass_yield is not None)


def _visits(inputs: ProcessInputs, flows: tuple[StepFlow, ...]) -> dict[str, float] | None:
    """Expected visits where one unit moves from one start with known probabilities; else None (parallel work, say).

    Of the flows out of one step a single one may lack its probability: it takes the rest.
    """
    nodes = [row.id for row in inputs.steps]
    leaving: dict[str, list[StepFlow]] = {node: [] for node in nodes}
    for flow in flows:
        leaving[flow.source].append(flow)
    entered = {row.target for row in flows if not row.rework}
    starts = [node for node in nodes if node not in entered]
    shares: dict[tuple[str, str], float] = {}
    for out in leaving.values():
        missing = [flow for flow in out if flow.probability is None]
        if len(missing) > 1:
            return None
        known = {(flow.source, flow.target): flow.probability for flow in out if flow.probability is not None}
        shares |= known | {(flow.source, flow.target): max(0.0, 1 - sum(known.values())) for flow in missing}
    if len(starts) != 1:
        return None
    if stuck := maths.never_ends(nodes, shares):
        names = {row.id: row.name for row in inputs.steps}
        raise InvalidInput(
            _("From these steps a unit never comes to an end: {steps}.").format(
                steps=listed(names[key] for key in stuck)
            ),
            remedy=_("Give a flow that leads on a probability above 0."),
            place=Place(field="flows"),
        )
    return maths.visits(nodes, shares, starts[0])


def _little(inputs: ProcessInputs, map_lead_time: float | None) -> LittleResult | None:
    """Little's law; the map's lead time stands in where only one of work in process and throughput is given."""
    typed = inputs.little
    given = [typed.wip, typed.throughput, typed.lead_time]
    if all(value is None for value in given):
        return None
    from_map = typed.lead_time is None and None in (typed.wip, typed.throughput) and map_lead_time is not None
    lead_time = map_lead_time if from_map else typed.lead_time
    wip, throughput, lead_time = maths.little(typed.wip, typed.throughput, lead_time)
    before = {"wip": typed.wip, "throughput": typed.throughput, "lead_time": typed.lead_time}
    after = {"wip": wip, "throughput": throughput, "lead_time": None if from_map else lead_time}
    found = [key for key, value in before.items() if value is None and after[key] is not None]
    gap = None
    if typed.wip is not None and typed.throughput is not None and typed.lead_time is not None:
        expected = typed.throughput * typed.lead_time
        gap = maths.quotient(100 * (typed.wip - expected), expected)
    return LittleResult(
        wip=wip,
        throughput=throughput,
        lead_time=lead_time,
        found=found[0] if found else None,
        lead_time_from_map=from_map,
        gap_pct=gap,
    )


def _queue(queue: Queue) -> QueueResult:
    steady = maths.mms(queue.arrival_rate, queue.service_rate, queue.servers)
    return QueueResult(
        name=queue.name,
        unit=queue.unit,
        arrival_rate=queue.arrival_rate,
        service_rate=queue.service_rate,
        servers=queue.servers,
        rho=queue.arrival_rate / queue.service_rate / queue.servers,
        stable=steady is not None,
        p0=steady.p0 if steady else None,
        in_system=steady.l if steady else None,
        in_queue=steady.lq if steady else None,
        time_in_system=steady.w if steady else None,
        time_in_queue=steady.wq if steady else None,
    )
