"""Words that all blocks of the morphological chart share."""

from __future__ import annotations

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.tools.analyze.concepts.result import Check, ConceptsResult

_EXACT_BELOW = 10**15


def count_text(value: int) -> str:
    """A whole number in full, or in powers of ten where nobody could read it."""
    if value < _EXACT_BELOW:
        return format_number(value)
    power = len(str(value)) - 1
    return _("{number} × 10^{power}").format(number=format_number(value / 10**power, 2), power=power)


def concept_letters(result: ConceptsResult) -> dict[str, str]:
    """A, B, C … for each concept in order; from the 27th on AA, AB …"""
    found = {}
    for at, row in enumerate(result.concepts):
        first = chr(ord("A") + at // 26 - 1) if at >= 26 else ""
        found[row.id] = first + chr(ord("A") + at % 26)
    return found


def means_names(result: ConceptsResult) -> dict[tuple[str, str], str]:
    """Name of each means by function and means."""
    return {(row.id, means.id): means.name for row in result.functions for means in row.means}


def exclusions(result: ConceptsResult) -> dict[tuple[str, str], str]:
    """For each means, by function and means, what it excludes, with the reasons; only means that exclude something."""
    names = means_names(result)
    found: dict[tuple[str, str], list[str]] = {}
    for pair in result.incompatible:
        one, other = (pair.function, pair.means), (pair.other_function, pair.other_means)
        for mine, theirs in ((one, other), (other, one)):
            text = names[theirs]
            if pair.reason:
                text = _("{means} ({reason})").format(means=text, reason=pair.reason)
            found.setdefault(mine, []).append(text)
    return {key: _("; ").join(texts) for key, texts in found.items()}


def clash_texts(result: ConceptsResult, check: Check) -> list[str]:
    """The incompatible pairs that a concept has picked, by name and with the reason."""
    names = means_names(result)
    found = []
    for at in check.clashes:
        pair = result.incompatible[at]
        words = {"one": names[pair.function, pair.means], "other": names[pair.other_function, pair.other_means]}
        if pair.reason:
            found.append(_("{one} with {other}: {reason}").format(**words, reason=pair.reason))
        else:
            found.append(_("{one} with {other}").format(**words))
    return found


def verdict(check: Check) -> str:
    """Whether a concept can go on."""
    if check.clashes:
        return _("cannot be built")
    return _("not complete") if check.missing else _("feasible")
