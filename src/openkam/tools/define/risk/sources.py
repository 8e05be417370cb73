"""Where risks come from: five groups and what belongs to each."""

from __future__ import annotations

from typing import Literal

from openkam.core.i18n import LazyText, gettext_lazy

Group = Literal["business_case", "planning", "organizational", "technical", "external"]
GROUP_NAMES: dict[str, LazyText] = {
    "business_case": gettext_lazy("Business case"),
    "planning": gettext_lazy("Planning"),
    "organizational": gettext_lazy("Organizational"),
    "technical": gettext_lazy("Technical"),
    "external": gettext_lazy("External"),
}
SourceKey = Literal[
    "business_case.cost",
    "business_case.roi",
    "business_case.lead_time",
    "business_case.market",
    "business_case.commitment",
    "business_case.other",
    "planning.resources",
    "planning.complexity",
    "planning.development_time",
    "planning.experience",
    "planning.other",
    "organizational.involvement",
    "organizational.ownership",
    "organizational.sites",
    "organizational.change",
    "organizational.other",
    "technical.experience",
    "technical.complexity",
    "technical.scope",
    "technical.processes",
    "technical.quality",
    "technical.other",
    "external.vendor_support",
    "external.vendors",
    "external.dependence",
    "external.recruitment",
    "external.other",
]
SOURCE_NAMES: dict[str, LazyText] = {
    "business_case.cost": gettext_lazy("Business case: cost increase"),
    "business_case.roi": gettext_lazy("Business case: return on investment"),
    "business_case.lead_time": gettext_lazy("Business case: lead-time increase"),
    "business_case.market": gettext_lazy("Business case: changing market or regulation"),
    "business_case.commitment": gettext_lazy("Business case: business commitment"),
    "business_case.other": gettext_lazy("Business case: other"),
    "planning.resources": gettext_lazy("Planning: resource availability"),
    "planning.complexity": gettext_lazy("Planning: project complexity"),
    "planning.development_time": gettext_lazy("Planning: development time"),
    "planning.experience": gettext_lazy("Planning: project-management experience"),
    "planning.other": gettext_lazy("Planning: other"),
    "organizational.involvement": gettext_lazy("Organizational: cross-functional involvement"),
    "organizational.ownership": gettext_lazy("Organizational: process ownership"),
    "organizational.sites": gettext_lazy("Organizational: several implementation sites"),
    "organizational.change": gettext_lazy("Organizational: change acceleration"),
    "organizational.other": gettext_lazy("Organizational: other"),
    "technical.experience": gettext_lazy("Technical: technology experience"),
    "technical.complexity": gettext_lazy("Technical: design complexity"),
    "technical.scope": gettext_lazy("Technical: scope changes"),
    "technical.processes": gettext_lazy("Technical: knowledge of the business processes"),
    "technical.quality": gettext_lazy("Technical: quality methods"),
    "technical.other": gettext_lazy("Technical: other"),
    "external.vendor_support": gettext_lazy("External: vendor experience and support"),
    "external.vendors": gettext_lazy("External: several vendors"),
    "external.dependence": gettext_lazy("External: dependence on vendors"),
    "external.recruitment": gettext_lazy("External: recruitment"),
    "external.other": gettext_lazy("External: other"),
}


def group_of(source: SourceKey) -> Group:
    """The group of a source."""
    group: Group = source.split(".")[0]  # type: ignore[assignment]  # every key begins with its group
    return group
