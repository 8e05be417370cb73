"""Defects, yields and sigma levels. Pure functions; rates are shares of 1, never percent.

M. J. Harry and R. Schroeder, "Six Sigma" (the shift of 1.5, throughput and rolled yield); Minitab, "Methods and
formulas for product reports" (adjustment by complexity).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_NORMAL = NormalDist()


def tail(z: float) -> float:
    """P(Z > z), exact far into the tail."""
    return math.erfc(z / math.sqrt(2)) / 2


def z_of(dpo: float) -> float | None:
    """The z that leaves `dpo` in the upper tail (long term); None at 0 and 1, where it would be infinite."""
    return -_NORMAL.inv_cdf(dpo) if 0 < dpo < 1 else None


def dpo_of_counts(defects: float, units: float, opportunities: float) -> float:
    """Defects ÷ (units × opportunities per unit)."""
    return defects / (units * opportunities)


def zero_defects_bound(units: float, opportunities: float, confidence: float, rule: str) -> float:
    """The upper bound of DPO where no defect was seen, at a one-sided `confidence`.

    Binomial: 1 − (1 − confidence)^(1/(units·opportunities)), exact. Poisson: −ln(1 − confidence) ÷ the same.
    """
    exponent = math.log1p(-confidence) / (units * opportunities)
    return min(1.0, -exponent) if rule == "poisson" else -math.expm1(exponent)


def throughput_yield(dpo: float, opportunities: float, rule: str) -> float:
    """The share of units without a defect: (1 − DPO)^opportunities, or e^−DPU with DPU = DPO × opportunities."""
    if rule == "poisson":
        return math.exp(-dpo * opportunities)
    return 0.0 if dpo >= 1 else math.exp(opportunities * math.log1p(-dpo))
