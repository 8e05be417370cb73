"""The forms of our team. They check; the actions change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts.models import Account
from openkam.web.people.contacts.forms import DASH, choices_of, text_field, version_field
from openkam.web.people.contacts.words import FIELDS
from openkam.web.people.models import Colleague, Contact, JointTeam, TeamMember
from openkam.web.people.models.contact import NAME_LENGTH
from openkam.web.people.queries.people import colleagues_to_add, contacts_of, members_of
from openkam.web.shell.models import User

ROLE = gettext_lazy("Role on the account")
MAIN = gettext_lazy("Key account manager")


class MemberForm(forms.Form):
    """What a colleague does on the account, and where he or she stands in our company."""

    role = text_field(ROLE, NAME_LENGTH)
    function = text_field(FIELDS["function"], 100)
    level = forms.ChoiceField(label=FIELDS["level"], required=False)
    is_main = forms.BooleanField(label=MAIN, required=False)
    based_on = version_field()

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["level"].choices = choices_of("level")  # type: ignore[attr-defined] # a ChoiceField

    @classmethod
    def of(cls, member: TeamMember, data: Any = None) -> MemberForm:
        """The form of one member."""
        colleague = member.colleague
        initial = {
            "role": member.role, "is_main": member.is_main, "based_on": member.version,
            "function": colleague.function, "level": colleague.level,
        }  # fmt: skip
        return cls(data, initial=initial)

    @property
    def values(self) -> dict[str, Any]:
        """What stands on the account."""
        return {name: self.cleaned_data[name] for name in ("role", "is_main")}

    @property
    def colleague(self) -> dict[str, Any]:
        """What stands on the colleague."""
        return {name: self.cleaned_data[name] for name in ("function", "level")}


class JoinForm(MemberForm):
    """Who joins: a colleague, somebody who signs in here, or a new one by name."""

    who = forms.ChoiceField(label=gettext_lazy("Colleague"), required=False)
    name = text_field(gettext_lazy("Or a new colleague's name"), NAME_LENGTH)
    email = forms.EmailField(label=FIELDS["email"], required=False, max_length=254)
    sight = forms.BooleanField(
        label=gettext_lazy("Let the person see this account"),
        required=False,
        help_text=gettext_lazy("Only for those who sign in here: they then see everything of this account."),
    )
    field_order = ("who", "name", "email", "role", "function", "level", "is_main", "sight")

    def __init__(self, data: Any = None, *, account: Account) -> None:
        super().__init__(data, initial={"sight": True})
        colleagues = list(colleagues_to_add(account).select_related("user"))
        users = User.objects.filter(is_active=True, colleague__isnull=True).order_by("name", "email")
        signs_in = _("{person}, signs in here")
        known = [(f"c{row.pk}", signs_in.format(person=row) if row.user_id else row.name) for row in colleagues]
        people = [(f"u{row.pk}", signs_in.format(person=row)) for row in users]
        self.fields["who"].choices = [("", DASH), *known, *people]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """One of the two ways to say who."""
        data = super().clean() or {}
        if data.get("who") and data.get("name"):
            self.add_error("name", _("Choose a colleague or write a new name, not both."))
        elif not data.get("who") and not data.get("name") and not self.errors.get("who"):
            self.add_error("who", _("Choose a colleague, or write the name of a new one."))
        return data

    @property
    def chosen_user(self) -> User | None:
        """Somebody who signs in and is no colleague on record yet."""
        who = self.cleaned_data["who"]
        return User.objects.get(pk=int(who[1:])) if who.startswith("u") else None

    @property
    def chosen_colleague(self) -> Colleague | None:
        """A colleague on record."""
        who = self.cleaned_data["who"]
        return Colleague.objects.get(pk=int(who[1:])) if who.startswith("c") else None


class JointTeamForm(forms.Form):
    """A team of people from both companies."""

    name = text_field(
        gettext_lazy("Name of the joint team"),
        NAME_LENGTH,
        required=True,
        widget=forms.TextInput(),
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Of ours"), queryset=TeamMember.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    contacts = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Of theirs"), queryset=Contact.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    based_on = version_field()

    def __init__(self, data: Any = None, *, user: User, account: Account, team: JointTeam | None = None) -> None:
        initial = {
            "name": team.name, "based_on": team.version,
            "members": [row.pk for row in team.members.all()], "contacts": [row.pk for row in team.contacts.all()],
        } if team else {}  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["members"].queryset = members_of(user, account)  # type: ignore[attr-defined] # a ModelMultipleChoiceField
        self.fields["contacts"].queryset = contacts_of(user, account)  # type: ignore[attr-defined] # as above

    def clean(self) -> dict[str, Any]:
        """People of both sides."""
        data = super().clean() or {}
        if not self.errors and not (data.get("members") and data.get("contacts")):
            raise forms.ValidationError(_("A joint team has at least one of ours and one of theirs. Choose both."))
        return data
