"""What every page's shell needs."""

from __future__ import annotations

from django.http import HttpRequest

from openkam.core.i18n import LANGUAGES, language


def shell(request: HttpRequest) -> dict[str, object]:
    """The reader's language and the others on offer; more is fetched lazily by the templates."""
    return {"reader_language": language(), "languages": LANGUAGES}
