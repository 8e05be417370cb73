"""What a person of the customer sees: one page, without an account, on any telephone, in their language.

It tells nothing but the names of factors and suppliers, and looks the same for a token that is wrong, withdrawn or too
old, so that it tells a stranger nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.web.cycles.actions.strength import US
from openkam.web.cycles.actions.surveys import Answer, SurveyClosed, answer_survey
from openkam.web.cycles.models import CriteriaSet, FrozenCycle, SurveyLink
from openkam.web.cycles.queries.strength import is_open, survey_of
from openkam.web.cycles.ready import name_of
from openkam.web.shell.access import asked_too_often
from openkam.web.shell.strangers import in_their_language, languages

VALUES: Final = tuple(str(value) for value in range(1, 11))
CANNOT_SAY: Final = "x"


@dataclass(frozen=True)
class Question:
    """One supplier on one factor; `chosen` is what was answered before the page was shown again."""

    name: str
    supplier: str
    is_us: bool
    chosen: str


@dataclass(frozen=True)
class Group:
    """One factor with its questions."""

    name: str
    questions: Sequence[Question]


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; a POST keeps the answers, or shows them again in another language."""
    found = survey_of(token)
    return in_their_language(request, lambda is_switch: _answered(request, found, is_switch=is_switch))


def _answered(request: HttpRequest, link: SurveyLink | None, *, is_switch: bool) -> HttpResponse:
    if link is None:
        return _closed(request)
    if asked_too_often(f"survey:{link.pk}"):
        return _page(request, "busy", 429)
    if link.answered_at is not None:
        return _page(request, "thanks", 200)
    if not is_open(link):
        return _closed(request)
    groups = _groups(link, request.POST)
    if request.method == "POST" and not is_switch:
        answers = _answers(link, request.POST)
        if not any(one.value is not None for one in answers):
            return _form(request, link, groups, _("Please give at least one score before you send."))
        try:
            answer_survey(link=link, answers=answers)
        except (SurveyClosed, FrozenCycle):
            return _closed(request)
        return redirect(request.path)
    return _form(request, link, groups, "")


def _page(request: HttpRequest, state: str, status: int) -> HttpResponse:
    return render(request, "cycles/strength/survey_said.html", languages() | {"state": state}, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return _page(request, "closed", 410)


def _form(request: HttpRequest, link: SurveyLink, groups: Sequence[Group], fault: str) -> HttpResponse:
    sender = link.created_by
    context = languages() | {
        "groups": groups,
        "recipient": link.recipient,
        "sender": str(sender) if sender and sender.name else "",
        "expires_at": link.expires_at,
        "fault": fault,
        "values": VALUES,
        "cannot_say": CANNOT_SAY,
        "has_rivals": any(not one.is_us for group in groups for one in group.questions),
    }
    return render(request, "cycles/strength/survey.html", context, status=400 if fault else 200)


def _suppliers(link: SurveyLink) -> list[tuple[int, str]]:
    return [(US, _("We, who ask you")), *link.candidate.rivals.values_list("pk", "name")]


def _groups(link: SurveyLink, sent: Mapping[str, str]) -> list[Group]:
    suppliers = _suppliers(link)
    return [
        Group(
            name_of(CriteriaSet.Kind.SUCCESS, factor),
            [
                Question(_name(factor.pk, rival), name, rival == US, sent.get(_name(factor.pk, rival), ""))
                for rival, name in suppliers
            ],
        )
        for factor in link.candidate.success_factors.all()
    ]


def _name(factor: int, rival: int) -> str:
    return f"q{factor}.{rival}"


def _answers(link: SurveyLink, sent: Mapping[str, str]) -> list[Answer]:
    """What was chosen; anything that the page does not offer counts as not answered."""
    found = []
    for factor in link.candidate.success_factors.values_list("pk", flat=True):
        for rival, _supplier in _suppliers(link):
            text = sent.get(_name(factor, rival), "")
            if text in VALUES or text == CANNOT_SAY:
                found.append(Answer(factor, rival, None if text == CANNOT_SAY else Decimal(text)))
    return found
