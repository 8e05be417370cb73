"""Times, yields, visits and queues of a process.

Sources: M. George, Lean Six Sigma (2002) for process-cycle efficiency; J. Little (1961) for L = λW; F. Hillier and
G. Lieberman, Introduction to Operations Research, chapter 17, for M/M/s.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


def efficiency(value_adding: float, lead_time: float) -> float | None:
    """Process-cycle efficiency, 0–1: value-adding time ÷ lead time; None where the lead time is 0."""
    return value_adding / lead_time if lead_time > 0 else None


def rolled_yield(yields: Iterable[float]) -> float:
    """Rolled throughput yield, 0–1: the product of the first-pass yields; 1 where there are none."""
    return math.prod(yields, start=1.0)


def little(
    wip: float | None, throughput: float | None, lead_time: float | None
) -> tuple[float | None, float | None, float | None]:
    """Little's law, WIP = throughput × lead time, with the one missing figure filled in.

    Nothing is filled in where two are missing or where it would need a division by 0.
    """
    if wip is None and throughput is not None and lead_time is not None:
        wip = throughput * lead_time
    elif throughput is None and wip is not None and lead_time is not None:
        throughput = quotient(wip, lead_time)
    elif lead_time is None and wip is not None and throughput is not None:
        lead_time = quotient(wip, throughput)
    return wip, throughput, lead_time


def quotient(value: float, by: float) -> float | None:
    """`value` ÷ `by`, or None where that is no number (by 0, or too large to be written)."""
    if by == 0:
        return None
    found = value / by
    return found if math.isfinite(found) else None


_NO_CHANCE = 1e-9
"""A way out that one unit in a thousand million takes is none; it would only make the sums meaningless."""
_TOO_OFTEN = 1e9


def never_ends(nodes: Sequence[str], shares: Mapping[tuple[str, str], float]) -> list[str]:
    """The nodes from which no way with a probability above 10⁻⁹ leads to a last node."""
    leaving = {source for source, _target in shares}
    ending = {node for node in nodes if node not in leaving}
    before: dict[str, list[str]] = {}
    for (source, target), share in shares.items():
        if share > _NO_CHANCE:
            before.setdefault(target, []).append(source)
    waiting = list(ending)
    while waiting:
        more = [source for source in before.get(waiting.pop(), ()) if source not in ending]
        ending.update(more)
        waiting += more
    return [node for node in nodes if node not in ending]


def visits(nodes: Sequence[str], shares: Mapping[tuple[str, str], float], start: str) -> dict[str, float] | None:
    """Expected number of visits per node of one unit that begins at `start` and moves with probabilities `shares`.

    The fundamental matrix of an absorbing Markov chain: v = (I − Pᵀ)⁻¹ e. `never_ends` must be empty.
    None where loops within loops make the number too large to mean anything.
    """
    index = {node: at for at, node in enumerate(nodes)}
    matrix = np.eye(len(nodes))
    for (source, target), share in shares.items():
        matrix[index[target], index[source]] -= share
    begin = np.zeros(len(nodes))
    begin[index[start]] = 1
    try:
        solved = np.linalg.solve(matrix, begin)
    except np.linalg.LinAlgError:  # only rounding can make an absorbing chain singular
        return None
    if not np.all(np.isfinite(solved)) or np.max(np.abs(solved)) > _TOO_OFTEN:
        return None
    return {node: float(max(0.0, solved[at])) for node, at in index.items()}


@dataclass(frozen=True)
class Steady:
    """Steady state of a queue; the names are those of the textbooks."""

    rho: float
    p0: float
    l: float  # noqa: E741  # L is what every textbook calls the number in the system
    lq: float
    w: float
    wq: float


def mms(arrival_rate: float, service_rate: float, servers: int) -> Steady | None:
    """M/M/s with arrivals λ, service rate μ per server and s servers; None where λ ≥ sμ: the queue grows for ever.

    Erlang B by its recursion, from it Erlang C and Lq = C ρ/(1 − ρ); this stays exact for a thousand servers where
    factorials overflow. Wq = Lq/λ and W = Wq + 1/μ, in the time unit of the rates.
    """
    load = arrival_rate / service_rate
    rho = load / servers
    if rho >= 1:
        return None
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    waits = blocked / (1 - rho * (1 - blocked))
    in_queue = waits * rho / (1 - rho)
    wait = in_queue / arrival_rate if arrival_rate else 0.0
    return Steady(
        rho=rho,
        p0=_empty(load, servers, rho),
        l=in_queue + load,
        lq=in_queue,
        w=wait + 1 / service_rate,
        wq=wait,
    )


def _empty(load: float, servers: int, rho: float) -> float:
    """P0 by logarithms."""
    if load == 0:
        return 1.0
    logs = [k * math.log(load) - math.lgamma(k + 1) for k in range(servers)]
    logs.append(servers * math.log(load) - math.lgamma(servers + 1) - math.log1p(-rho))
    top = max(logs)
    return math.exp(-top) / math.fsum(math.exp(value - top) for value in logs)
