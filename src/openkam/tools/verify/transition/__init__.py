"""Implementation and transition plan: tasks, critical path, chance of the deadline, and what makes the change stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.verify.transition.compute import compute
from openkam.tools.verify.transition.inputs import TransitionInputs
from openkam.tools.verify.transition.report import report
from openkam.tools.verify.transition.result import TransitionResult

__all__ = ["TOOL", "TransitionInputs", "TransitionResult", "compute", "metrics", "report"]


def metrics(result: TransitionResult) -> Mapping[str, float]:
    """Length, spread, chance of the deadline, progress and what is open; what is unknown is left out."""
    figures = {
        "duration": result.duration,
        "variance": result.variance,
        "chance_pct": None if result.chance is None else 100 * result.chance,
        "done_pct": result.done_pct,
        "critical_tasks": sum(task.critical for task in result.tasks),
        "late_tasks": result.late,
        "open_sign_offs": result.open_sign_offs,
    }
    return {key: float(value) for key, value in figures.items() if value is not None}


TOOL = Tool(
    key="transition",
    phase=Phase.VERIFY,
    title=_("Implementation and transition plan"),
    question=_("Who does what until the new process runs by itself, and will it be ready in time?"),
    inputs=TransitionInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("J. E. Kelley and M. R. Walker, Critical-Path Planning and Scheduling", "Proc. Eastern JCC, 1959"),
        Source("D. G. Malcolm and others, Application of a Technique for R&D Program Evaluation", "Oper. Res. 7, 1959"),
        Source("J. Heizer and B. Render, Operations Management", "project management, Milwaukee Paper"),
        Source("B. W. Taylor, Introduction to Management Science", "chapter 8"),
    ),
    folder=Path(__file__).parent,
)
