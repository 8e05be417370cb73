"""Small texts that several pages of figures share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openkam.core.numbers import format_date
from openkam.tools.define.portfolio.inputs import ALL
from openkam.web.portfolio.books import State
from openkam.web.portfolio.frame import Frame


def shown_period(frame: Frame, label: str) -> str:
    """`FY20, 11 months`, or what `all` stands for."""
    if label == ALL:
        booked = [period for period in frame.periods if period.kind != "proposed"]
        if not booked:
            return ""
        return _("{first} to {last}").format(first=booked[0].label, last=booked[-1].label)
    period = next(one for one in frame.periods if one.label == label)
    if period.kind == "partial":
        return _("{period}, {months} months").format(period=label, months=period.months_covered)
    return _("{period}, proposed").format(period=label) if period.kind == "proposed" else label


def source_text(state: State, frame: Frame) -> str:
    """Where the figures come from and up to which day."""
    how = (
        _("Snapshot {number}, invoices up to {day} (the date set in the settings)")
        if state.as_of_is_typed
        else _("Snapshot {number}, invoices up to {day} (the last invoice)")
    )
    return how.format(number=state.snapshot.number, day=format_date(frame.as_of))
