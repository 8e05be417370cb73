"""Load every step with the demand, find bottleneck and longest path, and repeat it for each what-if."""

from __future__ import annotations

from openkam.tools.design.process_design import maths
from openkam.tools.design.process_design.inputs import (
    Change,
    Design,
    DesignStep,
    LoadedStep,
    ProcessDesignInputs,
    ProcessDesignResult,
    Scenario,
    WaitFrom,
)

PER_HOUR = {"seconds": 3600.0, "minutes": 60.0, "hours": 1.0}
EQUAL = 1e-9
"""Steps whose load differs by less share the bottleneck."""
Wait = tuple[float | None, WaitFrom]


def compute(inputs: ProcessDesignInputs) -> ProcessDesignResult:
    """The design and each what-if; pure."""
    steps = inputs.steps
    return ProcessDesignResult(
        process=inputs.process,
        unit_name=inputs.unit_name,
        period=inputs.period,
        time_unit=inputs.time_unit,
        available_hours=inputs.available_hours,
        busy_at_most_pct=inputs.busy_at_most_pct,
        waits=inputs.waits,
        flows=tuple(
            (steps[other].id, step.id)
            for step, earlier in zip(steps, inputs.predecessors(), strict=True)
            for other in earlier
        ),
        base=_design(inputs),
        scenarios=tuple(Scenario(change=change, design=_design(_changed(inputs, change))) for change in inputs.what_if),
    )


def _changed(inputs: ProcessDesignInputs, change: Change) -> ProcessDesignInputs:
    new = change.model_dump(include={"process_time", "wait_time", "resources"}, exclude_none=True)
    steps = tuple(step.model_copy(update=new) if step.id == change.step else step for step in inputs.steps)
    demand = change.demand_per_period or inputs.demand_per_period
    return inputs.model_copy(update={"steps": steps, "demand_per_period": demand})


def _design(inputs: ProcessDesignInputs) -> Design:
    steps, available = inputs.steps, inputs.available_hours * PER_HOUR[inputs.time_unit]
    takt = maths.takt_time(available, inputs.demand_per_period)
    work = [_work(step) for step in steps]
    waits = [_wait(inputs, step, takt) for step in steps]
    path_times = [step.process_time + (wait or 0) for step, (wait, _from) in zip(steps, waits, strict=True)]
    lead, path = maths.longest_path(path_times, inputs.predecessors())
    loads = [load / (step.resources * takt) for step, load in zip(steps, work, strict=True)]
    highest, on_path = max(loads), set(path)
    loaded = tuple(
        _loaded(
            inputs,
            step,
            waits[at],
            takt,
            critical=at in on_path,
            bottleneck=highest > 0 and loads[at] >= highest * (1 - EQUAL),
        )
        for at, step in enumerate(steps)
    )
    balance = maths.balance(work, [step.resources for step in steps])
    unknown = tuple(row.id for row in loaded if row.wait_time is None)
    keeps_up = highest <= 1 + EQUAL
    return Design(
        demand_per_period=inputs.demand_per_period,
        takt_time=takt,
        steps=loaded,
        bottlenecks=tuple(row.id for row in loaded if row.bottleneck),
        highest_utilisation_pct=100 * highest,
        line_capacity_per_hour=min((x for row in loaded if (x := row.capacity_per_hour) is not None), default=None),
        line_capacity_per_period=min((x for row in loaded if (x := row.capacity_per_period) is not None), default=None),
        keeps_up=keeps_up,
        work_content=sum(work),
        resources=sum(step.resources for step in steps),
        resources_ideal=sum(work) / takt,
        resources_required=sum(row.resources_required for row in loaded),
        resources_missing=sum(max(0, row.resources_required - row.resources) for row in loaded),
        balance_pct=None if balance is None else 100 * balance,
        lead_time=lead,
        lead_process_time=sum(steps[at].process_time for at in path),
        lead_wait_time=sum(waits[at][0] or 0 for at in path),
        critical_path=tuple(steps[at].id for at in path),
        waits_unknown=unknown,
        units_inside=lead / takt if keeps_up and not unknown else None,
    )


def _work(step: DesignStep) -> float:
    return step.process_time * step.visits_per_unit * 100 / step.availability_pct


def _wait(inputs: ProcessDesignInputs, step: DesignStep, takt: float) -> Wait:
    """The typed wait, else the mean wait of a queue, else none that is known."""
    if step.wait_time is not None:
        return step.wait_time, "typed"
    if inputs.waits == "queue":
        service = step.process_time * 100 / step.availability_pct
        found = maths.queue(step.visits_per_unit / takt, service, step.resources)
        if found:
            return found.wait, "queue"
    return None, "unknown"


def _loaded(
    inputs: ProcessDesignInputs, step: DesignStep, wait: Wait, takt: float, *, critical: bool, bottleneck: bool
) -> LoadedStep:
    work, per_hour = _work(step), PER_HOUR[inputs.time_unit]
    hourly = step.resources * per_hour / work if work else None
    return LoadedStep(
        id=step.id,
        name=step.name,
        lane=step.lane,
        process_time=step.process_time,
        wait_time=wait[0],
        wait_from=wait[1],
        resources=step.resources,
        work_per_unit=work,
        cycle_time=work / step.resources,
        capacity_per_hour=hourly,
        capacity_per_period=None if hourly is None else hourly * inputs.available_hours,
        utilisation_pct=100 * work / (step.resources * takt),
        resources_required=maths.stations_required(work, takt, inputs.busy_at_most_pct / 100),
        critical=critical,
        bottleneck=bottleneck,
    )
