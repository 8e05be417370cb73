"""Who hangs on whom: the arithmetic of contact networks, without recursion so that a chain of thousands is no trouble.

Every graph here is undirected and simple: an edge given twice counts once, an edge from a node to itself not at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

NAMED_IN_A_CIRCLE = 13
"""A circle may lead through thousands; a message names so many of them."""


@dataclass(frozen=True)
class Graph:
    """Nodes by name and, for each, the positions of its neighbours; made by `graph_of`."""

    nodes: tuple[str, ...]
    neighbours: tuple[tuple[int, ...], ...]
    position: dict[str, int]


def graph_of(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> Graph:
    """The graph of `nodes` (their order is kept) and `edges`.

    Raises `KeyError` with the name of an end that is no node.
    """
    names = tuple(dict.fromkeys(nodes))
    position = {name: at for at, name in enumerate(names)}
    beside: list[dict[int, None]] = [{} for _name in names]
    for one, other in edges:
        here, there = position[one], position[other]
        if here != there:
            beside[here][there] = None
            beside[there][here] = None
    return Graph(names, tuple(tuple(near) for near in beside), position)


def components(graph: Graph, *, without: str | None = None) -> tuple[tuple[str, ...], ...]:
    """The connected pieces of the graph, or of what is left `without` one node; names in the order of the nodes."""
    piece = [-1] * len(graph.nodes)
    gone = -1 if without is None else graph.position[without]
    pieces: list[list[str]] = []
    for start, _name in enumerate(graph.nodes):
        if piece[start] >= 0 or start == gone:
            continue
        piece[start] = len(pieces)
        waiting = [start]
        while waiting:
            for near in graph.neighbours[waiting.pop()]:
                if piece[near] < 0 and near != gone:
                    piece[near] = len(pieces)
                    waiting.append(near)
        pieces.append([])
    for at, name in enumerate(graph.nodes):
        if piece[at] >= 0:
            pieces[piece[at]].append(name)
    return tuple(tuple(names) for names in pieces)


def cut_vertices(graph: Graph) -> tuple[str, ...]:
    """The nodes without which a connected piece falls apart (articulation points), in the order of the nodes.

    Depth-first search with low points: Hopcroft and Tarjan, Communications of the ACM 16 (1973) 372-378.
    """
    seen = [0] * len(graph.nodes)
    cuts: set[int] = set()
    for root, _name in enumerate(graph.nodes):
        if seen[root]:
            continue
        branches = 0
        for above, _below, closed in _branches(graph, root, seen, []):
            if above == root:
                branches += 1
            elif closed:
                cuts.add(above)
        if branches > 1:
            cuts.add(root)
    return tuple(graph.nodes[at] for at in sorted(cuts))


def cut_off(graph: Graph, root: str) -> dict[str, tuple[str, ...]]:
    """For each cut vertex the nodes to which `root` has no way without it, in the order of the nodes.

    Nodes that `root` does not reach today are not counted, and `root` itself is not taken out.
    """
    start = graph.position[root]
    order: list[int] = []
    lost: dict[int, list[int]] = {}
    seen = [0] * len(graph.nodes)
    for above, below, closed in _branches(graph, start, seen, order):
        if closed and above != start:
            # The branch that has just been finished is the tail of the order of visits.
            lost.setdefault(above, []).extend(order[seen[below] - 1 :])
    return {graph.nodes[at]: tuple(graph.nodes[one] for one in sorted(lost[at])) for at in sorted(lost)}


def _branches(graph: Graph, root: int, seen: list[int], order: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Walk the piece of `root` in depth and give each branch when it is finished: (node above, first node of the
    branch, whether the branch has no other way up). `seen` numbers the nodes from 1, `order` lists them as visited."""
    low = {root: len(order) + 1}
    seen[root] = len(order) + 1
    order.append(root)
    path = [(root, -1, iter(graph.neighbours[root]))]
    while path:
        at, above, rest = path[-1]
        near = next(rest, None)
        if near is None:
            path.pop()
            if above >= 0:
                low[above] = min(low[above], low[at])
                yield above, at, low[at] >= seen[above]
        elif not seen[near]:
            order.append(near)
            seen[near] = low[near] = len(order)
            path.append((near, at, iter(graph.neighbours[near])))
        elif near != above:
            low[at] = min(low[at], seen[near])


def edge_connectivity(graph: Graph, source: str, target: str) -> int:
    """How many edges must go before no path is left between two different nodes: the largest flow of unit edges.

    Blocking flows in layers: Dinic, Soviet Mathematics Doklady 11 (1970) 1277-1280. 0 where they are apart already.
    Raises `ValueError` where both are the same node.
    """
    start, end = graph.position[source], graph.position[target]
    if start == end:
        raise ValueError(source)
    # What each arc still lets through; an undirected edge is one arc each way, each the other's return.
    room = [dict.fromkeys(near, 1) for near in graph.neighbours]
    flow = 0
    while (layer := _layers(room, start, end)) is not None:
        flow += _blocking_flow(room, layer, start, end)
    return flow


def _layers(room: Sequence[dict[int, int]], start: int, end: int) -> list[int] | None:
    """The distance of every node from `start` over arcs with room; None where `end` is out of reach."""
    layer = [-1] * len(room)
    layer[start] = 0
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        if at == end:
            return layer
        for near, left in room[at].items():
            if left and layer[near] < 0:
                layer[near] = layer[at] + 1
                waiting.append(near)
    return None


def _blocking_flow(room: Sequence[dict[int, int]], layer: Sequence[int], start: int, end: int) -> int:
    rest = [iter(tuple(near)) for near in room]
    flow, path = 0, [start]
    while path:
        at = path[-1]
        if at == end:
            for here, there in pairwise(path):
                room[here][there] -= 1
                room[there][here] += 1
            flow, path = flow + 1, [start]
            continue
        onward = next((near for near in rest[at] if room[at][near] and layer[near] == layer[at] + 1), None)
        if onward is None:
            path.pop()
        else:
            path.append(onward)
    return flow


def betweenness(graph: Graph) -> dict[str, float]:
    """For each node the share of the shortest paths between the other nodes that run through it, 0 to 1.

    Brandes, Journal of Mathematical Sociology 25 (2001) 163-177, divided by the (n−1)(n−2)/2 pairs of others. Time
    grows with nodes × edges: meant for some hundred people. All 0 where there are fewer than three nodes.
    """
    count = len(graph.nodes)
    through = [0.0] * count
    for source in range(count):
        order, ways, before = _shortest_ways(graph, source)
        share = [0.0] * count
        for at in reversed(order):
            for near in before[at]:
                share[near] += ways[near] / ways[at] * (1 + share[at])
            if at != source:
                through[at] += share[at]
    pairs = (count - 1) * (count - 2)
    return {name: through[at] / pairs if pairs > 0 else 0.0 for at, name in enumerate(graph.nodes)}


def _shortest_ways(graph: Graph, source: int) -> tuple[list[int], list[int], list[list[int]]]:
    """Nodes by distance from `source`, how many shortest paths lead to each, and the nodes just before it."""
    count = len(graph.nodes)
    distance, ways = [-1] * count, [0] * count
    before: list[list[int]] = [[] for _node in range(count)]
    distance[source], ways[source] = 0, 1
    order = [source]
    for at in order:
        for near in graph.neighbours[at]:
            if distance[near] < 0:
                distance[near] = distance[at] + 1
                order.append(near)
            if distance[near] == distance[at] + 1:
                ways[near] += ways[at]
                before[near].append(at)
    return order, ways, before


def way_round(names: Sequence[str]) -> str:
    """The names of a circle, the first again at its end, with arrows; of a long one the first dozen and the last."""
    if len(names) <= NAMED_IN_A_CIRCLE:
        return " → ".join(names)
    return " → ".join((*names[: NAMED_IN_A_CIRCLE - 1], "…", names[-1]))


def cycle_in(parents: dict[str, str]) -> tuple[str, ...]:
    """The first circle that `parents` (child to parent) leads into, in its order; empty where there is none."""
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done:
            if at in path:
                names = list(path)
                return tuple(names[names.index(at) :])
            path[at] = None
            at = parents.get(at)
        done.update(path)
    return ()
