"""Which single rating or weight would change the choice, and what a concept could borrow from another."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from openkam.tools.analyze.pugh import maths
from openkam.tools.analyze.pugh.inputs import Basis, Hybrid, PughInputs, RatingChange, Repair, Sign, WeightChange

SIGN_OF: dict[int, Sign] = {2: "++", 1: "+", 0: "S", -1: "-", -2: "--"}
Matrix = Sequence[Sequence[int | None]]


def _totals(matrix: Matrix, weights: Sequence[Fraction]) -> list[Fraction | None]:
    """Weighted net per concept; None where a rating is missing."""
    out: list[Fraction | None] = []
    for row in matrix:
        plus, minus = maths.weighted(row, weights)
        out.append(None if None in row else plus - minus)
    return out


def rating_changes(inputs: PughInputs, matrix: Matrix, weights: Sequence[Fraction]) -> tuple[RatingChange, ...]:
    """For every rating the smallest change that changes who leads, by net and, where weights differ, weighted."""
    found = _changes_by(inputs, matrix, [Fraction(1)] * len(weights), "net")
    if len(set(weights)) > 1:
        found += _changes_by(inputs, matrix, weights, "weighted")
    order = {"net": 0, "weighted": 1}
    return tuple(sorted(found, key=lambda change: (order[change.basis], _step(change))))


def _step(change: RatingChange) -> int:
    value = {sign: number for number, sign in SIGN_OF.items()}
    return abs(value[change.after] - value[change.before])


def _changes_by(inputs: PughInputs, matrix: Matrix, weights: Sequence[Fraction], basis: Basis) -> list[RatingChange]:
    totals = _totals(matrix, weights)
    reach = 1 if inputs.scale == "three" else 2
    found: list[RatingChange] = []
    for at, concept in enumerate(inputs.concepts):
        total = totals[at]
        if concept.id == inputs.datum or total is None:
            continue
        before = maths.leaders_with(totals, at, total)
        for criterion, value, weight in zip(inputs.criteria, matrix[at], weights, strict=True):
            if value is None:
                continue
            for other in sorted(range(-reach, reach + 1), key=lambda target: (abs(target - value), target)):
                after = maths.leaders_with(totals, at, total + weight * (other - value))
                if after != before:
                    found.append(
                        RatingChange(
                            basis=basis,
                            concept=concept.id,
                            criterion=criterion.id,
                            before=SIGN_OF[value],
                            after=SIGN_OF[other],
                            leaders=tuple(inputs.concepts[n].id for n in after),
                        )
                    )
                    break
    return found


def weight_changes(inputs: PughInputs, matrix: Matrix, weights: Sequence[Fraction]) -> tuple[WeightChange, ...]:
    """Per criterion the nearest lower and the nearest higher weight at which a challenger draws level.

    Empty where the lead is tied already, and without a whole concept.
    """
    totals = _totals(matrix, weights)
    known = [(total, at) for at, total in enumerate(totals) if total is not None]
    best = max(total for total, _at in known)  # the datum is always whole
    leaders = [at for total, at in known if total == best]
    if len(leaders) > 1:
        return ()
    found: list[WeightChange] = []
    for column, criterion in enumerate(inputs.criteria):
        levels = []
        for total, at in known:
            mine, theirs = matrix[leaders[0]][column], matrix[at][column]
            if at == leaders[0] or mine is None or theirs is None:
                continue
            level = maths.level_weight(weights[column], best - total, mine - theirs)
            if level is not None:
                levels.append((level, at))
        below = [pair for pair in levels if pair[0] < weights[column]]
        above = [pair for pair in levels if pair[0] > weights[column]]
        nearest = ([max(below, key=lambda p: (p[0], -p[1]))] if below else []) + ([min(above)] if above else [])
        found += [
            WeightChange(
                criterion=criterion.id,
                weight=criterion.weight,
                level_at=float(level),
                challenger=inputs.concepts[at].id,
                raised=level > weights[column],
            )
            for level, at in nearest
        ]
    return tuple(found)


def hybrids(inputs: PughInputs, matrix: Matrix) -> tuple[Hybrid, ...]:
    """For every concept with a minus: who has a plus there. The most hopeful first; nothing where nobody can lend."""
    found = []
    for concept, row in zip(inputs.concepts, matrix, strict=True):
        repairs, gained = [], 0
        for column, criterion in enumerate(inputs.criteria):
            value = row[column]
            if value is None or value >= 0:
                continue
            lenders = tuple(
                other.id for other, signs in zip(inputs.concepts, matrix, strict=True) if (signs[column] or 0) > 0
            )
            repairs.append(Repair(criterion=criterion.id, lenders=lenders))
            gained += -value if lenders else 0
        net = sum(value or 0 for value in row)
        if gained:
            found.append(Hybrid(concept=concept.id, repairs=tuple(repairs), net=net, net_if_repaired=net + gained))
    return tuple(sorted(found, key=lambda hybrid: -hybrid.net_if_repaired))
