"""Detailed process design: takt, load of every step, bottleneck, stations needed, balance and lead time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.design.process_design.compute import compute
from openkam.tools.design.process_design.inputs import ProcessDesignInputs, ProcessDesignResult
from openkam.tools.design.process_design.report import report

__all__ = ["TOOL", "ProcessDesignInputs", "ProcessDesignResult", "compute", "report"]


def metrics(result: ProcessDesignResult) -> Mapping[str, float]:
    """Pace, capacity, load of the bottleneck, balance, resources missing and lead time, as far as they are known."""
    base = result.base
    found = {
        "takt_time": base.takt_time,
        "line_capacity_per_hour": base.line_capacity_per_hour,
        "bottleneck_utilisation_pct": base.highest_utilisation_pct,
        "balance_pct": base.balance_pct,
        "resources_missing": float(base.resources_missing),
        "lead_time": base.lead_time,
    }
    return {name: value for name, value in found.items() if value is not None}


TOOL = Tool(
    key="process_design",
    phase=Phase.DESIGN,
    title=_("Detailed process design"),
    question=_(
        "Can the process keep up with the customer's demand, where does it jam, and how long does one order take?"
    ),
    inputs=ProcessDesignInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source(
            "Christian Terwiesch, An Introduction to Operations Management (Wharton, Coursera)",
            "process analysis, line balancing: the Subway example",
        ),
        Source("Hillier and Lieberman, Introduction to Operations Research", "M/M/s queues"),
    ),
    folder=Path(__file__).parent,
)
