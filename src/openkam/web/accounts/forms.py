"""The form of an account. It checks; the action changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts import actions, queries
from openkam.web.accounts.models import Account
from openkam.web.shell.models import User


class AccountForm(forms.Form):
    """What a person says of an account. The parent is named by its code."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=12000)
    parent = forms.CharField(
        label=gettext_lazy("Parent"),
        required=False,
        help_text=gettext_lazy("Write a part of its name and choose, or write its code. Empty: it stands on its own."),
    )
    segment = forms.CharField(label=gettext_lazy("Segment"), max_length=200, required=False)
    territory = forms.CharField(label=gettext_lazy("Territory"), max_length=200, required=False)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("nobody")
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User, account: Account) -> None:
        seen_parent = queries.visible_accounts(user).filter(children=account).first()
        initial = {
            "name": account.name,
            "parent": seen_parent.code if seen_parent else "",
            "segment": account.segment,
            "territory": account.territory,
            "owner": account.owner_id,
            "based_on": actions.version_of(account),
        }
        super().__init__(data, initial=initial)
        self.user, self.account, self.seen_parent = user, account, seen_parent
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("name", "email")  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["parent"].widget.attrs.update(
            {
                "autocomplete": "off",
                "hx-get": reverse("account-parents", args=[account.pk]),
                "hx-trigger": "input changed delay:150ms, focus",
                "hx-target": "next .pick-list",
                "hx-sync": "this:replace",
            }
        )

    def clean_parent(self) -> Account | None:
        """The account with this code; a parent that the person must not see stays when the field stays empty."""
        text = self.cleaned_data["parent"].strip()
        if not text:
            return self.account.parent if self.account.parent_id and self.seen_parent is None else None
        found = queries.visible_accounts(self.user).filter(code=text).first()
        if found is None:
            raise forms.ValidationError(_("There is no account with the code {code}.").format(code=text[:80]))
        return found
