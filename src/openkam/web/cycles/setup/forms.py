"""Forms of setting a cycle up. They check; actions change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openkam.web.cycles.models import Cycle

NAME_LENGTH = 60
AGAINST = [("best_rival", _("the best rival")), ("midpoint", _("the scale's midpoint"))]
"""As `tools.define.account_matrix` names them."""


class OpenForm(forms.Form):
    """A new cycle."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    source = forms.ModelChoiceField(
        label=_("Begin with"),
        queryset=Cycle.objects.none(),
        required=False,
        empty_label=_("the ready criteria, and no candidates"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Cycle.objects.all()  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["source"].label_from_instance = _from_cycle  # type: ignore[attr-defined] # as above


def _from_cycle(one: Any) -> str:
    return str(_("criteria, candidates and raters of {name}")).format(name=one.name)


class SettingsForm(forms.Form):
    """Name, period and how the cycle chooses and places."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    period = forms.ChoiceField(
        label=_("Period of the figures"),
        required=False,
        help_text=_("Revenue, profit and proposals from the books are of this period."),
    )
    top = forms.IntegerField(
        label=_("Accounts to choose"), min_value=1, max_value=100_000,
        help_text=_("The selection draws its line below so many accounts."),
    )  # fmt: skip
    previous = forms.ModelChoiceField(
        label=_("Compared with"),
        queryset=Cycle.objects.none(),
        required=False,
        empty_label=_("no earlier cycle"),
        help_text=_("The matrix draws trails from where the accounts stood then."),
    )
    level = forms.ChoiceField(
        label=_("Candidates are"),
        choices=Cycle.Level.choices,
        help_text=_("Parents: only accounts without a parent, each with the revenue of all below it."),
    )
    is_blind = forms.BooleanField(
        label=_("Raters do not see each other's scores until they have scored"), required=False
    )
    needs_approval = forms.BooleanField(label=_("A second person approves each decision"), required=False)
    against = forms.ChoiceField(label=_("Relative strength is measured against"), choices=AGAINST)
    line = forms.DecimalField(
        label=_("Attractiveness line"), min_value=Decimal(1), max_value=Decimal(10), max_digits=4, decimal_places=2,
        required=False, help_text=_("From 1 to 10; empty: the average of the customers rated."),
    )  # fmt: skip
    strength_line = forms.DecimalField(
        label=_("Strength line"), min_value=Decimal("0.01"), max_value=Decimal(99), max_digits=5, decimal_places=3,
        help_text=_("1 is parity."),
    )  # fmt: skip
    strong_left = forms.BooleanField(label=_("Strong accounts stand on the left of the matrix"), required=False)
    draws = forms.IntegerField(
        label=_("Draws"), min_value=0, max_value=100_000,
        help_text=_("How often the ranking is made anew to see how sure it is; 10,000 is plenty."),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**31 - 1, help_text=_("The same seed makes the same draws.")
    )

    def __init__(self, data: Any = None, *, cycle: Cycle, periods: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={name: getattr(cycle, name) for name in self.base_fields})
        known = [("", _("the latest year")), *periods]
        if cycle.period and cycle.period not in {value for value, _label in known}:
            known.append((cycle.period, cycle.period))
        self.fields["period"].choices = known  # type: ignore[attr-defined] # a ChoiceField
        self.fields["previous"].queryset = Cycle.objects.exclude(pk=cycle.pk)  # type: ignore[attr-defined] # a ModelChoiceField
        for field in self.fields.values():
            # What a person saw goes with the form, so that only what they changed is saved.
            field.show_hidden_initial = True

    def stale(self, cycle: Cycle) -> dict[str, Any]:
        """The fields that this person changed from what somebody else has changed since, with their values now."""
        found = {}
        for name in self.changed_data:
            seen = self.data.get(self[name].html_initial_name)
            now = getattr(cycle, name)
            if self.fields[name].has_changed(now, seen) and self.cleaned_data.get(name) != now:
                found[name] = now
        return found
