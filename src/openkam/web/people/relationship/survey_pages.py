"""What a person of the customer sees: the six questions on one page, without an account, in their language.

It tells nothing but the questions and our company's name, and looks the same for a token that is wrong, withdrawn or
too old, so that it tells a stranger nothing at all.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.core.errors import InvalidInput
from openkam.core.i18n import LANGUAGES, language, use_language
from openkam.web.people.actions.stage_surveys import StageSurveyClosed, answer_stage_survey, is_open, survey_of
from openkam.web.people.models import StageSurvey
from openkam.web.people.relationship.pages import answers_sent
from openkam.web.people.relationship.showing import items
from openkam.web.shell.access import asked_too_often, no_store
from openkam.web.shell.context import LANGUAGE_CHOICES
from openkam.web.shell.models import Workspace

LANGUAGE_SECONDS: Final = 30 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; a POST keeps the answers, or shows them again in another language."""
    wanted = request.POST.get("language", "")
    with _in_language(wanted):
        response = _answered(request, survey_of(token), is_switch=wanted in LANGUAGES)
        response.headers.setdefault("Content-Language", language())
    if wanted in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, LANGUAGE_SECONDS, samesite="Lax", secure=request.is_secure(),
            httponly=True,
        )  # fmt: skip
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return no_store(response)


def _in_language(code: str) -> AbstractContextManager[object]:
    stack = ExitStack()
    if code in LANGUAGES:
        stack.enter_context(use_language(code))
        stack.enter_context(translation.override(code.lower()))
    return stack


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


def _shared() -> dict[str, Any]:
    return {"language_choices": LANGUAGE_CHOICES, "reader_language": language()}


def _said(request: HttpRequest, state: str, status: int) -> HttpResponse:
    return render(request, "people/relationship/survey_said.html", _shared() | {"state": state}, status=status)


def _form(request: HttpRequest, fault: str) -> HttpResponse:
    company = Workspace.objects.filter(pk=1).values_list("name", flat=True).first() or ""
    context = _shared() | {"items": items(None, request.POST.dict()), "company": company, "fault": fault}
    return render(request, "people/relationship/survey.html", context, status=400 if fault else 200)
