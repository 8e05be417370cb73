"""What the fields of an objective are called, and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from openkam.core.numbers import format_as_typed, format_date
from openkam.web.plans.models import Objective

FIELDS: Final[Mapping[str, Any]] = {
    "text": gettext_lazy("Objective"),
    "measure": pgettext_lazy("objective", "Measure"),
    "measure_name": gettext_lazy("What is measured"),
    "unit": gettext_lazy("Unit"),
    "direction": gettext_lazy("Direction"),
    "baseline": gettext_lazy("Baseline"),
    "target": gettext_lazy("Target"),
    "due_on": gettext_lazy("Due on"),
    "owner": gettext_lazy("Owner"),
    "is_shared": gettext_lazy("The customer may see it"),
}


def written(field: str, value: Any) -> str:
    """A value of an objective as a page writes it; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "measure":
        return str(Objective.Measure(value).label)
    if field == "direction":
        return str(Objective.Direction(value).label)
    if isinstance(value, Decimal):
        return format_as_typed(float(value))
    return format_date(value) if isinstance(value, date) else str(value)
