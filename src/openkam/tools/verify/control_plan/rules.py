"""The run rules of control charts, vectorised: a million points take a few sums each.

Western Electric Company, *Statistical Quality Control Handbook* (1956); L. S. Nelson, "The Shewhart Control Chart:
Tests for Special Causes", Journal of Quality Technology 16 (1984). A rule marks the point that completes its pattern,
and a rule of k out of m marks a point that itself lies beyond the line. A point on a line is not beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
TOLERANCE = 1e-9
"""In sigmas: a point this near a line is on it, so that rounding in the last digit makes no signal."""


def western_electric(z: FloatArray) -> Mapping[int, BoolArray]:
    """The zone rules 2–4 on points in sigmas from the centre line, shape (n,), no gaps."""
    return {2: _zone(z, 2, 3, 2.0), 3: _zone(z, 4, 5, 1.0), 4: _one_side(z, 8)}


def nelson(z: FloatArray, values: FloatArray, sigma: FloatArray) -> Mapping[int, BoolArray]:
    """The tests 2–8. Trends are read from the plotted `values` (n,), zones from `z`; `sigma` scales a tie."""
    inside = np.abs(z) < 1 - TOLERANCE
    outside = np.abs(z) > 1 + TOLERANCE
    mixed = _run(outside, 8) & ~_run(outside & (z > 0), 8) & ~_run(outside & (z < 0), 8)
    step = np.diff(values)
    step[np.abs(step) <= TOLERANCE * sigma[1:]] = 0.0
    turned = step[1:] * np.sign(step[:-1]) < 0
    return {
        2: _one_side(z, 9),
        3: _later(_run(step > 0, 5) | _run(step < 0, 5), len(z)),
        4: _later(_run(turned, 12), len(z)),
        5: _zone(z, 2, 3, 2.0),
        6: _zone(z, 4, 5, 1.0),
        7: _run(inside, 15),
        8: mixed,
    }


def _counted(flags: BoolArray, length: int) -> NDArray[np.int32]:
    """How many of the last `length` flags are set, at each place; fewer places at the beginning."""
    total = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=total[1:])
    counted = total[1:].copy()
    counted[length:] -= total[1:-length]
    return counted


def _run(flags: BoolArray, length: int) -> BoolArray:
    """Where a run of `length` set flags ends or goes on."""
    found: BoolArray = _counted(flags, length) == length
    return found


def _zone(z: FloatArray, wanted: int, length: int, line: float) -> BoolArray:
    """`wanted` of the last `length` points beyond `line` sigmas on one side, this one among them."""
    above, below = z > line + TOLERANCE, z < -line - TOLERANCE
    found: BoolArray = (above & (_counted(above, length) >= wanted)) | (below & (_counted(below, length) >= wanted))
    return found


def _one_side(z: FloatArray, length: int) -> BoolArray:
    found: BoolArray = _run(z > TOLERANCE, length) | _run(z < -TOLERANCE, length)
    return found


def _later(flags: BoolArray, count: int) -> BoolArray:
    """Flags about steps between points, moved to the point where the step ends."""
    moved = np.zeros(count, dtype=np.bool_)
    moved[count - len(flags) :] = flags
    return moved
