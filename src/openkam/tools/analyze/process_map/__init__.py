"""Process map: SIPOC, swim-lanes, times, yields, queues; BPMN 2.0 in and out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.analyze.process_map.bpmn import from_bpmn, to_bpmn
from openkam.tools.analyze.process_map.compute import compute
from openkam.tools.analyze.process_map.inputs import ProcessInputs
from openkam.tools.analyze.process_map.report import report
from openkam.tools.analyze.process_map.result import ProcessResult

__all__ = ["TOOL", "ProcessInputs", "ProcessResult", "compute", "from_bpmn", "report", "to_bpmn"]


def metrics(result: ProcessResult) -> Mapping[str, float]:
    """Steps, lead time in the map's unit, efficiency and rolled yield as shares; what is unknown is left out."""
    known = {
        "steps": float(len(result.steps)),
        "lead_time": result.lead_time,
        "expected_lead_time": result.expected_lead_time,
        "process_cycle_efficiency": result.process_cycle_efficiency,
        "rolled_yield": result.rolled_yield,
        "wip": result.little.wip if result.little else None,
    }
    return {key: value for key, value in known.items() if value is not None}


TOOL = Tool(
    key="process_map",
    phase=Phase.ANALYZE,
    title=_("Process map"),
    question=_("Where do time and quality get lost between order and delivery?"),
    inputs=ProcessInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("M. George, Lean Six Sigma (2002)", "process-cycle efficiency = value-adding time ÷ lead time"),
        Source("J. Little, A Proof for the Queuing Formula L = λW (1961)", "Operations Research 9(3)"),
        Source("Hillier & Lieberman, Introduction to Operations Research", "M/M/s queues"),
        Source("OMG, Business Process Model and Notation 2.0.2", "exchange format"),
    ),
    folder=Path(__file__).parent,
)
