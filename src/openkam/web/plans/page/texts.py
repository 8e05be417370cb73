"""The texts of a plan, edited where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts.changes import FieldChange, beside
from openkam.web.people.contacts.forms import text_field, version_field
from openkam.web.plans.models import Plan
from openkam.web.plans.models.plan import LINE_LENGTH, TEXT_LENGTH
from openkam.web.plans.rows.forms import AmountField, written

SHARED: Final = gettext_lazy("The customer may see the texts of this plan")
HEADINGS: Final = {
    "summary": gettext_lazy("Summary"),
    "business": gettext_lazy("Customer's business and strategy"),
    "value_proposition": gettext_lazy("Value proposition"),
    "wallet": gettext_lazy("What the customer spends"),
}
EMPTY: Final = {
    "summary": gettext_lazy("In three sentences: where we stand with this customer, what we want, what it takes."),
    "business": gettext_lazy("How this customer earns its money, where it wants to go, and what stands in its way."),
    "value_proposition": gettext_lazy("Why this customer is better off with us, in its own terms."),
    "wallet": gettext_lazy("What it spends a year on what we could supply. With it the share of wallet is computed."),
}


class PlanForm(forms.Form):
    """Some fields of a plan that are edited together, with the version that the person saw."""

    based_on = version_field()

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        self.plan = plan
        names = [name for name in self.base_fields if name != "based_on"]
        initial = {**{name: getattr(plan, name) for name in names}, "based_on": plan.version}
        # Several forms may be open on one page, so their fields are not called alike.
        super().__init__(data, initial=initial, auto_id=f"{names[0]}-form-%s")

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that a person fills in."""
        return self.visible_fields()

    @property
    def values(self) -> dict[str, Any]:
        """What is to be saved."""
        return {name: value for name, value in self.cleaned_data.items() if name != "based_on"}

    def beside(self, fresh: Any) -> list[FieldChange]:
        """Where what is saved and what was typed differ: the other's value before, the reader's after."""
        labels = {name: field.label for name, field in self.fields.items()}
        return beside(labels, partial(getattr, fresh), self.values, partial(written, fresh))


def _text_form(name: str) -> type[PlanForm]:
    made = {
        name: text_field(HEADINGS[name], TEXT_LENGTH, rows=5),
        "is_shared": forms.BooleanField(label=SHARED, required=False),
    }
    return type(f"{name}_form", (PlanForm,), made)


class WalletForm(PlanForm):
    """What the customer spends, with where that is known from."""

    wallet = AmountField(label=gettext_lazy("What the customer spends a year on what we could supply"), required=False)
    wallet_source = text_field(gettext_lazy("Source"), LINE_LENGTH)

    def clean(self) -> dict[str, Any]:
        """A number has its source."""
        data = super().clean() or {}
        if data.get("wallet") is not None and not data.get("wallet_source"):
            self.add_error("wallet_source", _("Say where the number comes from: an annual report, a person, a count."))
        return data


FORMS: Final[dict[str, type[PlanForm]]] = {
    **{name: _text_form(name) for name in ("summary", "business", "value_proposition")},
    "wallet": WalletForm,
}


@dataclass(frozen=True)
class Text:
    """One text of the plan as the page shows it; with `form` it is being edited."""

    name: str
    heading: str
    hint: str
    value: Any
    form: PlanForm | None = None
    differing: list[FieldChange] | None = None
    said: str = ""


def texts_of(plan: Plan, opened: Text | None = None) -> dict[str, Text]:
    """Every text; `opened` stands in for its own."""
    shown = {name: text_of(plan, name) for name in FORMS}
    return shown | ({opened.name: opened} if opened else {})


def text_of(plan: Plan, name: str, **more: Any) -> Text:
    """One text."""
    return Text(name, str(HEADINGS[name]), str(EMPTY[name]), getattr(plan, name), **more)
