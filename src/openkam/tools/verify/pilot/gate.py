"""From intervals to verdicts, and from verdicts to the gate, by rules that are written down."""

from __future__ import annotations

from collections.abc import Sequence

from openkam.tools.verify.pilot.result import CriterionState, Gate, Verdict


def verdict(improvement: float, low: float, high: float, smallest: float) -> Verdict:
    """What the interval `low` … `high` of an improvement says about a smallest effect ≥ 0.

    worse: even the upper end is below 0. missed: the upper end is below the smallest effect, or not above 0. met: the
    lower end reaches it and is above 0. likely: better beyond doubt, and the estimate reaches it. Otherwise unclear.
    """
    if high < 0:
        return "worse"
    if high < smallest or (high <= 0 and low < high):
        return "missed"
    if low > 0 and low >= smallest:
        return "met"
    if low > 0 and improvement >= smallest:
        return "likely"
    return "missed" if low == high else "unclear"


def decide(states: Sequence[CriterionState]) -> Gate | None:
    """The first rule that holds.

    kill: a must is missed or worse. hold: a must is unclear or without data, or a wish became worse. conditional: a
    must is only likely, or a wish is not met. go: everything is met. None: nothing has been measured.
    """
    if all(state.verdict == "no_data" for state in states):
        return None
    musts = {state.verdict for state in states if state.must}
    wishes = {state.verdict for state in states if not state.must}
    if musts & {"missed", "worse"}:
        return "kill"
    if musts & {"unclear", "no_data"} or "worse" in wishes:
        return "hold"
    return "go" if musts | wishes == {"met"} else "conditional"
