"""Text that any file format can hold: names come from other people's files and may contain anything."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML 1.0 forbids or discourages: control characters, lone surrogates, non-characters."""
_BIDI_CONTROLS: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def legible(text: str, limit: int | None = None) -> str:
    """`text` without what XML cannot hold and without direction overrides; cut to `limit` characters.

    An override inside a name would turn round the rest of the line; letters of right-to-left scripts stay.
    """
    clean = _BIDI_CONTROLS.sub("", _ILLEGAL.sub("", text))
    return shorten(clean, limit) if limit is not None else clean


def one_line(text: str, limit: int | None = None) -> str:
    """`legible(text)` with line breaks and runs of blanks turned into single spaces."""
    return legible(" ".join(text.split()), limit)


def shorten(text: str, limit: int) -> str:
    """`text` cut to at most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"


def width(text: str) -> float:
    """Roughly how wide `text` is, in widths of a digit: Chinese, Japanese and Korean signs count twice."""
    return sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.85
    return 0.55 if sign in " .,:;'|!iljtfrI·()[]" else 1
