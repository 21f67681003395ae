"""Fiscal years of months and of whole weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmm_xl.data.fiscal import PATTERNS, FiscalYears
from mmm_xl.names import WEEKDAYS, FiscalCalendar

YEARS = st.builds(
    FiscalYears,
    first_month=st.integers(1, 12),
    calendar=st.sampled_from(FiscalCalendar),
    week_ends_on=st.sampled_from(WEEKDAYS),
)


def test_calendar_year() -> None:
    years = FiscalYears()
    assert years.year(2024) == (date(2024, 1, 1), date(2024, 12, 31))
    assert years.quarter(2024, 2) == (date(2024, 4, 1), date(2024, 6, 30))
    assert years.period(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_year_from_july_is_named_after_its_end() -> None:
    years = FiscalYears(7)
    assert years.year(2024) == (date(2023, 7, 1), date(2024, 6, 30))
    assert years.quarter(2024, 3) == (date(2024, 1, 1), date(2024, 3, 31))
    assert years.quarter_of(date(2023, 7, 1)) == (2024, 1)


def test_retail_year_with_53_weeks() -> None:
    """The National Retail Federation's year of 2023, which it names after its start."""
    years = FiscalYears(2, FiscalCalendar.WEEKS_454, "Saturday")
    assert years.year(2024) == (date(2023, 1, 29), date(2024, 2, 3))
    assert years.quarter(2024, 1) == (date(2023, 1, 29), date(2023, 4, 29))
    assert years.period(2024, 12) == (date(2023, 12, 31), date(2024, 2, 3))


@given(YEARS, st.integers(1990, 2060))
def test_periods_tile_quarters_and_quarters_tile_the_year(years: FiscalYears, year: int) -> None:
    day = years.year(year)[0]
    for period in range(1, 13):
        first, last = years.period(year, period)
        assert first == day
        day = last + timedelta(days=1)
        if period % 3 == 0:
            assert years.quarter(year, period // 3)[1] == last
    assert day == years.year(year)[1] + timedelta(days=1) == years.year(year + 1)[0]


@given(YEARS, st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_every_day_has_its_quarter(years: FiscalYears, day: date) -> None:
    first, last = years.quarter(*years.quarter_of(day))
    assert first <= day <= last


@pytest.mark.parametrize("calendar", list(PATTERNS))
def test_weeks_of_periods(calendar: FiscalCalendar) -> None:
    years = FiscalYears(1, calendar, "Sunday")
    weeks = [
        ((last - first).days + 1) // 7
        for first, last in (years.period(2024, period) for period in (1, 2, 3))
    ]
    assert tuple(weeks) == PATTERNS[calendar]
