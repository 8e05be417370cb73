"""Pugh matrix: concepts against a datum, sign by sign."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.analyze.pugh.compute import compute
from openkam.tools.analyze.pugh.inputs import PughInputs, PughResult
from openkam.tools.analyze.pugh.report import report

__all__ = ["TOOL", "PughInputs", "PughResult", "compute", "report"]


def metrics(result: PughResult) -> Mapping[str, float]:
    """How far the leader is ahead, what goes on, and how much is still to be rated."""
    nets = sorted((row.net for row in result.first.scores if row.rank is not None), reverse=True)
    out = {
        "concepts": float(len(result.concepts)),
        "kept": float(sum(row.verdict == "keep" for row in result.first.scores)),
        "unrated": float(sum(row.unrated for row in result.first.scores)),
        "best_net": float(nets[0]),
        "choice_changing_ratings": float(sum(change.basis == "net" for change in result.rating_changes)),
    }
    if len(nets) > 1:
        out["lead"] = float(nets[0] - nets[1])
    return out


TOOL = Tool(
    key="pugh",
    phase=Phase.ANALYZE,
    title=_("Pugh matrix"),
    question=_("Which concept is better than what we have, and which strengths can be combined?"),
    inputs=PughInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("Stuart Pugh, Total Design (1991)", "chapter 4: controlled convergence"),
        Source("Ulrich & Eppinger, Product Design and Development", "chapter 7, exhibit 7-5: reusable syringe"),
    ),
    folder=Path(__file__).parent,
)
