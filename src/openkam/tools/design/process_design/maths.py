"""Takt, load, stations, longest path and queues; every time in one unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDING = 1e-9
"""A load this near a whole number of stations (or of 1) is that number: more is only the rounding of floating point."""


def takt_time(available_time: float, demand: float) -> float:
    """Time per unit that keeps pace with demand: working time ÷ demand of the same period."""
    return available_time / demand


def stations_required(work: float, takt: float, busy_at_most: float = 1) -> int:
    """The fewest stations that do `work` per unit every `takt`, loaded to at most `busy_at_most` (0–1]; at least 1."""
    load = work / (takt * busy_at_most)
    return max(1, math.ceil(load - ROUNDING * max(1.0, load)))


def balance(work: Sequence[float], stations: Sequence[int]) -> float | None:
    """Σ work ÷ (Σ stations × longest cycle time), 0–1; None where no step takes any time."""
    longest = max((time / count for time, count in zip(work, stations, strict=True)), default=0.0)
    return sum(work) / (sum(stations) * longest) if longest > 0 else None


def first_loop(predecessors: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The steps of one circle in the order of the arrows, its first repeated at the end; empty where there is none."""
    done: set[int] = set()
    for start in range(len(predecessors)):
        path: list[int] = []
        places: dict[int, int] = {}
        todo: list[tuple[int, int]] = [(start, 0)]
        while todo:
            at, following = todo.pop()
            if following == 0:
                if at in done:
                    continue
                if at in places:
                    return tuple(reversed([*path[places[at] :], at]))
                places[at] = len(path)
                path.append(at)
            if following < len(predecessors[at]):
                todo += [(at, following + 1), (predecessors[at][following], 0)]
            else:
                done.add(at)
                path.pop()
                del places[at]
    return ()


def longest_path(times: Sequence[float], predecessors: Sequence[Sequence[int]]) -> tuple[float, tuple[int, ...]]:
    """The longest way through steps without a circle: its time and its steps in order. On ties the first in the list.

    `times[i]` is that of step i, `predecessors[i]` are the steps that it waits for. At least one step.
    """
    best: dict[int, float] = {}
    before: dict[int, int | None] = {}
    waiting = [len(set(earlier)) for earlier in predecessors]
    later: list[list[int]] = [[] for _step in predecessors]
    for at, earlier in enumerate(predecessors):
        for other in dict.fromkeys(earlier):
            later[other].append(at)
    ready = [at for at, count in enumerate(waiting) if count == 0]
    for at in ready:
        earlier = predecessors[at]
        before[at] = max(earlier, key=lambda other: (best[other], -other)) if earlier else None
        best[at] = times[at] + (best[before[at] or 0] if earlier else 0.0)
        for other in later[at]:
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    last: int | None = max(best, key=lambda at: (best[at], -at))
    total = best[last or 0]
    path = []
    while last is not None:
        path.append(last)
        last = before[last]
    return total, tuple(reversed(path))


@dataclass(frozen=True)
class Queue:
    """A queue with random arrivals in steady state: `length` and `time` count the unit being served, `queue` and
    `wait` do not."""

    utilisation: float
    length: float
    queue: float
    time: float
    wait: float


def queue(arrivals: float, service_time: float, servers: int) -> Queue | None:
    """M/M/s: Poisson `arrivals` per time, exponential service of mean `service_time`, `servers` ≥ 1 in parallel.

    None where arrivals reach the servers' capacity: the queue then grows without end. Erlang B by its recursion and
    Erlang C from it, so that many servers do no harm (Hillier and Lieberman, queueing theory).
    """
    load = arrivals * service_time
    utilisation = load / servers
    if utilisation > 1 - ROUNDING:
        return None
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    delayed = blocked / (1 - utilisation * (1 - blocked))
    wait = delayed * service_time / (servers * (1 - utilisation))
    return Queue(
        utilisation=utilisation,
        length=arrivals * wait + load,
        queue=arrivals * wait,
        time=wait + service_time,
        wait=wait,
    )


def empty(load: float, servers: int) -> float:
    """Probability that nobody is in an M/M/s queue with `load` = arrivals × service time below `servers`.

    Summed in logarithms, since load^k ÷ k! leaves the range of numbers where there are many servers.
    """
    if load == 0:
        return 1.0
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(servers)]
    logs.append(servers * math.log(load) - math.lgamma(servers + 1) - math.log1p(-load / servers))
    most = max(logs)
    return math.exp(-most - math.log(math.fsum(math.exp(value - most) for value in logs)))
