"""The settings of completeness and health: how much each part weighs. For programme leads and administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number, format_percent
from openkam.feeds.plan_health import FADES, USUAL
from openkam.web.accounts.changes import FieldChange
from openkam.web.people.contacts.forms import version_field
from openkam.web.plans.actions import weights as actions
from openkam.web.plans.actions.weights import USUAL_WEIGHTS
from openkam.web.plans.health.words import PARTS, SCORES
from openkam.web.plans.models import HealthWeight
from openkam.web.shell import registry
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.models import User

CHANGES_SHOWN: Final = 40


def may_weigh(user: User) -> bool:
    """Programme leads and administrators decide what counts."""
    return user.sees_all


class WeightsForm(forms.Form):
    """A number for each part, with the version that the person saw."""

    based_on = version_field()

    def __init__(self, data: Any = None) -> None:
        now = actions.weights_now()
        super().__init__(data, initial={**now, "based_on": actions.version_now()})
        for part in USUAL_WEIGHTS:
            widget = forms.NumberInput({"class": "in s", "inputmode": "numeric"})
            self.fields[part] = forms.IntegerField(label=str(PARTS[part]), min_value=0, max_value=100, widget=widget)

    @property
    def weights(self) -> dict[str, int]:
        """What is to be saved."""
        return {part: self.cleaned_data[part] for part in USUAL_WEIGHTS}


@dataclass(frozen=True)
class Line:
    """One part with its field, its usual weight, and what it weighs now of the whole."""

    field: forms.BoundField
    usual: str
    share: str


@dataclass(frozen=True)
class Change:
    """One change of a weight."""

    at: datetime
    who: str
    what: str


def _lines(form: WeightsForm) -> list[tuple[str, list[Line]]]:
    now = actions.weights_now()
    return [
        (
            str(SCORES[key]),
            [
                Line(form[part], format_number(usual), format_percent(100 * now[part] / sum(now[one] for one in parts)))
                for part, usual in parts.items()
            ],
        )
        for key, parts in USUAL.items()
    ]


def _changes() -> list[Change]:
    """The newest changes, told with what the weight was before. Weights change seldom, so all are read."""
    found, was = [], dict(USUAL_WEIGHTS)
    for row in HealthWeight.history.select_related("history_user").order_by("history_id"):
        usual = USUAL_WEIGHTS.get(row.part, 0)
        now = usual if row.history_type == "-" else row.weight
        text = _("{part}: {before} → {after}").format(
            part=PARTS.get(row.part, row.part),
            before=format_number(was.get(row.part, usual)),
            after=format_number(now),
        )
        was[row.part] = now
        found.append(Change(row.history_date, str(row.history_user or ""), text))
    return found[: -CHANGES_SHOWN - 1 : -1]


def _page(request: HttpRequest, form: WeightsForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "tabs": registry.tabs(registry.settings_tabs, reader(request)),
        "tab": "health",
        "form": form,
        "scores": _lines(form),
        "fades": FADES,
        "is_usual": actions.weights_now() == USUAL_WEIGHTS,
        "changes": _changes(),
        **more,
    }
    return render(request, "plans/health/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_health(request: HttpRequest) -> HttpResponse:
    """Show and save the weights; where somebody else was quicker both values are shown."""
    if not may_weigh(reader(request)):
        raise Http404
    form = WeightsForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        actions.save_weights(weights=form.weights, based_on=form.cleaned_data["based_on"] or 0)
    except actions.WeightsChangedMeanwhile as error:
        return _both(request, form, error)
    except InvalidInput as error:
        show_error(form, None, str(error))
        return _page(request, form, 422)
    messages.success(request, _("Saved. Every plan is scored with these weights."))
    return redirect("settings-health")


def _both(request: HttpRequest, form: WeightsForm, error: actions.WeightsChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    now = actions.weights_now()
    differing = [
        FieldChange(str(PARTS[part]), format_number(now[part]), format_number(typed))
        for part, typed in form.weights.items()
        if typed != now[part]
    ]
    data = request.POST.copy()
    data["based_on"] = str(actions.version_now())
    again = WeightsForm(data)
    again.is_valid()
    return _page(request, again, 409, differing=differing, said=str(error))


@require_POST
def settings_health_usual(request: HttpRequest) -> HttpResponse:
    """Back to the usual weights."""
    if not may_weigh(reader(request)):
        raise Http404
    form = forms.Form(request.POST)
    form.fields["based_on"] = version_field()
    if not form.is_valid():
        return _page(request, WeightsForm(), 422)
    try:
        actions.save_weights(weights=USUAL_WEIGHTS, based_on=form.cleaned_data["based_on"] or 0)
    except actions.WeightsChangedMeanwhile as error:
        return _page(request, WeightsForm(), 409, differing=[], said=str(error))
    messages.success(request, _("Every part weighs the usual again."))
    return redirect("settings-health")
