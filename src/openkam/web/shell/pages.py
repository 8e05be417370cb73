"""Home, search, the choice of language and theme, and the sample data."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from openkam import __version__
from openkam.core.i18n import LANGUAGES
from openkam.web.shell import actions, queries, registry
from openkam.web.shell.access import administrators_only, reader
from openkam.web.shell.context import LANGUAGE_CHOICES, THEME_COOKIE, THEMES
from openkam.web.shell.models import User
from openkam.web.shell.speaking import speaking

YEAR_SECONDS = 365 * 24 * 3600


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs me: cards of every app, in order; a beginning where there are no books yet."""
    user = reader(request)
    shown = [card(request) for _order, card in sorted(registry.home_cards, key=lambda pair: pair[0])]
    cards = [card for card in shown if card is not None]
    sample = registry.sample[0] if registry.sample else None
    context = {
        "cards": cards,
        "finding": next((card["finding"] for _template, card in cards if card.get("finding")), ""),
        "has_books": any(question() for question in registry.has_books),
        "sample_is_loaded": sample is not None and sample.is_loaded(),
        "may_load_sample": sample is not None and user.sees_all,
        "may_remove_sample": sample is not None and user.is_administrator,
        "work": queries.running_jobs(user),
    }
    return render(request, "shell/home.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the reader may see and that matches; the hits alone for the palette."""
    text = request.GET.get("q", "")
    context = {"q": text, "groups": queries.search(reader(request), text)}
    template = "shell/hits.html" if request.headers.get("HX-Request") else "shell/search.html"
    return render(request, template, context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read everything in another language from now on."""
    wanted = request.POST.get("language", "")
    response = redirect(_back(request))
    if wanted in LANGUAGES:
        if isinstance(request.user, User):
            actions.choose_language(user=request.user, language=wanted)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
        with speaking(wanted):
            names = {code: name for code, _short, name in LANGUAGE_CHOICES}
            messages.success(request, _("The language is now {language}.").format(language=names[wanted]))
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    wanted = request.POST.get("theme", "")
    response = redirect(_back(request))
    if wanted in {"", *THEMES}:
        if isinstance(request.user, User):
            actions.choose_theme(user=request.user, theme=wanted)
        response.set_cookie(
            THEME_COOKIE, wanted, YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


@require_POST
def load_sample(request: HttpRequest) -> HttpResponse:
    """Load the sample company, as a job; programme leads and administrators only."""
    user = reader(request)
    if not registry.sample or not user.sees_all:
        raise Http404
    job = registry.sample[0].load(user)
    if job is None:
        messages.info(request, _("The sample data is there already."))
        return redirect("home")
    return redirect("job", job.pk)


@require_POST
@administrators_only
def remove_sample(request: HttpRequest) -> HttpResponse:
    """Take the sample company away; what people entered stays."""
    job = registry.sample[0].remove(reader(request)) if registry.sample else None
    if job is not None and not job.is_over:
        return redirect("job", job.pk)
    messages.success(request, _("The sample data is gone."))
    return redirect("home")


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """For a watchdog: whether the application answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok", "version": __version__})
