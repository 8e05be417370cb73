"""Schedule the tasks and judge the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openkam.tools.verify.transition import maths
from openkam.tools.verify.transition.calendar import days_from, last_days, time_until_end_of
from openkam.tools.verify.transition.inputs import TaskInput, TransitionInputs
from openkam.tools.verify.transition.result import TaskResult, TransitionResult


def _duration(task: TaskInput) -> float:
    if task.optimistic is None or task.likely is None or task.pessimistic is None:
        return task.duration or 0.0
    return maths.pert_mean(task.optimistic, task.likely, task.pessimistic)


def _variance(task: TaskInput) -> float:
    if task.optimistic is None or task.pessimistic is None:
        return 0.0
    return maths.pert_variance(task.optimistic, task.pessimistic)


def compute(inputs: TransitionInputs) -> TransitionResult:
    """The schedule of `inputs`; pure."""
    at = {task.id: row for row, task in enumerate(inputs.tasks)}
    before = [[at[wanted] for wanted in task.after] for task in inputs.tasks]
    variances = [_variance(task) for task in inputs.tasks]
    times = maths.schedule([_duration(task) for task in inputs.tasks], before)
    path = maths.critical_path(times, variances, before)
    tasks = _tasks(inputs, times, variances)
    planned = bool(tasks)
    variance = sum(variances[row] for row in path)
    deadline = _deadline(inputs)
    certainty = inputs.confidence_pct / 100
    uses_estimates = any(task.likely is not None for task in inputs.tasks)
    return TransitionResult(
        account=inputs.account,
        account_name=inputs.account_name,
        project=inputs.project,
        unit=inputs.unit,
        start_on=inputs.start_on,
        as_of=inputs.as_of,
        tasks=tasks,
        critical_path=tuple(tasks[row].id for row in path),
        other_critical=sum(task.critical for task in tasks) - len(path),
        duration=times.duration if planned else None,
        variance=variance if planned else None,
        finishes_on=last_days(inputs.start_on, inputs.unit, [0.0], [times.duration])[0] if planned else None,
        deadline=deadline,
        deadline_on=inputs.deadline_on,
        chance=maths.chance_by(deadline, times.duration, variance) if planned and deadline is not None else None,
        confidence_pct=inputs.confidence_pct,
        finish_at_confidence=maths.time_with_certainty(certainty, times.duration, variance) if planned else None,
        uses_estimates=uses_estimates,
        method="pert" if uses_estimates else "critical_path",
        done_pct=_done_pct(tasks),
        unknown_progress=sum(task.done_pct is None for task in tasks),
        late=sum(task.late for task in tasks),
        roll_back=inputs.roll_back,
        training=inputs.training,
        hand_over=inputs.hand_over,
        sign_off=inputs.sign_off,
        open_sign_offs=sum(entry.status == "open" for entry in inputs.sign_off),
        refused_sign_offs=sum(entry.status == "refused" for entry in inputs.sign_off),
        untrained=sum((entry.people or 0) - (entry.trained or 0) for entry in inputs.training if entry.people),
    )


def _tasks(inputs: TransitionInputs, times: maths.Schedule, variances: Sequence[float]) -> tuple[TaskResult, ...]:
    starts_on = days_from(inputs.start_on, inputs.unit, times.earliest_start)
    finishes_on = last_days(inputs.start_on, inputs.unit, times.earliest_start, times.earliest_finish)
    # Built without validation: every value comes from validated inputs, and 20,000 tasks are many.
    return tuple(
        TaskResult.trusted(
            id=task.id,
            name=task.name,
            owner=task.owner,
            kind=task.kind,
            after=task.after,
            duration=_duration(task),
            variance=variances[row],
            earliest_start=times.earliest_start[row],
            earliest_finish=times.earliest_finish[row],
            latest_start=times.latest_start[row],
            latest_finish=times.latest_finish[row],
            slack=times.slack[row],
            free_slack=times.free_slack[row],
            critical=times.slack[row] == 0,
            done_pct=task.done_pct,
            starts_on=starts_on[row],
            finishes_on=finishes_on[row],
            late=_late(task, finishes_on[row], inputs.as_of),
        )
        for row, task in enumerate(inputs.tasks)
    )


def _late(task: TaskInput, finishes_on: date | None, as_of: date | None) -> bool:
    """Progress that nobody entered is unknown, not late."""
    return bool(as_of and finishes_on and finishes_on < as_of and task.done_pct is not None and task.done_pct < 100)


def _deadline(inputs: TransitionInputs) -> float | None:
    if inputs.deadline_on is None or inputs.start_on is None:
        return inputs.deadline
    return time_until_end_of(inputs.deadline_on, inputs.start_on, inputs.unit)


def _done_pct(tasks: Sequence[TaskResult]) -> float | None:
    known = [(task.duration, task.done_pct) for task in tasks if task.done_pct is not None]
    weight = sum(duration for duration, _done in known)
    return sum(duration * done for duration, done in known) / weight if weight > 0 else None
