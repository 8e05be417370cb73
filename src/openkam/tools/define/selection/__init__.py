"""Selection criteria: which customers are our key accounts, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.selection.compute import compute
from openkam.tools.define.selection.criteria_sets import default_criteria
from openkam.tools.define.selection.inputs import SelectionInputs, SelectionResult
from openkam.tools.define.selection.report import SURE, report
from openkam.tools.define.selection.simulation import SimulationCancelled

__all__ = [
    "TOOL",
    "SelectionInputs",
    "SelectionResult",
    "SimulationCancelled",
    "compute",
    "default_criteria",
    "report",
]


def metrics(result: SelectionResult) -> Mapping[str, float]:
    """How many were ranked and excluded, where the line is, and how much of it is sure."""
    ranked = result.ranked()
    found = {
        "ranked": float(len(ranked)),
        "excluded": float(sum(bool(row.failed) for row in result.accounts)),
        "criteria_with_real_weight": float(sum(weight.real for weight in result.weights)),
    }
    if result.line_inside is not None:
        found["line"] = result.line_inside
    if ranked:
        found["coverage"] = sum(row.coverage for row in ranked) / len(ranked)
    if result.draws:
        found["sure"] = float(sum(row.sureness is not None and row.sureness.top_chance >= SURE for row in ranked))
    if result.consistency:
        found["consistency_ratio"] = result.consistency.ratio
    return found


TOOL = Tool(
    key="selection",
    phase=Phase.DEFINE,
    title=_("Selection criteria"),
    question=_("Which customers are our key accounts, and how sure is that?"),
    inputs=SelectionInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("Saaty, The Analytic Hierarchy Process, 1980", "eigenvector, consistency ratio, random index"),
        Source("Barron and Barrett, Decision quality using ranked attribute weights, 1996", "rank-order centroid"),
        Source("Lahdelma and Salminen, SMAA-2, Operations Research 49(3), 2001", "rank acceptability, central weights"),
        Source("Tzeng and Huang, Multiple Attribute Decision Making, 2011", "TOPSIS, worked example"),
    ),
    folder=Path(__file__).parent,
)
