"""Customer value scorecard: what customers weigh, how all suppliers score on it, and at what price."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.measure.value_scorecard.compute import compute
from openkam.tools.measure.value_scorecard.inputs import ScorecardInputs, ScorecardResult
from openkam.tools.measure.value_scorecard.report import report

__all__ = ["TOOL", "ScorecardInputs", "ScorecardResult", "compute", "report"]


def metrics(result: ScorecardResult) -> Mapping[str, float]:
    """Market-perceived quality, relative price and the distance to the fair-value line, as far as they are known."""
    found = {
        "market_perceived_quality": result.quality.index,
        "weight_covered_pct": result.quality.covered_pct,
        "relative_price": result.relative_price,
        "value_distance": result.us.distance,
    }
    return {name: value for name, value in found.items() if value is not None}


TOOL = Tool(
    key="value_scorecard",
    phase=Phase.MEASURE,
    title=_("Customer value scorecard"),
    question=_("Does the customer get more from us for the money than from our rivals, and on which needs?"),
    inputs=ScorecardInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("Bradley T. Gale, Managing Customer Value (1994)", "quality profile, price profile, value map"),
        Source("Yang and El-Haik, Design for Six Sigma for Service (2005)", "chapter 5, tables 5.1 and 5.4"),
    ),
    folder=Path(__file__).parent,
)
