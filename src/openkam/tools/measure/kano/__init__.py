"""Kano model: which needs delight, which please in proportion, and which are noticed only where they are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.measure.kano.compute import compute
from openkam.tools.measure.kano.inputs import KanoInputs, KanoResult
from openkam.tools.measure.kano.maths import CATEGORIES
from openkam.tools.measure.kano.report import report

__all__ = ["TOOL", "KanoInputs", "KanoResult", "compute", "report"]


def metrics(result: KanoResult) -> Mapping[str, float]:
    """How many needs stand in each category, how many in none, and the highest Better and Worse where known."""
    found = Counter(row.overall.category for row in result.needs)
    figures = {f"needs_{category}": float(found[category]) for category in CATEGORIES}
    figures["needs_undecided"] = float(found[None])
    figures["answers"] = float(sum(row.overall.n for row in result.needs))
    better = [row.overall.better for row in result.needs if row.overall.better is not None]
    worse = [row.overall.worse for row in result.needs if row.overall.worse is not None]
    if better and worse:
        figures |= {"highest_better": max(better), "lowest_worse": min(worse)}
    return figures


TOOL = Tool(
    key="kano",
    phase=Phase.MEASURE,
    title=_("Kano model"),
    question=_("Which needs delight the customer, and which are noticed only where they are missing?"),
    inputs=KanoInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("N. Kano et al., Attractive quality and must-be quality (1984)", "Hinshitsu 14(2), 39–48"),
        Source("C. Berger et al., Kano's methods for understanding customer-defined quality (1993)", "CQM 2(4), 3–36"),
        Source("D. Fong, Using the self-stated importance questionnaire (1996)", "CQM 5(3), 21–24"),
        Source("M. Lee and J. Newcomb, Applying the Kano methodology (1997)", "total and category strength"),
    ),
    folder=Path(__file__).parent,
)
