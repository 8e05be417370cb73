"""Verdict, histogram, indices with intervals, what lies beyond the limits, and the sums behind them."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from openkam.core.blocks import Block, Column, Finding, Histogram, Report, Table, Term, Value, Working
from openkam.core.charts import Bin, Curve
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.design.capability import findings, fits, msa_report, words
from openkam.tools.design.capability.inputs import (
    ESTIMATORS,
    SHAPES,
    CapabilityResult,
    Fallout,
    Fitted,
    Index,
    Transformed,
)

CURVE_POINTS = 101


def report(result: CapabilityResult) -> Report:
    """The finding first, then picture, tables, sums, remarks, and the studies of the measurement system."""
    finding = Finding(id="capability-finding", text=findings.verdict(result), tone=findings.verdict_tone(result))
    centring = findings.centring(result)
    blocks: list[Block] = [
        finding,
        *([centring] if centring else []),
        histogram(result),
        indices_table(result),
        fallout_table(result),
        sigma_working(result),
        headline_working(result),
    ]
    if result.transformed:
        blocks.append(transformed_table(result, result.transformed))
    if result.fitted:
        blocks.append(percentiles_table(result, result.fitted))
    blocks += findings.notes(result)
    if result.gage:
        blocks += msa_report.gage_blocks(result.gage)
    if result.agreement:
        blocks += msa_report.agreement_blocks(result.agreement)
    return tuple(blocks)


def histogram(result: CapabilityResult) -> Histogram:
    """Counts by class with the fitted curves scaled to counts, the limits, the target and the mean."""
    unit, places = result.ctq.unit, words.decimals(result)
    rule = {"freedman_diaconis": _("Freedman and Diaconis"), "sturges": _("Sturges")}[result.histogram_rule]
    rows: tuple[tuple[Value, ...], ...] = tuple((bar.low, bar.high, bar.count) for bar in result.histogram)
    table = Table(
        id="capability-classes",
        title=_("Values by class"),
        columns=(
            Column(key="low", label=_("Lower end"), kind="number", unit=unit, decimals=places),
            Column(key="high", label=_("Upper end"), kind="number", unit=unit, decimals=places),
            Column(key="count", label=_("Values"), kind="integer"),
        ),
        rows=rows,
        total=(None, None, result.n),
    )
    return Histogram(
        id="capability-histogram",
        title=findings.verdict(result),
        subtitle=_("{ctq}, {n} values; classes by the rule of {rule}").format(
            ctq=result.ctq.name, n=format_number(result.n), rule=rule
        ),
        measure=result.ctq.name,
        unit=unit,
        decimals=places,
        bins=tuple(Bin(low=bar.low, high=bar.high, count=bar.count) for bar in result.histogram),
        curves=curves(result),
        lower=result.ctq.lower,
        target=result.ctq.target,
        upper=result.ctq.upper,
        mean=result.mean,
        table=table,
    )


def curves(result: CapabilityResult) -> tuple[Curve, ...]:
    """Densities times n times class width: within and overall where normal, else the one that was used."""
    width = (result.histogram[-1].high - result.histogram[0].low) / len(result.histogram)
    scale = result.n * width
    if result.fitted:
        return _fitted_curve(result, scale)
    if result.transformed:
        return _transformed_curve(result, scale)
    pairs = (
        (_("Normal, sigma within"), result.sigma_within, False),
        (_("Normal, sigma overall"), result.sigma_overall, True),
    )
    return tuple(
        Curve(
            label=label,
            dashed=dashed,
            points=tuple(
                (x, scale * NormalDist(result.mean, sigma).pdf(x))
                for x in np.linspace(result.mean - 4 * sigma, result.mean + 4 * sigma, CURVE_POINTS).tolist()
            ),
        )
        for label, sigma, dashed in pairs
    )


def _fitted_curve(result: CapabilityResult, scale: float) -> tuple[Curve, ...]:
    if result.fitted is None or result.fitted.shape == "empirical":
        return ()
    law = fits.law(result.fitted.shape, result.fitted.parameters)
    x = np.linspace(result.fitted.p_low, result.fitted.p_high, CURVE_POINTS)
    heights = scale * law.pdf(x)
    points = tuple((float(a), float(b)) for a, b in zip(x, heights, strict=True) if math.isfinite(b))
    return (Curve(label=str(SHAPES[result.fitted.shape]), points=points),)


def _transformed_curve(result: CapabilityResult, scale: float) -> tuple[Curve, ...]:
    """The normal curve of the transformed values carried back: its density times the slope x^(λ − 1)."""
    if result.transformed is None:
        return ()
    exponent, mean = result.transformed.exponent, result.transformed.mean
    normal = NormalDist(mean, result.overall.sigma)
    x = np.linspace(result.histogram[0].low, result.histogram[-1].high, CURVE_POINTS)
    with np.errstate(over="ignore"):
        heights = [scale * normal.pdf(y) for y in fits.box_cox(x, exponent).tolist()] * x ** (exponent - 1)
    points = tuple((float(at), float(high)) for at, high in zip(x, heights, strict=True) if math.isfinite(high))
    return (Curve(label=_("Normal after the transformation"), points=points),)


def indices_table(result: CapabilityResult) -> Table:
    """Every index that the limits allow: within first, then overall."""
    rows: list[tuple[Value, ...]] = []
    if result.within:
        rows += [_index_row(name, index, _("within")) for name, index in words.named(result.within, within=True)]
    rows += [_index_row(name, index, _("overall")) for name, index in words.named(result.overall, within=False)]
    return Table(
        id="capability-indices",
        title=_("Indices"),
        subtitle=_("{confidence} intervals").format(confidence=words.confidence(result)) if result.within else "",
        columns=(
            Column(key="index", label=_("Index")),
            Column(key="sigma", label=_("Sigma")),
            Column(key="value", label=_("Value"), kind="number", decimals=3),
            Column(key="low", label=_("Lower end"), kind="number", decimals=3),
            Column(key="high", label=_("Upper end"), kind="number", decimals=3),
            Column(key="interval", label=_("Interval by")),
        ),
        rows=tuple(rows),
    )


def _index_row(name: str, index: Index, sigma: str) -> tuple[Value, ...]:
    return (name, sigma, index.value, index.low, index.high, words.interval_name(index.interval))


def fallout_table(result: CapabilityResult) -> Table:
    """Counted and expected parts per million beyond each limit."""
    kinds = (
        (_("by counting"), result.observed),
        (_("expected, sigma within"), result.expected_within),
        (_("expected, sigma overall") if result.within else _("expected, percentiles"), result.expected_overall),
    )
    return Table(
        id="capability-fallout",
        title=_("Beyond the limits"),
        columns=(
            Column(key="kind", label=_("How known")),
            Column(key="below", label=_("Below"), kind="number", unit="ppm", decimals=2),
            Column(key="above", label=_("Above"), kind="number", unit="ppm", decimals=2),
            Column(key="total", label=_("Together"), kind="number", unit="ppm", decimals=2),
            Column(key="z", label="Z", kind="number", decimals=2),
        ),
        rows=tuple(_fallout_row(result, kind, fallout) for kind, fallout in kinds if fallout),
    )


def _fallout_row(result: CapabilityResult, kind: str, fallout: Fallout) -> tuple[Value, ...]:
    below = None if result.ctq.lower is None else fallout.below_ppm
    above = None if result.ctq.upper is None else fallout.above_ppm
    return (kind, below, above, fallout.total_ppm, fallout.z_bench)


def sigma_working(result: CapabilityResult) -> Working:
    """The two sigmas and how far they are apart."""
    return Working(
        id="capability-sigma-working",
        title=_("Sigma overall ÷ sigma within"),
        result=result.stability.sigma_ratio,
        kind="number",
        decimals=3,
        terms=(
            _term(_("Sigma within"), words.measured(result, result.sigma_within), str(ESTIMATORS[result.estimator])),
            _term(_("Sigma overall"), words.measured(result, result.sigma_overall), _("all values, divisor n − 1")),
        ),
        source="ASTM E2587",
    )


def headline_working(result: CapabilityResult) -> Working:
    """Cpk (or Ppk): the nearer limit in units of three sigma."""
    found = result.within or result.overall
    by_lower = found.upper is None or (found.lower is not None and found.lower.value <= found.upper.value)
    name = words.headline_name(result)
    if result.fitted:
        limit = result.ctq.lower if by_lower else result.ctq.upper
        tail = result.fitted.p_low if by_lower else result.fitted.p_high
        terms = (
            _term(_("Nearer limit"), words.measured(result, limit)),
            _term(_("Median"), words.measured(result, result.fitted.median)),
            _term(_("Percentile on its side"), words.measured(result, tail), _("0.135 % lie beyond")),
        )
    else:
        scale = result.transformed or result.ctq
        limit = scale.lower if by_lower else scale.upper
        mean = result.transformed.mean if result.transformed else result.mean
        places = words.decimals(result) if not result.transformed else 4
        detail = _("on the transformed scale") if result.transformed else ""
        terms = (
            _term(_("Nearer limit"), format_number(limit, places), detail),
            _term(_("Mean"), format_number(mean, places), detail),
            _term(_("Three sigma within"), format_number(3 * found.sigma, places), detail),
        )
    return Working(
        id="capability-headline-working",
        title=_("{index}: distance of the nearer limit ÷ spread on its side").format(index=name),
        result=found.k.value,
        kind="number",
        decimals=3,
        terms=terms,
        source="NIST/SEMATECH 6.1.6" if not result.fitted else "ISO 22514-2",
    )


def _term(label: str, text: str, detail: str = "") -> Term:
    return Term(label=label, value=text, kind="text", detail=detail)


def transformed_table(result: CapabilityResult, found: Transformed) -> Table:
    """λ, the limits on both scales, and whether the transformation made the values normal."""
    ctq, places = result.ctq, words.decimals(result)
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Lower limit"), ctq.lower, found.lower),
        (_("Target"), ctq.target, found.target),
        (_("Upper limit"), ctq.upper, found.upper),
        (_("Mean"), result.mean, found.mean),
        (_("Sigma overall"), result.sigma_overall, result.overall.sigma),
    )
    return Table(
        id="capability-transformed",
        title=_("Box-Cox with lambda {exponent}").format(exponent=format_number(found.exponent, 3)),
        subtitle=_("as typed") if found.typed else _("of greatest likelihood"),
        columns=(
            Column(key="what", label=_("Statistic")),
            Column(key="measured", label=_("Measured"), kind="number", unit=ctq.unit, decimals=places),
            Column(key="transformed", label=_("Transformed"), kind="number", decimals=4),
        ),
        rows=rows,
    )


def percentiles_table(result: CapabilityResult, found: Fitted) -> Table:
    """The three percentiles that stand for mean and ±3 sigma."""
    rows: tuple[tuple[Value, ...], ...] = (
        ("0.135 %", found.p_low),
        ("50 %", found.median),
        ("99.865 %", found.p_high),
    )
    return Table(
        id="capability-percentiles",
        title=_("Percentiles of the distribution"),
        subtitle=str(SHAPES[found.shape]),
        columns=(
            Column(key="share", label=_("Share below")),
            Column(
                key="value",
                label=_("Value"),
                kind="number",
                unit=result.ctq.unit,
                decimals=words.decimals(result),
            ),
        ),
        rows=rows,
    )
