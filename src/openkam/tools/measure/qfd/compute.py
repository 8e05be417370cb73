"""Build the house: weights of the needs, importance of the CTQs, normalisations, findings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openkam.core.nouns import Ctq
from openkam.tools.measure.qfd import maths
from openkam.tools.measure.qfd.checks import findings
from openkam.tools.measure.qfd.inputs import QfdCtq, QfdInputs, QfdNeed
from openkam.tools.measure.qfd.maths import FloatArray
from openkam.tools.measure.qfd.result import (
    ColumnResult,
    CriterionWeight,
    NeedResult,
    NormalisedResult,
    QfdResult,
    Reversal,
)


def compute(inputs: QfdInputs) -> QfdResult:
    """The house of `inputs`; pure. A need whose importance is unknown has no weight, and the result names it."""
    relations = _matrix(inputs)
    needs = _needs(inputs, relations)
    weights = np.array([row.weight or 0.0 for row in needs], dtype=np.float64)
    columns = _columns(inputs, relations, weights)
    carrying = [column for column in columns if column.importance > 0 and column.relative_pct is not None]
    return QfdResult(
        weights=inputs.weights,
        ratio_applied=sum(row.improvement_ratio is not None for row in needs),
        unknown_importance=tuple(row.id for row in needs if row.importance is None),
        leaders_share_pct=inputs.leaders_share_pct,
        total_importance=sum(column.importance for column in columns),
        total_weight=float(weights.sum()),
        needs=needs,
        columns=columns,
        ctqs=tuple(_plain(ctq) for ctq in inputs.ctqs),
        relations=tuple(row for row in inputs.relations if row.value),
        roof=tuple(row for row in inputs.roof if row.value or row.gamma is not None),
        competitors=inputs.competitors,
        findings=findings(inputs, needs, columns),
        normalised=_normalised(inputs, relations, weights, columns),
        cascade=tuple(QfdNeed(id=row.id, name=row.name, importance=row.relative_pct) for row in carrying),
        pugh_criteria=tuple(
            CriterionWeight(id=row.id, name=row.name, weight=row.relative_pct or 0.0) for row in carrying
        ),
    )


def _matrix(inputs: QfdInputs) -> FloatArray:
    """Relations, shape (needs, CTQs)."""
    down = {row.id: at for at, row in enumerate(inputs.needs)}
    across = {row.id: at for at, row in enumerate(inputs.ctqs)}
    matrix = np.zeros((len(down), len(across)))
    for cell in inputs.relations:
        matrix[down[cell.need], across[cell.ctq]] = cell.value
    return matrix


def _plain(ctq: QfdCtq) -> Ctq:
    """The CTQ without what only the house knows, as every other tool takes it."""
    return Ctq(**ctq.model_dump(exclude={"baseline", "difficulty"}))


def _needs(inputs: QfdInputs, relations: FloatArray) -> tuple[NeedResult, ...]:
    ratios = [
        maths.improvement_ratio(row.current, row.goal, smaller_is_better=row.better == "lower") for row in inputs.needs
    ]
    raw = [_raw_weight(row, ratio) for row, ratio in zip(inputs.needs, ratios, strict=True)]
    used = _used_weights(inputs, raw)
    total = sum(weight for weight in used if weight is not None)
    given = {(row.competitor, row.need): row.rating for row in inputs.ratings}
    return tuple(
        NeedResult(
            id=row.id,
            name=row.name,
            group=row.group,
            kano=row.kano,
            importance=row.importance,
            current=row.current,
            goal=row.goal,
            improvement_ratio=ratios[at],
            sales_point=row.sales_point,
            raw_weight=raw[at],
            weight=weight,
            weight_pct=100 * weight / total if weight is not None and total > 0 else None,
            ratings=tuple(given.get((rival.id, row.id)) for rival in inputs.competitors),
            nines=_count(relations[at], 9),
            threes=_count(relations[at], 3),
            ones=_count(relations[at], 1),
        )
        for at, (row, weight) in enumerate(zip(inputs.needs, used, strict=True))
    )


def _raw_weight(need: QfdNeed, ratio: float | None) -> float | None:
    if need.importance is None:
        return None
    return need.importance * (1.0 if ratio is None else ratio) * need.sales_point


def _used_weights(inputs: QfdInputs, raw: Sequence[float | None]) -> list[float | None]:
    if inputs.weights == "importance":
        return [row.importance for row in inputs.needs]
    total = sum(weight for weight in raw if weight is not None)
    if inputs.weights == "raw_weight" or total <= 0:
        return list(raw)
    return [None if weight is None else weight / total for weight in raw]


def _count(cells: FloatArray, value: int) -> int:
    return int((cells == value).sum())


def _columns(inputs: QfdInputs, relations: FloatArray, weights: FloatArray) -> tuple[ColumnResult, ...]:
    importance = maths.technical_importance(weights, relations)
    shares, ranks = maths.shares_pct(importance), maths.competition_ranks(importance)
    leading = maths.leaders(importance if shares is None else shares, inputs.leaders_share_pct)
    measured = {(row.competitor, row.ctq): row.value for row in inputs.benchmarks}
    priorities = _priorities(inputs, measured)
    return tuple(
        ColumnResult(
            id=ctq.id,
            name=ctq.name,
            importance=float(importance[at]),
            relative_pct=None if shares is None else float(shares[at]),
            rank=int(ranks[at]),
            leader=bool(leading[at]),
            nines=_count(relations[:, at], 9),
            threes=_count(relations[:, at], 3),
            ones=_count(relations[:, at], 1),
            baseline=ctq.baseline,
            difficulty=ctq.difficulty,
            improvement_ratio=_ctq_ratio(ctq),
            competitive_priority=priorities.get(ctq.id),
            benchmarks=tuple(measured.get((rival.id, ctq.id)) for rival in inputs.competitors),
        )
        for at, ctq in enumerate(inputs.ctqs)
    )


def _ctq_ratio(ctq: QfdCtq) -> float | None:
    """Target ÷ baseline in the sense of the direction; where a target is to be hit, no ratio says how far it is."""
    if ctq.direction == "target":
        return None
    return maths.improvement_ratio(ctq.baseline, ctq.target, smaller_is_better=ctq.direction == "lower")


def _priorities(inputs: QfdInputs, measured: dict[tuple[str, str], float]) -> dict[str, float]:
    """Entropy priority of the CTQs that are measured, above 0, with us and with every competitor."""
    complete: dict[str, list[float]] = {}
    for ctq in inputs.ctqs:
        values = [ctq.baseline, *(measured.get((rival.id, ctq.id)) for rival in inputs.competitors)]
        known = [value for value in values if value is not None and value > 0]
        if inputs.competitors and len(known) == len(values):
            complete[ctq.id] = known
    shares = maths.competitive_priority(list(complete.values()))
    return {} if shares is None else dict(zip(complete, shares.tolist(), strict=True))


def _normalised(
    inputs: QfdInputs, relations: FloatArray, weights: FloatArray, columns: Sequence[ColumnResult]
) -> tuple[NormalisedResult, ...]:
    made: list[NormalisedResult] = []
    if inputs.lyman:
        made.append(_normalise(inputs, "lyman", maths.lyman(relations), weights, columns))
    if inputs.wasserman:
        made.append(_normalise(inputs, "wasserman", maths.wasserman(relations, _gammas(inputs)), weights, columns))
    return tuple(made)


def _normalise(
    inputs: QfdInputs,
    method: str,
    made: maths.Normalised,
    weights: FloatArray,
    columns: Sequence[ColumnResult],
) -> NormalisedResult:
    total = float(weights.sum())
    importance = maths.technical_importance(weights / total if total > 0 else weights, made.relations)
    before = np.array([column.importance for column in columns], dtype=np.float64)
    turned = maths.reversals(before, importance)
    return NormalisedResult.model_validate(
        {
            "method": method,
            "importance": tuple(importance.tolist()),
            "ranks": tuple(maths.competition_ranks(importance).tolist()),
            "undefined_needs": tuple(
                need.id for need, undefined in zip(inputs.needs, made.undefined, strict=True) if undefined
            ),
            "reversals": tuple(Reversal(before=columns[one].id, after=columns[other].id) for one, other in turned),
        }
    )


def _gammas(inputs: QfdInputs) -> FloatArray:
    """The roof as a symmetric matrix with ones on its diagonal, shape (CTQs, CTQs)."""
    at = {row.id: index for index, row in enumerate(inputs.ctqs)}
    size = {0: 0.0, 1: inputs.gamma_weak, 2: inputs.gamma_strong}
    gammas = np.eye(len(at))
    for pair in inputs.roof:
        sign = 1.0 if pair.value > 0 else -1.0
        gamma = sign * size[abs(pair.value)] if pair.gamma is None else pair.gamma
        gammas[at[pair.one], at[pair.other]] = gammas[at[pair.other], at[pair.one]] = gamma
    return gammas
