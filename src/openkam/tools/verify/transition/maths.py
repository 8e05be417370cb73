"""Critical path and PERT on tasks that are numbered from 0; every walk is a loop, so depth does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

Before = Sequence[Sequence[int]]
"""For each task the numbers of those that must be finished first."""
RELATIVE_TOLERANCE = 1e-9
"""Sums of decimal durations differ in their last digit; a slack below this share of the project is none."""


class Schedule(NamedTuple):
    """Times from the start of the project, one value per task, and the time at which the last one ends."""

    earliest_start: list[float]
    earliest_finish: list[float]
    latest_start: list[float]
    latest_finish: list[float]
    slack: list[float]
    free_slack: list[float]
    duration: float
    order: list[int]
    """The tasks so that each comes after those it waits for."""


def order(before: Before) -> list[int]:
    """The tasks so that each comes after those it waits for. Raises `graphlib.CycleError` with the circle."""
    open_firsts = [len(firsts) for firsts in before]
    followers: list[list[int]] = [[] for _firsts in before]
    for task, firsts in enumerate(before):
        for first in firsts:
            followers[first].append(task)
    ready = [task for task, count in enumerate(open_firsts) if not count]
    for task in ready:  # it grows while it is walked
        for follower in followers[task]:
            open_firsts[follower] -= 1
            if not open_firsts[follower]:
                ready.append(follower)
    if len(ready) < len(before):
        # The standard library is slower, but it names the tasks of the circle.
        TopologicalSorter(dict(enumerate(before))).prepare()
    return ready


def schedule(durations: Sequence[float], before: Before) -> Schedule:
    """Forward and backward pass of the critical path method (Kelley and Walker 1959).

    `durations` in any one unit, ≥ 0, one per task; times come back in that unit. No task: a duration of 0.
    """
    count = len(durations)
    sequence = order(before)
    start, finish = [0.0] * count, [0.0] * count
    for task in sequence:
        start[task] = max((finish[first] for first in before[task]), default=0.0)
        finish[task] = start[task] + durations[task]
    end = max(finish, default=0.0)
    latest, next_start = [end] * count, [end] * count
    for task in reversed(sequence):
        for first in before[task]:
            latest[first] = min(latest[first], latest[task] - durations[task])
            next_start[first] = min(next_start[first], start[task])
    slack = [_clean(latest[task] - finish[task], end) for task in range(count)]
    free = [_clean(next_start[task] - finish[task], end) for task in range(count)]
    latest = [finish[task] + slack[task] for task in range(count)]
    latest_start = [start[task] + slack[task] for task in range(count)]
    return Schedule(start, finish, latest_start, latest, slack, free, end, sequence)


def _clean(slack: float, end: float) -> float:
    return 0.0 if abs(slack) <= RELATIVE_TOLERANCE * max(1.0, end) else slack


def critical_path(times: Schedule, variances: Sequence[float], before: Before) -> list[int]:
    """One longest path from a first task to the end; of several the one with the largest summed variance.

    The largest variance is the careful choice: it gives the wider spread of the finishing time.
    """
    if not variances:
        return []
    near = RELATIVE_TOLERANCE * max(1.0, times.duration)
    summed = list(variances)
    came_from: list[int | None] = [None] * len(summed)
    for task in times.order:
        tight = [first for first in before[task] if times.earliest_finish[first] >= times.earliest_start[task] - near]
        if tight:
            came_from[task] = max(tight, key=lambda first: summed[first])
            summed[task] += summed[came_from[task] or 0]
    last = [task for task, finish in enumerate(times.earliest_finish) if finish >= times.duration - near]
    at: int | None = max(last, key=lambda task: summed[task])
    path = []
    while at is not None:
        path.append(at)
        at = came_from[at]
    return path[::-1]


def pert_mean(optimistic: float, likely: float, pessimistic: float) -> float:
    """(a + 4m + b) ÷ 6, the expected duration (Malcolm and others 1959)."""
    return (optimistic + 4 * likely + pessimistic) / 6


def pert_variance(optimistic: float, pessimistic: float) -> float:
    """((b − a) ÷ 6)², in squared units of time."""
    return ((pessimistic - optimistic) / 6) ** 2


def chance_by(deadline: float, mean: float, variance: float) -> float:
    """The chance, 0–1, that a normal finishing time is at or before `deadline`; without spread it is 0 or 1."""
    if variance <= 0:
        return float(mean <= deadline + RELATIVE_TOLERANCE * max(1.0, mean))
    return NormalDist(mean, sqrt(variance)).cdf(deadline)


def time_with_certainty(certainty: float, mean: float, variance: float) -> float:
    """The time by which the project ends with `certainty` (between 0 and 1)."""
    return mean if variance <= 0 else NormalDist(mean, sqrt(variance)).inv_cdf(certainty)
