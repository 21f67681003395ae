"""Week-ending dates: weekdays, gaps and the expected sequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low

from mmm_xl.data.limits import WEEKS_NAMED
from mmm_xl.names import WEEKDAYS

DAYS = 7
"""Days of a week."""


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


def end_of_week_starting(day: date) -> date:
    """Last day of the week that starts on a day."""
    return day + timedelta(days=DAYS - 1)
