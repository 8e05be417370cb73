"""How sure a ranking is: many draws of weights and of doubtful scores, a block of draws at a time.

A draw is one set of weights (and of the scores that are not sure). Its totals rank the accounts; over all draws each
account has a range of ranks, a chance to be among the first N and, where it can come first, the mean of the weights
that make it so (its central weight vector). Source: SMAA-2, Lahdelma and Salminen 2001.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

BLOCK_TOTALS = 640_000
"""Totals held at once (5 MB): blocks small enough to stay in the processor's cache, large enough for the product."""
RANK_BINS = 512
"""Ranks are counted in at most so many classes; up to so many accounts each rank has a class of its own."""
RANK_ROWS = 512
"""Draws whose ranks are kept (two bytes each) until they are counted together."""
CACHED_COUNTS = 65_536
"""Rank counts that are worked on at once: as many as stay in the processor's cache."""


class SimulationCancelled(Exception):
    """The caller asked to stop before the last draw."""


@dataclass(frozen=True)
class Doubt:
    """The scores that are not sure, one entry per cell, sorted by account: shape (c,) each.

    `mean` and `spread` (standard deviation) are those of a cell's raters; NaN says that the score is missing, so
    anything from `low` to `high` is as likely.
    """

    account: IntArray
    criterion: IntArray
    mean: FloatArray
    spread: FloatArray
    low: float
    high: float


@dataclass(frozen=True)
class Counts:
    """What the draws gave, per account: shape (m,) each, `central` (m, n) with NaN where it never came first."""

    draws: int
    top: IntArray
    first: IntArray
    central: FloatArray
    ranks: RankCounts | None = None


@dataclass(frozen=True)
class RankCounts:
    """`histogram[i, b]`: draws in which account i had a rank of class b; a class holds `width` ranks."""

    histogram: NDArray[np.int32]
    width: int
    best: IntArray
    worst: IntArray
    mean: FloatArray

    def at_share(self, share: float) -> IntArray:
        """The rank, shape (m,), that is not exceeded in `share` of the draws; to the end of its class."""
        reached = np.cumsum(self.histogram, axis=1, dtype=np.int64)
        enough = reached >= share * reached[:, -1:] - 1e-9
        ranks = (np.argmax(enough, axis=1) + 1) * self.width
        limited: IntArray = np.clip(ranks, self.best, self.worst)
        return limited


def draw_weights(shares: FloatArray, draws: int, concentration: float | None, seed: int) -> FloatArray:
    """`draws` sets of weights, shape (draws, n), each summing to 1.

    Dirichlet around `shares` with that `concentration` (the standard deviation of a weight w is
    √(w(1 − w)/(concentration + 1))); None draws uniformly from all possible weights. A weight of 0 stays 0 around the
    typed weights.
    """
    generator = np.random.default_rng(seed)
    alpha = np.ones_like(shares) if concentration is None else shares * concentration
    made = generator.standard_gamma(alpha, size=(draws, len(shares)))
    sums = made.sum(axis=1, keepdims=True)
    # With a tiny concentration every part of a draw can underflow to 0; then the typed weights stand.
    made = np.where(sums > 0, made, shares)
    weights: FloatArray = made / made.sum(axis=1, keepdims=True)
    return weights


def simulate(
    scores: FloatArray,
    weights: FloatArray,
    top: int,
    *,
    doubt: Doubt | None = None,
    rank_ranges: bool = True,
    seed: int = 0,
    block_totals: int = BLOCK_TOTALS,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Counts:
    """Rank the rows of `scores`, shape (m, n) without NaN, under each row of `weights`, shape (draws, n).

    Memory: one block of `block_totals` totals and the rank counts, whatever the number of draws. After each block
    `progress(done, draws)` is called. Accounts with the same scores share their rank, as in competition ranking.
    Cells in `doubt` are drawn anew each time (their value in `scores` does not count). Raises `SimulationCancelled`.
    """
    draws = len(weights)
    if doubt is not None:
        scores = scores.copy()
        scores[doubt.account, doubt.criterion] = 0.0
    groups = _groups(scores, weights, doubt)
    top = min(top, int(groups.size.sum()))
    tally = _Tally(groups.size, weights.shape[1], top, rank_ranges)
    noise = _Noise(groups.doubt, seed) if groups.doubt is not None else None
    columns = np.ascontiguousarray(groups.scores.T)
    step = max(1, block_totals // max(1, len(groups.scores)))
    for start in range(0, draws, step):
        if cancelled and cancelled():
            raise SimulationCancelled
        block = weights[start : start + step]
        totals = block @ columns
        if noise:
            noise.add(totals, block)
        tally.count(totals, block)
        if progress:
            progress(min(start + step, draws), draws)
    return tally.counts(groups.of, draws)


@dataclass(frozen=True)
class _Groups:
    """Accounts that can never differ, taken as one: `of[i]` is the group of account i, `size` how many are in each."""

    scores: FloatArray
    of: IntArray
    size: IntArray
    doubt: Doubt | None


def _groups(scores: FloatArray, weights: FloatArray, doubt: Doubt | None) -> _Groups:
    """Equal rows (where a weight is ever above 0) are one group, unless a score of theirs is drawn by itself."""
    used = weights.max(axis=0) > 0 if len(weights) else np.ones(scores.shape[1], dtype=np.bool_)
    keys = np.column_stack([scores[:, used], np.zeros(len(scores))])
    if doubt is not None:
        keys[doubt.account, -1] = doubt.account + 1
    # Compared as bytes: a row is one key, which is much quicker than comparing column by column.
    rows = np.ascontiguousarray(keys + 0.0).view(np.dtype((np.void, keys.dtype.itemsize * keys.shape[1]))).ravel()
    _keys, first, inverse, size = np.unique(rows, return_index=True, return_inverse=True, return_counts=True)
    # In the order of the accounts, so that the doubtful cells stay sorted.
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    of = place[inverse]
    moved = None if doubt is None else replace(doubt, account=of[doubt.account])
    return _Groups(scores[first[order]], of, size[order], moved)


class _Noise:
    """Draws the doubtful cells and adds what they change to the totals."""

    def __init__(self, doubt: Doubt, seed: int) -> None:
        self.doubt = doubt
        self.missing = np.isnan(doubt.mean)
        self.accounts, self.starts = np.unique(doubt.account, return_index=True)
        uniform, normal = np.random.SeedSequence([seed, 1]).spawn(2)
        # One generator per kind: the draws do not depend on the size of a block.
        self.uniform, self.normal = np.random.default_rng(uniform), np.random.default_rng(normal)

    def add(self, totals: FloatArray, weights: FloatArray) -> None:
        """Add the doubtful cells to `totals`, shape (b, m), a slice of draws at a time."""
        if not len(self.missing):
            return
        step = max(1, BLOCK_TOTALS // len(self.missing))
        for start in range(0, len(weights), step):
            block = weights[start : start + step]
            cells = self._cells(len(block)) * block[:, self.doubt.criterion]
            totals[start : start + step, self.accounts] += np.add.reduceat(cells, self.starts, axis=1)

    def _cells(self, draws: int) -> FloatArray:
        """A score for each cell, shape (draws, c): never beyond the ends of the scale."""
        made = np.empty((draws, len(self.missing)))
        doubt, missing, rated = self.doubt, self.missing, ~self.missing
        made[:, missing] = self.uniform.uniform(doubt.low, doubt.high, (draws, int(missing.sum())))
        around = self.normal.standard_normal((draws, int(rated.sum()))) * doubt.spread[rated] + doubt.mean[rated]
        made[:, rated] = np.clip(around, doubt.low, doubt.high)
        return made


def ascending(totals: FloatArray) -> IntArray:
    """What `argsort` of each row gives, lowest first, in less than half its time.

    The lowest bits of every total are replaced by its column, and the totals are sorted as whole numbers, which order
    as positive floats do. So totals that agree in their first eleven digits or so (for 10,000 columns) come in the
    order of their columns. `totals`, shape (b, m), is overwritten.
    """
    if not totals.size:
        return np.empty(totals.shape, dtype=np.int64)
    lowest = float(totals.min())
    if lowest <= 0:
        totals += 1.0 - lowest
    mask = (1 << max(1, (totals.shape[1] - 1).bit_length())) - 1
    keys = totals.view(np.int64)
    keys &= ~mask
    keys |= np.arange(totals.shape[1])
    keys.sort(axis=1)
    keys &= mask
    return keys


class _Tally:
    """Counts the ranks of one block after another, by group."""

    def __init__(self, size: IntArray, criteria: int, top: int, rank_ranges: bool) -> None:
        groups = len(size)
        self.size = size
        self.alone = bool((size == 1).all())
        self.wanted = top
        self.top = np.zeros(groups, dtype=np.int64)
        self.first = np.zeros(groups, dtype=np.int64)
        self.central = np.zeros((groups, criteria))
        self.ranks = _RankTally(size) if rank_ranges else None

    def count(self, totals: FloatArray, weights: FloatArray) -> None:
        """Count one block: `totals`, shape (b, groups), under `weights`, shape (b, n)."""
        groups = totals.shape[1]
        if self.ranks:
            order = ascending(totals)
            self.ranks.count(order)
            leaders = order[:, ::-1][:, : self.wanted]
            winners = leaders[:, 0]
        else:
            kept = min(self.wanted, groups)
            leaders = np.argpartition(totals, groups - kept, axis=1)[:, groups - kept :]
            values = np.take_along_axis(totals, leaders, axis=1)
            if not self.alone:
                leaders = np.take_along_axis(leaders, np.argsort(-values, axis=1), axis=1)
                winners = leaders[:, 0]
            else:
                winners = np.take_along_axis(leaders, np.argmax(values, axis=1)[:, None], axis=1)[:, 0]
        if not self.alone:
            before = np.cumsum(self.size[leaders], axis=1) - self.size[leaders]
            leaders = leaders[before < self.wanted]
        self.top += np.bincount(leaders.ravel(), minlength=groups)
        self.first += np.bincount(winners, minlength=groups)
        np.add.at(self.central, winners, weights)

    def counts(self, of: IntArray, draws: int) -> Counts:
        """By account: `of[i]` is the group of account i."""
        with np.errstate(invalid="ignore", divide="ignore"):
            central = np.where(self.first[:, None] > 0, self.central / self.first[:, None], np.nan)
        ranks = self.ranks.counts(of, draws) if self.ranks else None
        return Counts(draws, self.top[of], self.first[of], central[of], ranks)


class _RankTally:
    """Counts every rank of every group."""

    def __init__(self, size: IntArray) -> None:
        groups, accounts = len(size), int(size.sum())
        self.size = None if (size == 1).all() else size
        self.width = -(-accounts // RANK_BINS)
        self.bins = -(-accounts // self.width)
        self.histogram = np.zeros((groups, self.bins), dtype=np.int32)
        self.best = np.full(groups, accounts, dtype=np.int64)
        self.worst = np.zeros(groups, dtype=np.int64)
        self.sum = np.zeros(groups, dtype=np.int64)
        self.classes = np.arange(accounts) // self.width
        small = accounts <= np.iinfo(np.uint16).max
        self.type: type[np.unsignedinteger[Any]] = np.uint16 if small else np.uint32
        self.waiting: list[NDArray[np.unsignedinteger[Any]]] = []

    def count(self, order: IntArray) -> None:
        """Keep the ranks of one block: `order`, shape (b, groups), names the groups of each draw, best last."""
        groups = order.shape[1]
        rank = np.empty(order.shape, dtype=self.type)
        if self.size is None:
            ahead = np.arange(groups - 1, -1, -1, dtype=self.type)
            # Row by row: a plain assignment by index is several times as quick as one over both axes.
            for row, places in zip(rank, order, strict=True):
                row[places] = ahead
        else:
            sizes = self.size[order]
            np.put_along_axis(rank, order, self.size.sum() - np.cumsum(sizes, axis=1), axis=1)
        self.waiting.append(rank)
        if sum(map(len, self.waiting)) >= RANK_ROWS:
            self.flush()

    def flush(self) -> None:
        """Count the ranks that are kept, a few groups at a time so that their counts stay in the cache."""
        if not self.waiting:
            return
        rank = np.concatenate(self.waiting)
        self.waiting = []
        np.minimum(self.best, rank.min(axis=0).astype(np.int64) + 1, out=self.best)
        np.maximum(self.worst, rank.max(axis=0).astype(np.int64) + 1, out=self.worst)
        self.sum += rank.sum(axis=0, dtype=np.int64) + len(rank)
        step = max(1, CACHED_COUNTS // self.bins)
        for start in range(0, rank.shape[1], step):
            some = self.classes[rank[:, start : start + step]]
            some += np.arange(some.shape[1]) * self.bins
            counts = np.bincount(some.ravel(), minlength=some.shape[1] * self.bins)
            self.histogram[start : start + step] += counts.reshape(-1, self.bins).astype(np.int32)

    def counts(self, of: IntArray, draws: int) -> RankCounts:
        """By account: `of[i]` is the group of account i."""
        self.flush()
        return RankCounts(self.histogram[of], self.width, self.best[of], self.worst[of], self.sum[of] / max(draws, 1))
