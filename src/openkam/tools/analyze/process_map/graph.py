"""Order, reach and longest path of a process, on ids alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

Edges = Sequence[tuple[str, str]]


def _before(nodes: Sequence[str], edges: Edges) -> dict[str, list[str]]:
    before: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
    return before


def find_cycle(nodes: Sequence[str], edges: Edges) -> list[str]:
    """The nodes of one cycle in the direction of its edges, the first again at the end; empty where there is none."""
    sorter = TopologicalSorter(_before(nodes, edges))
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def in_order(nodes: Sequence[str], edges: Edges) -> list[str]:
    """`nodes` so that every edge leads forward; free ones keep the order in which they were typed."""
    position = {node: at for at, node in enumerate(nodes)}
    sorter = TopologicalSorter(_before(nodes, edges))
    sorter.prepare()
    order, ready = [], list(sorter.get_ready())
    while ready:
        node = min(ready, key=position.__getitem__)
        ready.remove(node)
        order.append(node)
        sorter.done(node)
        ready.extend(sorter.get_ready())
    return order


def reachable(nodes: Sequence[str], edges: Edges) -> dict[str, set[str]]:
    """For each node every node that can be reached from it along the edges, itself included; edges without a cycle."""
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        after[source].append(target)
    found: dict[str, set[str]] = {}
    for node in reversed(in_order(nodes, edges)):
        found[node] = {node}.union(*(found[other] for other in after[node]))
    return found


def longest_path(
    nodes: Sequence[str], edges: Edges, length: Mapping[str, Fraction], worth: Mapping[str, Fraction]
) -> list[str]:
    """The path with the greatest sum of `length` over its nodes, from a first to a last node.

    Of equally long paths the one with the least `worth`, so that the efficiency read from it is never flattered;
    of those the one whose steps were typed first. All sums are exact.
    """
    before = _before(nodes, edges)
    position = {node: at for at, node in enumerate(nodes)}
    best: dict[str, tuple[Fraction, Fraction]] = {}
    came_from: dict[str, str | None] = {}
    for node in in_order(nodes, edges):
        came = max(before[node], key=lambda other: (best[other], -position[other]), default=None)
        so_far = best[came] if came is not None else (Fraction(0), Fraction(0))
        best[node] = (so_far[0] + length[node], so_far[1] - worth[node])
        came_from[node] = came
    sources = {source for source, _target in edges}
    at: str | None = max(
        (node for node in nodes if node not in sources), key=lambda node: (best[node], -position[node])
    )
    path = []
    while at is not None:
        path.append(at)
        at = came_from[at]
    return path[::-1]


def on_a_longest_path(nodes: Sequence[str], edges: Edges, length: Mapping[str, Fraction]) -> set[str]:
    """Every node that lies on some longest path."""
    order = in_order(nodes, edges)
    before = _before(nodes, edges)
    after = _before(nodes, [(target, source) for source, target in edges])
    head: dict[str, Fraction] = {}
    tail: dict[str, Fraction] = {}
    for node in order:
        head[node] = length[node] + max((head[other] for other in before[node]), default=Fraction(0))
    for node in reversed(order):
        tail[node] = length[node] + max((tail[other] for other in after[node]), default=Fraction(0))
    whole = max(head.values())
    return {node for node in nodes if head[node] + tail[node] - length[node] == whole}
