"""Texts in the reader's language, without Django.

English is the source text. Catalogues are gettext `.mo` files in `openkam/locale/<locale>/LC_MESSAGES/django.mo`,
the same that the web application reads. The active language is a context variable, so that two requests
or two report builds in two languages never see each other's.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "zh-Hant", "zh-Hans")
LOCALE_DIR: Final = Path(__file__).resolve().parent.parent / "locale"
_LOCALES: Final = {"en": "en", "zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans"}

_active: ContextVar[str] = ContextVar("openkam_language", default="en")


def normalise_language(code: str | None) -> str:
    """Return one of `LANGUAGES` for any usual tag (`zh-TW`, `zh_CN`, `en-GB`), English where nothing fits."""
    tag = (code or "").replace("_", "-").lower()
    if tag in {"zh-hant", "zh-tw", "zh-hk", "zh-mo"} or tag.startswith("zh-hant-"):
        return "zh-Hant"
    if tag.startswith("zh"):
        return "zh-Hans"
    return "en"


def language() -> str:
    """The reader's language, one of `LANGUAGES`."""
    return _active.get()


def locale() -> str:
    """The reader's language as a Babel locale name: `en`, `zh_Hant` or `zh_Hans`."""
    return _LOCALES[_active.get()]


def activate(code: str | None) -> None:
    """Make `code` the language of this context from here on."""
    _active.set(normalise_language(code))


@contextmanager
def use_language(code: str | None) -> Iterator[None]:
    """Make `code` the language inside the block and restore the former one after it."""
    token = _active.set(normalise_language(code))
    try:
        yield
    finally:
        _active.reset(token)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("django", LOCALE_DIR, [_LOCALES[code]], fallback=True)


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    return _catalogue(_active.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """`singular` or `plural` for `count`, in the reader's language."""
    return _catalogue(_active.get()).ngettext(singular, plural, count)


def sentences(*parts: str) -> str:
    """Whole sentences one after the other, empty ones left out; Chinese sets no space between them."""
    return ("" if _active.get().startswith("zh") else " ").join(part for part in parts if part)


class LazyText:
    """A text that is translated when it is read, for names fixed at import time."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __repr__(self) -> str:
        return f"LazyText({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and other.message == self.message

    def __hash__(self) -> int:
        return hash(self.message)


def gettext_lazy(message: str) -> LazyText:
    """`message`, translated whenever it is turned into a string."""
    return LazyText(message)
