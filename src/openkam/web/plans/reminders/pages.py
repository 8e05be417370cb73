"""The settings of one's own calendar and weekly mail, the calendar itself, and stopping the mail without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.i18n import language, normalise_language
from openkam.web.plans.actions import reminding
from openkam.web.plans.models import Digest, Feed
from openkam.web.plans.reminders import feed, sending
from openkam.web.shell import registry
from openkam.web.shell.access import WITHIN_SECONDS, asked_too_often, no_store, reader
from openkam.web.shell.links import hash_of
from openkam.web.shell.speaking import speaking
from openkam.web.shell.strangers import languages, unlisted

SEEN_EVERY: Final = timedelta(hours=1)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The reader's own calendar address and weekly mail."""
    return _page(request)


def _page(request: HttpRequest, url: str = "") -> HttpResponse:
    user = reader(request)
    shown = Digest.objects.exclude(error="").filter(is_wanted=True).select_related("user")
    context = {
        "tabs": registry.tabs(registry.settings_tabs, user),
        "tab": "reminders",
        "feed": Feed.objects.filter(user=user).first(),
        "digest": Digest.objects.filter(user=user, is_wanted=True).first(),
        "failed": shown.exclude(user=user) if user.is_administrator else (),
        "mail_works": settings.EMAIL_CONFIGURED,
        "url": url,
    }
    return no_store(render(request, "plans/reminders/settings.html", context))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a new address for the calendar and show it, this once."""
    token = reminding.make_feed(user=reader(request))
    return _page(request, url=_site(request) + reverse("calendar", args=[token]))


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """The calendar's address works no longer."""
    if reminding.revoke_feed(user=reader(request)):
        messages.success(request, _("The address works no longer; calendars that know it show nothing new."))
    return redirect("settings-reminders")


@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """Begin or stop the weekly mail."""
    user = reader(request)
    if request.POST.get("wanted") == "1":
        reminding.want_digest(user=user, site=_site(request))
        messages.success(request, _("The weekly mail comes from next Monday on."))
    elif reminding.stop_digest(user=user):
        messages.success(request, _("No weekly mail is sent to you any more."))
    return redirect("settings-reminders")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a token; one that is wrong, replaced or revoked tells nothing."""
    found = Feed.objects.select_related("user").filter(token_hash=hash_of(token), user__is_active=True).first()
    if found is None:
        return no_store(HttpResponse(status=404, content_type="text/plain"))
    if asked_too_often(f"calendar:{found.pk}"):
        busy = HttpResponse(status=429, content_type="text/plain", headers={"Retry-After": str(WITHIN_SECONDS)})
        return no_store(busy)
    now = timezone.now()
    if found.read_at is None or now - found.read_at > SEEN_EVERY:
        Feed.objects.filter(pk=found.pk).update(read_at=now)
    code = normalise_language(found.user.language)
    with speaking(code):
        body = feed.calendar_of(found.user, _site(request))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="key-accounts.ics"'
    return unlisted(answer)


# The signed token is the authority, and mail programs post without a cookie or a token of ours (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the weekly mail by the link that stands in it; looking at the page alone stops nothing."""
    found = sending.stopped_by(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        reminding.stop_digest(user=found.user)
    code = normalise_language(found.user.language)
    with speaking(code):
        context = languages() | {"is_over": request.method == "POST" or not found.is_wanted}
        answer = render(request, "plans/reminders/stop.html", context)
        answer.headers["Content-Language"] = language()
    return unlisted(answer)
