"""From typed values to arrays: gaps dropped, and distances from the target where nearer is better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openkam.tools.verify.pilot.maths import FloatArray
from openkam.tools.verify.pilot.parts import Criterion, Measured


def judged(criterion: Criterion, values: Sequence[float | None]) -> FloatArray:
    """`values` with NaN for a gap; as distances from the target where nearer to it is better."""
    array = np.array(values, dtype=np.float64)
    if criterion.ctq.direction == "target" and criterion.ctq.target is not None:
        array = np.abs(array - criterion.ctq.target)
    return array


def known(criterion: Criterion, values: Sequence[float | None]) -> FloatArray:
    """`judged` without gaps."""
    array = judged(criterion, values)
    return array[~np.isnan(array)]


def pairs(criterion: Criterion, measured: Measured) -> tuple[FloatArray, FloatArray]:
    """Before and after of the pairs that are whole."""
    before, after = judged(criterion, measured.before), judged(criterion, measured.after)
    whole = ~(np.isnan(before) | np.isnan(after))
    return before[whole], after[whole]


def differences(criterion: Criterion, measured: Measured) -> FloatArray:
    """After − before of each whole pair; what differs only by rounding from the first is the same."""
    before, after = pairs(criterion, measured)
    found = after - before
    scale = np.maximum(np.abs(before), np.abs(after))
    found[np.abs(found - found[0]) <= 4e-16 * (scale + scale[0])] = found[0]
    return found
