"""Control plan: what is watched, by whom, on which chart, and what happens when a point signals."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.verify.control_plan.compute import compute
from openkam.tools.verify.control_plan.inputs import ControlPlanInputs
from openkam.tools.verify.control_plan.report import report
from openkam.tools.verify.control_plan.result import ControlPlanResult

__all__ = ["TOOL", "ControlPlanInputs", "ControlPlanResult", "compute", "metrics", "report"]


def metrics(result: ControlPlanResult) -> Mapping[str, float]:
    """How complete the plan is, and how many charts and points signal."""
    figures = {
        "lines": len(result.lines),
        "incomplete_lines": len(result.gaps),
        "charts": len(result.charts),
        "charts_signalling": result.charts_signalling,
        "signalling_points": result.signals,
        "judged_points": sum(chart.judged for chart in result.charts),
    }
    return {key: float(value) for key, value in figures.items()}


TOOL = Tool(
    key="control_plan",
    phase=Phase.VERIFY,
    title=_("Control plan"),
    question=_("Does the process stay as good as it was handed over, and who does what when it does not?"),
    inputs=ControlPlanInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("NIST/SEMATECH e-Handbook of Statistical Methods", "section 6.3"),
        Source("Western Electric Company, Statistical Quality Control Handbook", "1956"),
        Source("L. S. Nelson, The Shewhart Control Chart: Tests for Special Causes", "J. Qual. Technol. 16, 1984"),
        Source("D. B. Laney, Improved Control Charts for Attributes", "Quality Engineering 14, 2002"),
        Source("D. C. Montgomery, Introduction to Statistical Quality Control", "chapters 6, 7 and 9"),
    ),
    folder=Path(__file__).parent,
)
