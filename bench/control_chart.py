"""How long a control chart of a million points takes, beside plain NumPy with the same limits and rule 1 alone.

    python -m bench control_chart

NumPy is given the same tuple of numbers and finds the same limits and the points beyond them; the tool does that for
two panels, looks for the four rules of Western Electric in one of them, and lists what signals.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from openkam.core.variation import d2
from openkam.tools.verify.control_plan import TOOL
from openkam.tools.verify.control_plan.result import ControlPlanResult

RUNS = 3
POINTS = 1_000_000
Made = TypeVar("Made")


def best(work: Callable[[], Made]) -> tuple[float, Made]:
    """The smallest of a few times, since noise only adds; and what the work made."""
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - start)
    return min(times), made


def beyond(values: tuple[float, ...]) -> int:
    """How many points lie beyond the limits of single values, with NumPy alone."""
    series = np.array(values)
    reach = 3 * np.abs(np.diff(series)).mean() / d2(2)
    return int(np.count_nonzero(np.abs(series - series.mean()) > reach))


def found(result: ControlPlanResult) -> int:
    """How many points lie beyond the limits by the tool, for which only rule 1 is looked for."""
    return result.charts[0].panels[0].signals


def main() -> None:
    """Print the times and their ratios as JSON."""
    pick = random.Random(22)
    values = tuple(pick.gauss(0, 1) for _point in range(POINTS))
    line = {"id": "L", "ctq": {"id": "lead", "name": "Lead time", "unit": "h"}, "chart": "i_mr"}
    chart = [{"line": "L", "values": values}]
    inputs = TOOL.parse({"lines": [line], "charts": chart})
    only_limits = TOOL.parse({"lines": [{**line, "rule_set": "limits"}], "charts": chart})
    plain, count = best(lambda: beyond(values))
    rule_one, result = best(lambda: TOOL.compute(only_limits))
    all_rules, judged = best(lambda: TOOL.compute(inputs))
    drawn, _blocks = best(lambda: TOOL.report(judged))
    answer = {
        "points": POINTS,
        "beyond_the_limits": count,
        "same_as_numpy": found(result) == count,
        "all_western_electric_rules_s": round(all_rules, 3),
        "all_rules_to_numpy_rule_1": round(all_rules / plain, 2),
        "rule_1_to_numpy_rule_1": round(rule_one / plain, 2),
        "report_s": round(drawn, 3),
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
