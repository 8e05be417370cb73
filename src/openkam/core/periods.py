"""Calendar and fiscal periods. A period is a whole number of months; every larger one is a union of months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How long a period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month, ordered in time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def index(self) -> int:
        """Months since January of the year 0."""
        return self.year * 12 + self.number - 1

    @classmethod
    def at(cls, index: int) -> Month:
        """The month with that `index`."""
        return cls(index // 12, index % 12 + 1)

    def plus(self, months: int) -> Month:
        """The month that many months later; earlier if negative."""
        return Month.at(self.index + months)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.plus(1).first_day - timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A closed span of days, both ends included, with the label that people use for it."""

    start: date
    end: date
    label: str
    grain: Grain = Grain.YEAR

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months, in order."""
        first, last = Month.of(self.start).index, Month.of(self.end).index
        return tuple(Month.at(index) for index in range(first, last + 1))

    def is_partial(self, *, as_of: date, first_day: date | None = None) -> bool:
        """Whether the books cover only a part of it.

        `as_of` is the last day that the books cover; `first_day` the first one, judged by its month, since no
        books record a holiday on the first of a month.
        """
        starts_late = first_day is not None and Month.of(first_day) > Month.of(self.start)
        return self.end > as_of or (starts_late and first_day is not None and first_day <= self.end)


def fiscal_year_number(day: date, start_month: int = 1) -> int:
    """The fiscal year that holds `day`, named by the calendar year in which it ends."""
    if not 1 <= start_month <= 12:
        raise ValueError(f"start_month is {start_month}; a month runs from 1 to 12")
    return day.year + (1 if start_month > 1 and day.month >= start_month else 0)


def fiscal_year(number: int, start_month: int = 1) -> Period:
    """The fiscal year `number`: `2020` if it is the calendar year, else `FY20`."""
    first = Month(number if start_month == 1 else number - 1, start_month)
    label = f"{number}" if start_month == 1 else f"FY{number % 100:02d}"
    return Period(first.first_day, first.plus(11).last_day, label, Grain.YEAR)


def five_years(as_of: date, start_month: int = 1) -> tuple[Period, Period, Period, Period, Period]:
    """Two years ago, last year, this year, next year and the year after, around `as_of`."""
    this = fiscal_year_number(as_of, start_month)
    two_ago, last, now, following, after = (fiscal_year(this + step, start_month) for step in (-2, -1, 0, 1, 2))
    return two_ago, last, now, following, after


def split(period: Period, grain: Grain) -> tuple[Period, ...]:
    """The quarters or months inside `period`, which must start on the first of a month."""
    if grain is Grain.YEAR:
        return (period,)
    step = 3 if grain is Grain.QUARTER else 1
    months = period.months
    parts = []
    for at in range(0, len(months), step):
        span = months[at : at + step]
        month = f"{span[0].year}-{span[0].number:02d}"
        label = f"{period.label} Q{at // 3 + 1}" if grain is Grain.QUARTER else month
        parts.append(Period(span[0].first_day, span[-1].last_day, label, grain))
    return tuple(parts)
