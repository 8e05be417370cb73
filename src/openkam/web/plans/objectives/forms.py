"""The forms of objectives and of their typed values. They check; the actions change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts.models import Account
from openkam.web.people.contacts.forms import DASH, DayField, text_field, version_field
from openkam.web.plans.models import Objective
from openkam.web.plans.models.plan import LINE_LENGTH
from openkam.web.plans.objectives.words import FIELDS
from openkam.web.plans.todo.people import owner_choices, owner_named
from openkam.web.shell.models import User


class AmountField(forms.DecimalField):
    """A number; separators of thousands are understood, as the pages write them."""

    default_error_messages = {"invalid": gettext_lazy("Write a number such as 1200 or 0.5.")}

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=20, decimal_places=4, widget=widget, **more)

    def to_python(self, value: Any) -> Any:
        """The number without the separators."""
        if isinstance(value, str):
            value = value.replace(",", "").replace("\N{NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A saved number without the zeros behind it."""
        return value if value is None or isinstance(value, str) else f"{value.normalize():f}"


class ObjectiveForm(forms.Form):
    """All that is said of one objective, with the version that the person saw."""

    based_on = version_field()
    text = text_field(FIELDS["text"], LINE_LENGTH, required=True)
    measure = forms.ChoiceField(
        label=FIELDS["measure"], choices=Objective.Measure.choices, initial=Objective.Measure.TYPED
    )
    measure_name = text_field(
        FIELDS["measure_name"], 200, help_text=gettext_lazy("Of a typed measure: what its numbers count.")
    )
    unit = text_field(FIELDS["unit"], 40, help_text=gettext_lazy("Of a typed measure, such as days or %."))
    direction = forms.ChoiceField(
        label=FIELDS["direction"], choices=Objective.Direction.choices, initial=Objective.Direction.HIGHER
    )
    baseline = AmountField(
        label=FIELDS["baseline"], required=False, help_text=gettext_lazy("Where it stands at the beginning.")
    )
    target = AmountField(label=FIELDS["target"], required=False)
    due_on = DayField(label=FIELDS["due_on"], required=False)
    owner = forms.ChoiceField(label=FIELDS["owner"], required=False)
    is_shared = forms.BooleanField(label=FIELDS["is_shared"], required=False)

    def __init__(self, data: Any = None, *, user: User, account: Account, objective: Objective | None = None) -> None:
        initial: dict[str, Any] = {}
        if objective is not None:
            initial = {name: getattr(objective, name) for name in FIELDS}
            initial |= {"owner": str(objective.owner_id or ""), "based_on": objective.version}
        # Two forms of this kind may stand on one page.
        super().__init__(data, initial=initial, auto_id=f"objective-{objective.pk if objective else 'new'}-%s")
        self.user = user
        owner: Any = self.fields["owner"]
        owner.choices = [("", DASH), *owner_choices(user, account, objective.owner if objective else None)]
        self.fields["text"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """The target lies where the direction leads."""
        data = super().clean() or {}
        baseline, target = data.get("baseline"), data.get("target")
        if baseline is not None and target is not None and baseline != target:
            is_higher = data.get("direction") == Objective.Direction.HIGHER
            if (target > baseline) != is_higher:
                self.add_error(
                    "target",
                    _("With “higher is better” the target lies above the baseline.")
                    if is_higher
                    else _("With “lower is better” the target lies below the baseline."),
                )
        elif baseline is not None and baseline == target:
            self.add_error("target", _("Baseline and target are the same, so there is nothing to reach."))
        if data.get("measure") == Objective.Measure.STAGE and target is not None and not 1 <= target <= 5:
            self.add_error("target", _("Stages count from 1 to 5."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What is to be saved. Part of a write: the reader may become a colleague by it."""
        given = {name: self.cleaned_data[name] for name in FIELDS}
        return {**given, "owner": owner_named(self.cleaned_data["owner"], self.user)}


class ReadingForm(forms.Form):
    """A typed value with its day and source."""

    value = AmountField(label=gettext_lazy("Value"))
    on = DayField(label=gettext_lazy("Read on"))
    source = text_field(
        gettext_lazy("Source"), LINE_LENGTH, required=True, help_text=gettext_lazy("Where the number comes from.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()}, auto_id="reading-%s")
