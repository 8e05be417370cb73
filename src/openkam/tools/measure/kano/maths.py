"""The arithmetic of the Kano model: evaluation table, mode, strengths, coefficients and tests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Category = Literal["M", "O", "A", "I", "R", "Q"]
Variant = Literal["berger", "pouliot"]
Counts = Mapping[Category, int]
CATEGORIES: tuple[Category, ...] = ("M", "O", "A", "I", "R", "Q")
"""In the order in which a tie is decided: what hurts most where it is missing comes first."""

_BERGER: tuple[tuple[Category, ...], ...] = (
    ("Q", "A", "A", "A", "O"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "R", "R", "R", "Q"),
)
_POULIOT: tuple[tuple[Category, ...], ...] = (
    _BERGER[0],
    ("R", "Q", "I", "I", "M"),
    _BERGER[2],
    ("R", "I", "I", "Q", "M"),
    _BERGER[4],
)
TABLES: Mapping[Variant, tuple[tuple[Category, ...], ...]] = {"berger": _BERGER, "pouliot": _POULIOT}
"""`TABLES[variant][functional - 1][dysfunctional - 1]`; 1 like, 2 must be, 3 neutral, 4 live with, 5 dislike."""

FUNCTIONAL_SCORES = (4.0, 2.0, 0.0, -1.0, -2.0)
DYSFUNCTIONAL_SCORES = (-2.0, -1.0, 0.0, 2.0, 4.0)
"""DuMouchel's scores of the answers 1 to 5: weak evidence (must be, live with) counts half of strong."""
CONTINUOUS_CUT = 2.0
FONG_FACTOR = 1.65
"""The factor that Fong prints; a difference below 1.65 standard errors is not significant (90 %, two-sided)."""


class Fong(NamedTuple):
    """How far the two most frequent categories lie apart, in answers, and how far they must."""

    difference: int
    critical: float
    significant: bool


class ChiSquare(NamedTuple):
    """Whether M, O, A and I are chosen alike."""

    statistic: float
    degrees_of_freedom: int
    p: float


class Modal(NamedTuple):
    """The modal category, and every category that counts as tied with it."""

    category: Category
    tied: tuple[Category, ...]


def classify(functional: int, dysfunctional: int, variant: Variant = "berger") -> Category:
    """The category of one pair of answers, each 1–5 (Kano 1984; Berger et al. 1993)."""
    return TABLES[variant][functional - 1][dysfunctional - 1]


def modal(counts: Counts, band_pct: float = 0.0) -> Modal | None:
    """The most frequent category; within `band_pct` percentage points of it, M > O > A > I > R > Q. None: no answer."""
    n = sum(counts.values())
    if not n:
        return None
    # The small allowance keeps a share that lies exactly on the band inside it.
    least = max(counts.values()) - band_pct / 100 * n - 1e-9 * n
    tied = tuple(category for category in CATEGORIES if counts[category] and counts[category] >= least)
    return Modal(tied[0], tied)


def total_strength_pct(counts: Counts) -> float | None:
    """Share of all answers that want the need at all: (M + O + A) ÷ n, in percent (Lee and Newcomb 1997)."""
    n = sum(counts.values())
    return 100 * (counts["M"] + counts["O"] + counts["A"]) / n if n else None


def category_strength_pct(counts: Counts) -> float | None:
    """Lead of the most frequent category over the second, in percent of all answers (Lee and Newcomb 1997)."""
    n = sum(counts.values())
    first, second = _top_two(counts)
    return 100 * (first - second) / n if n else None


def better(counts: Counts) -> float | None:
    """(A + O) ÷ (A + O + M + I): how much satisfaction rises where the need is met (Berger et al. 1993)."""
    base = _base(counts)
    return (counts["A"] + counts["O"]) / base if base else None


def worse(counts: Counts) -> float | None:
    """−(O + M) ÷ (A + O + M + I): how much satisfaction falls where the need is not met (Berger et al. 1993)."""
    base = _base(counts)
    return -(counts["O"] + counts["M"]) / base if base else None


def fong(counts: Counts) -> Fong | None:
    """Fong's test of the two most frequent counts a ≥ b among n: a − b against 1.65 √((a + b)(2n − a − b) ÷ 2n)."""
    n = sum(counts.values())
    if not n:
        return None
    first, second = _top_two(counts)
    both = first + second
    critical = FONG_FACTOR * math.sqrt(both * (2 * n - both) / (2 * n))
    return Fong(first - second, critical, first - second >= critical)


def chi_square(counts: Counts) -> ChiSquare | None:
    """Pearson's test that M, O, A and I are equally frequent; three degrees of freedom, p in closed form."""
    base = _base(counts)
    if not base:
        return None
    expected = base / 4
    statistic = sum((counts[category] - expected) ** 2 for category in ("M", "O", "A", "I")) / expected
    half = statistic / 2
    return ChiSquare(statistic, 3, math.erfc(math.sqrt(half)) + 2 * math.sqrt(half / math.pi) * math.exp(-half))


def continuous_category(functional: float, dysfunctional: float) -> Category:
    """The quarter of DuMouchel's plane in which a pair of mean scores lies; at or above 2 is high.

    Where the two scores sum below zero the need is wanted the other way round more than it is wanted: reverse.
    """
    if functional + dysfunctional < 0:
        return "R"
    if functional >= CONTINUOUS_CUT:
        return "O" if dysfunctional >= CONTINUOUS_CUT else "A"
    return "M" if dysfunctional >= CONTINUOUS_CUT else "I"


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return math.fsum(values) / len(values) if values else None


def standard_deviation(values: Sequence[float]) -> float | None:
    """The sample standard deviation (n − 1); None of fewer than two."""
    if len(values) < 2:
        return None
    centre = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def _base(counts: Counts) -> int:
    return counts["A"] + counts["O"] + counts["M"] + counts["I"]


def _top_two(counts: Counts) -> tuple[int, int]:
    first, second, *_rest = sorted(counts.values(), reverse=True)
    return first, second
