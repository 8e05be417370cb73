"""Effort plan: days per class against the managers' capacity, and the allocation that attains the most value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.effort.compute import compute
from openkam.tools.define.effort.inputs import EffortInputs
from openkam.tools.define.effort.report import report
from openkam.tools.define.effort.result import EffortResult

__all__ = ["TOOL", "EffortInputs", "EffortResult", "compute", "report"]


def metrics(result: EffortResult) -> Mapping[str, float]:
    """Days asked, there and proposed, the value at stake and attained, accounts served and handed over."""
    figures = {
        "capacity_days": float(result.capacity_days),
        "asked_days": float(result.asked_days),
        "over_days": float(result.over_days),
        "value_at_stake": float(result.value),
        "missing_days": float(sum(one.missing_days for one in result.shortages)),
    }
    if result.attained is not None:
        figures |= {
            "proposed_days": float(result.proposed_days),
            "attained": float(result.attained),
            "won": float(result.attained - result.today_value),
            "accounts_served": float(sum(row.days > 0 for row in result.accounts)),
            "handed_over": float(sum(row.handed_over for row in result.accounts)),
        }
    if result.attained_pct is not None:
        figures["attained_pct"] = result.attained_pct
    return figures


TOOL = Tool(
    key="effort",
    phase=Phase.DEFINE,
    title=_("Effort plan"),
    question=_("How many days do our accounts ask for, how many do we have, and where do they attain the most?"),
    inputs=EffortInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source(
            "Martello and Toth, Knapsack Problems (1990)", "multiple-choice and multiple knapsack, their relaxations"
        ),
        Source("Huangfu and Hall, Mathematical Programming Computation 10 (2018)", "HiGHS, the solver"),
        Source("Fisher, Management Science 27 (1981)", "the bound by prices (Lagrangian relaxation)"),
    ),
    folder=Path(__file__).parent,
)
