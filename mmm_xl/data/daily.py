"""Rows that are days: which of them make up whole weeks, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from mmm_xl.data import calendar
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.rules import calendar as rules
from mmm_xl.data.weeks import Dated, Weeks


def weeks_of_days(weeks: Weeks, dated: Sequence[Dated], ends_on: str, log: FindingLog) -> Weeks:
    """Whole weeks of a sheet whose rows are days.

    Parameters
    ----------
    weeks : Weeks
        As read, a day a row.
    dated : sequence of (row index, date)
        Rows whose date is right.
    ends_on : str
        Weekday on which weeks end.

    Returns
    -------
    Weeks
        Its table holds only the rows of whole weeks, seven each. Where a day is refused, missing or
        stands twice, no week is sound and no number can be added up.
    """
    broken = replace(weeks, days=(), daily=True, sound=False)
    if len(dated) < len(weeks.days) or not _in_order(weeks, dated, log):
        return broken
    if not _without_gaps(weeks, dated, log):
        return broken
    days = [day for _, day in dated]
    start = next((i for i, day in enumerate(days) if _opens(day, ends_on)), len(days))
    stop = start + (len(days) - start) // calendar.DAYS * calendar.DAYS
    _note_left_out(weeks, days, (0, start), log)
    _note_left_out(weeks, days, (stop, len(days)), log)
    ends = tuple(days[start + calendar.DAYS - 1 : stop : calendar.DAYS])
    if not ends:
        what = f"{len(days)} days make no whole week; expected seven days for each week."
        log.head(rules.TOO_SHORT, weeks.table, weeks.column, what)
        return broken
    what = (
        f"{stop - start:,} rows are days and become {len(ends):,} weeks that end on {ends_on}, the"
        f" first on {ends[0]}."
    )
    log.head(rules.DAILY_ROWS, weeks.table, weeks.column, what)
    part = weeks.table.part(start, stop)
    column = replace(weeks.column, values=weeks.column.values[start:stop])
    return Weeks(part, column, ends, sound=True, daily=True)


def _opens(day: date, ends_on: str) -> bool:
    """Whether a day is the first of its week."""
    return (calendar.end_of_week(day, ends_on) - day).days == calendar.DAYS - 1


def _in_order(weeks: Weeks, dated: Sequence[Dated], log: FindingLog) -> bool:
    """Whether each day stands once and after the one before; the first that does not is noted."""
    first_row: dict[date, int] = {}
    for (_, before), (index, day) in pairwise([(-1, dated[0][1]), *dated]):
        if day in first_row:
            where = f"{weeks.column.letter}{weeks.table.rows[first_row[day]]}"
            what = f"day {day} stands twice, also in {where}; keep one row a day."
            log.at(rules.DUPLICATE_WEEK, weeks.table, weeks.column, index, what)
            return False
        if day < before:
            what = f"day {day} comes after {before}; sort the rows from first to last day."
            log.at(rules.ORDER, weeks.table, weeks.column, index, what)
            return False
        first_row[day] = index
    return True


def _without_gaps(weeks: Weeks, dated: Sequence[Dated], log: FindingLog) -> bool:
    """Whether every day between the first and the last has a row; the others are noted."""
    whole = True
    for (_, earlier), (index, later) in pairwise(dated):
        if (later - earlier).days > 1:
            whole = False
            what = f"{calendar.missing_days(earlier, later)} before this one; add every day."
            log.at(rules.GAP, weeks.table, weeks.column, index, what)
    return whole


def _note_left_out(
    weeks: Weeks, days: Sequence[date], rows: tuple[int, int], log: FindingLog
) -> None:
    """Note days of a week that is not whole."""
    left = days[slice(*rows)]
    if not left:
        return
    count = f"{len(left)} day{'s' * (len(left) > 1)}"
    which = f"{left[0]} to {left[-1]}" if len(left) > 1 else str(left[0])
    what = f"the week of {which} has only {count} here and is left out."
    log.at(rules.DAYS_LEFT_OUT, weeks.table, weeks.column, rows[0], what)
