"""Is it normal, and if not, what is it? Tests of normality, the Box-Cox transformation, fitted distributions.

M. A. Stephens, "EDF statistics for goodness of fit", JASA 69 (1974); R. B. D'Agostino and M. A. Stephens,
"Goodness-of-Fit Techniques" (1986), table 4.9; P. Royston, algorithm AS R94 (1995); G. E. P. Box and D. R. Cox, "An
analysis of transformations", JRSS B 26 (1964); ISO 22514-2 for the percentiles.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from openkam.tools.design.capability.inputs import Normality, NormalityTest, Shape
from openkam.tools.design.capability.maths import FloatArray

P_LOW, P_HIGH = 0.00135, 0.99865
"""The shares beyond ±3σ of a normal distribution, with which percentiles give the usual indices for normal values."""
FEWEST = {"shapiro_wilk": 3, "anderson_darling": 8}
MOST_FOR_SHAPIRO = 5000
"""Above this the approximation of its p-value is not meant to be used; Anderson–Darling takes over."""
LAMBDA_RANGE = (-5.0, 5.0)


def normality(values: FloatArray, test: NormalityTest, alpha: float) -> Normality:
    """The gate: `values` count as normal unless p < alpha. Too few to be tested: taken for normal, without a p."""
    if test == "shapiro_wilk" and len(values) > MOST_FOR_SHAPIRO:
        test = "anderson_darling"
    if len(values) < FEWEST[test]:
        return Normality(test=test, statistic=None, p=None, alpha=alpha, normal=True)
    scaled = (values - values.mean()) / values.std(ddof=1)
    statistic, p = _shapiro(scaled) if test == "shapiro_wilk" else anderson_darling(scaled)
    return Normality(test=test, statistic=statistic, p=p, alpha=alpha, normal=p >= alpha)


def _shapiro(scaled: FloatArray) -> tuple[float, float]:
    from scipy import stats

    found = stats.shapiro(scaled)
    return float(found.statistic), float(min(1.0, found.pvalue))


def anderson_darling(scaled: FloatArray) -> tuple[float, float]:
    """A² of standardised values and its p-value with mean and sigma estimated (D'Agostino and Stephens)."""
    from scipy import stats

    ordered = np.sort(scaled)
    statistic = _a_squared(stats.norm.logcdf(ordered), stats.norm.logsf(ordered))
    n = len(ordered)
    a = statistic * (1 + 0.75 / n + 2.25 / n**2)
    if a < 0.2:
        p = 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a**2)
    elif a < 0.34:
        p = 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a**2)
    elif a < 0.6:
        p = math.exp(0.9177 - 4.279 * a - 1.38 * a**2)
    elif a < 10:
        p = math.exp(1.2937 - 5.709 * a + 0.0186 * a**2)
    else:
        p = 3.7e-24
    return statistic, min(1.0, max(0.0, p))


def _a_squared(log_below: FloatArray, log_above: FloatArray) -> float:
    """Anderson–Darling's A² from ln F and ln (1 − F) of the ordered values."""
    n = len(log_below)
    odd = 2 * np.arange(1, n + 1) - 1
    return float(-n - np.mean(odd * (log_below + log_above[::-1])))


def box_cox(values: FloatArray, exponent: float) -> FloatArray:
    """(x^λ − 1) ÷ λ, or ln x where λ = 0; values above 0. Increasing in x for every λ."""
    logs = np.log(values)
    with np.errstate(over="ignore"):  # what overflows is infinite, and the caller refuses it
        return logs if exponent == 0 else np.asarray(np.expm1(exponent * logs) / exponent, dtype=np.float64)


def box_cox_exponent(values: FloatArray) -> float:
    """The λ of greatest likelihood between −5 and 5, of values above 0."""
    from scipy import optimize

    logs = np.log(values)
    # Dividing by the geometric mean leaves λ as it is and keeps the powers of large values finite.
    relative = np.exp(logs - logs.mean())
    centred = np.log(relative)

    def misfit(exponent: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            variance = float(np.var(box_cox(relative, exponent)))
        if not 0 < variance < math.inf:
            return math.inf
        return len(values) / 2 * math.log(variance) - (exponent - 1) * float(centred.sum())

    found = optimize.minimize_scalar(misfit, bounds=LAMBDA_RANGE, method="bounded", options={"xatol": 1e-8})
    return float(found.x)


@dataclass(frozen=True)
class Fit:
    """A distribution of SciPy with its parameters; `law` answers cdf, sf and ppf. Empirical: no law."""

    shape: Shape
    parameters: tuple[float, ...]
    misfit: float | None
    law: Any


_POSITIVE: tuple[Shape, ...] = ("lognormal", "weibull", "gamma", "normal")
_ANY: tuple[Shape, ...] = ("skew_normal", "logistic", "normal")
_SCIPY = {
    "normal": "norm",
    "lognormal": "lognorm",
    "weibull": "weibull_min",
    "gamma": "gamma",
    "logistic": "logistic",
    "skew_normal": "skewnorm",
}
NEEDS_POSITIVE = frozenset({"lognormal", "weibull", "gamma"})


def best_fit(values: FloatArray) -> Fit | None:
    """Of lognormal, Weibull, gamma and normal (values above 0) or skew normal, logistic and normal: least A²."""
    tried = [fit(values, shape) for shape in (_POSITIVE if values.min() > 0 else _ANY)]
    return min((one for one in tried if one), key=lambda one: one.misfit or 0.0, default=None)


def fit(values: FloatArray, shape: Shape) -> Fit | None:
    """`shape` fitted by greatest likelihood; those for values above 0 begin at 0. None where the search fails."""
    if shape == "empirical":
        return Fit(shape, (), None, None)
    try:
        found = _fitted(values, shape)
    except (ValueError, RuntimeError, FloatingPointError):  # what SciPy's searches raise when they find no optimum
        return None
    return found if found.misfit is not None and math.isfinite(found.misfit) else None


def _fitted(values: FloatArray, shape: Shape) -> Fit:
    from scipy import stats

    family = getattr(stats, _SCIPY[shape])
    unit = float(values.std(ddof=1))
    origin = 0.0 if shape in NEEDS_POSITIVE else float(values.mean())
    scaled = (values - origin) / unit
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a search that strays for a step warns; its end is judged by the misfit
        found = family.fit(scaled, floc=0) if shape in NEEDS_POSITIVE else family.fit(scaled)
        *shapes, loc, scale = (float(part) for part in found)
        parameters = (*shapes, origin + unit * loc, unit * scale)
        found_law = law(shape, parameters)
        ordered = np.sort(values)
        misfit = _a_squared(found_law.logcdf(ordered), found_law.logsf(ordered))
    return Fit(shape, parameters, misfit, found_law)


def law(shape: Shape, parameters: tuple[float, ...]) -> Any:
    """SciPy's distribution of that shape: parameters of the shape, then location and scale."""
    from scipy import stats

    *shapes, loc, scale = parameters
    return getattr(stats, _SCIPY[shape])(*shapes, loc=loc, scale=scale)


def percentiles(found: Fit, values: FloatArray) -> tuple[float, float, float]:
    """The 0.135 %, 50 % and 99.865 % points; of the values themselves where the fit is empirical."""
    shares = [P_LOW, 0.5, P_HIGH]
    points = np.quantile(values, shares) if found.law is None else found.law.ppf(shares)
    return float(points[0]), float(points[1]), float(points[2])


def shares_beyond(found: Fit, values: FloatArray, lower: float | None, upper: float | None) -> tuple[float, float]:
    """The shares of the fitted distribution (or of the values) below the lower and above the upper limit."""
    if found.law is None:
        below = float(np.mean(values < lower)) if lower is not None else 0.0
        return below, float(np.mean(values > upper)) if upper is not None else 0.0
    below = float(found.law.cdf(lower)) if lower is not None else 0.0
    return below, float(found.law.sf(upper)) if upper is not None else 0.0
