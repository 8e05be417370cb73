"""Conceptual design: the morphological chart and the concepts read from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.analyze.concepts.compute import compute
from openkam.tools.analyze.concepts.inputs import ConceptInputs
from openkam.tools.analyze.concepts.report import report
from openkam.tools.analyze.concepts.result import ConceptsResult

__all__ = ["TOOL", "ConceptInputs", "ConceptsResult", "compute", "report"]


def metrics(result: ConceptsResult) -> Mapping[str, float]:
    """Combinations, feasible ones where counted, concepts, and how much of the chart they use."""
    out = {
        "combinations": float(result.combinations),
        "concepts": float(len(result.concepts)),
        "feasible_concepts": float(sum(row.feasible for row in result.checks)),
        "coverage_pct": result.coverage_pct,
    }
    if result.feasible is not None:
        out["feasible_combinations"] = float(result.feasible)
    return out


TOOL = Tool(
    key="concepts",
    phase=Phase.ANALYZE,
    title=_("Conceptual design"),
    question=_("In which ways can each function be fulfilled, and which combinations make a concept?"),
    inputs=ConceptInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("F. Zwicky, Discovery, Invention, Research (1969)", "morphological box"),
        Source("T. Ritchey, Problem structuring using computer-aided morphological analysis (2006)", "excluded pairs"),
        Source("R. Dechter, Bucket elimination (Artificial Intelligence 113, 1999)", "exact counting"),
    ),
    folder=Path(__file__).parent,
)
