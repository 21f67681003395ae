"""The week column of a weekly sheet: dates, weekday, order, gaps, and agreement with Outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mmm_xl.data import calendar
from mmm_xl.data.cells import Problem, is_blank
from mmm_xl.data.date_text import LONGER_MEND, DateReading, understand_dates
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import LEAST_WEEKS
from mmm_xl.data.raw import RawColumn, RawTable
from mmm_xl.data.rules import calendar as rules
from mmm_xl.data.rules.rule import Rule
from mmm_xl.names import WEEK

Dated = tuple[int, date]
"""Row index and date of one row."""


@dataclass(frozen=True)
class Weeks:
    """Dates of one weekly sheet.

    Parameters
    ----------
    table, column : RawTable and RawColumn
        Rows that are used, and the column of their dates.
    days : tuple of date or None
        Last day of each week; None where the cell is refused.
    sound : bool
        Whether the first and last week can be compared with another sheet's.
    daily : bool
        Whether rows are days, seven for each of ``days``; otherwise a row is a week.
    """

    table: RawTable
    column: RawColumn
    days: tuple[date | None, ...]
    sound: bool
    daily: bool = False

    def row(self, week: int) -> int:
        """Index of a week's last row."""
        return week * calendar.DAYS + calendar.DAYS - 1 if self.daily else week


def dates_of(table: RawTable, column: RawColumn, log: FindingLog) -> tuple[DateReading, Weeks]:
    """Date of each row, every cell that is none noted, and what was understood to read them."""
    reading = understand_dates(column.values, epoch_1904=table.epoch_1904)
    told: set[Rule] = set()
    for i, day in enumerate(reading.days):
        if isinstance(day, Problem) and day.rule in _TOLD_ONCE:
            if day.rule not in told:
                _note_once(table, column, i, reading.days, log)
            told.add(day.rule)
        elif not isinstance(day, date):
            _note_refused(table, column, i, day, log)
    for found in reading.understood:
        log.at(found.rule, table, column, found.index, f"weeks {found.words}")
    days = tuple(day if isinstance(day, date) else None for day in reading.days)
    return reading, Weeks(table, column, days, sound=False)


_TOLD_ONCE = (rules.AMBIGUOUS_DATE, rules.NOT_WEEKLY)
"""Rules that speak of a whole column, at the first of its cells."""

_MEND = "write the last day of the week as a date (yyyy-mm-dd)"


def _note_once(
    table: RawTable,
    column: RawColumn,
    index: int,
    days: Sequence[date | Problem | None],
    log: FindingLog,
) -> None:
    """Note a problem at its first cell, with the number of cells that have it too."""
    problem = days[index]
    if isinstance(problem, Problem):
        others = sum(isinstance(day, Problem) and day.rule == problem.rule for day in days) - 1
        more = f" ({others} more cells of the column likewise)" if others else ""
        what = f"week {problem.words}{more}; {problem.mend or _MEND}."
        log.at(problem.rule, table, column, index, what)


def _note_refused(
    table: RawTable, column: RawColumn, index: int, day: Problem | None, log: FindingLog
) -> None:
    if day is None:
        blank = all(is_blank(c.values[index]) for c in table.columns)
        words = "the row is blank; fill it in or delete it." if blank else _BLANK
        log.at(rules.NO_DATE, table, column, index, words)
    else:
        log.at(day.rule, table, column, index, day.sentence("week", _MEND))


_BLANK = f"the week is blank; {_MEND.removesuffix(' (yyyy-mm-dd)')}."


def are_days(dated: Sequence[Dated]) -> bool:
    """Whether rows are days rather than weeks."""
    return abs(calendar.usual_step([day for _, day in dated])) == 1


def checked_weeks(
    weeks: Weeks, reading: DateReading, week_ends_on: str | None, log: FindingLog
) -> Weeks:
    """Weeks after every check that needs only this sheet."""
    table, column = weeks.table, weeks.column
    dated = [(i, day) for i, day in enumerate(weeks.days) if day is not None]
    weekly = _check_weekly(table, column, dated, log)
    right = _check_weekday(weeks, dated, week_ends_on, reading, log) if weekly else []
    _check_order(table, column, right, log)
    _check_gaps(table, column, right, log)
    ends_right = bool(right) and right[0][0] == 0 and right[-1][0] == len(weeks.days) - 1
    return replace(weeks, sound=ends_right)


def modelled_weeks(weeks: Weeks | None) -> tuple[date, ...] | None:
    """Last days of the weeks, None where any is refused or they are not seven days apart."""
    days = tuple(day for day in weeks.days if day) if weeks and weeks.sound else ()
    if not days or weeks is None or days != calendar.week_ends(days[0], len(weeks.days)):
        return None
    return days


def check_length(weeks: Weeks, log: FindingLog) -> None:
    """Note too few weeks to fit any model."""
    count = len(weeks.days)
    if count < LEAST_WEEKS and (weeks.sound or not weeks.daily):
        found = f"the sheet has {count} weeks" if count else "the sheet has no weeks"
        log.head(
            rules.TOO_SHORT,
            weeks.table,
            weeks.column,
            f"{found}; at least {LEAST_WEEKS} are needed.",
        )


def check_same_weeks(weeks: Weeks, reference: Weeks, log: FindingLog) -> None:
    """Note a first week after the reference sheet's, and a last week that is not its.

    Notes
    -----
    Weeks missing inside are noted by each sheet for itself, so only the ends can differ unseen.
    Earlier weeks are welcome: of spend and exposure they are carryover history.
    """
    name = reference.table.sheet
    if reference.days and not weeks.days and not weeks.daily:
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
        if mine > theirs if index == 0 else mine != theirs:
            what = (
                f"the sheet {verb} with week {mine} but {name} {verb} with {theirs}; every weekly"
                " sheet holds the same weeks."
            )
            row = weeks.row(index % len(weeks.days))
            log.at(rules.OTHER_WEEKS, weeks.table, weeks.column, row, what)


def weeks_before(weeks: Weeks, reference: Weeks) -> int:
    """Number of weeks that stand before the reference sheet's first one."""
    if not (weeks.sound and reference.sound):
        return 0
    first = min(day for day in reference.days if day)
    return sum(day < first for day in weeks.days if day)


def _check_weekly(
    table: RawTable, column: RawColumn, dated: Sequence[Dated], log: FindingLog
) -> bool:
    """Note rows that are days, months or years rather than weeks, as one fault."""
    step = abs(calendar.usual_step([day for _, day in dated]))
    if step in {calendar.DAYS, 0}:
        return True
    days = f"{step} day{'s' * (step > 1)}"
    what = f"dates are mostly {days} apart; expected one row a week or one a day; {LONGER_MEND}."
    log.at(rules.NOT_WEEKLY, table, column, dated[0][0], what)
    return False


def _check_weekday(
    weeks: Weeks,
    dated: Sequence[Dated],
    expected: str | None,
    reading: DateReading,
    log: FindingLog,
) -> list[Dated]:
    """Dates on the right weekday; the others are noted, as one fault where all share another."""
    table, column = weeks.table, weeks.column
    shared = calendar.shared_weekday(day for _, day in dated)
    if expected is None or shared == expected:
        return list(dated)
    if shared and len(dated) > 1:
        what = (
            f"every date is a {shared} but Settings says weeks end on {expected};"
            f" {_other_epoch(reading, expected)}change 'Week ends on' to {shared}, or move the"
            f" dates to the {expected} that ends their week."
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


def _other_epoch(reading: DateReading, expected: str) -> str:
    """First of two ways to mend, where day numbers were most likely counted from the other year."""
    if calendar.shared_weekday(reading.other_epoch) != expected:
        return ""
    return (
        f"counted in Excel's other date system the day numbers are {expected}s, the first"
        f" {reading.other_epoch[0]}: if that is meant, give the cells a date format; otherwise "
    )


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
