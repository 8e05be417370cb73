"""Reading the relationship of a 2,000-person account, as a ratio to the same graph figures by networkx.

    python -m bench relationship

Both take the same people and links. Our time is the whole reading (checks, silence, stage, gaps, figures); networkx
computes cut vertices and edge connectivity only.
"""

from __future__ import annotations

import importlib
import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from openkam.core.graphs import cut_vertices, edge_connectivity, graph_of
from openkam.tools.relationship.stage import TOOL

RUNS = 3
PEOPLE = 2_000
LINKS = 6_000
FUNCTIONS = ("Board", "R&D", "Quality", "Finance", "Logistics", "Operations", "Marketing", "Service")
LEVELS = ("board", "directors", "managers", "specialists", "clerks", "operators")
TODAY = date(2026, 3, 31)


def best(work: Callable[[], object]) -> float:
    """The smallest of a few times, since noise only adds."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def account() -> dict[str, Any]:
    """Half of the people on each side, links between any two, some of them silent for years."""
    pick = random.Random(24)
    people = [
        {
            "id": f"{side}{at}",
            "name": f"{side} {at}",
            "side": side,
            "function": pick.choice(FUNCTIONS),
            "level": pick.choice(LEVELS),
            "main": at == 0,
        }
        for side in ("ours", "theirs")
        for at in range(PEOPLE // 2)
    ]
    pairs = {(pick.randrange(PEOPLE // 2), pick.randrange(PEOPLE // 2)) for _link in range(LINKS)} | {(0, 0)}
    links = [
        {
            "ours": f"ours{one}",
            "theirs": f"theirs{other}",
            "cadence_days": 30,
            "last_two_way_on": TODAY - timedelta(days=pick.randrange(120)),
        }
        for one, other in sorted(pairs)
    ]
    return {"as_of": TODAY, "trading": True, "people": people, "links": links}


def edges_of(inputs: dict[str, Any]) -> list[tuple[str, str]]:
    """Live links, and everyone to the main person of the own side: the graph that the tool reads."""
    live = [
        (link["ours"], link["theirs"])
        for link in inputs["links"]
        if (TODAY - link["last_two_way_on"]).days <= 2 * link["cadence_days"]
    ]
    return live + [(one["id"], f"{one['side']}0") for one in inputs["people"] if not one["main"]]


def main() -> None:
    """Print the times and their ratios as JSON; stop if the two disagree on a figure."""
    networkx = importlib.import_module("networkx")
    inputs = account()
    names, edges = [one["id"] for one in inputs["people"]], edges_of(inputs)

    def ours() -> tuple[int, int]:
        graph = graph_of(names, edges)
        return len(cut_vertices(graph)), edge_connectivity(graph, "ours0", "theirs0")

    def theirs() -> tuple[int, int]:
        graph = networkx.Graph(edges)
        cuts = len(set(networkx.articulation_points(graph)))
        return cuts, networkx.edge_connectivity(graph, "ours0", "theirs0")

    counted = TOOL.run(inputs).measures
    assert ours() == theirs() == (counted.cut_vertices, counted.edge_connectivity)
    reading, figures, known = best(lambda: TOOL.run(inputs)), best(ours), best(theirs)
    answer = {
        "people": PEOPLE,
        "live_links": counted.live_links,
        "reading_s": round(reading, 3),
        "reading_to_networkx_figures": round(reading / known, 2),
        "graph_figures_s": round(figures, 3),
        "graph_figures_to_networkx": round(figures / known, 2),
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
