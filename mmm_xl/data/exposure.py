"""Exposure beside spend: whether both speak of the same weeks and of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.limits import EXPOSURE_JUMP, EXPOSURE_SHARE
from mmm_xl.data.media import Media
from mmm_xl.data.raw import RawColumn
from mmm_xl.data.rules.events import EXPOSURE_MISMATCH, EXPOSURE_PRICE
from mmm_xl.data.weekly import WeeklySheet
from mmm_xl.data.wording import amount


def check_exposure(
    sheet: WeeklySheet | None, media: Media, ends: Sequence[date] | None, log: FindingLog
) -> None:
    """Note channels whose exposure and spend do not belong together.

    Notes
    -----
    Owned channels have no spend, so there is nothing to compare.
    """
    for name, (column, exposure) in media.exposure.items():
        spend = media.spend[name][1] if name in media.spend else np.zeros(0)
        comparable = ends and len(spend) == len(exposure) == len(ends)
        if sheet and ends and comparable and spend.any() and exposure.any():
            _check_weeks(sheet, column, spend, exposure, log)
            _check_price(sheet, column, spend, exposure, log)


def _check_weeks(
    sheet: WeeklySheet, column: RawColumn, spend: Floats, exposure: Floats, log: FindingLog
) -> None:
    """Note weeks in which only one of the two stands, where they hold much of it."""
    only_spend = (spend > 0) & (exposure == 0)
    only_exposure = (spend == 0) & (exposure > 0)
    words = []
    for odd, series, one, other in (
        (only_spend, spend, "spend", "exposure"),
        (only_exposure, exposure, "exposure", "spend"),
    ):
        share = series[odd].sum() / series.sum()
        if share >= EXPOSURE_SHARE:
            words.append(f"{_weeks(odd)} {one} without {other} ({share:.0%} of its {one})")
    if words:
        odd = only_spend | only_exposure
        what = f"'{column.header}' has {' and '.join(words)}, the first of them here."
        first = sheet.row(int(np.flatnonzero(odd)[0]))
        log.at(EXPOSURE_MISMATCH, sheet.table, column, first, what)


def _check_price(
    sheet: WeeklySheet, column: RawColumn, spend: Floats, exposure: Floats, log: FindingLog
) -> None:
    """Note weeks whose cost of one unit is far from the middle week's."""
    both = (spend > 0) & (exposure > 0)
    if not both.any():
        return
    with np.errstate(over="ignore", invalid="ignore"):  # next to no exposure has no price
        price = np.divide(spend, exposure, out=np.full(len(spend), np.nan), where=both)
        usual = float(np.median(price[both]))
        times = np.divide(price, usual, out=np.ones(len(spend)), where=both)
    odd = (times > EXPOSURE_JUMP) | (times < 1 / EXPOSURE_JUMP)
    if spend[odd].sum() < EXPOSURE_SHARE * spend.sum() or not odd.any():
        return
    first = int(np.flatnonzero(odd)[0])
    what = (
        f"one unit of exposure of '{column.header}' costs {amount(price[first])} here and"
        f" {amount(usual)} in the middle week; {_weeks(odd)} a cost more than"
        f" {EXPOSURE_JUMP:g} times higher or lower."
    )
    log.at(EXPOSURE_PRICE, sheet.table, column, sheet.row(first), what)


def _weeks(odd: np.ndarray) -> str:
    count = int(np.count_nonzero(odd))
    return f"{count} week with" if count == 1 else f"{count} weeks with"
