"""Weekly sheets: the week column, and which columns hold numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mmm_xl.data.cells import as_date
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import distinct_columns
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules.sheets import COLUMN_MISSING
from mmm_xl.data.weeks import Weeks, read_weeks
from mmm_xl.data.wording import closest
from mmm_xl.names import WEEK, Sheet


@dataclass(frozen=True)
class WeeklySheet:
    """One weekly sheet taken apart.

    Parameters
    ----------
    weeks : Weeks or None
        None where no week column was found.
    series : tuple of RawColumn
        Number columns with a header of their own, in sheet order.
    """

    table: RawTable
    weeks: Weeks | None
    series: tuple[RawColumn, ...]


def read_weekly(
    raw: RawInputs, sheet: Sheet, known: Iterable[str], week_ends_on: str | None, log: FindingLog
) -> WeeklySheet | None:
    """Weeks and number columns of one sheet, None where it is absent.

    Parameters
    ----------
    known : names
        Headers that are right as they are.
    """
    table = raw.table(sheet)
    if table is None:
        return None
    columns = distinct_columns(table, log, [WEEK, *known])
    week = _week_column(table, columns, set(known), log)
    series = tuple(column for column in columns if column is not week)
    if week is None or not (table.rows or series):
        return WeeklySheet(table, None, series)
    return WeeklySheet(table, read_weeks(table, week, week_ends_on, log), series)


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
    dated = next((c for c in others if any(isinstance(as_date(v), date) for v in c.values)), None)
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
