"""Gage R&R by analysis of variance and by ranges; agreement of people who judge.

AIAG, "Measurement Systems Analysis", 4th edition, chapter III; J. Cohen, "A coefficient of agreement for nominal
scales" (1960); J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76 (1971).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from openkam.core.variation import d2, d2_star
from openkam.tools.design.capability.msa_inputs import (
    Agreement,
    AgreementKind,
    AnovaLine,
    AnovaSource,
    AttributeAgreement,
    AttributeResult,
    Component,
    GageResult,
    GageVerdict,
    MeasurementSystem,
    Variation,
)

NDC_FACTOR = 1.41
"""√2 as AIAG rounds it."""


@dataclass(frozen=True)
class Parts:
    """Variances by source, before anything is set to zero."""

    repeatability: float
    operator: float
    interaction: float
    part: float


def gage(study: MeasurementSystem, tolerance: float | None) -> GageResult:
    """The study by its method; `tolerance` is upper − lower limit where both are known."""
    layout = np.array(study.layout())
    lines: tuple[AnovaLine, ...] = ()
    ranges = divisors = None
    pooled = False
    if study.method == "anova":
        lines, found, pooled = anova(layout, study.pooling_alpha)
    else:
        ranges, divisors, found = average_and_range(layout)
    variation, negative = _components(found, study.study_multiplier, tolerance)
    share = variation[0].study_pct
    return GageResult(
        method=study.method,
        parts=layout.shape[0],
        operators=layout.shape[1],
        trials=layout.shape[2],
        pooling_alpha=study.pooling_alpha,
        pooled=pooled,
        negative=negative,
        study_multiplier=study.study_multiplier,
        tolerance=tolerance,
        anova=lines,
        ranges=ranges,
        divisors=divisors,
        variation=variation,
        ndc=_categories(variation),
        verdict=_judged(share),
    )


def _judged(share: float | None) -> GageVerdict:
    """AIAG's bands of the gauge's share of the study variation: to 10 % good, to 30 % marginal."""
    if share is None:
        return "unknown"
    return "good" if share <= 10 else "marginal" if share <= 30 else "unacceptable"


def _categories(variation: Sequence[Variation]) -> int | None:
    gauge, part = variation[0].sigma, variation[5].sigma
    return int(NDC_FACTOR * part / gauge) if gauge > 0 and part / gauge < 1e9 else None


def anova(layout: NDArray[np.float64], pooling_alpha: float) -> tuple[tuple[AnovaLine, ...], Parts, bool]:
    """Two-way crossed analysis of variance with both factors random; `layout` is parts × operators × trials.

    The interaction is pooled into the repeatability where its p-value is above `pooling_alpha`. Perfect repeats leave
    no error to test against: then the interaction stays.
    """
    p, o, r = layout.shape
    grand, cells = layout.mean(), layout.mean(axis=2)
    by_part, by_operator = layout.mean(axis=(1, 2)), layout.mean(axis=(0, 2))
    squares: dict[AnovaSource, float] = {
        "operator": p * r * float(((by_operator - grand) ** 2).sum()),
        "part": o * r * float(((by_part - grand) ** 2).sum()),
        "interaction": r * float(((cells - by_part[:, None] - by_operator[None, :] + grand) ** 2).sum()),
        "repeatability": float(((layout - cells[:, :, None]) ** 2).sum()),
    }
    freedom: dict[AnovaSource, int] = {
        "operator": o - 1,
        "part": p - 1,
        "interaction": (p - 1) * (o - 1),
        "repeatability": p * o * (r - 1),
    }
    mean = {source: squares[source] / freedom[source] for source in squares}
    p_interaction = _tail(mean["interaction"], mean["repeatability"], freedom["interaction"], freedom["repeatability"])
    pooled = p_interaction is not None and p_interaction > pooling_alpha
    error = mean["repeatability"]
    if pooled:
        joint = freedom["interaction"] + freedom["repeatability"]
        error = (squares["interaction"] + squares["repeatability"]) / joint
    against = error if pooled else mean["interaction"]
    found = Parts(
        repeatability=error,
        operator=(mean["operator"] - against) / (p * r),
        interaction=0.0 if pooled else (mean["interaction"] - error) / r,
        part=(mean["part"] - against) / (o * r),
    )
    against_freedom = freedom["interaction"] + (freedom["repeatability"] if pooled else 0)
    tests: dict[AnovaSource, tuple[float, int]] = {
        "operator": (against, against_freedom),
        "part": (against, against_freedom),
        "interaction": (mean["repeatability"], freedom["repeatability"]),
    }
    return _lines(squares, freedom, mean, tests), found, pooled


def _lines(
    squares: Mapping[AnovaSource, float],
    freedom: Mapping[AnovaSource, int],
    mean: Mapping[AnovaSource, float],
    tests: Mapping[AnovaSource, tuple[float, int]],
) -> tuple[AnovaLine, ...]:
    out = []
    for source in squares:
        error, error_freedom = tests.get(source, (0.0, 0))
        out.append(
            AnovaLine(
                source=source,
                freedom=freedom[source],
                squares=squares[source],
                mean_square=mean[source],
                f=mean[source] / error if error > 0 and mean[source] / error < 1e300 else None,
                p=_tail(mean[source], error, freedom[source], error_freedom),
            )
        )
    total = AnovaLine(
        source="total", freedom=sum(freedom.values()), squares=sum(squares.values()), mean_square=None, f=None, p=None
    )
    return (*out, total)


def _tail(mean_square: float, error: float, freedom: int, error_freedom: int) -> float | None:
    """P(F > mean_square/error); None where there is no error to test against."""
    if error <= 0:
        return None
    from scipy.stats import f

    return float(f.sf(mean_square / error, freedom, error_freedom))


def average_and_range(
    layout: NDArray[np.float64],
) -> tuple[tuple[float, float, float], tuple[float, float, float], Parts]:
    """EV = R̄/d2(trials); AV = √((X̄diff/d2*(operators))² − EV²/(parts·trials)); PV = Rp/d2*(parts).

    1/d2 and 1/d2* (one range) are what AIAG tables as K1, K2 and K3. The interaction cannot be told apart.
    """
    p, o, r = layout.shape
    mean_range = float(np.ptp(layout, axis=2).mean())
    between_operators = float(np.ptp(layout.mean(axis=(0, 2))))
    between_parts = float(np.ptp(layout.mean(axis=(1, 2))))
    divisors = (d2(r), d2_star(o, 1), d2_star(p, 1))
    repeatability = (mean_range / divisors[0]) ** 2
    found = Parts(
        repeatability=repeatability,
        operator=(between_operators / divisors[1]) ** 2 - repeatability / (p * r),
        interaction=0.0,
        part=(between_parts / divisors[2]) ** 2,
    )
    return (mean_range, between_operators, between_parts), divisors, found


def _components(
    found: Parts, multiplier: float, tolerance: float | None
) -> tuple[tuple[Variation, ...], tuple[Component, ...]]:
    """Every source with its shares; an estimate below zero is set to zero and named."""
    single: dict[Component, float] = {
        "operator": found.operator,
        "interaction": found.interaction,
        "part": found.part,
    }
    negative = tuple(name for name, value in single.items() if value < 0)
    kept = {name: max(0.0, value) for name, value in single.items()}
    reproducibility = kept["operator"] + kept["interaction"]
    variances: dict[Component, float] = {
        "grr": found.repeatability + reproducibility,
        "repeatability": found.repeatability,
        "reproducibility": reproducibility,
        "operator": kept["operator"],
        "interaction": kept["interaction"],
        "part": kept["part"],
        "total": found.repeatability + reproducibility + kept["part"],
    }
    total = variances["total"]
    rows = tuple(
        Variation(
            component=name,
            variance=variance,
            sigma=math.sqrt(variance),
            contribution_pct=100 * variance / total if total > 0 else None,
            study_pct=100 * math.sqrt(variance / total) if total > 0 else None,
            tolerance_pct=100 * multiplier * math.sqrt(variance) / tolerance if tolerance else None,
        )
        for name, variance in variances.items()
    )
    return rows, negative


def cohen_kappa(one: Sequence[str], other: Sequence[str]) -> tuple[float, float | None]:
    """Observed agreement and Cohen's kappa of two judges of the same items (J. Cohen 1960).

    kappa = (p_o − p_e) ÷ (1 − p_e); None where both always said the same one thing (p_e = 1).
    """
    n = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    ours, theirs = Counter(one), Counter(other)
    chance = sum(count * theirs[rating] for rating, count in ours.items()) / n**2
    return observed, None if chance >= 1 else (observed - chance) / (1 - chance)


def fleiss_kappa(ratings: Sequence[Sequence[str]]) -> tuple[float, float | None]:
    """Observed agreement and Fleiss' kappa; `ratings[i]` are the m ratings of item i (J. L. Fleiss 1971)."""
    m = len(ratings[0])
    counts = [Counter(row) for row in ratings]
    observed = sum(sum(c * (c - 1) for c in row.values()) / (m * (m - 1)) for row in counts) / len(counts)
    totals: Counter[str] = sum(counts, Counter())
    chance = sum((c / (m * len(counts))) ** 2 for c in totals.values())
    return observed, None if len(totals) == 1 else (observed - chance) / (1 - chance)


def agreement(study: AttributeAgreement) -> AttributeResult:
    """Everybody together (Fleiss), each pair and each appraiser with the truth (Cohen), each with himself (Fleiss)."""
    given = {(row.item, row.appraiser, row.trial): row.rating for row in study.judgements}
    items = tuple(dict.fromkeys(row.item for row in study.judgements))
    appraisers = tuple(dict.fromkeys(row.appraiser for row in study.judgements))
    trials = tuple(sorted({row.trial for row in study.judgements}))
    truth = {row.item: row.rating for row in study.standards}
    said = {who: [given[item, who, trial] for item in items for trial in trials] for who in appraisers}
    rows = [
        _agreement(one, other, "pair", len(items) * len(trials), cohen_kappa(said[one], said[other]))
        for one, other in combinations(appraisers, 2)
    ]
    for who in appraisers if truth else ():
        true = [truth[item] for item in items for _trial in trials]
        rows.append(_agreement(who, "", "standard", len(true), cohen_kappa(said[who], true)))
    for who in appraisers if len(trials) > 1 else ():
        repeats = [[given[item, who, trial] for trial in trials] for item in items]
        rows.append(_agreement(who, who, "self", len(items), fleiss_kappa(repeats)))
    together = [[given[item, who, trial] for who in appraisers for trial in trials] for item in items]
    return AttributeResult(
        items=len(items),
        appraisers=len(appraisers),
        trials=len(trials),
        fleiss=_agreement("", "", "all", len(items), fleiss_kappa(together)),
        rows=tuple(rows),
    )


def _agreement(one: str, other: str, kind: AgreementKind, n: int, found: tuple[float, float | None]) -> Agreement:
    return Agreement(one=one, other=other, kind=kind, n=n, observed_pct=100 * found[0], kappa=found[1])
