"""How long the schedule of 20,000 tasks takes, beside the longest path that NetworkX finds in the same network.

    python -m bench critical_path

NetworkX is given the graph ready made and finds the length of the longest path alone; the tool sorts the tasks, finds
four times and two slacks of each, and one critical path. Both must come to the same length.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import TypeVar

import networkx

from openkam.tools.verify.transition import TOOL, maths

RUNS = 3
TASKS = 20_000
REACH = 50
"""A task waits for up to three of so many before it."""
Made = TypeVar("Made")


def best(work: Callable[[], Made]) -> tuple[float, Made]:
    """The smallest of a few times, since noise only adds; and what the work made."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - start)
    return min(times), made


def network() -> tuple[list[float], list[list[int]]]:
    """Durations, and for each task the numbers of those before it."""
    pick = random.Random(23)
    durations = [float(pick.randint(1, 20)) for _task in range(TASKS)]
    before = [
        sorted({pick.randrange(max(0, task - REACH), task) for _arc in range(pick.randint(0, 3))}) if task else []
        for task in range(TASKS)
    ]
    return durations, before


def graph_of(durations: list[float], before: list[list[int]]) -> networkx.DiGraph:
    """The same network with each duration on the arcs that leave its task."""
    graph = networkx.DiGraph()
    for task, firsts in enumerate(before):
        graph.add_edge(task, "end", weight=durations[task])
        for first in firsts:
            graph.add_edge(first, task, weight=durations[first])
    return graph


def main() -> None:
    """Print the times and their ratios as JSON."""
    durations, before = network()
    graph = graph_of(durations, before)
    tasks = [
        {
            "id": str(task),
            "name": f"Task {task}",
            "duration": durations[task],
            "after": [str(one) for one in before[task]],
        }
        for task in range(TASKS)
    ]
    inputs = TOOL.parse({"tasks": tasks})
    longest, length = best(lambda: networkx.dag_longest_path_length(graph))
    passes, times = best(lambda: maths.schedule(durations, before))
    whole, result = best(lambda: TOOL.compute(inputs))
    parsed, _inputs = best(lambda: TOOL.parse({"tasks": tasks}))
    answer = {
        "tasks": TASKS,
        "length": length,
        "same_as_networkx": length == times.duration == result.duration,
        "whole_plan_s": round(whole, 3),
        "parse_s": round(parsed, 3),
        "schedule_to_networkx_longest_path": round(passes / longest, 2),
        "whole_plan_to_networkx_longest_path": round(whole / longest, 2),
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
