"""Customer value quadrant: sales × profit in four boxes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.value_quadrant.compute import compute
from openkam.tools.define.value_quadrant.inputs import Cut, QuadrantInputs, QuadrantResult
from openkam.tools.define.value_quadrant.report import notes, report

__all__ = ["TOOL", "Cut", "QuadrantInputs", "QuadrantResult", "compute", "notes", "report"]


def metrics(result: QuadrantResult) -> Mapping[str, float]:
    """How many accounts stand in each box."""
    return {box.box: float(box.accounts) for box in result.boxes}


TOOL = Tool(
    key="value_quadrant",
    phase=Phase.DEFINE,
    title=_("Customer value quadrant"),
    question=_("Which large customers bring profit, and which only bring work?"),
    inputs=QuadrantInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("Microsoft, AdventureWorks sample of the SQL Server samples (MIT)", "fiscal year 2020, a few accounts"),
        Source("OpenKAM methods", "cut at the median, at or above the cut is high"),
    ),
    folder=Path(__file__).parent,
)
