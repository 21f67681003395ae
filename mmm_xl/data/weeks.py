"""The week column of a weekly sheet: dates, weekday, order, gaps, and agreement with Outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mmm_xl.data import calendar
from mmm_xl.data.cells import as_date, is_blank
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import LEAST_WEEKS
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import calendar as rules
from mmm_xl.names import WEEK

Dated = tuple[int, date]
"""Row index and date of one row."""


@dataclass(frozen=True)
class Weeks:
    """Dates of one weekly sheet.

    Parameters
    ----------
    days : tuple of date or None, one a row
        None where the cell is refused.
    sound : bool
        Whether the first and last week can be compared with another sheet's.
    """

    table: RawTable
    column: RawColumn
    days: tuple[date | None, ...]
    sound: bool


def read_weeks(
    table: RawTable, column: RawColumn, week_ends_on: str | None, log: FindingLog
) -> Weeks:
    """Dates of a week column, after every check that needs only this sheet."""
    days = tuple(_read_day(table, column, i, log) for i in range(len(table.rows)))
    dated = [(i, day) for i, day in enumerate(days) if day is not None]
    weekly = _check_weekly(table, column, dated, log)
    right = _check_weekday(table, column, dated, week_ends_on, log) if weekly else []
    _check_order(table, column, right, log)
    _check_gaps(table, column, right, log)
    ends_right = bool(right) and right[0][0] == 0 and right[-1][0] == len(days) - 1
    return Weeks(table, column, days, sound=ends_right)


def modelled_weeks(weeks: Weeks | None) -> tuple[date, ...] | None:
    """Last days of the weeks, None where any is refused or they are not seven days apart."""
    days = tuple(day for day in weeks.days if day) if weeks and weeks.sound else ()
    if not days or weeks is None or days != calendar.week_ends(days[0], len(weeks.days)):
        return None
    return days


def check_length(weeks: Weeks, log: FindingLog) -> None:
    """Note too few weeks to fit any model."""
    count = len(weeks.days)
    if count < LEAST_WEEKS:
        found = f"the sheet has {count} weeks" if count else "the sheet has no weeks"
        log.head(
            rules.TOO_SHORT,
            weeks.table,
            weeks.column,
            f"{found}; at least {LEAST_WEEKS} are needed.",
        )


def check_same_weeks(weeks: Weeks, reference: Weeks, log: FindingLog) -> None:
    """Note a first or last week that is not the reference sheet's.

    Notes
    -----
    Weeks missing inside are noted by each sheet for itself, so only the ends can differ unseen.
    """
    name = reference.table.sheet
    if reference.days and not weeks.days:
        log.head(
            rules.OTHER_WEEKS,
            weeks.table,
            weeks.column,
            f"the sheet has no weeks; expected those of {name}.",
        )
    if not (weeks.sound and reference.sound):
        return
    for index, end, verb in ((0, min, "starts"), (-1, max, "ends")):
        mine = end(day for day in weeks.days if day)
        theirs = end(day for day in reference.days if day)
        if mine != theirs:
            what = (
                f"the sheet {verb} with week {mine} but {name} {verb} with {theirs}; every weekly"
                " sheet holds the same weeks."
            )
            log.at(rules.OTHER_WEEKS, weeks.table, weeks.column, index % len(weeks.days), what)


def _read_day(table: RawTable, column: RawColumn, index: int, log: FindingLog) -> date | None:
    day = as_date(column.values[index])
    if isinstance(day, date):
        return day
    if day is None:
        blank = all(is_blank(c.values[index]) for c in table.columns)
        words = "the row is blank; fill it in or delete it." if blank else _BLANK
        log.at(rules.NO_DATE, table, column, index, words)
    else:
        mend = "write the last day of the week as a date (yyyy-mm-dd)"
        log.at(day.rule, table, column, index, day.sentence("week", mend))
    return None


_BLANK = "the week is blank; write the last day of the week as a date."


def _check_weekly(
    table: RawTable, column: RawColumn, dated: Sequence[Dated], log: FindingLog
) -> bool:
    """Note rows that are days, months or years rather than weeks, as one fault."""
    step = calendar.usual_step([day for _, day in dated])
    if step in {calendar.DAYS, -calendar.DAYS, 0}:
        return True
    if step % calendar.DAYS == 0 and calendar.shared_weekday(day for _, day in dated):
        return True
    days = f"{abs(step)} day{'s' * (abs(step) > 1)}"
    what = f"dates are mostly {days} apart; expected one row a week, 7 days apart."
    log.at(rules.NOT_WEEKLY, table, column, dated[0][0], what)
    return False


def _check_weekday(
    table: RawTable,
    column: RawColumn,
    dated: Sequence[Dated],
    expected: str | None,
    log: FindingLog,
) -> list[Dated]:
    """Dates on the right weekday; the others are noted, as one fault where all share another."""
    shared = calendar.shared_weekday(day for _, day in dated)
    if expected is None or shared == expected:
        return list(dated)
    if shared and len(dated) > 1:
        what = (
            f"every date is a {shared} but Settings says weeks end on {expected}; change 'Week ends"
            f" on' to {shared}, or move the dates to the {expected} that ends their week."
        )
        log.at(rules.WEEKDAY, table, column, dated[0][0], what)
        return []
    right = []
    for index, day in dated:
        name = calendar.weekday_name(day)
        if name == expected:
            right.append((index, day))
        else:
            what = f"{day} is a {name}; expected the week's last day, a {expected}."
            log.at(rules.WEEKDAY, table, column, index, what)
    return right


def _check_order(
    table: RawTable, column: RawColumn, dated: Sequence[Dated], log: FindingLog
) -> None:
    """Note each week that stands twice, and the first place where weeks run backwards."""
    first_row: dict[date, int] = {}
    latest: date | None = None
    ordered = True
    for index, day in dated:
        if day in first_row:
            where = f"{column.letter}{table.rows[first_row[day]]}"
            what = f"week {day} stands twice, also in {where}; keep one row a week."
            log.at(rules.DUPLICATE_WEEK, table, column, index, what)
            continue
        first_row[day] = index
        if latest and day < latest and ordered:
            ordered = False
            what = f"week {day} comes after {latest}; sort the rows from first to last week."
            log.at(rules.ORDER, table, column, index, what)
        latest = max(day, latest or day)


def _check_gaps(
    table: RawTable, column: RawColumn, dated: Sequence[Dated], log: FindingLog
) -> None:
    """Note which weeks are missing, at the week after the gap.

    Notes
    -----
    Rows between whose date is already refused may be the missing weeks, so they count as there.
    """
    rows = {day: index for index, day in reversed(dated)}
    kept = {index for index, _ in dated}
    for earlier, later in pairwise(sorted(rows)):
        refused = set(range(rows[earlier] + 1, rows[later])) - kept
        if calendar.weeks_between(earlier, later) > len(refused):
            what = f"{calendar.missing_weeks(earlier, later)} before this one; add every week."
            log.at(rules.GAP, table, column, rows[later], what)
        elif (later - earlier).days % calendar.DAYS:
            step = (later - earlier).days
            what = f"{WEEK} {later} is {step} days after the week before; expected 7."
            log.at(rules.GAP, table, column, rows[later], what)
