"""What the parts of completeness and health are called, what is counted in each, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from openkam.feeds.plan_health import Count

SCORES: Final[Mapping[str, Promise]] = {
    "completeness": _("Completeness"),
    "health": pgettext_lazy("of a plan", "Health"),
}
PARTS: Final[Mapping[str, Promise]] = {
    "summary": _("Summary"),
    "business": _("Customer's business and strategy"),
    "value": _("Value proposition"),
    "wallet": _("What the customer spends"),
    "insights": _("Insight map"),
    "needs": _("Needs"),
    "whitespace": _("Whitespace"),
    "objectives": _("Objectives"),
    "actions": pgettext_lazy("plan", "Actions"),
    "principal": _("Principal activities"),
    "target": _("Target of the relationship"),
    "team": _("Our team"),
    "risks": _("Risks looked at"),
    "review": _("Account review"),
    "on_track": _("Objectives on track"),
    "on_time": _("Actions on time"),
    "stage": _("Relationship against its target"),
    "links": _("Live links"),
    "kept": _("Next contacts kept"),
    "answered": _("Risks answered"),
    "fresh": _("Freshness"),
}


class Words(NamedTuple):
    """What a count counts, and the sentence of the step that fills it."""

    counted: Promise
    step: Promise


COUNTS: Final[Mapping[str, Words]] = {
    "summary": Words(_("Summary written"), _("Write the summary: where we stand, what we want, what it takes")),
    "business": Words(_("Business and strategy written"), _("Write how this customer earns its money")),
    "value": Words(_("Value proposition written"), _("Write why this customer is better off with us")),
    "wallet": Words(
        _("Spend a year, with its source"), _("Say what the customer spends a year, and where that is known from")
    ),
    "insight_kinds": Words(
        _("Kinds of insight that are there"), _("Fill the insight map: goals, pressures, initiatives and obstacles")
    ),
    "confirmed_kinds": Words(
        _("Kinds with an insight that the customer has confirmed"),
        _("Have the customer confirm an insight of each kind"),
    ),
    "needs": Words(_("A need"), _("Write down a need in the customer's own words")),
    "needs_said": Words(_("Needs with who said so"), _("Say of every need who at the customer said so")),
    "whitespace": Words(
        _("A cell of the whitespace"), _("Begin the whitespace: which buying centre gets what from whom")
    ),
    "cells_spend": Words(_("Cells with what is spent"), _("Fill in what is spent in every cell of the whitespace")),
    "cells_potential": Words(
        _("Cells open or a rival's, with their potential"),
        _("Fill in the potential of what is open or a rival's in the whitespace"),
    ),
    "objectives": Words(_("An open objective"), _("Set an objective")),
    "objective_measure": Words(_("Objectives with a measured value"), _("Give every objective a measured value")),
    "objective_target": Words(_("Objectives with a target"), _("Give every objective a target")),
    "objective_day": Words(_("Objectives with a due date"), _("Give every objective a due date")),
    "objective_owner": Words(_("Objectives with an owner"), _("Give every objective an owner")),
    "actions": Words(_("An open action"), _("Add the next action")),
    "action_owner": Words(_("Open actions with an owner"), _("Give every action an owner")),
    "action_day": Words(_("Open actions with a due date"), _("Give every action a due date")),
    "principal": Words(
        _("Principal activities, of about five"),
        _("Name the principal activities, about five, that carry the relationship to its target"),
    ),
    "target": Words(_("Target stage set"), _("Set the stage that the relationship should reach, and by when")),
    "team": Words(_("Somebody of ours on the account"), _("Say who of us works on this account")),
    "manager": Words(_("A key account manager"), _("Say who of our team is the key account manager")),
    "risks": Words(_("A risk on the register"), _("Ask what can stop us here, and write down the first risk")),
    "review": Words(_("A review within the last 365 days"), _("Hold an account review")),
    "on_track": Words(
        _("Objectives reached or on track, of those that can be judged"),
        _("Bring the objectives that are behind back on track"),
    ),
    "on_time": Words(_("Open actions that are not overdue"), _("Finish, move or drop the overdue actions")),
    "not_held": Words(_("Open actions that nothing holds up"), _("Free the actions that are held up by others")),
    "stage": Words(_("Stage now, of the target stage"), _("Make the next missing links of the relationship")),
    "links": Words(_("Agreed links that are live"), _("Talk again where a link is late, lost or never began")),
    "kept": Words(
        _("Next contacts kept, of those due in the last 90 days"), _("Make up for the next contacts that were missed")
    ),
    "answered": Words(
        _("Open risks with a response that is not overdue"), _("Give every open risk a response by a day to come")
    ),
    "fresh_plan": Words(_("Newest change of the plan"), _("Go through the plan and bring it up to date")),
    "fresh_talk": Words(_("Last talk on record"), _("Talk with the customer and log it")),
    "fresh_review": Words(_("Last review"), _("Hold the next account review")),
}

_TEXTS: Final = {"summary": "summary", "business": "business", "value": "value_proposition", "wallet": "wallet"}
Place = Callable[[int, int | None], str]


def _of_account(url_name: str, more: str = "") -> Place:
    return lambda pk, _first: reverse(url_name, args=[pk]) + more


def _text(name: str) -> Place:
    return lambda pk, _first: reverse("plan-text", args=[pk, name]) + f"#pl-{name}"


def _row(what: str, otherwise: Place) -> Place:
    return lambda pk, first: reverse("plan-row", args=[what, first]) if first else otherwise(pk, None)


def _one(url_name: str, otherwise: Place) -> Place:
    return lambda pk, first: reverse(url_name, args=[first]) if first else otherwise(pk, None)


_PLAN, _OBJECTIVES, _ACTIONS = (_of_account(name) for name in ("account-plan", "account-objectives", "account-actions"))
_SPACE, _RISKS, _TEAM = (_of_account(name) for name in ("account-whitespace", "account-risks", "account-ours"))
_REVIEW = _of_account("reviews")
PLACES: Final[Mapping[str, Place]] = {
    **{key: _text(name) for key, name in _TEXTS.items()},
    "insight_kinds": _of_account("account-plan", "#pl-insights"),
    "confirmed_kinds": _of_account("account-plan", "#pl-insights"),
    "needs": lambda pk, _first: reverse("plan-row-add", args=[pk, "needs"]),
    "needs_said": _row("needs", _PLAN),
    "whitespace": _SPACE,
    "cells_spend": _row("whitespace", _SPACE),
    "cells_potential": _row("whitespace", _SPACE),
    "objectives": _OBJECTIVES,
    **{f"objective_{key}": _one("objective", _OBJECTIVES) for key in ("measure", "target", "day", "owner")},
    "actions": _ACTIONS,
    **{f"action_{key}": _one("action", _ACTIONS) for key in ("owner", "day")},
    "principal": _of_account("account-actions", "?principal=1"),
    "target": _of_account("account-relationship", "#target"),
    "team": _TEAM,
    "manager": _TEAM,
    "risks": _RISKS,
    "review": _REVIEW,
    "on_track": _one("objective", _OBJECTIVES),
    "on_time": _of_account("account-actions", "?state=late"),
    "not_held": _of_account("account-actions", "?state=blocked"),
    "stage": _of_account("account-relationship"),
    "links": _of_account("account-people"),
    "kept": _of_account("account-log"),
    "answered": _one("risk", _RISKS),
    "fresh_plan": _PLAN,
    "fresh_talk": _of_account("account-log"),
    "fresh_review": _REVIEW,
}
"""Where a step is done: the place of the account with this pk, or of the first row that lacks something."""


def place(count: Count, account: int) -> str:
    """The address at which the count is filled."""
    return PLACES[count.key](account, count.first)
