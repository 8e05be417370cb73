"""CTQ tree: from what the customer wants to what is measured, by whom, and within which limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.measure.ctq.compute import compute
from openkam.tools.measure.ctq.inputs import CtqInputs, CtqTreeResult
from openkam.tools.measure.ctq.report import report

__all__ = ["TOOL", "CtqInputs", "CtqTreeResult", "compute", "report"]


def metrics(result: CtqTreeResult) -> Mapping[str, float]:
    """How many CTQs there are, how complete they are, and what the checks found."""
    figures = {
        "ctqs": float(len(result.rows)),
        "ctqs_complete": float(sum(not row.missing for row in result.rows)),
        "needs_without_ctq": float(len(result.needs_without_ctq)),
        "contradictions": float(sum(check.severity == "contradiction" for check in result.checks)),
    }
    if result.completeness_pct is not None:
        figures["completeness_pct"] = result.completeness_pct
    return figures


TOOL = Tool(
    key="ctq",
    phase=Phase.MEASURE,
    title=_("CTQ tree"),
    question=_("What exactly is measured for each need, within which limits, and who answers for it?"),
    inputs=CtqInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("K. Yang and B. El-Haik, Design for Six Sigma for Service (2005)", "needs to critical-to-quality"),
        Source("M. George et al., The Lean Six Sigma Pocket Toolbook (2005)", "CTQ trees, operational definitions"),
    ),
    folder=Path(__file__).parent,
)
