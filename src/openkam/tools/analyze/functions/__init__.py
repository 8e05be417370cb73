"""Functional analysis: what it does, why and how, what that costs and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.analyze.functions.compute import compute
from openkam.tools.analyze.functions.inputs import FunctionInputs
from openkam.tools.analyze.functions.report import report
from openkam.tools.analyze.functions.result import FunctionsResult

__all__ = ["TOOL", "FunctionInputs", "FunctionsResult", "compute", "report"]


def metrics(result: FunctionsResult) -> Mapping[str, float]:
    """How many functions, how many candidates, what could be saved, and the index of the whole where it is known."""
    out = {
        "functions": float(len(result.functions)),
        "candidates": float(len(result.candidates)),
        "potential": float(result.potential),
        "unallocated_cost": float(result.unallocated_cost),
    }
    if result.value_index is not None:
        out["value_index"] = result.value_index
    return out


TOOL = Tool(
    key="functions",
    phase=Phase.ANALYZE,
    title=_("Functional analysis"),
    question=_("What must the offering do, and which function costs more than it is worth?"),
    inputs=FunctionInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("L. Miles, Techniques of Value Analysis and Engineering (1961)", "verb and noun, cost and worth"),
        Source("C. Bytheway, Function Analysis System Technique (1965)", "how → why"),
        Source("Yang & El-Haik, Design for Six Sigma", "figure 7.16: plan treatment"),
    ),
    folder=Path(__file__).parent,
)
