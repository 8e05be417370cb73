"""The forms of actions. They check; the actions change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts.models import Account
from openkam.web.people.contacts.forms import DASH, DayField, text_field, version_field
from openkam.web.people.models import Contact
from openkam.web.people.queries.people import contacts_of
from openkam.web.plans.models import Action, Objective
from openkam.web.plans.models.plan import LINE_LENGTH
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.todo.people import owner_choices, owner_named
from openkam.web.plans.todo.words import FIELDS, WAITS
from openkam.web.risks.queries import currency
from openkam.web.shell.models import User

NOBODY: Final = "nobody"
_NUMBERED = re.compile(r".*#([0-9]{1,18})\)?", re.DOTALL)


class ActionForm(forms.Form):
    """All that is said of one action, with the version that the person saw."""

    based_on = version_field()
    text = text_field(FIELDS["text"], LINE_LENGTH, required=True)
    owner = forms.ChoiceField(label=FIELDS["owner"], required=False)
    status = forms.ChoiceField(label=FIELDS["status"], choices=Action.Status.choices)
    starts_on = DayField(label=FIELDS["starts_on"], required=False)
    due_on = DayField(label=FIELDS["due_on"], required=False)
    objective = forms.ModelChoiceField(
        label=FIELDS["objective"], queryset=Objective.objects.none(), required=False, empty_label=DASH
    )
    contact = forms.ModelChoiceField(
        label=FIELDS["contact"], queryset=Contact.objects.none(), required=False, empty_label=DASH
    )
    cost = forms.DecimalField(label=FIELDS["cost"], required=False, min_value=0, max_digits=14, decimal_places=2)
    is_principal = forms.BooleanField(label=FIELDS["is_principal"], required=False)
    is_shared = forms.BooleanField(label=FIELDS["is_shared"], required=False)
    waits_for = forms.ModelMultipleChoiceField(
        label=WAITS, queryset=Action.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    wait_more = forms.CharField(
        label=gettext_lazy("Waits also for"),
        required=False,
        max_length=LINE_LENGTH + 40,
        help_text=gettext_lazy("Type a few letters of another action and choose it."),
    )

    def __init__(self, data: Any = None, *, user: User, action: Action) -> None:
        initial = {name: getattr(action, name) for name in FIELDS}
        initial |= {"owner": str(action.owner_id or ""), "based_on": action.version}
        waited = list(action.waits_for.all())
        super().__init__(data, initial={**initial, "waits_for": [one.pk for one in waited]})
        self.user, self.action, self.waited = user, action, waited
        account = action.account
        _set(self, "owner", choices=[("", DASH), *owner_choices(user, account, action.owner)])
        _set(self, "objective", queryset=rows_of(Objective, user, account))
        _set(self, "contact", queryset=contacts_of(user, account, with_left=True))
        self.others: QuerySet[Action] = rows_of(Action, user, account).exclude(pk=action.pk)
        _set(self, "waits_for", queryset=self.others)
        for name in ("text", "wait_more"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if code := currency():
            self.fields["cost"].label = _("Cost, {currency}").format(currency=code)
        self.fields["wait_more"].widget.attrs["list"] = f"others-{action.pk}"

    @property
    def offered(self) -> list[tuple[int, str]]:
        """Key and text of each action that may be chosen to be waited for: those that are not over."""
        over = [Action.Status.DONE, Action.Status.DROPPED]
        return list(self.others.exclude(status__in=over).values_list("pk", "text"))

    @property
    def ticked(self) -> list[tuple[Action, bool]]:
        """What it waits for, and what was chosen besides; whether each is ticked."""
        chosen = {str(pk) for pk in (self["waits_for"].value() or [])}
        kept = {one.pk for one in self.waited}
        more = [pk for pk in chosen if pk.isdecimal() and len(pk) < 19 and int(pk) not in kept]
        rows = [*self.waited, *self.others.filter(pk__in=more)]
        return [(row, str(row.pk) in chosen) for row in rows]

    def clean_wait_more(self) -> Action | None:
        """The one action that is meant by what was typed."""
        typed = self.cleaned_data["wait_more"].strip()
        if not typed:
            return None
        number = _NUMBERED.fullmatch(typed)
        found = list(self.others.filter(pk=int(number[1]))) if number else []
        found = found or list(self.others.filter(text__iexact=typed)[:2])
        found = found or list(self.others.filter(text__icontains=typed)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("“{typed}” may be several actions, such as {one} and {other}. Type more of it.").format(
                    typed=typed, one=found[0].text, other=found[1].text
                )
            )
        raise forms.ValidationError(_("This account has no other action “{typed}”.").format(typed=typed))

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        data = super().clean() or {}
        starts, due = data.get("starts_on"), data.get("due_on")
        if starts and due and starts > due:
            self.add_error("due_on", _("It would be due before it starts."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What is to be saved. Part of a write: the reader may become a colleague by it."""
        given = {name: self.cleaned_data[name] for name in FIELDS}
        return {**given, "owner": owner_named(self.cleaned_data["owner"], self.user)}

    @property
    def waits(self) -> list[Action]:
        """What it is to wait for."""
        more = self.cleaned_data["wait_more"]
        return [*self.cleaned_data["waits_for"], *([more] if more else [])]


class SeveralForm(forms.Form):
    """What is given to many actions at once; what is left at “leave as it is” stays."""

    owner = forms.ChoiceField(label=FIELDS["owner"], required=False)
    status = forms.ChoiceField(label=FIELDS["status"], required=False)
    objective = forms.ChoiceField(label=FIELDS["objective"], required=False)
    due_on = DayField(label=FIELDS["due_on"], required=False)

    def __init__(self, data: Any = None, *, user: User, account: Account | None) -> None:
        super().__init__(data)
        self.user, self.account = user, account
        _set(self, "status", choices=[("", _("Status: as it is")), *Action.Status.choices])
        people = owner_choices(user, account) if account else []
        _set(self, "owner", choices=[("", _("Owner: as it is")), *people, (NOBODY, _("nobody"))])
        objectives = rows_of(Objective, user, account) if account else Objective.objects.none()
        self.objectives = {str(one.pk): one for one in objectives}
        named = [(key, one.text[:60]) for key, one in self.objectives.items()]
        _set(self, "objective", choices=[("", _("Objective: as it is")), *named, (NOBODY, _("none"))])

    @property
    def values(self) -> Mapping[str, Any]:
        """What is changed. Part of a write."""
        data, made = self.cleaned_data, dict[str, Any]()
        if data["owner"]:
            made["owner"] = None if data["owner"] == NOBODY else owner_named(data["owner"], self.user)
        if data["objective"]:
            made["objective"] = self.objectives.get(data["objective"])
        return made | {name: data[name] for name in ("status", "due_on") if data[name]}


def _set(form: forms.Form, name: str, **more: Any) -> None:
    for key, value in more.items():
        setattr(form.fields[name], key, value)
