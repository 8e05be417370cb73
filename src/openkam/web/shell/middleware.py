"""What every request passes through: security headers, the reader's language, and the sign-in gate."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from openkam.core.disk import is_full
from openkam.core.errors import OpenKAMError
from openkam.web.shell import errors
from openkam.web.shell.context import chosen_language
from openkam.web.shell.speaking import speaking

GetResponse = Callable[[HttpRequest], HttpResponse]
PUBLIC_PREFIXES = ("/user/", "/static/", "/first/", "/s/", "/language/", "/theme/", "/healthz", "/favicon.ico")


def security_headers(get_response: GetResponse) -> GetResponse:
    """Send the content security policy with every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response

    return middleware


def reader_language(get_response: GetResponse) -> GetResponse:
    """Activate the reader's language for Django and for everything that knows no Django."""

    def middleware(request: HttpRequest) -> HttpResponse:
        code = chosen_language(request)
        with speaking(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def sign_in_required(get_response: GetResponse) -> GetResponse:
    """Nothing but sign-in pages and static files is served to strangers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(PUBLIC_PREFIXES):
            return get_response(request)
        return redirect_to_login(request.get_full_path())

    return middleware


def told_errors(get_response: GetResponse) -> GetResponse:
    """Answer an `OpenKAMError` that no page handled with its own words, and a full disk with what to do about it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OpenKAMError):
            return errors.told(request, exception)
        return errors.disk_is_full(request) if is_full(exception) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined] # how Django finds the hook
    return middleware
