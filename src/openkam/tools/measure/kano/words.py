"""What categories and verdicts are called, in the reader's language."""

from __future__ import annotations

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.measure.kano.inputs import KanoReading
from openkam.tools.measure.kano.maths import Category


def category_name(category: Category) -> str:
    """The name of a category with its letter."""
    return {
        "M": _("Must-be (M)"),
        "O": _("One-dimensional (O)"),
        "A": _("Attractive (A)"),
        "I": _("Indifferent (I)"),
        "R": _("Reverse (R)"),
        "Q": _("Questionable (Q)"),
    }[category]


def category_tip(category: Category) -> str:
    """What a category asks us to do."""
    return {
        "M": _("Taken for granted: never let it fail, do not pay for more of it."),
        "O": _("More of it pleases more: be better than the rival."),
        "A": _("Nobody misses it, everybody enjoys it: choose one or two to stand out."),
        "I": _("Hardly anybody cares: save the effort."),
        "R": _("Wanted the other way round: ask again with the opposite."),
        "Q": _("The answers contradict themselves: word the question anew."),
    }[category]


def verdict(reading: KanoReading) -> str:
    """The category as it may be printed: with n and `not significant` in its place where the answers are few."""
    if reading.category is None:
        if not reading.n:
            return _("no answers")
        return _("n = {n}, not significant").format(n=format_number(reading.n))
    name = category_name(reading.category)
    if reading.fong and not reading.fong.significant:
        return _("{category}, lead not significant").format(category=name)
    return name
