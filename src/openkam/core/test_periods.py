from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from openkam.core.periods import Grain, Month, Period, fiscal_year, fiscal_year_number, five_years, split

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
STARTS = st.integers(1, 12)


def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends() -> None:
    assert fiscal_year(2020, 7) == Period(date(2019, 7, 1), date(2020, 6, 30), "FY20")
    assert fiscal_year(2020, 1) == Period(date(2020, 1, 1), date(2020, 12, 31), "2020")


def test_five_years_stand_around_the_as_of_date() -> None:
    assert [period.label for period in five_years(date(2020, 5, 31), 7)] == ["FY18", "FY19", "FY20", "FY21", "FY22"]
    assert five_years(date(2020, 7, 1), 7)[2].label == "FY21"


@given(DAYS, STARTS)
def test_every_day_lies_in_its_own_fiscal_year_of_twelve_months(day: date, start: int) -> None:
    year = fiscal_year(fiscal_year_number(day, start), start)
    assert day in year
    assert len(year.months) == 12
    assert year.start.month == start


@given(DAYS, STARTS, st.sampled_from([Grain.QUARTER, Grain.MONTH]))
def test_the_parts_of_a_year_follow_each_other_and_fill_it(day: date, start: int, grain: Grain) -> None:
    year = fiscal_year(fiscal_year_number(day, start), start)
    parts = split(year, grain)
    assert len(parts) == (4 if grain is Grain.QUARTER else 12)
    assert parts[0].start == year.start
    assert parts[-1].end == year.end
    assert all((after.start - before.end).days == 1 for before, after in pairwise(parts))


def test_a_year_that_the_books_do_not_cover_is_partial() -> None:
    year = fiscal_year(2020, 7)
    assert year.is_partial(as_of=date(2020, 5, 31))
    assert not year.is_partial(as_of=date(2020, 6, 30))
    assert not year.is_partial(as_of=date(2020, 6, 30), first_day=date(2019, 7, 29))
    assert year.is_partial(as_of=date(2020, 6, 30), first_day=date(2019, 8, 1))


def test_a_month_counts_across_years() -> None:
    assert Month(2019, 12).plus(1) == Month(2020, 1)
    assert Month(2020, 2).last_day == date(2020, 2, 29)


def test_a_start_month_outside_the_year_is_refused() -> None:
    with pytest.raises(ValueError, match="13"):
        fiscal_year_number(date(2020, 1, 1), 13)
