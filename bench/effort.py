"""How good and how quick the effort plan is for large programmes, as ratios in the same run.

    python -m bench effort
    python -m bench.effort [--accounts 10000] [--managers 30]

The value is compared with the bound that no plan can exceed, and with handing out days by value per day (greedy); the
time with that of the greedy plan. The targets: at most 0.5 % below the bound, and never below greedy.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np

from openkam.tools.define.effort.maths import NONE, Fill, Plan, Programme
from openkam.tools.define.effort.solve import best

LEAST = 0.995


def drawn(accounts: int, managers: int, *, hand_over: bool) -> Programme:
    """Accounts of four classes with values far apart, three quarters of the days that they ask for."""
    random = np.random.default_rng(28)
    asked = random.choice([4000, 2500, 800, 200], accounts, p=[0.05, 0.1, 0.35, 0.5])
    own = random.integers(0, managers, accounts)
    stays = random.random(accounts) > (0.8 if hand_over else 0.0)
    return Programme(
        days=(asked[:, None] * np.array([0.5, 1.0, 1.5])).astype(np.int64),
        value=random.lognormal(0, 1.2, accounts)[:, None] * np.array([0.6, 0.85, 1.0]),
        own=own,
        home=np.where(stays, own, NONE),
        must=random.random(accounts) < 0.05,
        capacity=(random.uniform(0.6, 1.4, managers) * 0.75 * asked.sum() / managers).astype(np.int64),
        loss=0.05,
    )


def main() -> None:
    """Print values, times and ratios as JSON; end with 1 where a target is missed."""
    from openkam.tools.define.effort.agreed import agreed

    parser = argparse.ArgumentParser(prog="bench.effort")
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--managers", type=int, default=30)
    options = parser.parse_args()
    answer: dict[str, object] = {"accounts": options.accounts, "managers": options.managers}
    missed = []
    for hand_over in (True, False):
        programme = drawn(options.accounts, options.managers, hand_over=hand_over)
        began = time.perf_counter()
        start: Plan = agreed(programme).plan
        greedy = Fill(programme, start).run()
        between = time.perf_counter()
        solution = best(programme, start)
        ended = time.perf_counter()
        to_bound = solution.plan.worth(programme) / solution.bound
        to_greedy = solution.plan.worth(programme) / greedy.worth(programme)
        name = "with_hand_over" if hand_over else "without_hand_over"
        answer[name] = {
            "value_to_bound": round(to_bound, 6),
            "value_to_greedy": round(to_greedy, 6),
            "time_to_greedy": round((ended - between) / (between - began), 1),
            "plan_s": round(ended - between, 2),
        }
        if to_bound < LEAST or to_greedy < 1:
            missed.append(name)
    print(json.dumps(answer, indent=2))
    if missed:
        print(f"A target was missed: {', '.join(missed)}.")
        sys.exit(1)


if __name__ == "__main__":
    main()
