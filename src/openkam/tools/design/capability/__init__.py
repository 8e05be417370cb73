"""Process capability: how well a measured CTQ stays within the customer's limits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.design.capability.compute import compute
from openkam.tools.design.capability.inputs import CapabilityInputs, CapabilityResult
from openkam.tools.design.capability.report import report

__all__ = ["TOOL", "CapabilityInputs", "CapabilityResult", "compute", "report"]


def metrics(result: CapabilityResult) -> Mapping[str, float]:
    """The indices that the limits allow, what is expected beyond the limits, and the gauge's share where studied."""
    within, overall = result.within, result.overall
    found = {
        "cp": within and within.two_sided,
        "cpk": within and within.k,
        "cpm": within and within.taguchi,
        "pp": overall.two_sided,
        "ppk": overall.k,
    }
    numbers = {key: index.value for key, index in found.items() if index}
    numbers["expected_ppm"] = result.expected_overall.total_ppm
    numbers["observed_ppm"] = result.observed.total_ppm
    if result.expected_overall.z_bench is not None:
        numbers["z_bench"] = result.expected_overall.z_bench
    if result.gage and result.gage.of("grr").study_pct is not None:
        numbers["gauge_study_pct"] = result.gage.of("grr").study_pct or 0.0
    return numbers


TOOL = Tool(
    key="capability",
    phase=Phase.DESIGN,
    title=_("Capability analysis"),
    question=_("Does the process stay within the limits that the customer accepts, and how sure are we?"),
    inputs=CapabilityInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("NIST/SEMATECH e-Handbook of Statistical Methods", "6.1.6, process capability"),
        Source("D. C. Montgomery, Introduction to Statistical Quality Control", "chapter 8 and appendix VI"),
        Source("A. F. Bissell, How reliable is your capability index?", "Applied Statistics 39 (1990)"),
        Source("R. A. Boyles, The Taguchi capability index", "Journal of Quality Technology 23 (1991)"),
        Source("ISO 22514-2", "process capability and performance of time-dependent process models"),
        Source("AIAG, Measurement Systems Analysis, 4th edition", "chapter III, section B"),
    ),
    folder=Path(__file__).parent,
)
