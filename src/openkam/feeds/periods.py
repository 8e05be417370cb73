"""Which periods an analysis shows, what the books cover of each, and which months growth may compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from openkam.core.periods import Grain, Month, Period, fiscal_year, fiscal_year_number, five_years, split
from openkam.ledger import BooksSettings, Coverage
from openkam.tools.define.portfolio.inputs import PeriodInput

Choice = Literal["five", "all"] | Grain
"""`five`: two years ago to the year after next; `all`: every fiscal year of the books; a grain: all of that length."""


@dataclass(frozen=True)
class Columns:
    """The booked periods, the years that may be proposed after them, and the whole months that are comparable."""

    booked: tuple[PeriodInput, ...]
    ahead: tuple[Period, ...]
    first_month: int
    """Index of the first month that the books cover."""
    last_month: int
    """Index of the month of the as-of date."""
    last_whole_month: int
    """Index of the last month that ended on or before the as-of date."""


def columns_for(coverage: Coverage, settings: BooksSettings, choice: Choice) -> Columns:
    """The columns of `choice` as of `settings.as_of`; periods of which the books cover nothing are left out."""
    as_of, start = settings.as_of, settings.fiscal_year_start
    first, last = Month.of(coverage.first_day), Month.of(as_of)
    whole = last.index if last.last_day <= as_of else last.index - 1
    five = five_years(as_of, start)
    if choice == "five":
        periods: Sequence[Period] = five[:3]
    else:
        numbers = range(fiscal_year_number(coverage.first_day, start), fiscal_year_number(as_of, start) + 1)
        years = [fiscal_year(number, start) for number in numbers]
        grain = Grain.YEAR if choice == "all" else choice
        periods = [part for year in years for part in split(year, grain)]
    seen = [period for period in periods if _covered(period, first, last)]
    booked = tuple(_booked(period, as_of, coverage.first_day, first.index, whole) for period in seen)
    return Columns(booked, five[3:] if choice == "five" else (), first.index, last.index, whole)


def _covered(period: Period, first: Month, last: Month) -> list[Month]:
    return [month for month in period.months if first <= month <= last]


def comparable(period: Period | PeriodInput, first_month: int, last_whole_month: int) -> tuple[int, int] | None:
    """First and last month index of `period` that are whole and whose namesakes a year before are covered."""
    low = max(Month.of(period.start).index, first_month + 12)
    high = min(Month.of(period.end).index, last_whole_month)
    return (low, high) if low <= high else None


def _booked(period: Period, as_of: date, first_day: date, first_month: int, last_whole_month: int) -> PeriodInput:
    compared = comparable(period, first_month, last_whole_month)
    return PeriodInput(
        label=period.label,
        start=period.start,
        end=period.end,
        months=len(period.months),
        months_covered=len(_covered(period, Month.of(first_day), Month.of(as_of))),
        kind="partial" if period.is_partial(as_of=as_of, first_day=first_day) else "actual",
        compared_from=Month.at(compared[0]).first_day if compared else None,
        compared_to=Month.at(compared[1]).last_day if compared else None,
    )
