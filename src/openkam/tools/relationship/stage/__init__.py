"""Relationship stage: claimed by questionnaire, read from contacts, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.relationship.stage.compute import compute
from openkam.tools.relationship.stage.inputs import STAGES, StageInputs
from openkam.tools.relationship.stage.report import report
from openkam.tools.relationship.stage.result import StageResult

__all__ = ["TOOL", "StageInputs", "StageResult", "compute", "report"]


def metrics(result: StageResult) -> Mapping[str, float]:
    """The stages as numbers (0 pre … 4 synergistic), the two sums, and what was counted; unknown ones left out."""
    known = {
        "stage_read": STAGES.index(result.stage_read) if result.stage_read else None,
        "stage_claimed": STAGES.index(result.claim_ours.stage) if result.claim_ours.stage else None,
        "claim_ours": result.claim_ours.total,
        "claim_theirs": result.claim_theirs.total,
        **result.measures.model_dump(),
    }
    return {key: float(value) for key, value in known.items() if value is not None}


TOOL = Tool(
    key="stage",
    phase=Phase.RELATIONSHIP,
    title=_("Relationship stage"),
    question=_("Where does the relationship stand, and which link is missing next?"),
    inputs=StageInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("McDonald, Rogers and Woodburn, Key Customers (Butterworth-Heinemann 2000)", "the five stages"),
        Source("OpenKAM methods", "six items and their bands; the reading from contacts and its thresholds"),
        Source("Hopcroft and Tarjan, Communications of the ACM 16 (1973)", "cut vertices"),
        Source("Dinic, Soviet Mathematics Doklady 11 (1970)", "edge connectivity as a largest flow"),
    ),
    folder=Path(__file__).parent,
)
