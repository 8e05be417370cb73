"""Many names in one sentence: the first ones, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number

NAMED = 12
"""So many names a reader takes in; whoever wants the rest looks into a table."""


def listed(names: Iterable[str], at_most: int = NAMED) -> str:
    """`names` with the comma of the reader's language, those after the first `at_most` as a number."""
    every = list(names)
    shown = _(", ").join(every[:at_most])
    if len(every) <= at_most:
        return shown
    return _("{names} and {count} more").format(names=shown, count=format_number(len(every) - at_most))
