"""Pages for somebody without an account, whom a link brought there: in the language that they choose on the page, found
by no search engine, and kept by nobody on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openkam.core.i18n import LANGUAGES, language
from openkam.web.shell.access import no_store
from openkam.web.shell.context import LANGUAGE_CHOICES
from openkam.web.shell.speaking import speaking

LANGUAGE_SECONDS: Final = 30 * 24 * 3600


def unlisted(response: HttpResponse) -> HttpResponse:
    """The same, for nobody but who asked."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return no_store(response)


def languages() -> dict[str, Any]:
    """What a template needs to offer the languages."""
    return {"language_choices": LANGUAGE_CHOICES, "reader_language": language()}


def in_their_language(request: HttpRequest, answer: Callable[[bool], HttpResponse]) -> HttpResponse:
    """What `answer` makes, which is told whether a POST only switched to another language; the choice is remembered."""
    wanted = request.POST.get("language", "")
    is_switch = wanted in LANGUAGES
    with speaking(wanted) if is_switch else nullcontext():
        response = answer(is_switch)
        response.headers.setdefault("Content-Language", language())
    if is_switch:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, LANGUAGE_SECONDS, samesite="Lax", secure=request.is_secure(),
            httponly=True,
        )  # fmt: skip
    return unlisted(response)
