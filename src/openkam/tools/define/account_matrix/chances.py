"""How sure a class is: weights drawn around the given ones, the lines drawn anew with them.

Only weights are in doubt here; scores stay as given. Each account has its own draws for its own success factors,
seeded by its code, so that another account changes none of them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from openkam.tools.define.account_matrix import maths
from openkam.tools.define.account_matrix.maths import BoolArray, FloatArray

BLOCK_TOTALS = 640_000
"""Totals held at once."""


@dataclass(frozen=True)
class Rivalry:
    """One account's success factors: shares (p,), our scores (p,) and the rivals' (r, p), NaN for missing.

    Without rivals the scale's `midpoint` stands for one.
    """

    code: str
    shares: FloatArray
    ours: FloatArray
    rivals: FloatArray


def drawn(shares: FloatArray, draws: int, concentration: float, seed: int, code: str = "") -> FloatArray:
    """`draws` sets of weights around `shares`, shape (draws, n): Dirichlet, a weight of 0 stays 0."""
    generator = np.random.default_rng([seed, zlib.crc32(code.encode())])
    made = generator.standard_gamma(shares * concentration, size=(draws, len(shares)))
    # With a tiny concentration every part of a draw can underflow to 0; then the given weights stand.
    made = np.where(made.sum(axis=1, keepdims=True) > 0, made, shares)
    weights: FloatArray = made / made.sum(axis=1, keepdims=True)
    return weights


def attractive(scores: FloatArray, weights: FloatArray, line: float | None) -> BoolArray:
    """For each draw and account, shape (draws, m), whether it is at or above the line; NaN scores are left out.

    `scores` has shape (m, n), `weights` (draws, n). `line` None is the average over the accounts, made anew each draw.
    """
    known = ~np.isnan(scores)
    filled, known_t = np.where(known, scores, 0.0).T, known.T.astype(np.float64)
    high = np.zeros((len(weights), len(scores)), dtype=np.bool_)
    step = max(1, BLOCK_TOTALS // max(1, len(scores)))
    for start in range(0, len(weights), step):
        block = weights[start : start + step]
        with np.errstate(invalid="ignore", divide="ignore"):
            totals = block @ filled / (block @ known_t)
        at = _averages(totals) if line is None else np.full((len(block), 1), line)
        high[start : start + step] = totals >= at - maths.TIE * np.maximum(1.0, np.abs(at))
    return high


def _averages(totals: FloatArray) -> FloatArray:
    """The mean of each row of `totals`, shape (b, m), over the accounts that have one; shape (b, 1)."""
    known = ~np.isnan(totals)
    sums = np.where(known, totals, 0.0).sum(axis=1, keepdims=True)
    means: FloatArray = sums / np.maximum(known.sum(axis=1, keepdims=True), 1)
    return means


def strong(one: Rivalry, weights: FloatArray, line: float) -> BoolArray:
    """For each draw, shape (draws,), whether our ratio to the best rival is at or above the line."""
    lowest = np.full(len(weights), np.inf)
    for rival in one.rivals:
        both = ~np.isnan(one.ours) & ~np.isnan(rival)
        if not one.shares[both].sum() > 0:
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = (weights[:, both] @ one.ours[both]) / (weights[:, both] @ rival[both])
        # A draw in which all weight lies on other factors says nothing about this rival.
        lowest = np.fmin(lowest, ratio)
    return maths.at_or_above(lowest, line)


def class_chances(high: BoolArray, strong_: BoolArray) -> tuple[float, float, float, float]:
    """Shares of the draws, shape (draws,) each, in which the account is k, d, m and o."""
    return (
        float((high & strong_).mean()),
        float((high & ~strong_).mean()),
        float((~high & strong_).mean()),
        float((~high & ~strong_).mean()),
    )
