"""How long it takes to know how sure a ranking is, as ratios to bare NumPy in the same run.

    python -m bench selection
    python -m bench.selection [--quick] [--top 50]

The chance of the top N is compared with the product of weights and scores and an `argpartition` of each draw; the full
rank ranges with the product and an `argsort`. Both sides take the draws in blocks: 10,000 accounts, 22 criteria and
10,000 draws; `--quick` takes 2,000 accounts and 2,000 draws. The targets are at most 1.5 times the bare product and
`argpartition`, and at most 1.5 times the bare product and `argsort`.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from openkam.tools.define.selection.simulation import BLOCK_TOTALS, draw_weights, simulate

RUNS = 3
CRITERIA = 22
TARGET = 1.5
FloatArray = NDArray[np.float64]


def in_turn(ours: Callable[[], object], bare: Callable[[], object], runs: int) -> tuple[float, float]:
    """The smallest time of each, run in turn so that what disturbs the machine disturbs both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _run in range(runs):
        for work, kept in zip((ours, bare), times, strict=True):
            start = time.perf_counter()
            work()
            kept.append(time.perf_counter() - start)
    return min(times[0]), min(times[1])


def bare(scores: FloatArray, weights: FloatArray, order: Callable[[FloatArray], object]) -> None:
    """The product and one ordering of each draw, in the same blocks as ours, and nothing counted."""
    columns = np.ascontiguousarray(scores.T)
    step = max(1, BLOCK_TOTALS // len(scores))
    for start in range(0, len(weights), step):
        order(weights[start : start + step] @ columns)


def main() -> None:
    """Print the times and their ratios as JSON; end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="bench.selection")
    parser.add_argument("--quick", action="store_true", help="2,000 accounts and 2,000 draws")
    parser.add_argument("--top", type=int, default=50)
    options = parser.parse_args()
    size = 2_000 if options.quick else 10_000
    scores = np.random.default_rng(22).uniform(1, 10, (size, CRITERIA))
    weights = draw_weights(np.full(CRITERIA, 1 / CRITERIA), size, 100, 23)
    at = size - options.top
    chance, partition = in_turn(
        lambda: simulate(scores, weights, options.top, rank_ranges=False),
        lambda: bare(scores, weights, lambda totals: np.argpartition(totals, at, axis=1)),
        RUNS,
    )
    ranges, sort = in_turn(
        lambda: simulate(scores, weights, options.top),
        lambda: bare(scores, weights, lambda totals: np.argsort(totals, axis=1)),
        RUNS,
    )
    ratios = {"chance_to_product_argpartition": chance / partition, "ranges_to_product_argsort": ranges / sort}
    answer = {
        "accounts_and_draws": size,
        "chance_of_top_s": round(chance, 3),
        "rank_ranges_s": round(ranges, 3),
        **{name: round(ratio, 2) for name, ratio in ratios.items()},
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(answer, indent=2))
    if missed := [name for name, ratio in ratios.items() if ratio > TARGET]:
        print(f"Above the target of {TARGET}: {', '.join(missed)}.")
        sys.exit(1)


if __name__ == "__main__":
    main()
