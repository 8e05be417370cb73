"""The forms of the log. They check; the actions change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts.models import Account
from openkam.web.people.contacts.forms import DayField, TalkForm, text_field, version_field
from openkam.web.people.log.names import Human, NotClear, meant
from openkam.web.people.models import Contact, Interaction, TeamMember
from openkam.web.people.queries.people import contacts_of, members_of
from openkam.web.shell.models import User

FIELDS: Final = ("on", "kind", "is_two_way", "what", "next_what", "next_on")
SIDES: Final = ("members", "contacts")
LONGEST_NAMES: Final = 2000


def _names(label: Any) -> forms.CharField:
    look = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    return text_field(label, LONGEST_NAMES, widget=forms.TextInput(look))


class LineForm(TalkForm):
    """One line of the log. People are chosen, or typed by name; both together are meant."""

    members = forms.ModelMultipleChoiceField(queryset=TeamMember.objects.none(), required=False)
    contacts = forms.ModelMultipleChoiceField(queryset=Contact.objects.none(), required=False)
    members_names = _names(gettext_lazy("Of ours"))
    contacts_names = _names(gettext_lazy("Of theirs"))
    based_on = version_field()

    def __init__(
        self, data: Any = None, *, user: User, account: Account, initial: dict[str, Any] | None = None, prefix: str = ""
    ) -> None:
        super().__init__(data)
        self.auto_id = f"{prefix}id_%s"
        self.initial.update(initial or {})
        self.people: dict[str, QuerySet[Any]] = {
            "members": members_of(user, account, with_left=True),
            "contacts": contacts_of(user, account, with_left=True),
        }
        for side, rows in self.people.items():
            self.fields[side].queryset = rows  # type: ignore[attr-defined] # a ModelMultipleChoiceField

    @classmethod
    def of(cls, line: Interaction, data: Any = None, *, user: User) -> LineForm:
        """The form of a line that is there."""
        initial = {name: getattr(line, name) for name in FIELDS}
        initial |= {side: [row.pk for row in getattr(line, side).all()] for side in SIDES}
        initial["based_on"] = line.version
        return cls(data, user=user, account=line.account, initial=initial, prefix=f"i{line.pk}_")

    def chosen(self, side: str) -> Sequence[Human]:
        """Who of one side is chosen now, whether the form was sent or not."""
        given = self.data.getlist(side) if isinstance(self.data, QueryDict) else self.initial.get(side, [])
        keys = [int(key) for key in map(str, given) if key.isascii() and key.isdecimal() and len(key) < 19]
        return list(self.people[side].filter(pk__in=keys)) if keys else []

    @property
    def sides(self) -> list[tuple[str, forms.BoundField, Sequence[Human]]]:
        """Both sides for the page: name, the field of names, who is chosen."""
        return [(side, self[f"{side}_names"], self.chosen(side)) for side in SIDES]

    def clean(self) -> dict[str, Any]:
        """At least one of each side; names become people."""
        data = super().clean() or {}
        nobody = {"members": _("Say who of ours it was."), "contacts": _("Say with whom of theirs it was.")}
        for side in SIDES:
            if side in self.errors or f"{side}_names" in self.errors:
                continue
            try:
                typed = meant(data[f"{side}_names"], list(self.people[side])) if data[f"{side}_names"] else []
            except NotClear as error:
                self.add_error(f"{side}_names", str(error))
                continue
            data[side] = list(dict.fromkeys([*data[side], *typed]))
            if not data[side]:
                self.add_error(f"{side}_names", nobody[side])
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What stands on the line itself."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class LaterForm(forms.Form):
    """Putting a next contact off."""

    next_on = DayField(label=gettext_lazy("Next contact"))
    based_on = version_field()
