"""Dates of an imported table: weeks that end on one day, or days; anything longer is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mmm_xl.data import calendar
from mmm_xl.data.date_text import LONGER_MEND
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.import_spec import ImportSpec
from mmm_xl.data.limits import DAYS_DENSE
from mmm_xl.data.raw import RawTable
from mmm_xl.data.rules.importing import IMPORT_DAYS, IMPORT_ROWS
from mmm_xl.data.wording import listed
from mmm_xl.names import WEEKDAYS
from mmm_xl.settings import Settings

_LONGEST_WEEKS = 27
"""Days from which rows are months or longer."""


def week_ends(
    table: RawTable, spec: ImportSpec, days: Sequence[date], log: FindingLog
) -> tuple[list[date], str]:
    """Dates moved to the last day of their week where they are weeks, and that weekday.

    Parameters
    ----------
    days : sequence of date
        Sorted, each once.
    """
    default = Settings().week_ends_on
    column = table.column(spec.date)
    fault, note = _not_weeks(days)
    if column is not None and (fault or note):
        log.head(IMPORT_ROWS if fault else IMPORT_DAYS, table, column, fault or note)
    if fault or note:
        return list(days), default
    weekday = calendar.weekday_name(days[0])
    if spec.week_date == "start":
        ends = [calendar.end_of_week_starting(day) for day in days]
        return ends, calendar.weekday_name(ends[0])
    if spec.week_date is None and weekday != default and column is not None:
        what = (
            f"dates are on a {weekday} but the workbook's weeks end on a {default}; add"
            " --week-date start if a date is the first day of its week, --week-date end if it"
            " is the last."
        )
        log.head(IMPORT_ROWS, table, column, what)
    return list(days), weekday


def _not_weeks(days: Sequence[date]) -> tuple[str, str]:
    """Why rows are no weeks, and what to say where they are days; both empty for weeks."""
    if not days:
        return "the table has no rows.", ""
    step = calendar.usual_step(days)
    weekly = calendar.shared_weekday(days) is not None
    if step >= _LONGEST_WEEKS and len(days) > 2:
        return f"dates are mostly {step} days apart; {LONGER_MEND}.", ""
    if weekly:
        return "", ""
    span = (days[-1] - days[0]).days + 1
    if step == 1 and len(days) >= DAYS_DENSE * span:
        return "", f"{len(days):,} rows are days; the workbook adds them up to weeks."
    names = [d for d in WEEKDAYS if d in {calendar.weekday_name(x) for x in days}]
    return (
        f"dates fall on {listed(names, 'and')}, mostly {step} day{'s' * (step != 1)} apart;"
        " expected one row a week, always on the same weekday, or a row a day.",
        "",
    )
