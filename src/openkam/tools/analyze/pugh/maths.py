"""Sums, ranks and thresholds of a Pugh matrix, exact: weights are fractions, so that a tie is a tie.

Source: S. Pugh, Total Design (1991), chapter 4; K. Ulrich and S. Eppinger, Product Design and Development, chapter 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Values = Sequence[int | None]
"""Signs of one concept as numbers, one per criterion: −2 … 2; None was not rated."""


def exact(weight: float) -> Fraction:
    """The weight as typed: 0.1 is one tenth."""
    return Fraction(str(weight))


def counts(values: Values) -> tuple[int, int, int, int]:
    """How many plus signs, S, minus signs and missing ratings. `++` holds two plus signs, `−−` two minus signs."""
    plus = sum(value for value in values if value is not None and value > 0)
    minus = -sum(value for value in values if value is not None and value < 0)
    return plus, sum(value == 0 for value in values), minus, sum(value is None for value in values)


def weighted(values: Values, weights: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Weighted pluses and weighted minuses (both ≥ 0); their difference is the weighted net."""
    pairs = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None]
    plus = sum((value * weight for value, weight in pairs if value > 0), Fraction(0))
    minus = sum((-value * weight for value, weight in pairs if value < 0), Fraction(0))
    return plus, minus


def covered_pct(values: Values, weights: Sequence[Fraction]) -> float:
    """Share of the weight, in percent, on which the concept has been rated."""
    rated = sum((weight for value, weight in zip(values, weights, strict=True) if value is not None), Fraction(0))
    return float(100 * rated / sum(weights))


def competition_ranks(totals: Sequence[Fraction | int | None]) -> list[int | None]:
    """1 + how many totals are greater, so that ties share a rank and the next ranks are skipped; None stays None.

    >>> competition_ranks([2, 0, None, 1, 0])
    [1, 3, None, 2, 3]
    """
    known = [total for total in totals if total is not None]
    return [None if total is None else 1 + sum(other > total for other in known) for total in totals]


def nobody_better(column: Values) -> bool:
    """Whether all concepts are rated on a criterion, and none is better than the datum there."""
    return all(value is not None and value <= 0 for value in column)


def derive(values: Sequence[Values], datum: int) -> list[list[int | None]]:
    """The signs against another datum as far as the first matrix tells them.

    A different sign gives the direction (+ against S is better). Two concepts with the same S are the same. Two with
    the same plus or minus cannot be told apart: None, to be rated anew. On any scale the derived sign is single.
    """
    base = values[datum]
    return [
        [0 if at == datum else _against(value, other) for value, other in zip(row, base, strict=True)]
        for at, row in enumerate(values)
    ]


def _against(value: int | None, other: int | None) -> int | None:
    if value is None or other is None:
        return None
    if value == other:
        return 0 if value == 0 else None
    return 1 if value > other else -1


def leaders_with(totals: Sequence[Fraction | None], at: int, total: Fraction) -> tuple[int, ...]:
    """Who leads once the total at `at` is `total`, ties included."""
    after: dict[int, Fraction] = {n: old for n, old in enumerate(totals) if old is not None}
    after[at] = total
    best = max(after.values())
    return tuple(n for n, value in after.items() if value == best)


def level_weight(weight: Fraction, lead: Fraction, difference: int) -> Fraction | None:
    """The weight of one criterion at which a challenger draws level, or None where no weight ≥ 0 does it.

    `lead` > 0 is the leader's weighted net minus the challenger's; `difference` the leader's sign there minus the
    challenger's. lead + (w′ − w) × difference = 0.
    """
    if difference == 0:
        return None
    level = weight - lead / difference
    return level if level >= 0 else None
