"""Contact map: team × contacts, support, silence, and who may not leave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.relationship.contact_map.compute import compute
from openkam.tools.relationship.contact_map.inputs import ContactMapInputs
from openkam.tools.relationship.contact_map.report import report
from openkam.tools.relationship.contact_map.result import ContactMapResult

__all__ = ["TOOL", "ContactMapInputs", "ContactMapResult", "compute", "report"]


def metrics(result: ContactMapResult) -> Mapping[str, float]:
    """Contacts and pairs by state, how much of roles, functions and phases is covered, and the open priorities."""
    figures = {
        "contacts": float(len(result.contacts)),
        "pairs": float(len(result.meetings)),
        "economic_buyer_known": float("economic_unknown" not in result.flags),
        "priority_total": float(sum(row.priority or 0 for row in result.contacts)),
        "unknown_people": float(sum(row.contact.placeholder for row in result.contacts)),
    }
    for state in ("ok", "late", "lost", "never"):
        figures[f"pairs_{state}"] = float(sum(one.state == state for one in result.meetings))
    for group in ("influence", "function", "phase"):
        met, count = result.covered(group)
        if count:
            figures[f"{group}_covered_pct"] = 100 * met / count
    return figures


TOOL = Tool(
    key="contact_map",
    phase=Phase.RELATIONSHIP,
    title=_("Contact map"),
    question=_("Whom do we know at this customer, who supports us, and whom have we lost touch with?"),
    inputs=ContactMapInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source("Miller and Heiman, The New Strategic Selling (Warner 1998)", "buying influences and response modes"),
        Source("Navarro et al., EPJ Data Science 6 (2017)", "silence of eight times the usual gap as the end of a tie"),
        Source("OpenKAM methods", "priority = gap × criticality, coverage by role and function"),
    ),
    folder=Path(__file__).parent,
)
