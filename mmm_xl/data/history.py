"""Weeks before the first outcome: what was on air then still acts on the first weeks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mmm_xl.data.dataset import Dataset, Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.media import Media
from mmm_xl.data.rules.calendar import HISTORY, NO_HISTORY
from mmm_xl.data.weekly import WeeklySheet
from mmm_xl.names import Carryover, Sheet


def carryover_history(
    dataset: Dataset, weekly: Mapping[Sheet, WeeklySheet], media: Media, log: FindingLog
) -> Floats:
    """Media of the weeks before the first one, oldest first, as far back as they can still act.

    Returns
    -------
    ndarray, shape (H, C), spend or exposure units
        What drives each channel, in weeks of which that is known of every channel.
    """
    names = dataset.channel_names
    driving = [
        media.exposure_before.get(name, media.spend_before.get(name, np.zeros(0))) for name in names
    ]
    known = min(map(len, driving), default=0)
    reach = reach_of_carryover(dataset)
    used = min(known, reach)
    _note(dataset, weekly, known, used, log)
    latest = [values[len(values) - used :] for values in driving]
    return np.array(latest).T.reshape(used, len(names))


def reach_of_carryover(dataset: Dataset) -> int:
    """Number of weeks before a week whose media may still act in it."""
    settings = dataset.settings
    every = [channel.carryover or settings.carryover for channel in dataset.channels]
    acts = any(carryover != Carryover.NONE for carryover in every)
    return settings.carryover_weeks - 1 if acts else 0


def _note(
    dataset: Dataset, weekly: Mapping[Sheet, WeeklySheet], known: int, used: int, log: FindingLog
) -> None:
    """Note the history that was understood, and what part of it is missing."""
    sheet = weekly.get(Sheet.SPEND) or weekly.get(Sheet.EXPOSURE)
    if sheet is None or sheet.weeks is None:
        return
    at = (sheet.table, sheet.weeks.column)
    reach = reach_of_carryover(dataset)
    if known:
        last = f"; only the last {used} of them can still act" if used < known else ""
        words = "week stands" if known == 1 else "weeks stand"
        what = f"{known} {words} before the first outcome, {dataset.first}, as history{last}."
        log.head(HISTORY, *at, what)
    if used < reach:
        what = (
            f"what was on air before {_first(dataset, used)} is not known and taken as zero;"
            f" carryover may reach back {reach} week{'s' * (reach > 1)}, so the first"
            f" {reach - used} are explained with less than what acted in them."
        )
        log.head(NO_HISTORY, *at, what)


def _first(dataset: Dataset, used: int) -> str:
    """First week of which media are known."""
    return str(dataset.dates[0] - np.timedelta64(7 * used, "D"))
