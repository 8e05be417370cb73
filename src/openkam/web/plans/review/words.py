"""What parts, fields and values of a kept plan are called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from openkam.core.numbers import format_as_typed, format_date, format_number
from openkam.publish.text import legible, one_line
from openkam.tools.define.account_matrix.wording import class_label
from openkam.tools.define.risk.inputs import CLASS_NAMES, STATUS_NAMES
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.plans.models import Action, Insight, Whitespace

PARTS: Final[Mapping[str, Any]] = {
    "stage": gettext_lazy("Relationship stage"),
    "class": gettext_lazy("Class and relative strength"),
    "texts": gettext_lazy("Texts"),
    "figures": gettext_lazy("Figures"),
    "objectives": gettext_lazy("Objectives"),
    "actions": pgettext_lazy("plan", "Actions"),
    "insights": gettext_lazy("Insight map"),
    "needs": gettext_lazy("Needs"),
    "whitespace": gettext_lazy("Whitespace"),
    "risks": gettext_lazy("Risks"),
    "team": gettext_lazy("Our team"),
}
FIELDS: Final[Mapping[str, Any]] = {
    "text": gettext_lazy("Text"), "value": gettext_lazy("Value"), "target": gettext_lazy("Target"),
    "unit": gettext_lazy("Unit"), "due_on": gettext_lazy("Due on"), "owner": gettext_lazy("Owner"),
    "standing": pgettext_lazy("objective", "Standing"), "status": gettext_lazy("Status"),
    "is_principal": gettext_lazy("Principal activity of the relationship"), "cost": gettext_lazy("Cost"),
    "kind": gettext_lazy("Kind"), "state": gettext_lazy("State"), "source": gettext_lazy("Source"),
    "contact": gettext_lazy("With whom at the customer"), "importance": gettext_lazy("Importance"),
    "buying_centre": gettext_lazy("Buying centre"), "offering": gettext_lazy("Offering"),
    "rival": gettext_lazy("Rival"), "spend": gettext_lazy("Addressable spend a year"),
    "share_pct": gettext_lazy("Our share"), "potential": gettext_lazy("Potential a year"),
    "class": gettext_lazy("Class"), "money": gettext_lazy("At stake"), "role": gettext_lazy("Role on the account"),
    "is_main": gettext_lazy("Key account manager"), "now": gettext_lazy("Read from contacts"),
    "claimed": gettext_lazy("Our own view"), "target_on": gettext_lazy("Target date"),
    "attractiveness": gettext_lazy("Attractiveness"), "strength": gettext_lazy("Relative strength"),
    "rank": gettext_lazy("Rank"), "cycle": gettext_lazy("Planning cycle"), "revenue": gettext_lazy("Revenue"),
    "net_income": gettext_lazy("Net income"), "summary": gettext_lazy("Summary"),
    "business": gettext_lazy("Customer's business and strategy"),
    "value_proposition": gettext_lazy("Value proposition"),
    "wallet": gettext_lazy("What the customer spends"), "wallet_source": gettext_lazy("Source of what it spends"),
}  # fmt: skip
STANDINGS: Final[Mapping[str, Any]] = {
    "reached": gettext_lazy("reached"), "on_track": gettext_lazy("on track"), "behind": gettext_lazy("behind"),
    "missed": gettext_lazy("missed"), "unknown": gettext_lazy("not known"),
}  # fmt: skip
AMOUNTS: Final = (
    "value",
    "target",
    "cost",
    "spend",
    "potential",
    "money",
    "revenue",
    "net_income",
    "wallet",
    "share_pct",
)
LONGEST: Final = 300


def written(part: str, field: str, value: Any) -> str:
    """A kept value in the reader's language; a dash where there was none. A value of another time stays readable."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    if field in AMOUNTS and part != "stage":
        return _amount(text)
    if field in ("due_on", "target_on"):
        return _day(text)
    return legible(text) if part == "texts" else one_line(str(_named(part, field, text)), LONGEST)


def field_name(part: str, field: str) -> str:
    """What a field is called where it stands."""
    return _("Target stage") if (part, field) == ("stage", "target") else str(FIELDS.get(field, field))


def _named(part: str, field: str, text: str) -> Any:
    names: Mapping[tuple[str, str], Any] = {
        ("actions", "status"): lambda: Action.Status(text).label,
        ("risks", "status"): lambda: STATUS_NAMES[text],
        ("risks", "class"): lambda: CLASS_NAMES[text],
        ("insights", "kind"): lambda: Insight.Kind(text).label,
        ("insights", "state"): lambda: Insight.State(text).label,
        ("whitespace", "state"): lambda: Whitespace.State(text).label,
        ("objectives", "standing"): lambda: STANDINGS[text],
        ("class", "kind"): lambda: class_label(text),  # type: ignore[arg-type] # as above
        **{("stage", name): lambda: stage_name(text) for name in ("now", "claimed", "target")},  # type: ignore[arg-type] # as above
    }
    try:
        return names[part, field]()
    except (KeyError, ValueError):
        # No field with names, or a word that a later version no longer knows.
        return text


def _amount(text: str) -> str:
    try:
        return format_as_typed(float(round(Decimal(text), 2)))
    except InvalidOperation:
        return one_line(text, LONGEST)


def _day(text: str) -> str:
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return one_line(text, LONGEST)


def difference(field: str, before: Any, after: Any) -> str:
    """By how much an amount moved, with its sign; empty where that says nothing."""
    if field not in AMOUNTS:
        return ""
    try:
        change = Decimal(str(after)) - Decimal(str(before))
    except InvalidOperation:
        return ""
    return f"{'+' if change > 0 else ''}{format_number(change, 0 if change == change.to_integral_value() else 2)}"
