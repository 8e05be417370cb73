"""One criterion compared: before against the pilot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from openkam.tools.verify.pilot import maths
from openkam.tools.verify.pilot.gate import verdict
from openkam.tools.verify.pilot.inputs import ShareInterval
from openkam.tools.verify.pilot.maths import Comparison, Moments
from openkam.tools.verify.pilot.parts import Criterion, Measured, Tally
from openkam.tools.verify.pilot.result import Analysis, Side
from openkam.tools.verify.pilot.values import differences, judged, known, pairs

MOST_DRAWN = 250
"""Of a long series the last values before and the first of the pilot, this many of each."""


@dataclass(frozen=True)
class _Found:
    """What every design comes to, in the direction after − before."""

    before: Side
    after: Side
    compared: Comparison
    interval: Literal["t", "newcombe", "wald", "none"]
    pooled_sd: float | None = None
    scale: float | None = None
    fisher_p: float | None = None
    few: bool = False
    wald: tuple[float, float] | None = None
    autocorrelation: float | None = None


def analyse(criterion: Criterion, measured: Measured, confidence: float, share_interval: ShareInterval) -> Analysis:
    """The difference that the pilot made to `criterion`, as an improvement with its interval, and the verdict."""
    found = _found(criterion, measured, confidence, share_interval)
    compared = found.compared
    higher = criterion.ctq.direction == "higher"
    low, high = (compared.low, compared.high) if higher else (-compared.high, -compared.low)
    improvement = compared.difference if higher else -compared.difference
    series = criterion.design == "series"
    return Analysis(
        criterion=criterion.ctq.id,
        name=criterion.ctq.name,
        unit=criterion.ctq.unit,
        direction=criterion.ctq.direction,
        must=criterion.must,
        design=criterion.design,
        smallest_effect=criterion.smallest_effect,
        before=found.before,
        after=found.after,
        difference=compared.difference,
        improvement=improvement + 0.0,
        low=low + 0.0,
        high=high + 0.0,
        interval=found.interval,
        wald_low=found.wald[0] if found.wald else None,
        wald_high=found.wald[1] if found.wald else None,
        standard_error=compared.standard_error or None,
        statistic=compared.statistic,
        freedom=compared.freedom,
        critical=compared.critical,
        pooled_sd=found.pooled_sd,
        p=compared.p,
        fisher_p=found.fisher_p,
        few=found.few,
        standardised=improvement / found.scale if found.scale else None,
        autocorrelation=found.autocorrelation,
        distance=criterion.ctq.direction == "target",
        verdict=verdict(improvement, low, high, criterion.smallest_effect),
        series_before=measured.before[-MOST_DRAWN:] if series else (),
        series_after=measured.after[:MOST_DRAWN] if series else (),
        left_out=sum(max(0, len(part) - MOST_DRAWN) for part in (measured.before, measured.after)) if series else 0,
    )


def _found(criterion: Criterion, measured: Measured, confidence: float, share_interval: ShareInterval) -> _Found:
    if measured.before_tally is not None and measured.after_tally is not None:
        return _shares(measured.before_tally, measured.after_tally, confidence, share_interval)
    if criterion.design == "paired":
        return _paired(criterion, measured, confidence)
    if measured.before_summary is not None and measured.after_summary is not None:
        before = Moments(measured.before_summary.n, measured.before_summary.mean, measured.before_summary.sd)
        after = Moments(measured.after_summary.n, measured.after_summary.mean, measured.after_summary.sd)
        return _two_samples(criterion, before, after, confidence, (0, 0))
    before_values, after_values = known(criterion, measured.before), known(criterion, measured.after)
    missing = len(measured.before) - len(before_values), len(measured.after) - len(after_values)
    before, after = maths.moments(before_values), maths.moments(after_values)
    correlation = maths.autocorrelation(before_values, after_values) if criterion.design == "series" else None
    return _two_samples(criterion, before, after, confidence, missing, correlation)


def _two_samples(
    criterion: Criterion,
    before: Moments,
    after: Moments,
    confidence: float,
    missing: tuple[int, int],
    correlation: float | None = None,
) -> _Found:
    """Welch or pooled; of a series the values that hang together count for fewer."""
    one, other = (maths.effective(sample, correlation or 0.0) for sample in (before, after))
    compare = maths.pooled if criterion.design == "pooled" else maths.welch
    compared = compare(one, other, confidence)
    pooled = maths.pooled_sd(before, after)
    return _Found(
        before=_side(before, one, confidence, missing[0]),
        after=_side(after, other, confidence, missing[1]),
        compared=compared,
        interval="t" if compared.statistic is not None else "none",
        pooled_sd=pooled,
        scale=pooled or None,
        autocorrelation=correlation,
    )


def _side(sample: Moments, counted: Moments, confidence: float, missing: int) -> Side:
    low, high = maths.interval_of_mean(counted, confidence)
    return Side(n=int(sample.n), mean=sample.mean, sd=sample.sd, low=low, high=high, count=None, missing=missing)


def _paired(criterion: Criterion, measured: Measured, confidence: float) -> _Found:
    before_values, after_values = pairs(criterion, measured)
    before, after = maths.moments(before_values), maths.moments(after_values)
    away = maths.moments(differences(criterion, measured))
    compared = maths.paired(away, confidence)
    broken = [np.isnan(judged(criterion, values)) for values in (measured.before, measured.after)]
    lost = int(np.count_nonzero(broken[0] | broken[1]))
    return _Found(
        before=_side(before, before, confidence, lost),
        after=_side(after, after, confidence, lost),
        compared=compared,
        interval="t" if compared.statistic is not None else "none",
        scale=away.sd or None,
    )


def _shares(before: Tally, after: Tally, confidence: float, share_interval: ShareInterval) -> _Found:
    one, other = (before.count, before.n), (after.count, after.n)
    shares = maths.two_shares(one, other, confidence)
    low, high = shares.wald if share_interval == "wald" else shares.newcombe
    compared = Comparison(
        difference=shares.difference,
        low=low,
        high=high,
        standard_error=0.0,
        statistic=shares.chi_square,
        freedom=None if shares.chi_square is None else 1.0,
        critical=None,
        p=shares.p,
    )
    return _Found(
        before=_share(before, confidence),
        after=_share(after, confidence),
        compared=compared,
        interval=share_interval,
        fisher_p=shares.fisher_p,
        few=maths.smallest_expected(one, other) < 5,
        wald=shares.wald,
    )


def _share(tally: Tally, confidence: float) -> Side:
    low, high = maths.wilson(tally.count, tally.n, confidence)
    return Side(n=tally.n, mean=tally.count / tally.n, sd=None, low=low, high=high, count=tally.count, missing=0)
