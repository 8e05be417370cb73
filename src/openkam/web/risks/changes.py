"""The history of a risk, told as changes: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_date, format_money
from openkam.tools.define.risk.inputs import LEVEL_NAMES, RESPONSE_NAMES, STATUS_NAMES
from openkam.tools.define.risk.sources import SOURCE_NAMES
from openkam.web.accounts.changes import Change, FieldChange
from openkam.web.accounts.queries import visible_accounts
from openkam.web.risks.actions import Values
from openkam.web.risks.models import Risk
from openkam.web.shell.models import User

FIELDS: Final[Mapping[str, Any]] = {
    "account": gettext_lazy("Account"),
    "event": gettext_lazy("Event"),
    "source": gettext_lazy("Source"),
    "impact": gettext_lazy("Impact"),
    "probability": gettext_lazy("Probability"),
    "money": gettext_lazy("Money at stake"),
    "cause": gettext_lazy("Cause"),
    "effect": gettext_lazy("Consequence"),
    "response": gettext_lazy("Response"),
    "owner": gettext_lazy("Owner"),
    "owner_text": gettext_lazy("Owner, not signing in here"),
    "due_on": gettext_lazy("Due on"),
    "status": gettext_lazy("Status"),
    "residual_impact": gettext_lazy("Residual impact"),
    "residual_probability": gettext_lazy("Residual probability"),
}
NAMED: Final[Mapping[str, Mapping[Any, Any]]] = {
    "source": SOURCE_NAMES,
    "impact": LEVEL_NAMES,
    "probability": LEVEL_NAMES,
    "response": RESPONSE_NAMES,
    "status": STATUS_NAMES,
    "residual_impact": LEVEL_NAMES,
    "residual_probability": LEVEL_NAMES,
}
LIMIT: Final = 200


def written(field: str, value: Any, currency: str = "") -> str:
    """A value of a risk as a page writes it; empty where there is none."""
    if value is None or value == "":
        return _("the programme") if field == "account" else ""
    if field in NAMED:
        return str(NAMED[field].get(value, value))
    if isinstance(value, Decimal):
        return format_money(value, currency)
    return format_date(value) if field == "due_on" else str(value)


def beside(theirs: Values, yours: Values, currency: str) -> list[FieldChange]:
    """Where the two differ: the other's value before, the reader's after."""
    return [
        FieldChange(
            str(FIELDS[field]),
            written(field, getattr(theirs, field), currency),
            written(field, getattr(yours, field), currency),
        )
        for field in yours.differences(theirs)
    ]


def history_of(user: User, risk: Risk, currency: str) -> list[Change]:
    """The newest changes first, at most 200. An account that `user` must not see is not named."""
    records = list(risk.history.select_related("history_user").order_by("-history_id")[: LIMIT + 1])
    return list(_changes(records, _Names(user, records), currency))[:LIMIT]


class _Names:
    """What the keys in the records stand for, as far as the reader may know it."""

    def __init__(self, user: User, records: list[Any]) -> None:
        owners = {record.owner_id for record in records} - {None}
        accounts = {record.account_id for record in records} - {None}
        self.owners = {person.pk: str(person) for person in User.objects.filter(pk__in=owners)}
        self.accounts = {pk: one.name for pk, one in visible_accounts(user).in_bulk(list(accounts)).items()}

    def value(self, record: Any, field: str) -> Any:
        """The value of a field, a key replaced by its name."""
        names = {"owner": self.owners, "account": self.accounts}.get(field)
        if names is None:
            return getattr(record, field)
        key = getattr(record, f"{field}_id")
        return names.get(key, _("somebody or something that you do not see")) if key else None


def _changes(records: list[Any], names: _Names, currency: str) -> Iterator[Change]:
    for record, before in zip(records, [*records[1:], None], strict=True):
        who = str(record.history_user) if record.history_user else _("OpenKAM")
        if record.history_type == "-":
            yield Change(record.history_date, who, _("deleted the risk"))
        elif record.history_type == "+":
            gone = before is not None and before.history_type == "-"
            what = _("brought the risk back") if gone else _("put the risk on the register")
            yield Change(record.history_date, who, what)
        elif before is not None:
            fields = tuple(_differences(before, record, names, currency))
            if fields:
                yield Change(record.history_date, who, _("changed"), fields)


def _differences(before: Any, after: Any, names: _Names, currency: str) -> Iterator[FieldChange]:
    for field, label in FIELDS.items():
        key = f"{field}_id" if field in {"owner", "account"} else field
        if getattr(before, key) != getattr(after, key):
            old, new = (written(field, names.value(record, field), currency) for record in (before, after))
            yield FieldChange(str(label), old, new)
