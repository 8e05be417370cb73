"""Screen the concepts, round by round, and ask what would change the choice."""

from __future__ import annotations

from openkam.tools.analyze.pugh import maths
from openkam.tools.analyze.pugh.inputs import PughInputs, PughResult, Rating, Score, Screening, Sign, Verdict
from openkam.tools.analyze.pugh.sensitivity import hybrids, rating_changes, weight_changes

VALUES: dict[Sign, int] = {"++": 2, "+": 1, "S": 0, "-": -1, "--": -2}
SIGNS = {value: sign for sign, value in VALUES.items()}
Matrix = list[list[int | None]]


def compute(inputs: PughInputs) -> PughResult:
    """The Pugh matrix of `inputs`; pure and exact. What was not rated is counted, bounded and never taken as S."""
    matrix = _matrix(inputs, inputs.datum, inputs.ratings)
    first = _screen(inputs, inputs.datum, matrix, derived=False)
    weights = [maths.exact(row.weight) for row in inputs.criteria]
    return PughResult(
        scale=inputs.scale,
        criteria=inputs.criteria,
        concepts=inputs.concepts,
        first=first,
        second=_second(inputs, matrix),
        rating_changes=rating_changes(inputs, matrix, weights),
        weight_changes=weight_changes(inputs, matrix, weights),
        hybrids=hybrids(inputs, matrix),
        unbeaten=tuple(
            criterion.id
            for at, criterion in enumerate(inputs.criteria)
            if maths.nobody_better([row[at] for row in matrix])
        ),
    )


def _matrix(inputs: PughInputs, datum: str, ratings: tuple[Rating, ...]) -> Matrix:
    known = {(row.concept, row.criterion): VALUES[row.sign] for row in ratings}
    return [
        [0 if concept.id == datum else known.get((concept.id, criterion.id)) for criterion in inputs.criteria]
        for concept in inputs.concepts
    ]


def _second(inputs: PughInputs, matrix: Matrix) -> Screening | None:
    if inputs.second is None:
        return None
    datum, ratings = inputs.second.datum, inputs.second.ratings
    if ratings:
        return _screen(inputs, datum, _matrix(inputs, datum, ratings), derived=False)
    at = [concept.id for concept in inputs.concepts].index(datum)
    return _screen(inputs, datum, maths.derive(matrix, at), derived=True)


def _screen(inputs: PughInputs, datum: str, matrix: Matrix, *, derived: bool) -> Screening:
    weights = [maths.exact(row.weight) for row in inputs.criteria]
    counted = [maths.counts(row) for row in matrix]
    sums = [maths.weighted(row, weights) for row in matrix]
    ranks = maths.competition_ranks([None if missing else plus - minus for plus, _same, minus, missing in counted])
    weighted_ranks = maths.competition_ranks(
        [None if missing else plus - minus for (plus, minus), (*_counts, missing) in zip(sums, counted, strict=True)]
    )
    verdicts = _verdicts(matrix, ranks)
    step = 1 if derived or inputs.scale == "three" else 2
    scores = []
    for at, concept in enumerate(inputs.concepts):
        plus, same, minus, missing = counted[at]
        scores.append(
            Score(
                id=concept.id,
                name=concept.name,
                is_datum=concept.id == datum,
                plus=plus,
                same=same,
                minus=minus,
                unrated=missing,
                net=plus - minus,
                net_low=plus - minus - step * missing,
                net_high=plus - minus + step * missing,
                rank=ranks[at],
                weighted_plus=float(sums[at][0]),
                weighted_minus=float(sums[at][1]),
                weighted_net=float(sums[at][0] - sums[at][1]),
                weight_covered_pct=maths.covered_pct(matrix[at], weights),
                weighted_rank=weighted_ranks[at],
                verdict=verdicts[at],
            )
        )
    return Screening(
        datum=datum,
        origin="derived" if derived else "rated",
        signs=tuple(tuple(None if value is None else SIGNS[value] for value in row) for row in matrix),
        scores=tuple(scores),
        leaders=tuple(row.id for row in scores if row.rank == 1),
        weighted_leaders=tuple(row.id for row in scores if row.weighted_rank == 1),
    )


def _verdicts(matrix: Matrix, ranks: list[int | None]) -> list[Verdict]:
    """Keep what leads or is better than the datum on balance; combine what is level or alone has a strength; drop."""
    nets = [sum(value or 0 for value in row) for row in matrix]
    kept = [rank is not None and (rank == 1 or net > 0) for rank, net in zip(ranks, nets, strict=True)]
    best_kept = [
        max((row[at] or 0 for row, keep in zip(matrix, kept, strict=True) if keep), default=0)
        for at in range(len(matrix[0]))
    ]
    verdicts: list[Verdict] = []
    for row, rank, net, keep in zip(matrix, ranks, nets, kept, strict=True):
        alone = any(value is not None and value > max(best, 0) for value, best in zip(row, best_kept, strict=True))
        if rank is None:
            verdicts.append("rate")
        elif keep:
            verdicts.append("keep")
        else:
            verdicts.append("combine" if net == 0 or alone else "drop")
    return verdicts
