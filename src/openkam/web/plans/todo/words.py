"""What the fields of an action are called, and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_date, format_number
from openkam.web.plans.models import Action

FIELDS: Final[Mapping[str, Any]] = {
    "text": gettext_lazy("Action"),
    "owner": gettext_lazy("Owner"),
    "starts_on": gettext_lazy("Starts on"),
    "due_on": gettext_lazy("Due on"),
    "status": gettext_lazy("Status"),
    "objective": gettext_lazy("Serves the objective"),
    "contact": gettext_lazy("With whom at the customer"),
    "cost": gettext_lazy("Cost"),
    "is_principal": gettext_lazy("Principal activity of the relationship"),
    "is_shared": gettext_lazy("The customer may see it"),
}
WAITS: Final = gettext_lazy("Waits for")
LONGEST_TOLD: Final = 80


def written(field: str, value: Any) -> str:
    """A value of an action as a page writes it; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "status":
        return str(Action.Status(value).label)
    if isinstance(value, Decimal):
        return format_number(value, 2)
    return format_date(value) if isinstance(value, date) else str(value)


def short(text: str) -> str:
    """`text` for a message."""
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"
