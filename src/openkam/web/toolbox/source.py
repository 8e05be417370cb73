"""The source of a worked example in two parts: the work itself, and what of it is printed and what is ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"(?<=[\w)%]{2})(?:\. (?=[A-Z])|; )")
_PART = re.compile(r": |, (?=[a-z])|; ")
_SHORT, _LONG = 44, 150
"""A first sentence beyond the latter is cut at its first part that is longer than the former."""


def parted(source: str) -> tuple[str, str]:
    """The first sentence, or of a long one its first part, and all that follows; no bracket or title is cut."""
    if len(source) <= _LONG:
        return source, ""
    level = set(_level(source))
    ends = [match.start() for match in _SENTENCE.finditer(source) if match.start() in level]
    first = ends[0] if ends else len(source)
    if first > _LONG:
        parts = [match.start() for match in _PART.finditer(source, _SHORT) if match.start() in level]
        first = min([first, *parts])
    return source[:first].rstrip(), source[first:].lstrip(".:;, ")


def _level(source: str) -> Iterator[int]:
    """The places of `source` that stand in no brackets and no single quotes; an apostrophe opens nothing."""
    deep, quoted = 0, False
    for at, sign in enumerate(source):
        deep += (sign == "(") - (sign == ")")
        if sign == "'":
            before, after = source[at - 1 : at], source[at + 1 : at + 2]
            quoted = after.isalnum() if quoted else before in ("", " ", "(")
        if deep <= 0 and not quoted:
            yield at
