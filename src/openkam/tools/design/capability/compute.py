"""From measurements to capability: estimate sigma, pass the gate, choose the method, compute every index."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openkam.core import variation
from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.tools.design.capability import fits, maths, msa
from openkam.tools.design.capability.inputs import (
    CapabilityInputs,
    CapabilityResult,
    Class,
    Estimator,
    Fallout,
    Fitted,
    Index,
    Indices,
    IntervalMethod,
    Method,
    Stability,
    Transformed,
    Verdict,
)

Groups = Sequence[Sequence[float]]


def compute(inputs: CapabilityInputs) -> CapabilityResult:
    """Capability of the CTQ; raises `InvalidInput` where the method that was asked for cannot be used."""
    groups = [group for group in inputs.groups() if group]
    series = np.array(inputs.series())
    estimator = _estimator(inputs, groups)
    sigma = sigma_within(groups, inputs.series(), estimator)
    overall = variation.sigma_overall(series)
    _require_variation(sigma, overall)
    gate = fits.normality(series, inputs.normality_test, inputs.alpha)
    scale = _method(inputs, series, gate.normal)
    scaled = scale.apply_all(groups)
    scaled_series = scale.apply(series)
    freedom = (
        maths.freedom_of_estimator(estimator, groups, len(series))
        if inputs.freedom == "estimator"
        else float(len(series) - 1)
    )
    indices = _indices(inputs, scale, scaled, scaled_series, estimator, freedom)
    count, rule = maths.class_count(series)
    headline = (indices.within or indices.overall).k
    tolerance = None if inputs.ctq.lower is None or inputs.ctq.upper is None else inputs.ctq.upper - inputs.ctq.lower
    given = sum(map(len, inputs.subgroups)) if inputs.subgroups else len(inputs.measurements)
    return CapabilityResult(
        ctq=inputs.ctq,
        n=len(series),
        missing=given - len(series),
        subgroups=len(groups),
        sizes=(min(map(len, groups)), max(map(len, groups))),
        mean=float(series.mean()),
        sigma_within=sigma,
        sigma_overall=overall,
        estimator=estimator,
        method=scale.method,
        chosen=inputs.method == "auto",
        normality=gate,
        transformed=scale.described(inputs, scaled_series),
        fitted=indices.fitted,
        confidence_pct=inputs.confidence_pct,
        freedom=inputs.freedom,
        freedom_within=freedom,
        within=indices.within,
        overall=indices.overall,
        observed=_observed(inputs, series),
        expected_within=indices.expected_within,
        expected_overall=indices.expected_overall,
        wanted_cpk=inputs.wanted_cpk,
        verdict=_verdict(headline, inputs.wanted_cpk),
        stability=_stability(indices, scaled, scaled_series, overall / sigma),
        histogram=tuple(Class(low=low, high=high, count=n) for low, high, n in maths.classes(series, count)),
        histogram_rule="freedman_diaconis" if rule == "freedman_diaconis" else "sturges",
        gage=msa.gage(inputs.measurement_system, tolerance) if inputs.measurement_system else None,
        agreement=msa.agreement(inputs.attribute_agreement) if inputs.attribute_agreement else None,
    )


def sigma_within(groups: Groups, series: Sequence[float], estimator: Estimator) -> float:
    """Sigma within by the named estimator; `series` in the order of time for the moving range."""
    if estimator == "range":
        return variation.sigma_from_ranges(groups)
    if estimator == "deviation":
        return variation.sigma_from_deviations(groups)
    if estimator == "pooled":
        return variation.sigma_pooled(groups)
    return variation.sigma_from_moving_ranges(series)


def _estimator(inputs: CapabilityInputs, groups: Groups) -> Estimator:
    if inputs.estimator != "auto":
        return inputs.estimator
    return "pooled" if any(len(group) > 1 for group in groups) else "moving_range"


def _require_variation(within: float, overall: float) -> None:
    if overall > 0 and within > 0:
        return
    message = _("The values within every subgroup are equal, so there is no sigma within to measure with.")
    remedy = _("Use a finer gauge, or give the values without subgroups.")
    raise InvalidInput(message, remedy=remedy, place=Place(field="measurements"))


@dataclass(frozen=True)
class Scale:
    """On which scale the indices are computed: the CTQ's own, or that of Box and Cox (values and limits alike)."""

    method: Method
    exponent: float | None = None

    def apply(self, values: maths.FloatArray) -> maths.FloatArray:
        """`values` on this scale."""
        return values if self.exponent is None else fits.box_cox(values, self.exponent)

    def apply_all(self, groups: Groups) -> Groups:
        """Each group on this scale."""
        if self.exponent is None:
            return groups
        return [self.apply(np.array(group)).tolist() for group in groups]

    def limit(self, value: float | None) -> float | None:
        """A limit on this scale; None stays None."""
        return None if value is None else float(self.apply(np.array([value]))[0])

    def described(self, inputs: CapabilityInputs, values: maths.FloatArray) -> Transformed | None:
        """λ and the limits for the result; None on the CTQ's own scale."""
        if self.exponent is None:
            return None
        return Transformed(
            exponent=self.exponent,
            typed=inputs.box_cox_lambda is not None,
            lower=self.limit(inputs.ctq.lower),
            target=self.limit(_target(inputs)),
            upper=self.limit(inputs.ctq.upper),
            mean=float(values.mean()),
            normality=fits.normality(values, inputs.normality_test, inputs.alpha),
        )


def _stability(found: _Found, groups: Groups, series: maths.FloatArray, ratio: float) -> Stability:
    """Means beyond three standard errors on the scale of the indices; single values that are not normal are held
    against their fitted percentiles, beyond which as many lie as beyond three sigma of normal ones.
    """
    if found.within:
        beyond = maths.points_beyond(groups, float(series.mean()), found.within.sigma)
    elif found.fitted and all(len(group) == 1 for group in groups):
        beyond = int(((series < found.fitted.p_low) | (series > found.fitted.p_high)).sum())
    else:
        beyond = maths.points_beyond(groups, float(series.mean()), found.overall.sigma / ratio)
    return Stability(points=len(groups), beyond=beyond, sigma_ratio=ratio)


def _target(inputs: CapabilityInputs) -> float | None:
    """The target on the scale of Box and Cox: one that is not above 0 has no place there and is left out."""
    target = inputs.ctq.target
    return None if target is None or target <= 0 else target


def _method(inputs: CapabilityInputs, series: maths.FloatArray, normal: bool) -> Scale:
    """The method asked for; by the gate: normal, else Box-Cox where it makes the values normal, else percentiles."""
    if inputs.method == "normal" or (inputs.method == "auto" and normal):
        return Scale("normal")
    if inputs.method == "percentile":
        return Scale("percentile")
    scale = _box_cox(inputs, series)
    if inputs.method == "box_cox":
        if scale is None:
            message = _("Box-Cox needs values and limits above 0 that stay apart after it.")
            remedy = _("Choose the method of percentiles, or measure from another zero.")
            raise InvalidInput(message, remedy=remedy, place=Place(field="method"))
        return scale
    if scale and fits.normality(scale.apply(series), inputs.normality_test, inputs.alpha).normal:
        return scale
    return Scale("percentile")


def _box_cox(inputs: CapabilityInputs, series: maths.FloatArray) -> Scale | None:
    limits = [limit for limit in (inputs.ctq.lower, inputs.ctq.upper) if limit is not None]
    if min(float(series.min()), *limits) <= 0:
        return None
    exponent = fits.box_cox_exponent(series) if inputs.box_cox_lambda is None else inputs.box_cox_lambda
    scale = Scale("box_cox", exponent)
    values = scale.apply(series)
    ends = scale.apply(np.array(limits))
    target = _target(inputs)
    everything = np.concatenate([values, ends, [0.0 if target is None else scale.limit(target)]])
    if not np.isfinite(everything).all() or np.abs(everything).max() > 1e100:
        return None
    return scale if values.std(ddof=1) > 0 and len(set(ends.tolist())) == len(limits) else None


@dataclass(frozen=True)
class _Found:
    within: Indices | None
    overall: Indices
    expected_within: Fallout | None
    expected_overall: Fallout
    fitted: Fitted | None = None


def _indices(
    inputs: CapabilityInputs,
    scale: Scale,
    groups: Groups,
    series: maths.FloatArray,
    estimator: Estimator,
    freedom: float,
) -> _Found:
    if scale.method == "percentile":
        return _by_percentiles(inputs, series)
    ctq = inputs.ctq
    target = ctq.target if scale.exponent is None else scale.limit(_target(inputs))
    limits = (scale.limit(ctq.lower), target, scale.limit(ctq.upper))
    order = [float(value) for value in series]
    sigma, overall = sigma_within(groups, order, estimator), variation.sigma_overall(series)
    _require_variation(sigma, overall)
    mean, n, confidence = float(series.mean()), len(series), inputs.confidence_pct / 100
    return _Found(
        within=indices(limits, mean, sigma, n, freedom, confidence),
        overall=indices(limits, mean, overall, n, n - 1, confidence),
        expected_within=_expected(limits, mean, sigma),
        expected_overall=_expected(limits, mean, overall),
    )


Limits = tuple[float | None, float | None, float | None]
"""Lower limit, target, upper limit."""


def indices(limits: Limits, mean: float, sigma: float, n: int, freedom: float, confidence: float) -> Indices:
    """The indices of one sigma with their intervals. `n` values behind the mean, `freedom` behind sigma."""
    lower, target, upper = limits
    low = None if lower is None else _one_sided(maths.cpl(lower, mean, sigma), n, freedom, confidence)
    high = None if upper is None else _one_sided(maths.cpu(upper, mean, sigma), n, freedom, confidence)
    smallest = min((side.value for side in (low, high) if side), default=math.nan)
    two_sided = taguchi = None
    if lower is not None and upper is not None:
        value = maths.cp(lower, upper, sigma)
        two_sided = _index(value, maths.chi_square_interval(value, freedom, confidence), "chi_square")
        if target is not None:
            value = maths.cpm(lower, upper, target, mean, sigma)
            between = maths.boyles_interval(value, n, (mean - target) / sigma, confidence)
            taguchi = _index(value, between, "boyles")
    return Indices(
        sigma=sigma,
        two_sided=two_sided,
        lower=low,
        upper=high,
        k=_index(smallest, maths.bissell_interval(smallest, n, freedom, confidence), "bissell"),
        taguchi=taguchi,
    )


def _one_sided(value: float, n: int, freedom: float, confidence: float) -> Index:
    return _index(value, maths.noncentral_t_interval(value, n, freedom, confidence), "noncentral_t")


def _index(value: float, between: maths.Interval | None, method: IntervalMethod) -> Index:
    low, high = between or (None, None)
    return Index(value=value, low=low, high=high, interval=method)


def _expected(limits: Limits, mean: float, sigma: float) -> Fallout:
    below, above, z = maths.fallout_ppm(limits[0], limits[2], mean, sigma)
    return Fallout(below_ppm=below, above_ppm=above, total_ppm=below + above, z_bench=z)


def _observed(inputs: CapabilityInputs, series: maths.FloatArray) -> Fallout:
    below, above = maths.observed_ppm(series, inputs.ctq.lower, inputs.ctq.upper)
    return Fallout(below_ppm=below, above_ppm=above, total_ppm=below + above, z_bench=None)


def _by_percentiles(inputs: CapabilityInputs, series: maths.FloatArray) -> _Found:
    """Pp = tolerance ÷ (P99.865 − P0.135), PPU and PPL from the median; ISO 22514-2. No sigma within, no interval."""
    shape = inputs.distribution
    if shape in fits.NEEDS_POSITIVE and series.min() <= 0:
        message = _("This distribution needs values above 0.")
        remedy = _("Choose the one that fits best, or the values themselves.")
        raise InvalidInput(message, remedy=remedy, place=Place(field="distribution"))
    found = fits.best_fit(series) if shape == "best" else fits.fit(series, shape)
    low, median, high = fits.percentiles(found, series) if found else (0.0, 0.0, 0.0)
    if not found or not -math.inf < low < median < high < math.inf:
        message = _("This distribution cannot be fitted to the values so that its percentiles are apart.")
        remedy = _("Use a finer gauge, or choose another distribution.")
        raise InvalidInput(message, remedy=remedy, place=Place(field="distribution"))
    lower, upper = inputs.ctq.lower, inputs.ctq.upper
    below = None if lower is None else _index((median - lower) / (median - low), None, "none")
    above = None if upper is None else _index((upper - median) / (high - median), None, "none")
    both = None if lower is None or upper is None else _index((upper - lower) / (high - low), None, "none")
    shares = fits.shares_beyond(found, series, lower, upper)
    smallest = min(side.value for side in (below, above) if side)
    return _Found(
        within=None,
        overall=Indices(
            sigma=variation.sigma_overall(series),
            two_sided=both,
            lower=below,
            upper=above,
            k=_index(smallest, None, "none"),
            taguchi=None,
        ),
        expected_within=None,
        expected_overall=Fallout(
            below_ppm=1e6 * shares[0],
            above_ppm=1e6 * shares[1],
            total_ppm=1e6 * sum(shares),
            z_bench=maths.z_bench(sum(shares), 3 * smallest) if found.law or 0 < sum(shares) < 1 else None,
        ),
        fitted=Fitted(
            shape=found.shape,
            parameters=found.parameters,
            anderson_darling=found.misfit,
            p_low=low,
            median=median,
            p_high=high,
        ),
    )


def _verdict(index: Index, wanted: float) -> Verdict:
    if index.low is None or index.high is None:
        return "met_no_interval" if index.value >= wanted else "missed_no_interval"
    if index.value >= wanted:
        return "met" if index.low >= wanted else "met_unsure"
    return "missed" if index.high < wanted else "missed_unsure"
