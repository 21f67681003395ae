"""Fiscal years, quarters and periods as spans of days."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from mmm_xl.names import WEEKDAYS, FiscalCalendar

PATTERNS: dict[FiscalCalendar, tuple[int, int, int]] = {
    FiscalCalendar.WEEKS_445: (4, 4, 5),
    FiscalCalendar.WEEKS_454: (4, 5, 4),
    FiscalCalendar.WEEKS_544: (5, 4, 4),
}
"""Weeks of the three periods of each quarter."""

_WEEK = 7
_QUARTERS, _PERIODS = 4, 12

Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class FiscalYears:
    """A company's year.

    Parameters
    ----------
    first_month : int, 1 to 12
    calendar : FiscalCalendar
        Calendar months, or whole weeks in quarters of 13.
    week_ends_on : str
        Weekday on which weeks end; matters for whole weeks only.

    Notes
    -----
    A year is named after the calendar year in which it ends. A year of whole weeks ends on the
    weekday nearest to the last day of the month before ``first_month``; a 53rd week belongs to the
    last period, as in the calendar of the National Retail Federation.
    """

    first_month: int = 1
    calendar: FiscalCalendar = FiscalCalendar.MONTHS
    week_ends_on: str = "Sunday"

    def year(self, number: int) -> Span:
        """First and last day of a fiscal year."""
        return self._end(number - 1) + timedelta(days=1), self._end(number)

    def quarter(self, number: int, quarter: int) -> Span:
        """First and last day of a quarter, 1 to 4."""
        periods = _PERIODS // _QUARTERS
        first, _ = self.period(number, periods * (quarter - 1) + 1)
        _, last = self.period(number, periods * quarter)
        return first, last

    def period(self, number: int, period: int) -> Span:
        """First and last day of a period (a month, or 4 or 5 weeks), 1 to 12."""
        if self.calendar is FiscalCalendar.MONTHS:
            offset = self.first_month - 1 + period - 1 - (_PERIODS if self.first_month > 1 else 0)
            year, month = number + offset // _PERIODS, offset % _PERIODS + 1
            return date(year, month, 1), _month_end(year, month)
        start, end = self.year(number)
        weeks = [w for _ in range(_QUARTERS) for w in PATTERNS[self.calendar]]
        first = start + timedelta(days=_WEEK * sum(weeks[: period - 1]))
        if period == _PERIODS:
            return first, end
        return first, first + timedelta(days=_WEEK * weeks[period - 1] - 1)

    def year_of(self, day: date) -> int:
        """Fiscal year that holds a day."""
        # a year of whole weeks may end a few days into the next calendar year
        return next(n for n in range(day.year - 1, day.year + 3) if day <= self._end(n))

    def quarter_of(self, day: date) -> tuple[int, int]:
        """Fiscal year and quarter that hold a day."""
        year = self.year_of(day)
        return year, next(q for q in range(1, _QUARTERS + 1) if day <= self.quarter(year, q)[1])

    def _end(self, number: int) -> date:
        """Last day of a fiscal year."""
        month = (self.first_month - 2) % _PERIODS + 1
        day = _month_end(number, month)
        if self.calendar is FiscalCalendar.MONTHS:
            return day
        away = (WEEKDAYS.index(self.week_ends_on) - day.weekday()) % _WEEK
        return day + timedelta(days=away if away <= _WEEK // 2 else away - _WEEK)


def _month_end(year: int, month: int) -> date:
    return date(year, month, months.monthrange(year, month)[1])
