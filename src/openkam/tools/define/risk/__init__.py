"""Risk analysis: impact × probability, the register, and failure modes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.risk.compute import compute
from openkam.tools.define.risk.inputs import CLASSES, RiskInputs
from openkam.tools.define.risk.report import report
from openkam.tools.define.risk.result import RiskResult

__all__ = ["TOOL", "RiskInputs", "RiskResult", "compute", "report"]


def metrics(result: RiskResult) -> Mapping[str, float]:
    """Live risks by class, overdue ones, the expected loss that is known, and the largest risk priority number."""
    figures: dict[str, float] = {key: float(result.count(key)) for key in CLASSES}
    figures |= {
        "live_risks": float(result.live_risks),
        "overdue_risks": float(result.overdue_risks),
        "risks_without_money": float(result.unknown_money),
    }
    if not result.live_risks or result.unknown_money < result.live_risks:
        figures["expected_loss"] = float(result.expected_loss)
    if result.failures:
        figures["largest_rpn"] = float(max(row.rpn for row in result.failures))
        figures["failures_high"] = float(sum(row.priority == "high" for row in result.failures))
    return figures


TOOL = Tool(
    key="risk",
    phase=Phase.DEFINE,
    title=_("Risk analysis"),
    question=_("What can stop us, what would it cost, and who does what about it by when?"),
    inputs=RiskInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("OpenKAM methods", "the 3 × 3 cells, five groups of sources, order by probability × money"),
        Source("IEC 60812:2018", "failure modes and effects analysis, risk priority number and its limits"),
        Source(
            "Bowles, Proc. Annual Reliability and Maintainability Symposium (2003)", "why ranks must not be multiplied"
        ),
    ),
    folder=Path(__file__).parent,
)
