"""The plan as slides: a preview, for whom and in which language, and the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from openkam.core.i18n import LANGUAGES, language
from openkam.web.accounts.pages import frame, visible_account
from openkam.web.plans.deck import exports
from openkam.web.plans.deck.showing import on_page
from openkam.web.plans.deck.slides import slides
from openkam.web.plans.deck.told import AUDIENCES, Audience, told
from openkam.web.shell import files
from openkam.web.shell.access import reader
from openkam.web.shell.context import LANGUAGE_CHOICES
from openkam.web.shell.speaking import speaking


def _audience(request: HttpRequest) -> Audience:
    asked = request.GET.get("for", "")
    return next((one for one in AUDIENCES if one == asked), "internal")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else language()


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What each slide holds, as the audience will see it."""
    account, audience, code = visible_account(request, pk), _audience(request), _language(request)
    with speaking(code):
        plan = told(reader(request), account, audience)
        made = on_page(slides(plan))
        said = {"title": plan.title, "subtitle": exports.subtitle_of(plan), "source": plan.source}
    audiences = {"internal": _("our own people"), "customer": _("the customer")}
    context = {
        **made, "cover": said, "audience": audience, "audiences": audiences.items(), "code": code,
        "languages": [(key, name) for key, _short, name in LANGUAGE_CHOICES],
    }  # fmt: skip
    return render(request, "plans/deck/page.html", dict(frame(request, account, "plan", **context)))


def _file(request: HttpRequest, pk: int, kind: files.Kind) -> HttpResponseBase:
    account, audience = visible_account(request, pk), _audience(request)
    with speaking(_language(request)):
        name = exports.name_of(account, audience)
        return files.send(kind, lambda path: exports.write(kind, path, reader(request), account, audience), name)


@require_GET
def deck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The plan as slides."""
    return _file(request, pk, "deck")


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    return _file(request, pk, "workbook")
