"""Design scorecard: the defects that a design will have, by line, section and whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.design.design_scorecard.compute import compute
from openkam.tools.design.design_scorecard.inputs import ScorecardInputs, ScorecardResult
from openkam.tools.design.design_scorecard.report import report

__all__ = ["TOOL", "ScorecardInputs", "ScorecardResult", "compute", "report"]


def metrics(result: ScorecardResult) -> Mapping[str, float]:
    """DPU, DPMO, Z and rolled yield of the whole, as far as they are known, and how many lines are not."""
    total = result.total
    found = {
        "dpu": total.dpu,
        "dpmo": total.dpmo,
        "z_short": total.z_short,
        "rolled_yield": total.rolled_yield,
        "unknown_lines": float(total.unknown),
    }
    return {key: value for key, value in found.items() if value is not None}


TOOL = Tool(
    key="design_scorecard",
    phase=Phase.DESIGN,
    title=_("Design scorecard"),
    question=_("How many defects will the design have, and where do they come from?"),
    inputs=ScorecardInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("M. J. Harry and R. Schroeder, Six Sigma", "throughput yield, rolled yield, the shift of 1.5"),
        Source("Minitab, methods and formulas for product reports", "adjustment by complexity, Z, rolled yield"),
    ),
    folder=Path(__file__).parent,
)
