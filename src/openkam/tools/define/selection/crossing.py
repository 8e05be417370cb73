"""Which single score or single weight would have to change, and by how much, for an account to cross the line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ROUNDING = 1e-9
"""A difference below this is none: sums differ in their last digits."""
ALMOST = 1 - 1e-5
"""A weight may shrink to almost nothing; at nothing, accounts scored on it alone have no total to compare."""


@dataclass(frozen=True)
class Change:
    """One criterion's value (a score, or a weight as a share of all weights) from one to another."""

    criterion: int
    before: float
    after: float


def score_change(scores: FloatArray, shares: FloatArray, target: float, low: float, high: float) -> Change | None:
    """The smallest change of one of an account's `scores`, shape (n,) with NaN, that brings its total to `target`.

    With w the share of the criterion in the covered weight, the score must change by (target − total) ÷ w. None where
    no single score can do it inside the scale from `low` to `high`.
    """
    known = ~np.isnan(scores) & (shares > 0)
    if not known.any():
        return None
    covered = float(shares[known].sum())
    total = float(shares[known] @ scores[known]) / covered
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        after = scores + (target - total) * covered / shares
    possible = known & (after >= low - ROUNDING) & (after <= high + ROUNDING)
    if not possible.any():
        return None
    size = np.where(possible, np.abs(after - scores), np.inf)
    at = int(np.argmin(size))
    return Change(at, float(scores[at]), float(np.clip(after[at], low, high)))


def weight_change(scores: FloatArray, shares: FloatArray, account: int, top: int) -> Change | None:
    """The smallest change of one weight's share that takes row `account` of `scores`, shape (m, n) with NaN, across.

    Across: into the first `top` where it is outside, out of them where it is inside; the other weights keep their
    proportions. When weight j grows by d, the total of account k becomes (A_k + d s_kj) ÷ (W_k + d c_kj), with A its
    weighted sum, W its covered weight and c 1 where the score is known. Where it meets that of `account` is a root of
    a polynomial in d; walking the roots outward from 0 counts how many accounts stand above. None where no single
    weight can do it.
    """
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 0.0)
    sums, covered = filled @ shares, known @ shares
    if covered[account] <= 0:
        return None
    rated = covered > 0
    found: Change | None = None
    best = np.inf
    for at in range(len(shares)):
        pieces = _pieces(sums, covered, filled[:, at], known[:, at].astype(np.float64), account)
        pieces = tuple(part[rated] for part in pieces)
        for shift in _shifts(pieces, float(shares[at]), top):
            after = (shares[at] + shift) / (1 + shift)
            if abs(after - shares[at]) < best - ROUNDING:
                best = abs(after - shares[at])
                found = Change(at, float(shares[at]), float(after))
    return found


Pieces = tuple[FloatArray, ...]


def _pieces(sums: FloatArray, covered: FloatArray, score: FloatArray, known: FloatArray, me: int) -> Pieces:
    """The polynomial c0 + c1 d + c2 d² whose sign says whether `me` stands above each other account (positive)."""
    constant = sums[me] * covered - sums * covered[me]
    linear = sums[me] * known + score[me] * covered - sums * known[me] - score * covered[me]
    square = score[me] * known - score * known[me]
    small = ROUNDING * max(1.0, float(np.abs(sums).max()))
    return tuple(np.where(np.abs(part) < small, 0.0, part) for part in (constant, linear, square))


def _shifts(pieces: Pieces, share: float, top: int) -> list[float]:
    """The nearest change of the weight to each side of 0 at which the account crosses; −`share` removes the weight."""
    found = []
    for sign in (1.0, -1.0):
        signed = (pieces[0], pieces[1] * sign, pieces[2])
        shift = _first_crossing(signed, np.inf if sign > 0 else share, top)
        if shift is not None:
            found.append(sign * shift)
    return found


def _first_crossing(pieces: Pieces, limit: float, top: int) -> float | None:
    """The smallest d > 0, up to `limit`, at which the number of accounts above passes the line; None if never."""
    constant, linear, square = pieces
    inside = int((constant < 0).sum()) < top
    roots, owner = _roots(pieces, limit)
    # Just beyond 0 a tie is decided by the slope, then by the curve.
    first = np.where(constant != 0, constant, np.where(linear != 0, linear, square))
    above = int((first < 0).sum())
    if inside and above >= top:
        return 0.0
    order = np.argsort(roots, kind="stable")
    roots, owner = roots[order], owner[order]
    slope = linear[owner] + 2 * square[owner] * roots
    step = np.where(slope < 0, 1, np.where(slope > 0, -1, 0))
    counts = above + np.cumsum(step)
    crossed = np.flatnonzero(counts >= top if inside else counts < top)
    return float(roots[crossed[0]]) if crossed.size else None


def _roots(pieces: Pieces, limit: float) -> tuple[FloatArray, NDArray[np.intp]]:
    """Every root between 0 and `limit` and the account that it belongs to."""
    constant, linear, square = pieces
    curve = square != 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        straight = np.where(~curve & (linear != 0), -constant / linear, np.nan)
        inner = np.sqrt(np.where(curve, linear**2 - 4 * square * constant, np.nan))
        # The stable form of the two solutions: no difference of nearly equal numbers.
        half = -(linear + np.where(linear >= 0, inner, -inner)) / 2
        both = (half / square, np.where(half != 0, constant / half, np.nan))
    values = np.concatenate([straight, *both])
    owner = np.tile(np.arange(len(constant)), 3)
    kept = np.isfinite(values) & (values > ROUNDING) & (values < limit * ALMOST)
    return values[kept], owner[kept]
