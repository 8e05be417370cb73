"""Process specification: what each step takes in, gives out, must hold and who sees to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.design.process_spec.compute import compute
from openkam.tools.design.process_spec.inputs import HandedOn, ProcessSpecInputs, ProcessSpecResult
from openkam.tools.design.process_spec.report import report

__all__ = ["TOOL", "HandedOn", "ProcessSpecInputs", "ProcessSpecResult", "compute", "report"]


def metrics(result: ProcessSpecResult) -> Mapping[str, float]:
    """How complete the specification is, and how many CTQs can be handed on."""
    found = {
        "completeness_pct": result.completeness_pct,
        "contradictions": float(sum(issue.severity == "fault" for issue in result.issues)),
        "gaps": float(sum(issue.severity == "gap" for issue in result.issues)),
        "ctqs_handed_on": float(len(result.specifications)),
    }
    return {name: value for name, value in found.items() if value is not None}


TOOL = Tool(
    key="process_spec",
    phase=Phase.DESIGN,
    title=_("Process specification"),
    question=_("Does every step say what it must hold, within which limits, by what means and who sees to it?"),
    inputs=ProcessSpecInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("OpenKAM methods", "process specification: columns, checks and what is handed on"),
        Source("Yang and El-Haik, Design for Six Sigma for Service (2005)", "chapter 2, design phase: detailed design"),
    ),
    folder=Path(__file__).parent,
)
