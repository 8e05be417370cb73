"""What the measurements of a criterion must be before they can be compared; every fault names its cell."""

from __future__ import annotations

from openkam.core.i18n import gettext as _
from openkam.tools.verify.pilot.parts import Criterion, Measured


def check_measured(place: str, criterion: Criterion, measured: Measured) -> None:
    """Raises ValueError where `measured` does not suit the comparison of `criterion`."""
    if criterion.design == "proportions":
        _check_tallies(place, criterion, measured)
        return
    if measured.before_tally is not None or measured.after_tally is not None:
        raise ValueError(
            _("{place}: tallies are for proportions; give values here").format(place=f"{place}.before_tally")
        )
    summaries = (measured.before_summary, measured.after_summary)
    if any(summary is not None for summary in summaries):
        _check_summaries(place, criterion, measured)
        return
    if criterion.ctq.direction == "target" and criterion.ctq.target is None:
        text = _("{place}: what is nearer to the target needs a target; give the CTQ one, or another direction")
        raise ValueError(text.format(place=f"{place}.criterion"))
    if criterion.design == "paired":
        _check_pairs(place, measured)
        return
    for side, values in (("before", measured.before), ("after", measured.after)):
        if sum(value is not None for value in values) < 2:
            raise ValueError(_("{place}: at least two values are needed").format(place=f"{place}.{side}"))


def _check_tallies(place: str, criterion: Criterion, measured: Measured) -> None:
    if measured.before or measured.after or measured.before_summary or measured.after_summary:
        raise ValueError(_("{place}: proportions take tallies, no values").format(place=f"{place}.before"))
    for side, tally in (("before_tally", measured.before_tally), ("after_tally", measured.after_tally)):
        if tally is None:
            raise ValueError(_("{place}: give the count and the whole").format(place=f"{place}.{side}"))
    if criterion.ctq.direction == "target":
        raise ValueError(_("{place}: a proportion is better when higher or lower").format(place=f"{place}.criterion"))


def _check_summaries(place: str, criterion: Criterion, measured: Measured) -> None:
    if measured.before or measured.after:
        text = _("{place}: give either values or figures, not both")
        raise ValueError(text.format(place=f"{place}.before_summary"))
    for side, summary in (("before_summary", measured.before_summary), ("after_summary", measured.after_summary)):
        if summary is None:
            raise ValueError(_("{place}: give number, mean and standard deviation").format(place=f"{place}.{side}"))
    if criterion.design in ("paired", "series") or criterion.ctq.direction == "target":
        text = _("{place}: this comparison needs the values themselves")
        raise ValueError(text.format(place=f"{place}.before_summary"))


def _check_pairs(place: str, measured: Measured) -> None:
    if len(measured.before) != len(measured.after):
        text = _("{place}: {after} values stand against {before}; pairs need as many before as after")
        sizes = {"after": len(measured.after), "before": len(measured.before)}
        raise ValueError(text.format(place=f"{place}.after", **sizes))
    pairs = sum(
        one is not None and other is not None for one, other in zip(measured.before, measured.after, strict=True)
    )
    if pairs < 2:
        raise ValueError(_("{place}: at least two whole pairs are needed").format(place=f"{place}.after"))
