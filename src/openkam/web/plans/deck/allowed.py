"""What a customer may see of a plan: of these kinds of rows, of the shared ones alone, these fields, and nothing else.

Decision 0023. A field that is added to a model is not shown until it is named here; a test asks for the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openkam.publish.text import one_line
from openkam.web.people.models import Colleague, Contact
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan
from openkam.web.plans.models.plan import PlanRow

SHARED: Final[Mapping[type[PlanRow], frozenset[str]]] = {
    Plan: frozenset({"summary", "business", "value_proposition"}),
    Insight: frozenset({"kind", "text"}),
    Need: frozenset({"text", "contact", "importance"}),
    Objective: frozenset({"text", "measure_name", "unit", "target", "due_on", "owner"}),
    Action: frozenset({"text", "contact", "owner", "starts_on", "due_on", "status", "done_on"}),
}
"""Of a person, where a shared row names one, the name."""
OF_TYPED_OBJECTIVES: Final = frozenset({"measure_name", "unit", "target"})
"""Where the value is computed from our books or our contacts, the customer sees what we want, not what we count."""
NEVER: Final[Mapping[type[PlanRow], frozenset[str]]] = {
    Plan: frozenset({"id", "account", "wallet", "wallet_source", "is_shared", "is_sample", "version", "changed_at"}),
    Insight: frozenset({"id", "account", "serves", "source", "contact", "state", "position", "is_shared", "is_sample",
                        "version", "changed_at"}),
    Need: frozenset({"id", "account", "position", "is_shared", "is_sample", "version", "changed_at"}),
    Objective: frozenset({"id", "account", "measure", "direction", "baseline", "is_closed", "position", "is_shared",
                          "is_sample", "version", "changed_at"}),
    Action: frozenset({"id", "account", "objective", "is_principal", "cost", "waits_for", "position", "author",
                       "created_at", "is_shared", "is_sample", "version", "changed_at"}),
}  # fmt: skip
"""The fields that were weighed and are withheld. Whatever belongs to no kind in `SHARED` is withheld whole."""


def shared(row: PlanRow) -> dict[str, Any] | None:
    """The fields of a row that the customer may see, people by their names; None where the row is not shared."""
    if not row.is_shared:
        return None
    names = SHARED[type(row)]
    if isinstance(row, Objective) and row.measure != Objective.Measure.TYPED:
        names = names - OF_TYPED_OBJECTIVES
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return one_line(value.name, 120) if isinstance(value, Colleague | Contact) else value
