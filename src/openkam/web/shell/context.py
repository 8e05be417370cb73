"""What every page's shell needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from openkam.core.i18n import LANGUAGES, language, normalise_language
from openkam.web.shell import queries, registry
from openkam.web.shell.models import User

LANGUAGE_CHOICES: Final = (("en", "EN", "English"), ("zh-Hant", "繁", "繁體中文"), ("zh-Hans", "简", "简体中文"))
"""(code, short name, name), each in its own language."""
THEME_COOKIE: Final = "okam_theme"
THEMES: Final = ("light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing where the system decides: the person's setting, else the cookie."""
    user = getattr(request, "user", None)
    wanted = getattr(user, "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in THEMES else ""


def chosen_language(request: HttpRequest) -> str:
    """The person's setting, else the cookie, else what the browser asks for; one of `LANGUAGES`."""
    wanted = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if wanted:
        return normalise_language(wanted)
    for part in request.headers.get("Accept-Language", "").split(","):
        tag = part.split(";")[0].strip()
        if tag.lower().startswith(("en", "zh")):
            return normalise_language(tag)
    return LANGUAGES[0]


def initials(user: User) -> str:
    """One or two letters for a person."""
    words = str(user).split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def side(request: HttpRequest) -> Sequence[tuple[str, object, list[dict[str, object]]]]:
    """The side bar: (section key, heading, lines), with the line of the present page marked."""
    user = request.user
    if not isinstance(user, User):
        return []
    parts = []
    page = request.resolver_match.url_name if request.resolver_match else None
    for key, heading, entries in registry.entries(user):
        lines: list[dict[str, object]] = []
        for entry in entries:
            url = reverse(entry.url_name)
            below = url != "/" and not entry.is_page_alone and request.path.startswith(url)
            here = request.path == url or below or page in entry.covers
            lines.append(
                {
                    "key": entry.key,
                    "label": entry.label,
                    "icon": entry.icon,
                    "url": url,
                    "badge": entry.badge(user),
                    "on": here,
                }
            )
        parts.append((key, heading, lines))
    return parts


def foot_lines(user: User) -> list[registry.FootLine]:
    """What stands at the foot of the side bar."""
    found = [line(user) for line in registry.side_foot]
    return [line for line in found if line is not None]


def shell(request: HttpRequest) -> dict[str, object]:
    """The reader's language and theme and the choices; what costs a query is asked for only when it is drawn."""
    user = request.user
    return {
        "reader_language": language(),
        "language_choices": LANGUAGE_CHOICES,
        "theme": chosen_theme(request),
        "side": SimpleLazyObject(lambda: side(request)),
        "foot_lines": SimpleLazyObject(lambda: foot_lines(user) if isinstance(user, User) else []),
        "running_jobs": SimpleLazyObject(lambda: queries.running_jobs(user) if isinstance(user, User) else []),
        "initials": initials(user) if isinstance(user, User) else "",
        "email_configured": settings.EMAIL_CONFIGURED,
    }
