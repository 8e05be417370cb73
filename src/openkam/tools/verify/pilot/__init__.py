"""Pilot plan: hypotheses, scope and criteria, the size that is needed, the comparison, and the gate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.verify.pilot.compute import compute
from openkam.tools.verify.pilot.inputs import PilotInputs
from openkam.tools.verify.pilot.report import report
from openkam.tools.verify.pilot.result import PilotResult

__all__ = ["TOOL", "PilotInputs", "PilotResult", "compute", "metrics", "report"]


def metrics(result: PilotResult) -> Mapping[str, float]:
    """How many criteria there are, are measured and are met, and the largest size that is needed."""
    needed = [size.needed for size in result.sizes if size.needed is not None]
    figures = {
        "criteria": len(result.states),
        "measured": len(result.analyses),
        "met": sum(state.verdict == "met" for state in result.states),
        "missed": sum(state.verdict in ("missed", "worse") for state in result.states),
        "needed_per_group": max(needed, default=None),
    }
    return {key: float(value) for key, value in figures.items() if value is not None}


TOOL = Tool(
    key="pilot",
    phase=Phase.VERIFY,
    title=_("Pilot plan"),
    question=_("Does the new process do what it promised, and is it safe to roll it out?"),
    inputs=PilotInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("B. L. Welch, The Generalization of Student's Problem", "Biometrika 34, 1947"),
        Source("R. G. Newcombe, Interval Estimation for the Difference Between Proportions", "Stat. Med. 17, 1998"),
        Source("J. Cohen, Statistical Power Analysis for the Behavioral Sciences", "2nd edition, 1988"),
        Source("NIST/SEMATECH e-Handbook of Statistical Methods", "sections 1.3.5.3 and 7.3"),
    ),
    folder=Path(__file__).parent,
)
