"""The forms of the register. They check; the actions change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from openkam.tools.define.risk.inputs import LEVEL_NAMES, RESPONSE_NAMES, STATUS_NAMES
from openkam.tools.define.risk.sources import GROUP_NAMES, SOURCE_NAMES
from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.risks.actions import Values, short
from openkam.web.risks.models import OWNER_LENGTH, TEXT_LENGTH, Risk
from openkam.web.shell.models import User

FIRST_YEAR, LAST_YEAR = 1990, 2200
WHOLE_DIGITS = 12
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<cents>[0-9]{1,2}))?")
DASH = "\N{EN DASH}"


class MoneyField(forms.CharField):
    """An amount as people type it: 1200000, 1,200,000 or 1 200 000.50. Empty is not known."""

    def to_python(self, value: Any) -> Any:
        """The amount, exact; None where nothing is typed."""
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        text = re.sub(r"\s", "", text)
        if not text:
            return None
        if text[0] in "-\N{MINUS SIGN}":
            raise forms.ValidationError(
                _("Money at stake cannot be below zero. Write what may be lost, without a sign.")
            )
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(
                _("{typed} is no amount. Write it like 120000 or 120,000.50.").format(typed=short(text))
            )
        whole = found["whole"].replace(",", "").lstrip("0")
        if len(whole) > WHOLE_DIGITS:
            raise forms.ValidationError(_("The amount is too large. At most 999,999,999,999.99 can be written."))
        return Decimal(f"{whole or 0}.{found['cents'] or 0}")


class DayField(forms.DateField):
    """A day on which something can be due."""

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


def _text(label: Any, most: int = TEXT_LENGTH, *, rows: int = 0, **more: Any) -> forms.CharField:
    too_long = gettext_lazy("This has %(show_value)d characters and %(limit_value)d fit. Shorten it.")
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages={"max_length": too_long}, **more)


def _named(names: Mapping[Any, Any], *, empty: str | None = None) -> list[tuple[str, str]]:
    """The keys of the tool with their names; `empty` names the choice of nothing."""
    return [*([("", empty)] if empty is not None else []), *((str(key), str(name)) for key, name in names.items())]


def source_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The sources under the five groups."""
    grouped = groupby(SOURCE_NAMES.items(), key=lambda pair: str(pair[0]).split(".")[0])
    return [(str(GROUP_NAMES[group]), _named(dict(members))) for group, members in grouped]


def possible_owners(*, besides: int | None = None) -> Any:
    """Those who can be asked to answer a risk: who may sign in, and `besides`, who is on record already."""
    return User.objects.filter(Q(is_active=True) | Q(pk=besides)).order_by("name", "email")


class RiskForm(forms.Form):
    """What a person says of a risk: the event, where it comes from, impact and probability; the rest can wait."""

    event = _text(gettext_lazy("Event"), help_text=gettext_lazy("What may happen, in one sentence."))
    account = forms.CharField(
        label=gettext_lazy("Account"),
        required=False,
        max_length=12000,
        help_text=gettext_lazy("Write a part of its name and choose. Empty: the whole programme."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"))
    impact = forms.ChoiceField(label=gettext_lazy("Impact"))
    probability = forms.ChoiceField(label=gettext_lazy("Probability"))
    money = MoneyField(
        label=gettext_lazy("Money at stake"), required=False, help_text=gettext_lazy("Leave empty if it is not known.")
    )
    cause = _text(gettext_lazy("Cause"), rows=2, required=False)
    effect = _text(gettext_lazy("Consequence"), rows=2, required=False)
    response = forms.ChoiceField(label=gettext_lazy("Response"), required=False)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("nobody")
    )
    owner_text = _text(gettext_lazy("Or somebody who does not sign in here"), OWNER_LENGTH, required=False)
    due_on = DayField(label=gettext_lazy("Due on"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), initial="open")
    residual_impact = forms.ChoiceField(
        label=gettext_lazy("Residual impact"),
        required=False,
        help_text=gettext_lazy("What is left when the response has worked."),
    )
    residual_probability = forms.ChoiceField(label=gettext_lazy("Residual probability"), required=False)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(
        self, data: Any = None, *, user: User, risk: Risk | None = None, account: Account | None = None
    ) -> None:
        super().__init__(data, initial=_initial(risk, account))
        self.user, self.risk = user, risk
        choose = _("Choose")
        for name, choices in {
            "source": [("", choose), *source_choices()],
            "impact": _named(LEVEL_NAMES, empty=choose),
            "probability": _named(LEVEL_NAMES, empty=choose),
            "response": _named(RESPONSE_NAMES, empty=DASH),
            "status": _named(STATUS_NAMES),
            "residual_impact": _named(LEVEL_NAMES, empty=DASH),
            "residual_probability": _named(LEVEL_NAMES, empty=DASH),
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        self.fields["owner"].queryset = possible_owners(besides=risk.owner_id if risk else None)  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["money"].widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})
        self.fields["account"].widget.attrs.update(
            {
                "autocomplete": "off",
                "hx-get": reverse("risk-accounts"),
                "hx-trigger": "input changed delay:150ms, focus",
                "hx-target": "next .pick-list",
                "hx-sync": "this:replace",
            }
        )

    def clean_account(self) -> Account | None:
        """The account of this code, or of this name where only one that the person sees bears it."""
        text = self.cleaned_data["account"].strip()
        if not text:
            return None
        seen = visible_accounts(self.user)
        found = list(seen.filter(code=text)[:1]) or list(seen.filter(name__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(
                _("There is no account {name}. Write a part of its name and choose.").format(name=short(text))
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several accounts are called {name}. Choose one, or write its code.").format(name=short(text))
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        """One owner, and both halves of what is left or neither."""
        data = super().clean() or {}
        if data.get("owner") and data.get("owner_text"):
            self.add_error("owner_text", _("Choose a person or write a name, not both."))
        left = {name for name in ("residual_impact", "residual_probability") if data.get(name)}
        if len(left) == 1:
            missing = ({"residual_impact", "residual_probability"} - left).pop()
            self.add_error(missing, _("Say both residual impact and residual probability, or neither."))
        return data

    @property
    def values(self) -> Values:
        """What to save."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "based_on"}
        return Values(**data)


def _initial(risk: Risk | None, account: Account | None) -> dict[str, Any]:
    if risk is None:
        return {"account": account.code if account else "", "status": "open"}
    return {
        **{name: getattr(risk, name) for name in RiskForm.base_fields if name not in {"account", "owner", "based_on"}},
        "account": risk.account.code if risk.account else "",
        "owner": risk.owner_id,
        "based_on": risk.version,
    }


class AssignForm(forms.Form):
    """Who answers the chosen risks, and by when; what is left empty stays."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("Owner")
    )
    due_on = DayField(label=gettext_lazy("Due on"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined] # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        data = super().clean() or {}
        if not self.errors and not data.get("owner") and not data.get("due_on"):
            raise forms.ValidationError(_("Choose an owner or a day first; nothing was changed."))
        return data


class RespondForm(forms.Form):
    """What is done about the chosen risks."""

    response = forms.ChoiceField(
        label=gettext_lazy("Response"),
        error_messages={"required": gettext_lazy("Choose a response first; nothing was changed.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["response"].choices = _named(RESPONSE_NAMES, empty=_("Response"))  # type: ignore[attr-defined] # a ChoiceField
