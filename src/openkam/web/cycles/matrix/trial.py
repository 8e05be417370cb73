"""Where everybody stands: as the tool says, or with other weights by the tool's own arithmetic.

Only attractiveness hangs on these weights, so that trying others leaves every relative strength as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.tools.define.account_matrix import maths
from openkam.tools.define.account_matrix.inputs import MatrixResult
from openkam.tools.define.account_matrix.maths import BoolArray, Class, FloatArray


@dataclass(frozen=True)
class Standing:
    """Every account of the programme, in the order of the result; arrays of shape (accounts,), NaN where unknown."""

    shares: tuple[float, ...]
    """Of the factors; they sum to 1."""
    attractiveness: FloatArray
    coverage: FloatArray
    strength: FloatArray
    line: float | None
    kinds: tuple[Class | None, ...]
    borderline: BoolArray
    on_line: BoolArray


def as_kept(result: MatrixResult) -> Standing:
    """As the tool answered."""
    rows = result.accounts
    return Standing(
        tuple(factor.share for factor in result.factors),
        _values([row.attractiveness for row in rows]),
        np.array([row.attractiveness_coverage for row in rows], dtype=np.float64),
        _values([row.strength for row in rows]),
        result.line,
        tuple(row.kind for row in rows),
        np.array([row.borderline for row in rows], dtype=np.bool_),
        np.array([row.on_line for row in rows], dtype=np.bool_),
    )


def tried(result: MatrixResult, moved: Mapping[str, float]) -> Standing:
    """With the weights `moved`, in percent of those that are kept; the others stay. Raises `InvalidInput`."""
    kept = as_kept(result)
    if not moved:
        return kept
    weights = [moved.get(factor.id, 100 * factor.share) for factor in result.factors]
    if not any(weight > 0 for weight in weights):
        raise InvalidInput(
            _("All weights are 0, so nothing can be placed."), remedy=_("Give at least one factor weight.")
        )
    shares = maths.shares(weights)
    attractiveness, coverage = maths.covered_mean(scores_of(result), shares)
    line = result.line if result.line_method == "typed" else maths.average_line(attractiveness)
    if line is None:
        nobody = np.zeros(len(result.accounts), dtype=np.bool_)
        kinds: tuple[Class | None, ...] = (None,) * len(result.accounts)
        return Standing(tuple(shares.tolist()), attractiveness, coverage, kept.strength, None, kinds, nobody, nobody)
    return _placed(result, kept.strength, tuple(shares.tolist()), attractiveness, coverage, line)


def _placed(
    result: MatrixResult,
    strength: FloatArray,
    shares: tuple[float, ...],
    attractiveness: FloatArray,
    coverage: FloatArray,
    line: float,
) -> Standing:
    high = maths.at_or_above(attractiveness, line).tolist()
    strong = maths.at_or_above(strength, result.strength_line).tolist()
    placed = ~np.isnan(attractiveness) & ~np.isnan(strength)
    near = maths.near(attractiveness, line, result.borderline_pct)
    near |= maths.near(strength, result.strength_line, result.borderline_pct)
    on = maths.on_line(attractiveness, line) | maths.on_line(strength, result.strength_line)
    kinds = tuple(maths.classify(high[at], strong[at]) if there else None for at, there in enumerate(placed.tolist()))
    return Standing(shares, attractiveness, coverage, strength, line, kinds, near & placed, on & placed)


def scores_of(result: MatrixResult) -> FloatArray:
    """Shape (accounts, factors), NaN for missing."""
    table = np.full((len(result.accounts), len(result.factors)), np.nan)
    for at, row in enumerate(result.accounts):
        table[at] = [np.nan if score is None else score for score in row.scores]
    return table


def _values(values: Sequence[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
