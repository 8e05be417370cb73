"""How long a house of quality of 60 needs × 60 CTQs takes, as ratios to the bare NumPy product in the same run.

    python -m bench house

The product alone is what the house must compute; everything else is checking the inputs, findings, both normalisations,
and the picture with its tables.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from openkam.tools.measure.qfd import TOOL

RUNS = 5
SIZE = 60
PRODUCTS = 1000
"""The bare product takes microseconds: so many are timed together."""


def best(work: Callable[[], object]) -> float:
    """The smallest of a few times, since noise only adds."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def full_house() -> dict[str, Any]:
    """Every cell filled, every roof pair judged, us and two rivals rated and measured."""
    pick = random.Random(60)
    needs = [
        {
            "id": f"n{at}",
            "name": f"Need {at}",
            "importance": pick.randint(1, 5),
            "current": pick.randint(1, 5),
            "goal": pick.randint(3, 5),
            "sales_point": pick.choice((1.0, 1.2, 1.5)),
        }
        for at in range(SIZE)
    ]
    ctqs = [
        {"id": f"c{at}", "name": f"CTQ {at}", "target": 10, "baseline": pick.uniform(5, 15), "difficulty": 3}
        for at in range(SIZE)
    ]
    rivals = ("r1", "r2")
    return {
        "needs": needs,
        "ctqs": ctqs,
        "relations": [
            {"need": need["id"], "ctq": ctq["id"], "value": pick.choice((1, 3, 9))} for need in needs for ctq in ctqs
        ],
        "roof": [
            {"one": f"c{one}", "other": f"c{other}", "value": pick.choice((-2, -1, 1, 2))}
            for one in range(SIZE)
            for other in range(one)
        ],
        "competitors": [{"id": rival, "name": f"Rival {rival}"} for rival in rivals],
        "ratings": [
            {"competitor": rival, "need": need["id"], "rating": pick.randint(1, 5)}
            for rival in rivals
            for need in needs
        ],
        "benchmarks": [
            {"competitor": rival, "ctq": ctq["id"], "value": pick.uniform(5, 15)} for rival in rivals for ctq in ctqs
        ],
        "lyman": True,
        "wasserman": True,
    }


def main() -> None:
    """Print the times and their ratios as JSON."""
    data = full_house()
    inputs = TOOL.parse(data)
    result = TOOL.compute(inputs)
    weights = np.array([need.weight or 0.0 for need in result.needs])
    relations = np.zeros((SIZE, SIZE))
    for cell in inputs.relations:
        relations[int(cell.need[1:]), int(cell.ctq[1:])] = cell.value
    product = best(lambda: [weights @ relations for _run in range(PRODUCTS)]) / PRODUCTS
    parse = best(lambda: TOOL.parse(data))
    compute = best(lambda: TOOL.compute(inputs))
    report = best(lambda: TOOL.report(result))
    answer = {
        "bare_numpy_product_us": round(1e6 * product, 2),
        "house_parse_ms": round(1e3 * parse, 1),
        "house_compute_ms": round(1e3 * compute, 1),
        "house_report_ms": round(1e3 * report, 1),
        "compute_to_bare_numpy": round(compute / product),
        "compute_and_report_to_bare_numpy": round((compute + report) / product),
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
