"""Who is meant by names that somebody typed: exact names first, then names that have all the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.web.people.models import Contact, TeamMember

BETWEEN: Final = re.compile(r"[;；、\n]")
LISTED: Final = 5
Human = TeamMember | Contact


class NotClear(ValueError):
    """A name that fits nobody, or several; the message says which, and what to do."""


def meant(text: str, people: Sequence[Human]) -> list[Human]:
    """The people whose names stand in `text`, parted by semicolons; by commas too, where no name has one.

    Those who are there go before those who have left. Raises `NotClear`.
    """
    found: list[Human] = []
    for piece in BETWEEN.split(text):
        if not piece.strip():
            continue
        try:
            found.append(_one(piece, people))
        except NotClear:
            parts = [part for part in re.split("[,，]", piece) if part.strip()]
            if len(parts) < 2:
                raise
            found += [_one(part, people) for part in parts]
    return list(dict.fromkeys(found))


def _one(piece: str, people: Sequence[Human]) -> Human:
    name = _key(piece)
    exact = [row for row in people if _key(str(row)) == name]
    found = exact or fitting(name, people)
    there = [row for row in found if row.left_on is None]
    if len(there or found) == 1:
        return (there or found)[0]
    if not found:
        raise NotClear(
            _("Nobody on this account is called “{name}”. Choose from the list, or add the person first.").format(
                name=piece.strip()[:80]
            )
        )
    names = ", ".join(str(row)[:80] for row in found[:LISTED])
    raise NotClear(
        ngettext(
            "{n} person fits “{name}”: {names}. Write more of the name, or choose from the list.",
            "{n} people fit “{name}”: {names}. Write more of the name, or choose from the list.",
            len(found),
        ).format(n=format_number(len(found)), name=piece.strip()[:80], names=names)
    )


def fitting(text: str, people: Sequence[Human]) -> list[Human]:
    """Everybody whose name has all the words of `text`: who is there first, and names that begin so."""
    words = _key(text).split()
    found = [row for row in people if all(word in _key(str(row)) for word in words)]
    first = words[0] if words else ""
    return sorted(found, key=lambda row: (row.left_on is not None, not _key(str(row)).startswith(first)))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
