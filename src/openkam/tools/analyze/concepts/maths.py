"""How many combinations of means are feasible, exactly and without listing them.

A combination takes one means per function; it is feasible where no two of its means are an incompatible pair. That is
the number of solutions of a binary constraint network, found by three moves:

* What no pair ties together is counted apart and multiplied; means with the same partners count as one with a weight.
* Elimination (dynamic programming): one function after the other is summed out of tables over the functions that it is
  tied to. Quick where the pairs tie few functions together.
* Branching: where the tables would be too large, the function with most pairs takes each of its means in turn, until
  what is left fits. What was counted once is remembered.

Beyond a stated amount of work the count is refused. The work is counted in steps and not in seconds, so that the answer
is the same on every machine.

Source: R. Dechter, Bucket elimination (Artificial Intelligence 113, 1999); F. Zwicky, Discovery, Invention, Research
through the Morphological Approach (1969), for the chart itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Node = tuple[int, int]
"""(function, means), both counted from 0."""
Pair = tuple[Node, Node]
Method = Literal["product", "elimination", "branching", "refused"]
CELLS_AT_ONCE = 2_000_000
"""Cells of all tables that one elimination may fill."""
MOST_WORK = 150_000_000
"""Cells in all."""
_LOOK = 250
"""So many cells can be filled while Python looks at one means."""
_SLOWER = 10
"""So much longer a cell takes where the numbers outgrow 64 bits."""
_MOST_AXES = 24
"""NumPy allows few more axes than this."""


@dataclass(frozen=True)
class Count:
    """The number of feasible combinations and how it was found; None where it would take too much work."""

    feasible: int | None
    method: Method


def combinations(sizes: Iterable[int]) -> int:
    """The number of all combinations: the product of the numbers of means."""
    return math.prod(sizes)


def count_feasible(sizes: Sequence[int], pairs: Sequence[Pair], *, cells_at_once: int = CELLS_AT_ONCE) -> Count:
    """How many of the combinations of `sizes` means per function hold none of `pairs`.

    `cells_at_once` bounds the memory; with 0 all is done by branching.

    >>> count_feasible([3, 2], [((0, 0), (1, 1))]).feasible
    5
    """
    if not pairs:
        return Count(combinations(sizes), "product")
    counter = _Counter(sizes, pairs, cells_at_once)
    try:
        feasible = counter.count()
    except _TooMuchWork:
        return Count(None, "refused")
    return Count(feasible, "branching" if counter.branched else "elimination")


class _TooMuchWork(Exception):
    """The count has taken as many steps as it may."""


@dataclass(frozen=True)
class _Tied:
    """One function as far as pairs matter: a value for each of its means that differ in partners, and its weight."""

    values: tuple[int, ...]
    weights: tuple[int, ...]
    near: frozenset[int]
    """Functions that some pair still ties it to."""


class _Counter:
    """Means are numbered through; a state is a bit mask of the means that are still allowed."""

    def __init__(self, sizes: Sequence[int], pairs: Sequence[Pair], cells_at_once: int) -> None:
        starts = [sum(sizes[:at]) for at in range(len(sizes))]
        self._values = [range(start, start + size) for start, size in zip(starts, sizes, strict=True)]
        self._function = [function for function, size in enumerate(sizes) for _means in range(size)]
        self._against = [0] * sum(sizes)
        for (f, m), (g, n) in pairs:
            self._against[starts[f] + m] |= 1 << starts[g] + n
            self._against[starts[g] + n] |= 1 << starts[f] + m
        self._dtype: type = np.int64 if math.prod(sizes) < 2**62 else object
        self._cells_at_once = cells_at_once
        self._known: dict[int, int] = {}
        self._work = 0
        self.branched = False

    def count(self) -> int:
        """All feasible combinations; raises `_TooMuchWork`."""
        return self._count(range(len(self._values)), (1 << len(self._against)) - 1)

    def _spend(self, cells: int) -> None:
        self._work += cells
        if self._work > MOST_WORK:
            raise _TooMuchWork

    def _count(self, functions: Iterable[int], alive: int) -> int:
        """Combinations of `functions` from the means in `alive`."""
        counted = 1
        tied: dict[int, _Tied] = {}
        for function in functions:
            found = self._tied(function, alive)
            if not found.values:
                return 0
            if found.near:
                tied[function] = found
            else:
                counted *= sum(found.weights)
        for part in _parts(tied):
            counted *= self._solve({function: tied[function] for function in part}, alive)
            if not counted:
                return 0
        return counted

    def _tied(self, function: int, alive: int) -> _Tied:
        groups: dict[int, list[int]] = {}
        for value in self._values[function]:
            if alive >> value & 1:
                groups.setdefault(self._against[value] & alive, []).append(value)
        self._spend(_LOOK * (len(self._values[function]) + sum(partners.bit_count() for partners in groups)))
        return _Tied(
            values=tuple(members[0] for members in groups.values()),
            weights=tuple(len(members) for members in groups.values()),
            near=frozenset(self._function[other] for partners in groups for other in _bits(partners)),
        )

    def _solve(self, tied: Mapping[int, _Tied], alive: int) -> int:
        """Combinations of functions that are all tied together."""
        mine = sum(1 << value for function in tied for value in self._values[function])
        state = alive & mine
        if state not in self._known:
            self._spend(_LOOK * len(tied) ** 2)
            order = _elimination_order(tied, self._cells_at_once)
            if order is None:
                self._known[state] = self._branch(tied, state)
            else:
                self._spend(order[1] * (1 if self._dtype is np.int64 else _SLOWER))
                self._known[state] = self._eliminate(tied, order[0])
        return self._known[state]

    def _branch(self, tied: Mapping[int, _Tied], state: int) -> int:
        self.branched = True
        pairs = {f: sum((self._against[v] & state).bit_count() for v in row.values) for f, row in tied.items()}
        chosen = max(tied, key=lambda function: (pairs[function], -function))
        rest = [function for function in tied if function != chosen]
        others = state & ~sum(1 << value for value in self._values[chosen])
        return sum(
            weight * self._count(rest, others & ~self._against[value])
            for value, weight in zip(tied[chosen].values, tied[chosen].weights, strict=True)
        )

    def _eliminate(self, tied: Mapping[int, _Tied], order: Sequence[int]) -> int:
        tables: list[_Table] = [((f,), np.array(row.weights, dtype=self._dtype)) for f, row in tied.items()]
        tables += [
            ((one, other), self._allowed(tied[one], tied[other]))
            for one in tied
            for other in tied[one].near
            if one < other
        ]
        counted = 1
        for function in order:
            touching = [table for table in tables if function in table[0]]
            tables = [table for table in tables if function not in table[0]]
            rest, summed = _sum_out(function, touching)
            if rest:
                tables.append((rest, summed))
            else:
                counted *= int(summed)
        return counted

    def _allowed(self, one: _Tied, other: _Tied) -> NDArray[Any]:
        rows = [[0 if self._against[value] >> partner & 1 else 1 for partner in other.values] for value in one.values]
        return np.array(rows, dtype=self._dtype)


_Table = tuple[tuple[int, ...], NDArray[Any]]
"""Functions in ascending order, and a whole number for each combination of their values."""


def _sum_out(function: int, tables: Sequence[_Table]) -> _Table:
    """The product of `tables` summed over the values of one function."""
    scope = tuple(sorted({other for functions, _numbers in tables for other in functions}))
    product: NDArray[Any] = np.ones((1,) * len(scope), dtype=tables[0][1].dtype)
    for functions, numbers in sorted(tables, key=lambda table: table[1].size):
        sizes = dict(zip(functions, numbers.shape, strict=True))
        product = product * numbers.reshape([sizes.get(other, 1) for other in scope])
    rest = tuple(other for other in scope if other != function)
    return rest, np.asarray(product.sum(axis=scope.index(function)))


def _elimination_order(tied: Mapping[int, _Tied], most: int) -> tuple[list[int], int] | None:
    """The functions, the one with the smallest next table first, and the cells of all tables; None if above `most`."""
    near = {function: set(row.near) for function, row in tied.items()}
    size = {function: len(row.values) for function, row in tied.items()}
    order, cells = [], 0
    while near:
        cost, function = min((size[f] * math.prod(size[n] for n in around), f) for f, around in near.items())
        around = near.pop(function)
        cells += cost
        if cells > most or len(around) >= _MOST_AXES:
            return None
        for other in around:
            near[other] |= around - {other}
            near[other].discard(function)
        order.append(function)
    return order, cells


def _parts(tied: Mapping[int, _Tied]) -> Iterator[list[int]]:
    """The functions in parts between which there is no pair."""
    left = set(tied)
    while left:
        part, waiting = [], [min(left)]
        left.discard(waiting[0])
        while waiting:
            function = waiting.pop()
            part.append(function)
            fresh = tied[function].near & left
            left -= fresh
            waiting += sorted(fresh)
        yield sorted(part)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
