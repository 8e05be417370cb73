"""Saying something in another language than the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

from openkam.core.i18n import use_language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside in this language: the texts of Django, and those of all that knows no Django."""
    with use_language(code), translation.override(code.lower() or "en"):
        yield
