"""Week-ending dates: weekdays, gaps and the expected sequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from mmm_xl.data.limits import DAYS_DENSE, WEEKS_NAMED
from mmm_xl.names import WEEKDAYS

DAYS = 7
"""Days of a week."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def weekday_name(day: date) -> str:
    """Weekday of a date, in English."""
    return WEEKDAYS[day.weekday()]


def shared_weekday(days: Iterable[date]) -> str | None:
    """Weekday that all dates share, None where they differ or there are none."""
    names = {weekday_name(day) for day in days}
    return names.pop() if len(names) == 1 else None


def usual_step(days: Sequence[date]) -> int:
    """Middle distance between neighbouring rows, days; 7 where there are fewer than two."""
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    return median_low(steps) if steps else DAYS


def week_ends(first: date, weeks: int) -> tuple[date, ...]:
    """Expected sequence of week-ending dates from the first one on."""
    return tuple(first + timedelta(days=DAYS * i) for i in range(weeks))


def weeks_between(earlier: date, later: date) -> int:
    """Number of whole weeks strictly between two week ends."""
    return max((later - earlier).days // DAYS - 1, 0)


def missing_weeks(earlier: date, later: date) -> str:
    """Words for the weeks between two week ends: a few by date, many by first and last."""
    count = weeks_between(earlier, later)
    first = earlier + timedelta(days=DAYS)
    if count > WEEKS_NAMED:
        return f"{count:,} weeks are missing, {first} to {later - timedelta(days=DAYS)}"
    names = " and ".join(str(day) for day in week_ends(first, count))
    return f"week {names} is missing" if count == 1 else f"weeks {names} are missing"


def end_of_week(day: date, week_ends_on: str) -> date:
    """Last day of the week that holds a day."""
    return day + timedelta(days=(WEEKDAYS.index(week_ends_on) - day.weekday()) % DAYS)


def missing_days(earlier: date, later: date) -> str:
    """Words for the days between two days: a few by date, many by first and last."""
    count = (later - earlier).days - 1
    first, last = earlier + timedelta(days=1), later - timedelta(days=1)
    if count > WEEKS_NAMED:
        return f"{count:,} days are missing, {first} to {last}"
    names = " and ".join(str(first + timedelta(days=i)) for i in range(count))
    return f"day {names} is missing" if count == 1 else f"days {names} are missing"


def end_of_week_starting(day: date) -> date:
    """Last day of the week that starts on a day."""
    return day + timedelta(days=DAYS - 1)


def spelled(day: date) -> str:
    """Date that nobody reads in two ways: ``1 February 2024``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def runs(days: Iterable[date]) -> bool:
    """Whether dates are a calendar that people keep: weeks, days or months in a row.

    Notes
    -----
    Tells two readings of one column of texts apart: the wrong one of 07/01/2024, 14/01/2024 jumps.
    """
    ordered = sorted(set(days))
    steps = [(later - earlier).days for earlier, later in pairwise(ordered)]
    if not steps:
        return False
    weekly = median_low(steps) == DAYS and shared_weekday(ordered) is not None
    span = (ordered[-1] - ordered[0]).days + 1
    daily = median_low(steps) == 1 and len(ordered) >= DAYS_DENSE * span
    return weekly or daily or _monthly(ordered, steps)


def _monthly(ordered: Sequence[date], steps: Sequence[int]) -> bool:
    firsts = len({day.day for day in ordered}) == 1
    lasts = all((day + timedelta(days=1)).day == 1 for day in ordered)
    months = (ordered[-1].year - ordered[0].year) * 12 + ordered[-1].month - ordered[0].month + 1
    dense = len(ordered) >= DAYS_DENSE * months  # not two months of each year
    return dense and (firsts or lasts) and 28 <= median_low(steps) <= 31
