"""Events that are made from dates: which weeks they touch, and in words where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mmm_xl.data.calendar import DAYS
from mmm_xl.data.dataset import ColumnSource, Floats
from mmm_xl.data.limits import MOST_NAMES
from mmm_xl.phrases import listed

WEEK_RULE = "1 in each week with a day of it"
"""How days become a week's number."""


@dataclass(frozen=True)
class MadeEvent:
    """One event column that no cell holds week by week.

    Parameters
    ----------
    values : ndarray, shape (T,)
        1 in weeks of the event, else 0.
    source : ColumnSource
        Its name, the cells that asked for it and the weeks in words.
    """

    values: Floats
    source: ColumnSource

    @property
    def name(self) -> str:
        """Name of the event."""
        return self.source.column


def touched(ends: Sequence[date], first: date, last: date, lead: int = 0, lag: int = 0) -> Floats:
    """1 in each week that has a day from ``first`` to ``last``, and in weeks of lead and lag.

    Parameters
    ----------
    ends : sequence of date
        Last days of the weeks, seven days apart.
    lead, lag : int, weeks
        Counted from the first and last week touched, also where that one is not in the data.
    """
    start = ends[0].toordinal() - (DAYS - 1)
    low = (first.toordinal() - start) // DAYS - lead
    high = (last.toordinal() - start) // DAYS + lag
    weeks = np.arange(len(ends))
    return ((weeks >= low) & (weeks <= high)).astype(float)


def union(flags: Iterable[Floats]) -> Floats:
    """1 in each week in which any of some events is."""
    return np.array(list(flags)).max(axis=0)


def shared(one: Floats, other: Floats) -> float:
    """Weeks that two events share as a fraction of the weeks of either."""
    either = np.count_nonzero((one != 0) | (other != 0))
    return np.count_nonzero((one != 0) & (other != 0)) / either if either else 0.0


def weeks_in_words(values: Floats, ends: Sequence[date]) -> str:
    """``1 in weeks 2024-03-31 to 2024-04-14 and 2025-04-20``; many stretches are cut short."""
    on = np.flatnonzero(values)
    stretches = np.split(on, np.flatnonzero(np.diff(on) > 1) + 1)
    words = [_stretch(ends[part[0]], ends[part[-1]]) for part in stretches if len(part)]
    left = len(words) - MOST_NAMES
    if left > 0:
        words = [*words[:MOST_NAMES], f"{left} more"]
    noun = "week" if len(on) == 1 else "weeks"
    return f"1 in {noun} {listed(words)}"


def _stretch(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"


def lead_and_lag(lead: int, lag: int) -> str:
    """``1 week of lead, 2 of lag``; empty without either."""
    words = []
    if lead:
        words.append(f"{weeks_of(lead)} of lead")
    if lag:
        words.append(f"{lag if lead else weeks_of(lag)} of lag")
    return ", ".join(words)


def weeks_of(count: int) -> str:
    """``1 week`` or ``3 weeks``."""
    return f"{count} week" if count == 1 else f"{count} weeks"
