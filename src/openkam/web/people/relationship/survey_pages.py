"""What a person of the customer sees: the six questions on one page, without an account, in their language.

It tells nothing but the questions and our company's name, and looks the same for a token that is wrong, withdrawn or
too old, so that it tells a stranger nothing at all.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.core.errors import InvalidInput
from openkam.web.people.actions.stage_surveys import StageSurveyClosed, answer_stage_survey, is_open, survey_of
from openkam.web.people.models import StageSurvey
from openkam.web.people.relationship.pages import answers_sent
from openkam.web.people.relationship.showing import items
from openkam.web.shell.access import asked_too_often
from openkam.web.shell.models import Workspace
from openkam.web.shell.strangers import in_their_language, languages


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; a POST keeps the answers, or shows them again in another language."""
    found = survey_of(token)
    return in_their_language(request, lambda is_switch: _answered(request, found, is_switch=is_switch))


def _answered(request: HttpRequest, found: StageSurvey | None, *, is_switch: bool) -> HttpResponse:
    if found is None:
        return _said(request, "closed", 410)
    if asked_too_often(f"stage-survey:{found.pk}"):
        return _said(request, "busy", 429)
    if found.answered_at is not None:
        return _said(request, "thanks", 200)
    if not is_open(found):
        return _said(request, "closed", 410)
    if request.method != "POST" or is_switch:
        return _form(request, "")
    try:
        answer_stage_survey(survey=found, answers=answers_sent(request.POST))
    except StageSurveyClosed:
        return _said(request, "closed", 410)
    except InvalidInput:
        return _form(request, _("Please answer at least one question before you send."))
    return redirect(request.path)


def _said(request: HttpRequest, state: str, status: int) -> HttpResponse:
    return render(request, "people/relationship/survey_said.html", languages() | {"state": state}, status=status)


def _form(request: HttpRequest, fault: str) -> HttpResponse:
    company = Workspace.objects.filter(pk=1).values_list("name", flat=True).first() or ""
    context = languages() | {"items": items(None, request.POST.dict()), "company": company, "fault": fault}
    return render(request, "people/relationship/survey.html", context, status=400 if fault else 200)
