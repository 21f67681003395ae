"""First and last weeks that look as if some of their days were missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import BESIDE_WEEKS, PARTIAL_SHARE
from mmm_xl.data.rules.calendar import PARTIAL_WEEK
from mmm_xl.data.weekly import WeeklySheet
from mmm_xl.names import Sheet


def check_ends(dataset: Dataset, weekly: Mapping[Sheet, WeeklySheet], log: FindingLog) -> None:
    """Warn of a first or last week with far less outcome and spend than the weeks beside it.

    Notes
    -----
    Both must be low: an outcome alone falls for many reasons, and spend alone is switched off.
    """
    sheet = weekly.get(Sheet.OUTCOME)
    if sheet is None or sheet.weeks is None:
        return
    spend = dataset.spend.sum(axis=1)
    for name, week in (("first", 0), ("last", dataset.weeks - 1)):
        outcome, spent = _share(dataset.outcome, week), _share(spend, week)
        if max(outcome, spent) < PARTIAL_SHARE:
            what = (
                f"the {name} week, {dataset.dates[week]}, has {outcome:.0%} of the usual outcome"
                f" and {spent:.0%} of the usual spend of the {BESIDE_WEEKS} weeks beside it; it may"
                " lack days."
            )
            log.at(PARTIAL_WEEK, sheet.table, sheet.weeks.column, sheet.row(week), what)


def _share(values: Floats, week: int) -> float:
    """Number of a first or last week over the median of those beside it; 1 where that is none."""
    beside = values[1 : 1 + BESIDE_WEEKS] if week == 0 else values[week - BESIDE_WEEKS : week]
    usual = float(np.median(beside))
    return float(values[week]) / usual if usual > 0 else 1.0
