"""Pages for what went wrong, in the reader's language and in our look. They ask the database for nothing."""

from __future__ import annotations

import logging
import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from openkam.core.disk import DiskFull, is_full
from openkam.core.errors import OpenKAMError
from openkam.core.i18n import language, use_language
from openkam.web.shell.context import chosen_language, chosen_theme

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    try:
        theme, code = chosen_theme(request), chosen_language(request)
    except (DatabaseError, AttributeError):
        # The fault may lie in the database, or before anything knew who asks.
        theme, code = "", language()
    with use_language(code):
        context = {"title": title, "text": text, "theme": theme, "reader_language": code, "status": status}
        return HttpResponse(render_to_string("shell/lost.html", context), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    text = _("It may have been removed, or it is not yours to see. Ask your administrator if you expected it here.")
    return _page(request, 404, _("There is nothing here"), text)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, 403, _("This is not allowed"), _("Go back and try another way, or ask your administrator."))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid CSRF token."""
    text = _(
        "The form was too old or came from elsewhere, so nothing was changed. "
        "Go back, reload the page and send it again."
    )
    return _page(request, 403, _("Please send this again"), text)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(
        request, 400, _("The request could not be understood"), _("Nothing was changed. Go back and try again.")
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, and a full disk by its name."""
    # Django calls this while it handles the error, which may come from what surrounds a page: uploads, sessions.
    if is_full(sys.exception()):
        return disk_is_full(request)
    text = _(
        "Something went wrong that OpenKAM did not expect. Nothing half-done was kept. "
        "The server's log says more; tell your administrator."
    )
    return _page(request, 500, _("This did not work"), text)


def full_disk() -> DiskFull:
    """The error of work for which the server's disk had no room."""
    return DiskFull(
        _("The server's disk is full, so nothing could be stored."),
        remedy=_("Nothing half-done was kept. Ask an administrator to free some space, then do it again."),
    )


def disk_is_full(request: HttpRequest) -> HttpResponse:
    """507."""
    logger.error("The disk is full: %s %s was not done", request.method, request.path)
    error = full_disk()
    return _page(request, 507, error.message, error.remedy)


def told(request: HttpRequest, error: OpenKAMError) -> HttpResponse:
    """An error that OpenKAM raised on purpose and no page handled."""
    return _page(request, 400, error.message, error.remedy)
