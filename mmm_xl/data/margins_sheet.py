"""Contribution margin by week and channel, where one number on Settings is too coarse."""

from __future__ import annotations

import numpy as np

from mmm_xl.data.cells import NumberRule, is_blank
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn
from mmm_xl.data.rules.sheets import CHANNEL_COLUMN, MARGIN_MISSING
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.weekly import WeeklySheet, read_column
from mmm_xl.data.wording import closest, listed
from mmm_xl.names import Sheet

MARGIN = NumberRule(
    "margin",
    "write the percentage in every week, or clear the column to take the margin on Settings",
    low=0,
    high=1,
    outside="write a percentage from 0% to 100%",
    percent=True,
)


def read_margins(
    sheet: WeeklySheet | None,
    channels: ChannelsSheet | None,
    settings: SettingsSheet,
    log: FindingLog,
) -> Floats:
    """Margin of every week and channel, after every check of the Margins sheet.

    Returns
    -------
    ndarray, shape (T, C), fraction of net sales
        Shape (0, 0) where no column is filled: then the margin on Settings holds throughout.

    Notes
    -----
    A channel whose column is blank or absent takes the margin on Settings in every week.
    """
    none = np.zeros((0, 0))
    if sheet is None or channels is None:
        return none
    _check_strangers(sheet, channels, log)
    filled = [c for c in sheet.series if not all(map(is_blank, c.values))]
    if not filled:
        return none
    read = {c.header: read_column(sheet, c, MARGIN, log) for c in filled}
    usual = settings.settings.margin
    if usual is None:
        _check_complete(sheet, filled, channels, log)
    if any(values is None for values in read.values()):
        return none
    found = {name: values[sheet.before :] for name, values in read.items() if values is not None}
    weeks = len(next(iter(found.values())))
    missing = np.nan if usual is None else usual
    return np.column_stack([found.get(name, np.full(weeks, missing)) for name in channels.names])


def _check_strangers(sheet: WeeklySheet, channels: ChannelsSheet, log: FindingLog) -> None:
    """Note columns that are no channel."""
    free = [name for name in channels.names if name not in {c.header for c in sheet.series}]
    for column in sheet.series if channels.complete else ():
        if column.header not in channels.names:
            like = closest(column.header, free)
            mend = f"did you mean '{like}'?" if like else "name it as there or delete the column."
            what = (
                f"column '{column.header}' is not a channel of the {Sheet.CHANNELS} sheet; {mend}"
            )
            log.head(CHANNEL_COLUMN, sheet.table, column, what)


def _check_complete(
    sheet: WeeklySheet, filled: list[RawColumn], channels: ChannelsSheet, log: FindingLog
) -> None:
    """Note channels that have a margin neither here nor on Settings."""
    headers = {column.header for column in filled}
    lacking = [name for name in channels.names if name not in headers]
    if lacking:
        what = (
            f"{listed(lacking, 'and')} {'has' if len(lacking) == 1 else 'have'} no margin here and"
            f" {Sheet.SETTINGS} give none; fill the column in, or set the margin on"
            f" {Sheet.SETTINGS}."
        )
        log.head(MARGIN_MISSING, sheet.table, filled[0], what)
