"""Names and written values of what stands on a contact, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from openkam.core.nouns import LEVEL_NAMES
from openkam.core.numbers import MISSING, format_date, format_number
from openkam.tools.relationship.contact_map.inputs import (
    CRITICALITY_NAMES,
    INFLUENCE_NAMES,
    INVOLVEMENT_NAMES,
    MODE_NAMES,
    PHASE_NAMES,
)
from openkam.tools.relationship.contact_map.words import state_name as pair_state_name
from openkam.web.people.models import Contact

FIELDS: Final[Mapping[str, Any]] = {
    "name": pgettext_lazy("person", "Name"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone"),
    "mobile": gettext_lazy("Mobile"),
    "title": gettext_lazy("Job title"),
    "function": gettext_lazy("Business function"),
    "level": gettext_lazy("Level"),
    "buying_centre": gettext_lazy("Buying centre"),
    "reports_to": gettext_lazy("Reports to"),
    "is_main": gettext_lazy("Main contact"),
    "influence": gettext_lazy("Influence"),
    "involvement": gettext_lazy("Involvement"),
    "support_now": gettext_lazy("Support now"),
    "support_needed": gettext_lazy("Support needed"),
    "criticality": gettext_lazy("Criticality"),
    "mode": gettext_lazy("Response mode"),
    "phases": gettext_lazy("Part in the buying phases"),
    "motive": gettext_lazy("What drives this person"),
    "needs": gettext_lazy("Three most urgent needs"),
    "style": gettext_lazy("How this person likes to communicate"),
    "cadence_days": gettext_lazy("Wanted contact, every so many days"),
    "deepen": gettext_lazy("How to deepen the relationship"),
    "left_on": gettext_lazy("Left on"),
}
NAMED: Final[Mapping[str, Mapping[str, Any]]] = {
    "level": LEVEL_NAMES,
    "influence": INFLUENCE_NAMES,
    "involvement": INVOLVEMENT_NAMES,
    "criticality": CRITICALITY_NAMES,
    "mode": MODE_NAMES,
    "phases": PHASE_NAMES,
}
PERSONAL: Final = ("name", "email", "phone", "mobile")
"""Fields of the person, whom several accounts may share."""
STATES: Final = ("ok", "late", "lost", "never", "nobody")
"""Of a contact: the best state of its links; `nobody` where none of ours is meant to meet it."""
LETTERS: Final[Mapping[str, str]] = {"economic": "E", "user": "U", "technical": "T", "coach": "C"}
"""The same letters in every language, so that two readers of one map can talk about it; the legend names them."""


def state_name(state: str) -> str:
    """What a mark of the map says."""
    if state == "nobody":
        return _("nobody of ours")
    if state == "never":
        return _("not met yet")
    return pair_state_name(state)  # type: ignore[arg-type] # one of the tool's own


def value_of(contact: Contact, field: str) -> Any:
    """The value of a field of the contact or of its person; of a placeholder's person empty."""
    if field in PERSONAL:
        return getattr(contact.person, field) if contact.person is not None else ""
    return getattr(contact, field)


def written(field: str, value: Any) -> str:
    """A value as a page writes it; empty where nothing is known."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if field in ("influence", "phases"):
        return listed_names(field, value)
    if field == "needs":
        return " · ".join(value)
    if field in NAMED:
        return str(NAMED[field].get(str(value), value))
    if field in ("support_now", "support_needed"):
        return format_number(value, plus=True)
    if field == "cadence_days":
        return format_number(value)
    return format_date(value) if isinstance(value, date) else str(value)


def listed_names(field: str, keys: Iterable[str]) -> str:
    """Several keys of one field by name."""
    return ", ".join(str(NAMED[field].get(key, key)) for key in keys)


def support(now: int | None, needed: int | None) -> str:
    """`−1 → +2`; empty where neither is known."""
    if now is None and needed is None:
        return ""
    return " → ".join(MISSING if value is None else format_number(value, plus=True) for value in (now, needed))
