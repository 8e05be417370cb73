"""From counted time to days of the calendar and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor

import numpy as np

from openkam.tools.verify.transition.inputs import DATED, Unit

FUZZ = 1e-9
"""A finish of 3.0000000001 days is the end of the third day."""
DAYS_IN_ALL_YEARS = 3_652_059


def days_from(start: date | None, unit: Unit, days: Sequence[float]) -> list[date | None]:
    """The day on which each time of `days` (in `unit` from the start of `start`) falls; None where there is no date.

    None too beyond the year 9999, where the calendar of Python ends.
    """
    if start is None or unit not in DATED:
        return [None] * len(days)
    factor = 7 if unit == "weeks" else 1
    whole = np.array([min(floor(day * factor + FUZZ), DAYS_IN_ALL_YEARS) for day in days], dtype=np.int64)
    first = np.datetime64(start, "D")
    # A plan in working days that starts on a Saturday starts on the Monday after it.
    found = np.busday_offset(first, whole, roll="forward") if unit == "working_days" else first + whole
    last = np.datetime64(date.max, "D")
    return [day if inside else None for day, inside in zip(found.tolist(), (found <= last).tolist(), strict=True)]


def last_days(start: date | None, unit: Unit, starts: Sequence[float], finishes: Sequence[float]) -> list[date | None]:
    """The last day of each task: a task of one day that starts on a Monday also ends on it."""
    factor = 7 if unit == "weeks" else 1
    ends = [
        max(floor(begin * factor + FUZZ), ceil(end * factor - FUZZ) - 1) / factor
        for begin, end in zip(starts, finishes, strict=True)
    ]
    return days_from(start, unit, ends)


def time_until_end_of(day: date, start: date, unit: Unit) -> float:
    """Units of time from the start of `start` to the end of `day`; negative where it lies before."""
    after = day + timedelta(days=1) if day < date.max else day
    if unit == "working_days":
        return float(np.busday_count(np.datetime64(start, "D"), np.datetime64(after, "D")))
    days = (day - start).days + 1
    return days / 7 if unit == "weeks" else float(days)
