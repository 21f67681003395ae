"""Books with dated events, public holidays and exposure, as a reader hands them over."""

from __future__ import annotations

from typing import Any

from raw_books import good_book, table, with_table

from mmm_xl.data.contents import to_raw
from mmm_xl.data.raw import RawInputs
from mmm_xl.data.simulator import simulate
from mmm_xl.names import CalendarColumn, Sheet
from mmm_xl.settings import Settings


def with_calendar(*rows: tuple[Any, ...], book: RawInputs | None = None) -> RawInputs:
    """Book with events by their dates; cells at the end of a row may be left out."""
    width = len(CalendarColumn)
    filled = [[*row, *[None] * (width - len(row))] for row in rows]
    made = table(Sheet.EVENT_CALENDAR, list(CalendarColumn), filled)
    return with_table(book or good_book(), Sheet.EVENT_CALENDAR, made)


def with_holidays(
    country: str | None, *, lead: int = 0, lag: int = 0, weeks: int = 156
) -> RawInputs:
    """The worked example with public holidays of a country."""
    settings = Settings(holiday_country=country, holiday_lead=lead, holiday_lag=lag)
    return to_raw(simulate(weeks=weeks, settings=settings).contents)
