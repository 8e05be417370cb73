"""House of quality: needs × CTQs, and what each CTQ counts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.measure.qfd.compute import compute
from openkam.tools.measure.qfd.inputs import QfdInputs
from openkam.tools.measure.qfd.report import report
from openkam.tools.measure.qfd.result import QfdResult

__all__ = ["TOOL", "QfdInputs", "QfdResult", "compute", "report"]


def metrics(result: QfdResult) -> Mapping[str, float]:
    """Size, findings, and the shares of needs with a 9, of CTQs with a target and of importance that leaders carry."""
    figures = {
        "needs": float(len(result.needs)),
        "ctqs": float(len(result.columns)),
        "findings": float(len(result.findings)),
        "total_importance": result.total_importance,
    }
    if result.needs:
        figures["needs_with_nine_pct"] = 100 * sum(bool(row.nines) for row in result.needs) / len(result.needs)
    if result.ctqs:
        targets = sum(ctq.target is not None for ctq in result.ctqs)
        figures["ctqs_with_target_pct"] = 100 * targets / len(result.ctqs)
    if result.total_importance > 0:
        figures["leaders_share_pct"] = sum(column.relative_pct or 0.0 for column in result.columns if column.leader)
    return figures


TOOL = Tool(
    key="qfd",
    phase=Phase.MEASURE,
    title=_("House of quality (QFD)"),
    question=_("Which measurable characteristics matter most for what the customer wants?"),
    inputs=QfdInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("K. Yang and B. El-Haik, Design for Six Sigma for Service (2005)", "chapter 6, pp. 117–120"),
        Source("L. Cohen, Quality Function Deployment (1995)", "planning matrix, sales points"),
        Source("L.-K. Chan and M.-L. Wu, A systematic approach to QFD, Omega 33 (2005)", "Table 8"),
        Source("D. Lyman, Deployment normalization (1990)", "row normalisation"),
        Source("G. Wasserman, On how to prioritize design requirements, IIE Trans. 25(3) (1993)", "with the roof"),
    ),
    folder=Path(__file__).parent,
)
