"""Work out both profiles and place every supplier on the value map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openkam.tools.measure.value_scorecard import maths
from openkam.tools.measure.value_scorecard.inputs import (
    Line,
    Position,
    PriceAttribute,
    Profile,
    ScorecardInputs,
    ScorecardResult,
    ScoredNeed,
    Side,
)
from openkam.tools.measure.value_scorecard.maths import FloatArray

ON_THE_LINE = 1e-9
"""Closer than this is on the line: less is only the rounding of floating point."""


def compute(inputs: ScorecardInputs) -> ScorecardResult:
    """The scorecard of `inputs`; pure, nothing rounded."""
    quality = _profile(inputs, inputs.needs, lowest_is_best=False)
    price = _profile(inputs, inputs.prices, lowest_is_best=inputs.price_measure == "amount") if inputs.prices else None
    total = inputs.quality_weight + inputs.price_weight
    weights = inputs.quality_weight / total, inputs.price_weight / total
    relative = _relative_price(inputs, price.index) if price else None
    standing: Sequence[float | None] = price.standing if price else [None] * len(inputs.rivals)
    return ScorecardResult(
        our_name=inputs.our_name,
        rivals=inputs.rivals,
        reference=inputs.reference,
        named_rival=inputs.named_rival if inputs.reference == "named" else None,
        quality=quality,
        price_measure=inputs.price_measure,
        price_unit=inputs.price_unit,
        price=price,
        relative_price=relative,
        quality_weight_pct=100 * weights[0],
        price_weight_pct=100 * weights[1],
        slope=weights[0] / weights[1] if weights[1] else None,
        us=_position("", inputs.our_name, quality.index, relative, weights),
        them=tuple(
            _position(rival.id, rival.name, quality.standing[at], _relative_price(inputs, standing[at]), weights)
            for at, rival in enumerate(inputs.rivals)
        ),
    )


def _relative_price(inputs: ScorecardInputs, index: float | None) -> float | None:
    """Above 100 is dearer. Satisfaction with the price is turned over: 118.7 is a relative price of 100 ÷ 1.187."""
    if index is None or inputs.price_measure == "amount":
        return index
    return 100 * 100 / index


def _profile(inputs: ScorecardInputs, rows: Sequence[ScoredNeed | PriceAttribute], *, lowest_is_best: bool) -> Profile:
    typed = np.array([row.weight for row in rows], dtype=np.float64)
    weights = maths.shares_pct(typed)
    ours = np.array([row.ours for row in rows], dtype=np.float64)
    theirs = np.array([row.theirs for row in rows], dtype=np.float64)
    reference = _reference(inputs, theirs, lowest_is_best=lowest_is_best)
    ratio, ratios = ours / reference, ours[:, None] / theirs
    return Profile(
        lines=tuple(
            Line(
                id=row.id,
                name=row.name,
                weight_typed=row.weight,
                weight_pct=float(weights[at]),
                ours=row.ours,
                theirs=row.theirs,
                reference=_known(reference[at]),
                ratio=_known(ratio[at]),
                contribution=_known(weights[at] * ratio[at]),
                points=_known(weights[at] * (ratio[at] - 1)),
                ratios=tuple(_known(value) for value in ratios[at]),
            )
            for at, row in enumerate(rows)
        ),
        typed_total=float(typed.sum()),
        covered_pct=maths.covered(weights, ratio),
        index=maths.index(weights, ours, reference),
        ours_weighted=maths.weighted(weights, ours),
        theirs_weighted=tuple(maths.weighted(weights, column) for column in theirs.T),
        reference_weighted=maths.weighted(weights, reference),
        against=tuple(maths.index(weights, ours, column) for column in theirs.T),
        standing=tuple(maths.index(weights, column, reference) for column in theirs.T),
    )


def _reference(inputs: ScorecardInputs, theirs: FloatArray, *, lowest_is_best: bool) -> FloatArray:
    if inputs.reference == "named":
        at = [rival.id for rival in inputs.rivals].index(inputs.named_rival or "")
        named: FloatArray = theirs[:, at]
        return named
    return maths.average(theirs) if inputs.reference == "average" else maths.best(theirs, lowest=lowest_is_best)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _position(id: str, name: str, quality: float | None, price: float | None, weights: tuple[float, float]) -> Position:
    if quality is None or price is None:
        return Position(
            id=id, name=name, quality=quality, price=price, fair_price=None, surplus=None, distance=None, side=None
        )
    fair = maths.fair_price(quality, *weights)
    away = maths.distance(quality, price, *weights)
    side: Side = "fair" if abs(away) < ON_THE_LINE else "better" if away > 0 else "worse"
    return Position(
        id=id,
        name=name,
        quality=quality,
        price=price,
        fair_price=fair,
        surplus=None if fair is None else fair - price,
        distance=away,
        side=side,
    )
