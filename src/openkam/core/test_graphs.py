"""Cut vertices, pieces, edge connectivity and betweenness against networkx, and on shapes that would overflow."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.graphs import (
    Graph,
    betweenness,
    components,
    cut_off,
    cut_vertices,
    cycle_in,
    edge_connectivity,
    graph_of,
    way_round,
)

NAMES = tuple("ABCDEFGHIJKL")


@st.composite
def networks(draw: st.DrawFn) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    nodes = NAMES[: draw(st.integers(2, len(NAMES)))]
    return nodes, draw(st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=30))


def oracle(nodes: tuple[str, ...], edges: list[tuple[str, str]]) -> nx.Graph:
    known = nx.Graph()
    known.add_nodes_from(nodes)
    known.add_edges_from((one, other) for one, other in edges if one != other)
    return known


@given(networks())
@settings(max_examples=200, deadline=None)
def test_networkx_agrees(network: tuple[tuple[str, ...], list[tuple[str, str]]]) -> None:
    """Oracle: networkx 3, on random graphs with loops and repeated edges thrown in."""
    nodes, edges = network
    ours, known = graph_of(nodes, edges), oracle(nodes, edges)
    assert set(cut_vertices(ours)) == set(nx.articulation_points(known))
    assert {frozenset(piece) for piece in components(ours)} == {frozenset(p) for p in nx.connected_components(known)}
    assert edge_connectivity(ours, nodes[0], nodes[-1]) == nx.edge_connectivity(known, nodes[0], nodes[-1])
    theirs = nx.betweenness_centrality(known)
    assert betweenness(ours) == pytest.approx(theirs, abs=1e-12)


@given(networks())
@settings(max_examples=50, deadline=None)
def test_what_is_left_without_one_node(network: tuple[tuple[str, ...], list[tuple[str, str]]]) -> None:
    nodes, edges = network
    known = oracle(nodes, edges)
    known.remove_node(nodes[0])
    left = components(graph_of(nodes, edges), without=nodes[0])
    assert {frozenset(piece) for piece in left} == {frozenset(p) for p in nx.connected_components(known)}


@given(networks())
@settings(max_examples=100, deadline=None)
def test_who_is_cut_off_without_a_node(network: tuple[tuple[str, ...], list[tuple[str, str]]]) -> None:
    """Oracle: networkx, taking each node out in turn and looking from the first one."""
    nodes, edges = network
    known = oracle(nodes, edges)
    reached = nx.node_connected_component(known, nodes[0])
    expected = {}
    for name in reached - {nodes[0]}:
        left = nx.node_connected_component(known.subgraph(set(nodes) - {name}), nodes[0])
        if gone := reached - left - {name}:
            expected[name] = gone
    assert {key: set(gone) for key, gone in cut_off(graph_of(nodes, edges), nodes[0]).items()} == expected


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_changes_nothing(network: tuple[tuple[str, ...], list[tuple[str, str]]], pick: object) -> None:
    nodes, edges = network
    turned = [(other, one) for one, other in reversed(edges)]
    one, other = graph_of(nodes, edges), graph_of(reversed(nodes), turned)
    assert set(cut_vertices(one)) == set(cut_vertices(other))
    assert edge_connectivity(one, nodes[0], nodes[-1]) == edge_connectivity(other, nodes[-1], nodes[0])


def chain(length: int) -> Graph:
    names = [str(at) for at in range(length)]
    return graph_of(names, pairwise(names))


def test_a_long_chain_does_not_overflow() -> None:
    graph = chain(20_000)
    assert len(cut_vertices(graph)) == 19_998
    assert edge_connectivity(graph, "0", "19999") == 1
    assert len(components(graph, without="5")) == 2


def test_many_ways_between_two_hubs() -> None:
    """A thousand pairs of opposite numbers between two mains: one link of the mains and one path for each pair."""
    ours, theirs = [f"o{at}" for at in range(1000)], [f"t{at}" for at in range(1000)]
    edges = [("kam", one) for one in ours] + [("main", one) for one in theirs]
    graph = graph_of(["kam", "main", *ours, *theirs], [*edges, ("kam", "main"), *zip(ours, theirs, strict=True)])
    assert edge_connectivity(graph, "kam", "main") == 1001
    assert cut_vertices(graph) == ()


def test_an_unknown_end_is_named() -> None:
    with pytest.raises(KeyError, match="Z"):
        graph_of(["A"], [("A", "Z")])
    with pytest.raises(ValueError, match="A"):
        edge_connectivity(graph_of(["A"], []), "A", "A")


def test_empty_and_single_graphs() -> None:
    nothing, one = graph_of([], []), graph_of(["A"], [("A", "A")])
    assert (components(nothing), cut_vertices(nothing), betweenness(nothing)) == ((), (), {})
    assert (components(one), cut_vertices(one), betweenness(one)) == ((("A",),), (), {"A": 0.0})


def test_a_circle_of_parents_is_found_in_its_order() -> None:
    assert cycle_in({"A": "B", "B": "C", "C": "B"}) == ("B", "C")
    assert cycle_in({"A": "A"}) == ("A",)
    assert cycle_in({"A": "B", "B": "C", "X": "C"}) == ()


def test_a_long_circle_is_told_in_short() -> None:
    assert way_round(["A", "B", "A"]) == "A → B → A"
    names = [f"n{at}" for at in range(12)]
    assert way_round([*names, "n0"]) == " → ".join([*names, "n0"])
    longer = way_round([*names, "n12", "n0"])
    assert longer == " → ".join([*names, "…", "n0"])
