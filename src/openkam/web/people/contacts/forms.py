"""The forms of the contacts. They check; the actions change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_number
from openkam.web.people.contacts.words import FIELDS, NAMED, PERSONAL, value_of
from openkam.web.people.models import Contact, Interaction
from openkam.web.people.models.contact import NAME_LENGTH, TEXT_LENGTH
from openkam.web.people.models.talk import WHAT_LENGTH

DASH: Final = "\N{EN DASH}"
FIRST_YEAR, LAST_YEAR = 1950, 2200
NEEDS: Final = 3


def text_field(label: Any, most: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    """A line, or with `rows` a box, of at most `most` characters; not required unless said."""
    too_long = gettext_lazy("This has %(show_value)d characters and %(limit_value)d fit. Shorten it.")
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    given = {"required": False, "widget": widget, **more}
    return forms.CharField(label=label, max_length=most, error_messages={"max_length": too_long}, **given)


def choices_of(field: str, *, empty: str | None = DASH) -> list[tuple[str, str]]:
    """The keys of a field with their names; `empty` names the choice of nothing."""
    return [
        *([("", empty)] if empty is not None else []),
        *((str(key), str(name)) for key, name in NAMED[field].items()),
    ]


class DayField(forms.DateField):
    """A day near our own time."""

    default_error_messages = {"invalid": gettext_lazy("Write the day as 2026-06-30, or choose it.")}
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """The day, not absurdly far away."""
        found: date | None = super().to_python(value)
        if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("The year {year} cannot be right. Write a day between {first} and {last}.").format(
                    year=found.year, first=FIRST_YEAR, last=LAST_YEAR
                )
            )
        return found


class DaysField(forms.IntegerField):
    """A cadence: every so many days."""

    def __init__(self, **more: Any) -> None:
        wrong = gettext_lazy("Write a whole number of days from 1 to 3660.")
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        super().__init__(min_value=1, max_value=3660, error_messages=messages, **more)


def version_field() -> forms.IntegerField:
    """The version that the person saw, hidden."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)


class GroupForm(forms.Form):
    """Some fields of one contact that belong together, with the versions that the person saw."""

    GROUP: ClassVar[tuple[str, ...]] = ()
    based_on = version_field()
    person_based_on = version_field()

    def __init__(self, data: Any = None, *, contact: Contact, candidates: QuerySet[Contact]) -> None:
        super().__init__(data, initial=self.initial_of(contact))
        self.contact = contact
        _offer(self, candidates.exclude(pk=contact.pk))

    @classmethod
    def initial_of(cls, contact: Contact) -> dict[str, Any]:
        """What the form shows first."""
        versions = {"based_on": contact.version, "person_based_on": contact.person.version if contact.person else 0}
        return {**{name: value_of(contact, name) for name in cls.GROUP}, **versions}

    @property
    def typed(self) -> dict[str, Any]:
        """Every field of the group as it is to be saved."""
        return {name: self.cleaned_data[name] for name in self.GROUP}

    @property
    def values(self) -> dict[str, Any]:
        """Those of the contact."""
        return {name: value for name, value in self.typed.items() if name not in PERSONAL}

    @property
    def person(self) -> dict[str, str] | None:
        """Those of the person; None where the group has none or nobody is named."""
        found = {name: value for name, value in self.typed.items() if name in PERSONAL}
        return found if found.get("name") else None


def _offer(form: forms.Form, superiors: QuerySet[Contact]) -> None:
    """Put in the choices, which are worded in the reader's language."""
    for name, field in form.fields.items():
        if name == "reports_to":
            field.queryset = superiors  # type: ignore[attr-defined] # a ModelChoiceField
        elif name in NAMED:
            is_single = isinstance(field.widget, forms.Select) and name != "criticality"
            field.choices = choices_of(name, empty=DASH if is_single else None)  # type: ignore[attr-defined] # a ChoiceField
        elif name in ("support_now", "support_needed"):
            field.choices = [("", DASH), *((str(at), format_number(at, plus=True)) for at in range(-2, 3))]  # type: ignore[attr-defined] # a ChoiceField


def _name_field(**more: Any) -> forms.CharField:
    return text_field(FIELDS["name"], NAME_LENGTH, **more)


def _email_field() -> forms.EmailField:
    return forms.EmailField(label=FIELDS["email"], required=False, max_length=254)


def _level_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=FIELDS["level"], required=False)


def _superior_field() -> forms.ModelChoiceField[Contact]:
    return forms.ModelChoiceField(
        label=FIELDS["reports_to"], queryset=Contact.objects.none(), required=False, empty_label=DASH
    )


class PlaceForm(GroupForm):
    """Who it is and where the person stands."""

    GROUP = (
        "name", "email", "phone", "mobile", "title", "function", "level", "buying_centre", "reports_to", "is_main",
    )  # fmt: skip
    name = _name_field()
    email = _email_field()
    phone = text_field(FIELDS["phone"], 60)
    mobile = text_field(FIELDS["mobile"], 60)
    title = text_field(FIELDS["title"], NAME_LENGTH)
    function = text_field(FIELDS["function"], 100)
    level = _level_field()
    buying_centre = text_field(FIELDS["buying_centre"], 100)
    reports_to = _superior_field()
    is_main = forms.BooleanField(label=FIELDS["is_main"], required=False)

    def clean(self) -> dict[str, Any]:
        """A person who is known keeps a name."""
        data = super().clean() or {}
        if self.contact.person_id is not None and "name" in data and not data["name"]:
            self.add_error("name", _("A person has a name. Who has left is not renamed: say so below."))
        if self.contact.person_id is None and not data.get("name") and (data.get("email") or data.get("phone")):
            self.add_error("name", _("Write whose address this is, or leave the addresses empty."))
        return data


def _support_field(name: str, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=FIELDS[name], required=False, coerce=int, empty_value=None, help_text=help_text)


class SupportForm(GroupForm):
    """What weight the person has, and how far we have the support that we need."""

    GROUP = ("influence", "involvement", "support_now", "support_needed", "criticality", "mode", "phases")
    influence = forms.MultipleChoiceField(
        label=FIELDS["influence"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Economic releases the money, user works with it, technical can say no, coach guides us."
        ),
    )
    involvement = forms.ChoiceField(label=FIELDS["involvement"], required=False)
    support_now = _support_field("support_now", gettext_lazy("−2 works against us, +2 fights for us."))
    support_needed = _support_field("support_needed")
    criticality = forms.TypedChoiceField(
        label=FIELDS["criticality"], coerce=int, help_text=gettext_lazy("How much hangs on this person's support.")
    )
    mode = forms.ChoiceField(
        label=FIELDS["mode"],
        required=False,
        help_text=gettext_lazy("Growth and trouble want change; even keel and overconfident do not."),
    )
    phases = forms.MultipleChoiceField(label=FIELDS["phases"], required=False, widget=forms.CheckboxSelectMultiple)


class NeedsForm(GroupForm):
    """What drives the person, what he or she needs, and how to talk."""

    GROUP = ("motive", "needs", "style")
    motive = text_field(FIELDS["motive"], TEXT_LENGTH, rows=2)
    need_1 = text_field(gettext_lazy("Most urgent need"), TEXT_LENGTH)
    need_2 = text_field(gettext_lazy("Second need"), TEXT_LENGTH)
    need_3 = text_field(gettext_lazy("Third need"), TEXT_LENGTH)
    style = text_field(FIELDS["style"], TEXT_LENGTH, rows=2)

    @classmethod
    def initial_of(cls, contact: Contact) -> dict[str, Any]:
        """The needs each in a field of its own."""
        return {**super().initial_of(contact), **{f"need_{at}": need for at, need in enumerate(contact.needs, 1)}}

    @property
    def typed(self) -> dict[str, Any]:
        """The needs as one list again, without gaps."""
        data = self.cleaned_data
        needs = [data[f"need_{at}"] for at in range(1, NEEDS + 1) if data[f"need_{at}"]]
        return {"motive": data["motive"], "needs": needs, "style": data["style"]}


class CadenceForm(GroupForm):
    """How often the person wants to hear from us, and how to come closer."""

    GROUP = ("cadence_days", "deepen")
    cadence_days = DaysField(label=FIELDS["cadence_days"], required=False)
    deepen = text_field(FIELDS["deepen"], TEXT_LENGTH, rows=3)


GROUPS: Final[Mapping[str, type[GroupForm]]] = {
    "place": PlaceForm,
    "support": SupportForm,
    "needs": NeedsForm,
    "cadence": CadenceForm,
}
GROUP_NAMES: Final[Mapping[str, Any]] = {
    "place": gettext_lazy("Who and where"),
    "support": gettext_lazy("Influence and support"),
    "needs": gettext_lazy("Needs and style"),
    "cadence": gettext_lazy("Cadence, and coming closer"),
}


class AddForm(forms.Form):
    """A new contact in one line: a person, or a place whose person is not known yet."""

    name = _name_field()
    is_unknown = forms.BooleanField(label=gettext_lazy("Person unknown: keep the place"), required=False)
    email = _email_field()
    title = text_field(FIELDS["title"], NAME_LENGTH)
    function = text_field(FIELDS["function"], 100)
    level = _level_field()
    reports_to = _superior_field()

    def __init__(self, data: Any = None, *, candidates: QuerySet[Contact], initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        _offer(self, candidates)

    def clean(self) -> dict[str, Any]:
        """A name, or a place that says what it is."""
        data = super().clean() or {}
        if data.get("is_unknown"):
            if data.get("name"):
                self.add_error("is_unknown", _("There is a name, so the person is known. Take one of the two away."))
            elif not (data.get("title") or data.get("function")):
                self.add_error("title", _("Say what the unknown person does: a job title or a function."))
        elif not data.get("name") and not self.errors.get("name"):
            self.add_error("name", _("Write a name, or tick that the person is unknown."))
        return data

    @property
    def person(self) -> dict[str, str] | None:
        """The new person; None for a place."""
        if self.cleaned_data["is_unknown"]:
            return None
        return {"name": self.cleaned_data["name"], "email": self.cleaned_data["email"]}

    @property
    def values(self) -> dict[str, Any]:
        """What is said of the place."""
        return {name: self.cleaned_data[name] for name in ("title", "function", "level", "reports_to")}


class LeaveForm(forms.Form):
    """Since when somebody is no longer there."""

    on = DayField(label=FIELDS["left_on"], error_messages={"required": gettext_lazy("Say since when.")})
    based_on = version_field()

    def clean_on(self) -> date:
        """Not a day to come: who leaves next month is still there."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Say so when the person has left."))
        return on


class AgreeForm(forms.Form):
    """How often two people want to be in contact."""

    cadence_days = DaysField(label=gettext_lazy("Cadence in days"))
    based_on = version_field()


class TalkForm(forms.Form):
    """One line of the log between two people."""

    on = DayField(label=gettext_lazy("Date"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    what = text_field(gettext_lazy("What was said"), WHAT_LENGTH)
    is_two_way = forms.BooleanField(label=gettext_lazy("both sides spoke or wrote"), required=False)
    next_what = text_field(gettext_lazy("What comes next"), WHAT_LENGTH)
    next_on = DayField(label=gettext_lazy("Next contact"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "is_two_way": True})
        self.fields["kind"].choices = Interaction.Kind.choices  # type: ignore[attr-defined] # a ChoiceField


def first_errors(form: forms.Form) -> Sequence[str]:
    """Everything that a form has to say, for one line of text."""
    return [str(text) for errors in form.errors.values() for text in errors]
