"""Finding, state and sums of relative strength, in words. Every number comes from the account matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from openkam.core.i18n import sentences
from openkam.core.numbers import format_as_typed, format_number, format_percent
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.tools.define.account_matrix.wording import class_label

NAME_CHARS = 80
WHOLE = 1 - 1e-9


def supplier_name(name: str | None) -> str:
    """A supplier as it is called; empty or None is ourselves."""
    return one_line(name, NAME_CHARS) if name else _("Us")


def finding(name: str, placed: Placed | None, is_rated: bool) -> str:
    """What one account shows, in a sentence."""
    said = {"name": one_line(name, NAME_CHARS)}
    if placed is None or placed.strength is None:
        if is_rated:
            return _("{name}: no factor is scored for us and for a rival yet").format(**said)
        return _("{name}: nobody has rated us and the rivals yet").format(**said)
    said["ratio"] = format_number(placed.strength, 2)
    ahead = round(placed.strength, 2)
    if placed.rival is None:
        if ahead > 1:
            return _("{name}: above the midpoint of the scale, ratio {ratio}").format(**said)
        return _("{name}: not above the midpoint of the scale, ratio {ratio}").format(**said)
    said["rival"] = one_line(placed.rival, NAME_CHARS)
    if ahead > 1:
        return _("{name}: we are ahead of {rival}, ratio {ratio}").format(**said)
    if ahead < 1:
        return _("{name}: {rival} is ahead of us, ratio {ratio}").format(**said)
    return _("{name}: we are level with {rival}, ratio {ratio}").format(**said)


def list_finding(strengths: Sequence[float | None], waiting: int) -> str:
    """What all accounts that the reader sees show together; `waiting` are not rated at all."""
    known = [round(one, 2) for one in strengths if one is not None]
    parts = []
    if known:
        ahead = sum(one > 1 for one in known)
        text = ngettext(
            "We are ahead of the best rival at {ahead} of {count} account compared.",
            "We are ahead of the best rival at {ahead} of {count} accounts compared.",
            len(known),
        )
        parts.append(text.format(ahead=format_number(ahead), count=format_number(len(known))))
    if waiting:
        text = ngettext("{count} account is not rated yet.", "{count} accounts are not rated yet.", waiting)
        parts.append(text.format(count=format_number(waiting)))
    return sentences(*parts) if parts else _("Every account is rated; none can be compared with a rival yet.")


@dataclass(frozen=True)
class Line:
    """One factor of the sum: what each side has and what that adds to its total."""

    name: str
    share: str
    ours: str
    theirs: str
    our_part: str
    their_part: str


@dataclass(frozen=True)
class Sum:
    """How the ratio of one account is made."""

    lines: Sequence[Line]
    rival: str
    ours: str
    theirs: str
    ratio: str
    difference: str
    coverage: str
    """Empty where everything is scored."""
    feeds: str
    """What the matrix makes of it."""


def made(result: MatrixResult, placed: Placed | None) -> Sum | None:
    """The sum; None where there is no ratio."""
    if placed is None or placed.strength is None:
        return None
    covered = placed.strength_coverage
    lines = [
        Line(
            one_line(one.name, NAME_CHARS),
            format_percent(100 * one.share / covered, 1),
            format_as_typed(one.ours),
            format_as_typed(one.theirs),
            format_number(one.ours * one.share / covered, 3),
            format_number(one.theirs * one.share / covered, 3),
        )
        for one in placed.success
        if one.ours is not None and one.theirs is not None and one.share > 0
    ]
    part = _("Weights over the {percent} of the weight that both are scored on.")
    return Sum(
        lines=lines,
        rival=one_line(placed.rival, NAME_CHARS) if placed.rival else _("Midpoint of the scale"),
        ours=format_number(placed.our_total, 2),
        theirs=format_number(placed.rival_total, 2),
        ratio=format_number(placed.strength, 2),
        difference=format_number(placed.difference, 2, plus=True),
        coverage="" if covered >= WHOLE else part.format(percent=format_percent(100 * covered, 0)),
        feeds=_feeds(result, placed),
    )


def _feeds(result: MatrixResult, placed: Placed) -> str:
    said = {"ratio": format_number(placed.strength, 2), "line": format_number(result.strength_line, 2)}
    if placed.kind is None:
        return _("In the matrix it will stand at {ratio}, once its attractiveness is scored.").format(**said)
    said["kind"] = class_label(placed.kind)
    if placed.kind in ("k", "m"):
        return _("In the matrix it stands at {ratio}, on the strong side of the line {line}: {kind}.").format(**said)
    return _("In the matrix it stands at {ratio}, on the weak side of the line {line}: {kind}.").format(**said)
