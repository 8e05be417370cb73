"""From criteria, weights and scores to a ranking that says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkam.tools.define.selection import crossing, maths
from openkam.tools.define.selection.inputs import (
    HIGH,
    LOW,
    Change,
    Consistency,
    Contradiction,
    Criterion,
    Disagreement,
    Evidence,
    Method,
    Ranked,
    SelectionInputs,
    SelectionResult,
    Sureness,
    Weight,
)
from openkam.tools.define.selection.simulation import (
    Cancelled,
    Counts,
    Doubt,
    Progress,
    draw_weights,
    simulate,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CONSISTENT = 0.10
REAL_SHARE = 0.5
"""A criterion carries real weight from this part of an equal share on."""
ALL_EXAMINED = 150
"""Up to so many accounts a change of one weight is looked for at every one; beyond, at those nearest to the line."""
NEAREST = 20
"""On each side of the line."""


@dataclass(frozen=True)
class Rated:
    """Per account and criterion, shape (m, n): mean, standard deviation, number of raters, lowest and highest."""

    mean: FloatArray
    spread: FloatArray
    raters: NDArray[np.int64]
    lowest: FloatArray
    highest: FloatArray


def compute(
    inputs: SelectionInputs, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> SelectionResult:
    """The selection of `inputs`. `progress(done, draws)` follows the draws; see `simulation.simulate`."""
    shares, consistency = _shares(inputs)
    rated = _rated(inputs)
    made = maths.totals(rated.mean, shares)
    failed = _failed(inputs, rated.mean)
    eligible = ~np.isnan(made.total) & ~failed.any(axis=1)
    ranks = np.zeros(len(eligible), dtype=np.int64)
    ranks[eligible] = maths.competition_ranks(made.total[eligible])
    drawn = _Drawn.of(inputs, shares, rated, eligible, progress, cancelled)
    rows = _Rows(inputs, shares, rated, made, failed, ranks, drawn)
    order = sorted(range(len(ranks)), key=rows.order)
    inside, outside = made.total[(ranks > 0) & (ranks <= inputs.top)], made.total[ranks > inputs.top]
    return SelectionResult(
        period=inputs.period,
        top=inputs.top,
        method=inputs.weighting.method,
        weights=_weights(inputs, shares),
        percent_sum=_percent_sum(inputs),
        consistency=consistency,
        accounts=tuple(rows.row(at) for at in order),
        line_inside=float(inside.min()) if len(inside) else None,
        line_outside=float(outside.max()) if len(outside) else None,
        disagreements=_disagreements(inputs, rated),
        evidence=_evidence(inputs),
        simulation=inputs.simulation,
        draws=drawn.counts.draws if drawn.counts else 0,
        rank_step=drawn.counts.ranks.width if drawn.counts and drawn.counts.ranks else 1,
        doubtful_cells=drawn.doubtful,
        examined=len(rows.examined),
    )


def _shares(inputs: SelectionInputs) -> tuple[FloatArray, Consistency | None]:
    method = inputs.weighting.method
    if method == "ranked":
        return maths.roc_weights([criterion.rank or 1 for criterion in inputs.criteria]), None
    if method == "pairwise":
        return _compared(inputs)
    return maths.normalised([criterion.weight for criterion in inputs.criteria]), None


def _compared(inputs: SelectionInputs) -> tuple[FloatArray, Consistency]:
    places = [place for place, criterion in enumerate(inputs.criteria) if criterion.weight > 0]
    at = {inputs.criteria[place].id: row for row, place in enumerate(places)}
    judgements = [
        (at[row.first], at[row.second], row.times)
        for row in inputs.weighting.judgements
        if row.first in at and row.second in at
    ]
    matrix = maths.judgement_matrix(len(at), judgements)
    among, lambda_max = maths.ahp_weights(matrix)
    shares = np.zeros(len(inputs.criteria))
    shares[places] = among
    table = inputs.weighting.random_index
    ratio = maths.consistency_ratio(lambda_max, len(at), table)
    consistency = Consistency(
        table=table,
        lambda_max=lambda_max,
        random_index=maths.random_index(len(at), table),
        ratio=ratio,
        acceptable=ratio <= CONSISTENT,
        worst=_contradiction([inputs.criteria[place].name for place in places], matrix),
    )
    return shares, consistency


def _contradiction(names: Sequence[str], matrix: FloatArray) -> Contradiction | None:
    triple = maths.worst_triple(matrix)
    if triple is None:
        return None
    one, middle, other = triple
    if matrix[one, middle] < 1 and matrix[middle, other] < 1:
        # Told from the weightier end: three times, not a third.
        one, other = other, one
    return Contradiction(
        first=names[one],
        second=names[middle],
        third=names[other],
        first_second=float(matrix[one, middle]),
        second_third=float(matrix[middle, other]),
        implied=float(matrix[one, middle] * matrix[middle, other]),
        judged=float(matrix[one, other]),
    )


def _percent_sum(inputs: SelectionInputs) -> float | None:
    if inputs.weighting.method != "typed" or not inputs.weighting.percent:
        return None
    total = sum(criterion.weight for criterion in inputs.criteria)
    return total if abs(total - 100) > 0.005 else None


def _weights(inputs: SelectionInputs, shares: FloatArray) -> tuple[Weight, ...]:
    enough = REAL_SHARE / len(shares) - maths.TIE
    method = inputs.weighting.method
    given = [_given(criterion, method) for criterion in inputs.criteria]
    return tuple(
        Weight(
            id=criterion.id,
            name=criterion.name,
            scale=criterion.scale,
            given=typed,
            share=share,
            minimum=criterion.minimum,
            real=share >= enough,
        )
        for criterion, typed, share in zip(inputs.criteria, given, shares.tolist(), strict=True)
    )


def _given(criterion: Criterion, method: Method) -> float | None:
    """What the weight was made of, where it stands in the criterion itself."""
    return {"typed": criterion.weight, "ranked": criterion.rank, "pairwise": None}[method]


def _rated(inputs: SelectionInputs) -> Rated:
    """Means over the raters who gave a score; an empty score is as if it were not there."""
    rows = {account.account: at for at, account in enumerate(inputs.accounts)}
    columns = {criterion.id: at for at, criterion in enumerate(inputs.criteria)}
    given = [row for row in inputs.scores if row.score is not None]
    shape = len(rows), len(columns)
    cell = np.array([rows[row.account] * shape[1] + columns[row.criterion] for row in given], dtype=np.int64)
    score = np.array([row.score for row in given], dtype=np.float64)
    size = shape[0] * shape[1]
    raters = np.bincount(cell, minlength=size)
    lowest, highest = np.full(size, np.nan), np.full(size, np.nan)
    np.fmin.at(lowest, cell, score)
    np.fmax.at(highest, cell, score)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(cell, weights=score, minlength=size) / raters
        # Raters who agree agree exactly: no last digit of a sum makes a spread.
        mean = np.where(lowest == highest, lowest, mean)
        squares = np.bincount(cell, weights=(score - mean[cell]) ** 2, minlength=size)
        spread = np.where(raters > 1, np.sqrt(squares / np.maximum(raters - 1, 1)), 0.0)
    return Rated(
        mean.reshape(shape), spread.reshape(shape), raters.reshape(shape), lowest.reshape(shape), highest.reshape(shape)
    )


def _failed(inputs: SelectionInputs, mean: FloatArray) -> BoolArray:
    """Where a known score is below the gate of its criterion; a missing one fails nothing."""
    gates = [criterion.minimum if criterion.minimum is not None else -np.inf for criterion in inputs.criteria]
    failed: BoolArray = mean < np.array(gates) - maths.TIE
    return failed


def _disagreements(inputs: SelectionInputs, rated: Rated) -> tuple[Disagreement, ...]:
    """Every cell on which raters differ, widest first."""
    found = [
        Disagreement(
            account=inputs.accounts[row].account,
            name=inputs.accounts[row].name,
            criterion=inputs.criteria[column].name,
            raters=int(rated.raters[row, column]),
            mean=float(rated.mean[row, column]),
            spread=float(rated.spread[row, column]),
            lowest=float(rated.lowest[row, column]),
            highest=float(rated.highest[row, column]),
        )
        for row, column in np.argwhere(rated.spread > 0).tolist()
    ]
    return tuple(sorted(found, key=lambda one: (one.lowest - one.highest, -one.spread, one.account, one.criterion)))


def _evidence(inputs: SelectionInputs) -> tuple[Evidence, ...]:
    """The scores that say what they rest on, in the order given."""
    accounts = {account.account: account.name for account in inputs.accounts}
    criteria = {criterion.id: criterion.name for criterion in inputs.criteria}
    return tuple(
        Evidence(
            account=row.account,
            name=accounts[row.account],
            criterion=criteria[row.criterion],
            rater=row.rater,
            score=row.score,
            evidence=row.evidence,
        )
        for row in inputs.scores
        if row.evidence
    )


@dataclass(frozen=True)
class _Drawn:
    """The draws over the eligible accounts; `place[i]` is where account i stands among them."""

    counts: Counts | None
    place: dict[int, int]
    doubtful: int

    @classmethod
    def of(
        cls,
        inputs: SelectionInputs,
        shares: FloatArray,
        rated: Rated,
        eligible: BoolArray,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> _Drawn:
        settings = inputs.simulation
        chosen = np.flatnonzero(eligible)
        place = {int(account): at for at, account in enumerate(chosen)}
        mean, spread = rated.mean[chosen], rated.spread[chosen]
        weighted = (shares > 0) | settings.uniform
        account, criterion = np.nonzero((np.isnan(mean) | (spread > 0)) & weighted)
        if not len(chosen) or not settings.draws:
            return cls(None, place, len(account))
        doubt = Doubt(account, criterion, mean[account, criterion], spread[account, criterion], LOW, HIGH)
        counts = simulate(
            np.nan_to_num(mean),
            draw_weights(shares, settings.draws, None if settings.uniform else settings.concentration, settings.seed),
            inputs.top,
            doubt=doubt if len(account) else None,
            rank_ranges=settings.rank_ranges,
            seed=settings.seed,
            progress=progress,
            cancelled=cancelled,
        )
        return cls(counts, place, len(account))


class _Rows:
    """Builds the row of one account after another."""

    def __init__(
        self,
        inputs: SelectionInputs,
        shares: FloatArray,
        rated: Rated,
        made: maths.Totals,
        failed: BoolArray,
        ranks: NDArray[np.int64],
        drawn: _Drawn,
    ) -> None:
        self.inputs, self.shares, self.rated, self.made = inputs, shares, rated, made
        self.failed, self.ranks, self.drawn = failed, ranks, drawn
        self.eligible = np.flatnonzero(ranks > 0)
        self.examined = self._examined()
        self.names = [criterion.name for criterion in inputs.criteria]
        self.closeness, self.closeness_ranks = self._second_opinion()
        self.sure = _surenesses(drawn.counts) if drawn.counts else []

    def order(self, at: int) -> tuple[bool, bool, int, int]:
        """Ranked first, then unscored, then excluded; equal ranks in the order given."""
        return bool(self.failed[at].any()), not self.ranks[at], int(self.ranks[at]), at

    def row(self, at: int) -> Ranked:
        """One account with everything that is known about it."""
        account, total, rank = self.inputs.accounts[at], float(self.made.total[at]), int(self.ranks[at])
        # Built without validation: every value comes from validated inputs, and 10,000 accounts are many.
        return Ranked.trusted(
            account=account.account,
            name=account.name,
            scores=tuple(None if np.isnan(score) else score for score in self.rated.mean[at].tolist()),
            total=None if np.isnan(total) else total,
            coverage=float(self.made.coverage[at]),
            rank=rank or None,
            failed=tuple(self.names[gate] for gate in np.flatnonzero(self.failed[at])),
            closeness=self.closeness.get(at),
            closeness_rank=self.closeness_ranks.get(at),
            sureness=self.sure[self.drawn.place[at]] if rank and self.sure else None,
            score_change=self._score_change(at) if rank else None,
            weight_change=self._weight_change(at) if at in self.examined else None,
        )

    def _examined(self) -> set[int]:
        """The accounts for which the weights are searched: all, or those nearest to the line on each side."""
        order = self.eligible[np.argsort(self.ranks[self.eligible], kind="stable")]
        if len(order) <= ALL_EXAMINED:
            return set(order.tolist())
        inside = int((self.ranks[order] <= self.inputs.top).sum())
        return set(order[max(0, inside - NEAREST) : inside + NEAREST].tolist())

    def _second_opinion(self) -> tuple[dict[int, float], dict[int, int]]:
        complete = self.eligible[~np.isnan(self.rated.mean[self.eligible]).any(axis=1)]
        if not self.inputs.second_opinion or not len(complete):
            return {}, {}
        values = maths.topsis(self.rated.mean[complete], self.shares)
        ranks = maths.competition_ranks(values)
        accounts = complete.tolist()
        return dict(zip(accounts, values.tolist(), strict=True)), dict(zip(accounts, ranks.tolist(), strict=True))

    def _score_change(self, at: int) -> Change | None:
        """To the total of the last account inside the line, or of the best one outside it."""
        inside = self.ranks[at] <= self.inputs.top
        totals = self.made.total[self.eligible]
        across = totals[(self.ranks[self.eligible] > self.inputs.top) == inside]
        if not len(across):
            return None
        target = float(across.max() if inside else across.min())
        return self._named(crossing.score_change(self.rated.mean[at], self.shares, target, LOW, HIGH))

    def _weight_change(self, at: int) -> Change | None:
        place = self.drawn.place[at]
        change = crossing.weight_change(self.rated.mean[self.eligible], self.shares, place, self.inputs.top)
        return self._named(change)

    def _named(self, change: crossing.Change | None) -> Change | None:
        if change is None:
            return None
        criterion = self.inputs.criteria[change.criterion]
        return Change(criterion=criterion.id, name=criterion.name, before=change.before, after=change.after)


def _surenesses(counts: Counts) -> list[Sureness]:
    """One per eligible account. Ranges are those that 5 % and 95 % of the draws do not exceed."""
    top, first = counts.top / counts.draws, counts.first / counts.draws
    error = np.sqrt(top * (1 - top) / counts.draws)
    ranks = counts.ranks
    parts = [ranks.at_share(0.05), ranks.at_share(0.95), ranks.best, ranks.worst] if ranks else []
    ranges = np.column_stack(parts).tolist() if parts else [[None] * 4] * len(top)
    central = [tuple(row.tolist()) if won else () for row, won in zip(counts.central, first > 0, strict=True)]
    return [
        Sureness.trusted(
            top_chance=chance,
            standard_error=se,
            first_chance=won,
            rank_low=low,
            rank_high=high,
            best=best,
            worst=worst,
            central_weights=weights,
        )
        for chance, se, won, (low, high, best, worst), weights in zip(
            top.tolist(), error.tolist(), first.tolist(), ranges, central, strict=True
        )
    ]
