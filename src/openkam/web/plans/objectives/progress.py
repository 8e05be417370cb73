"""How far an objective has come: (value − baseline) ÷ (target − baseline), and whether that is enough by its day.

Enough is what a straight line from the day on which the baseline was set to the due date asks for. The sum of a year
that is not over is never compared with a target for a whole one: only an even pace through that year is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from openkam.web.plans.models import Objective
from openkam.web.plans.objectives.measured import Measured, Span

Standing = Literal["reached", "on_track", "behind", "missed", "unknown"]
Why = Literal[
    "", "no_value", "no_target", "no_baseline", "no_way", "wrong_way", "partial_year", "not_due_this_year", "no_day",
    "before_the_line",
]  # fmt: skip
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True)
class Progress:
    """`pct` of the way (None: unknown), what the line asks for by the value's day, the standing, and why not more.

    `so_far_pct` is set instead of `pct` where the value is that of a year which is not over: it is the part of the
    target that is reached so far, and `asked_pct` then the part of the year that the books hold.
    """

    pct: Decimal | None
    so_far_pct: Decimal | None
    asked_pct: Decimal | None
    standing: Standing
    why: Why
    line_from: date | None = None

    @property
    def shown_pct(self) -> Decimal | None:
        """What the bar shows, from 0 to 100."""
        pct = self.pct if self.pct is not None else self.so_far_pct
        return None if pct is None else min(max(pct, Decimal(0)), HUNDRED)


def progress(objective: Objective, found: Measured, since: date | None, today: date) -> Progress:
    """How far `objective` has come with the value `found`. `since`: the day on which its baseline was set."""
    if found.value is None:
        return _unknown("no_value")
    if objective.target is None:
        return _unknown("no_target")
    if found.span is not None and found.span.is_partial:
        return _within_year(objective, found.value, objective.target, found.span)
    reached = _reached(objective, found.value, objective.target)
    pct, why = _way(objective, found.value, objective.target)
    if reached:
        return Progress(pct, None, None, "reached", why)
    if objective.due_on is not None and objective.due_on < today:
        return Progress(pct, None, None, "missed", why)
    if pct is None:
        return _unknown(why)
    if objective.due_on is None:
        return Progress(pct, None, None, "unknown", "no_day")
    day = found.as_of or today
    asked = _asked(since, objective.due_on, day)
    if asked is None:
        return Progress(pct, None, None, "unknown", "before_the_line", since)
    return Progress(pct, None, asked, "on_track" if pct >= asked else "behind", "", since)


def _unknown(why: Why) -> Progress:
    return Progress(None, None, None, "unknown", why)


def _reached(objective: Objective, value: Decimal, target: Decimal) -> bool:
    return value >= target if objective.direction == Objective.Direction.HIGHER else value <= target


def _way(objective: Objective, value: Decimal, target: Decimal) -> tuple[Decimal | None, Why]:
    """The percent of the way from the baseline to the target."""
    if objective.baseline is None:
        return None, "no_baseline"
    whole = target - objective.baseline
    if whole == 0:
        return None, "no_way"
    if (whole > 0) != (objective.direction == Objective.Direction.HIGHER):
        return None, "wrong_way"
    return HUNDRED * (value - objective.baseline) / whole, ""


def _asked(since: date | None, due: date, day: date) -> Decimal | None:
    """The percent that the straight line asks for on `day`; None before the line begins."""
    if since is None or day < since:
        return None
    return HUNDRED if day >= due else HUNDRED * (day - since).days / (due - since).days


def _within_year(objective: Objective, value: Decimal, target: Decimal, span: Span) -> Progress:
    """The part of the target that is reached in a year that is not over, against an even pace."""
    if objective.direction != Objective.Direction.HIGHER or target <= 0:
        return _unknown("partial_year")
    so_far = HUNDRED * value / target
    if objective.due_on is None or not span.first <= objective.due_on <= span.last:
        return Progress(None, so_far, None, "unknown", "not_due_this_year")
    if value >= target:
        return Progress(None, so_far, None, "reached", "")
    asked = HUNDRED * span.months_covered / span.months
    return Progress(None, so_far, asked, "on_track" if so_far >= asked else "behind", "")
