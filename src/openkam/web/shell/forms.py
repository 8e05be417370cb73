"""Forms of the shell. They check; actions change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from openkam.core.i18n import sentences
from openkam.web.shell.models import Role, User


class FirstSignInForm(forms.Form):
    """Who a person with a one-time link is, and the password that they choose."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = sentences(*(str(text) for text in password_validators_help_texts()))

    def clean(self) -> dict[str, Any]:
        """The passwords are equal and strong enough for this person."""
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            person = User(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class InviteForm(forms.Form):
    """A person who shall be able to sign in."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)


class PersonForm(forms.Form):
    """What an administrator may change about a person."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200, required=False)
    title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    is_active = forms.BooleanField(label=_("May sign in"), required=False)


class ProfileForm(forms.Form):
    """What a person may change about themselves."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=200)
    title = forms.CharField(label=_("Job title"), max_length=200, required=False)


def show_error(form: forms.Form, field: str | None, message: str) -> None:
    """Put a refusal of an action beside the field that it is about."""
    form.add_error(field, ErrorList([message]))
