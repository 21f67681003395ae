"""Weekly sheets: the week column, number columns, and what a whole column must not be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import numpy as np

from mmm_xl.data.calendar import DAYS
from mmm_xl.data.cells import NumberRule, is_blank
from mmm_xl.data.column_numbers import read_series
from mmm_xl.data.daily import weeks_of_days
from mmm_xl.data.dataset import Floats
from mmm_xl.data.date_text import DateReading, read_dates
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import distinct_columns
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules.sheets import COLUMN_MISSING
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.weeks import Weeks, are_days, checked_weeks, dates_of
from mmm_xl.data.wording import closest
from mmm_xl.names import WEEK, Sheet
from mmm_xl.settings import Settings


class Aggregation(StrEnum):
    """How the days of a week become its number."""

    NONE = "one row a week"
    SUM = "sum"
    MEAN = "mean"
    LAST = "last"
    MAXIMUM = "maximum"


@dataclass(frozen=True)
class WeeklySheet:
    """One weekly sheet taken apart.

    Parameters
    ----------
    table : RawTable
        Rows that are used.
    weeks : Weeks or None
        None where no week column was found.
    series : tuple of RawColumn
        Number columns with a header of their own, in sheet order.
    rules : mapping of header to Aggregation
        Of columns whose days become weeks.
    before : int
        Weeks that stand before the first one of the Outcome sheet.
    """

    table: RawTable
    weeks: Weeks | None
    series: tuple[RawColumn, ...]
    rules: Mapping[str, Aggregation] = field(default_factory=dict)
    before: int = 0

    def aggregation(self, header: str) -> Aggregation:
        """How the rows of one column become weeks."""
        return self.rules.get(header, Aggregation.NONE)

    def row(self, week: int) -> int:
        """Index of the (last) row of a week of the Outcome sheet."""
        return self.weeks.row(self.before + week) if self.weeks else week

    def range(self, column: RawColumn) -> str:
        """``Sheet!C5:C160``, the cells of a column that stand in weeks of the Outcome sheet."""
        start = self.weeks.row(self.before - 1) + 1 if self.weeks and self.before else 0
        return self.table.part(start, len(self.table.rows)).range(column)


def read_weekly(
    raw: RawInputs,
    sheet: Sheet,
    known: Iterable[str],
    settings: SettingsSheet,
    log: FindingLog,
) -> WeeklySheet | None:
    """Weeks and number columns of one sheet, None where it is absent.

    Parameters
    ----------
    known : names
        Headers that are right as they are.

    Notes
    -----
    Rows of the Outcome sheet above its first number are left out: their weeks are history. So are
    days of weeks that are not whole.
    """
    table = raw.table(sheet)
    if table is None:
        return None
    columns = distinct_columns(table, log, [WEEK, *known])
    week = _week_column(table, columns, set(known), log)
    series = tuple(column for column in columns if column is not week)
    if week is None or not (table.rows or series):
        return WeeklySheet(table, None, series)
    reading, weeks = dates_of(table, week, log)
    if sheet is Sheet.OUTCOME:
        weeks = _from_row(weeks, _first_number(weeks, series))
    weeks = _checked(weeks, reading, settings.week_ends_on, log)
    letters = {column.letter for column in series}
    used = tuple(column for column in weeks.table.columns if column.letter in letters)
    how = {c.header: _rule(sheet, c.header, settings.settings) for c in used if weeks.daily}
    return WeeklySheet(weeks.table, weeks, used, how)


def _checked(
    weeks: Weeks, reading: DateReading, week_ends_on: str | None, log: FindingLog
) -> Weeks:
    dated = [(i, day) for i, day in enumerate(weeks.days) if day is not None]
    if are_days(dated):
        return weeks_of_days(weeks, dated, week_ends_on or Settings().week_ends_on, log)
    return checked_weeks(weeks, reading, week_ends_on, log)


def _first_number(weeks: Weeks, series: Sequence[RawColumn]) -> int:
    """Index of the first row that is not a mere date; 0 where all rows are."""
    for i, day in enumerate(weeks.days):
        if day is None or not all(is_blank(column.values[i]) for column in series):
            return i
    return 0


def _from_row(weeks: Weeks, start: int) -> Weeks:
    if not start:
        return weeks
    stop = len(weeks.days)
    column = replace(weeks.column, values=weeks.column.values[start:])
    return replace(
        weeks, table=weeks.table.part(start, stop), column=column, days=weeks.days[start:]
    )


def _rule(sheet: Sheet, header: str, settings: Settings) -> Aggregation:
    """How the days of one column become weeks."""
    if sheet is Sheet.EVENTS:
        return Aggregation.MAXIMUM
    if sheet is Sheet.MARGINS:
        return Aggregation.MEAN
    if sheet is not Sheet.CONTROLS or header in settings.summed_controls:
        return Aggregation.SUM
    return Aggregation.LAST if header in settings.last_controls else Aggregation.MEAN


def _week_column(
    table: RawTable, columns: tuple[RawColumn, ...], known: set[str], log: FindingLog
) -> RawColumn | None:
    """Week column, under another name if need be, so that its dates are checked all the same."""
    named = next((c for c in columns if c.header == WEEK), None)
    if named:
        return named
    others = [column for column in columns if column.header not in known]
    like = closest(WEEK, [c.header for c in others])
    renamed = next((c for c in others if c.header == like), None)
    dated = next((c for c in others if _holds_dates(c)), None)
    found = renamed or dated
    if found:
        what = f"the column '{WEEK}' is missing, found '{found.header}'; rename it to '{WEEK}'."
        log.head(COLUMN_MISSING, table, found, what)
    elif columns:
        log.head(
            COLUMN_MISSING,
            table,
            columns[0],
            f"the column '{WEEK}' is missing; add it as the first column.",
        )
    else:
        log.sheet(
            COLUMN_MISSING,
            table.sheet,
            f"the column '{WEEK}' is missing; add it as the first column.",
        )
    return found


def _holds_dates(column: RawColumn) -> bool:
    """Whether a column has a date, as a cell of its own kind or in a text."""
    cells = [value for value in column.values if isinstance(value, (str, date))]
    return any(isinstance(day, date) for day in read_dates(cells))


def read_column(
    sheet: WeeklySheet, column: RawColumn, rule: NumberRule, log: FindingLog
) -> Floats | None:
    """Number of each week of a sheet, those before the Outcome sheet's included.

    Returns
    -------
    ndarray or None
        None where any cell is refused, or days make no weeks.
    """
    values = read_series(sheet.table, column, rule, log)
    if values is None or sheet.weeks is None or not sheet.weeks.daily:
        return values
    if not sheet.weeks.sound:
        return None
    days = values.reshape(-1, DAYS)
    how = sheet.aggregation(column.header)
    if how is Aggregation.LAST:
        return days[:, -1].copy()
    if how is Aggregation.MAXIMUM:
        return np.asarray(days.max(axis=1))
    return np.asarray(days.mean(axis=1) if how is Aggregation.MEAN else days.sum(axis=1))
