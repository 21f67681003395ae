"""Spend and exposure: which column belongs to which channel, and what its numbers must be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from mmm_xl.data.cells import SET_TO_ZERO, NumberRule
from mmm_xl.data.channels_sheet import ChannelsSheet
from mmm_xl.data.dataset import Floats
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.raw import RawColumn, RawInputs, RawTable
from mmm_xl.data.rules.sheets import CHANNEL_COLUMN
from mmm_xl.data.rules.values import NEVER_USED, OWNED_SPEND
from mmm_xl.data.settings_sheet import SettingsSheet
from mmm_xl.data.weekly import WeeklySheet, read_column
from mmm_xl.data.wording import amount, closest, folded
from mmm_xl.names import ChannelKind, Sheet

SPEND = NumberRule(
    "spend",
    "write the amount, or 0 where nothing was spent",
    low=0,
    outside="write 0 or the positive amount",
)
EXPOSURE = NumberRule(
    "exposure",
    "write the number, or 0 where there was none",
    low=0,
    outside="write 0 or the positive number",
)

Columns = Mapping[str, tuple[RawColumn, Floats]]
"""Column and numbers by header."""


@dataclass(frozen=True)
class Media:
    """Columns and numbers of each channel that has them, by channel name.

    Parameters
    ----------
    spend, exposure : Columns
        On the weeks of the Outcome sheet.
    spend_before, exposure_before : mapping of name to array
        In the weeks before them that the sheets have.
    """

    spend: Columns
    exposure: Columns
    spend_before: Mapping[str, Floats] = field(default_factory=dict)
    exposure_before: Mapping[str, Floats] = field(default_factory=dict)


def read_media(
    raw: RawInputs,
    spend: WeeklySheet | None,
    exposure: WeeklySheet | None,
    channels: ChannelsSheet | None,
    settings: SettingsSheet,
    log: FindingLog,
) -> Media:
    """Spend and exposure of every channel, after every check of both sheets."""
    owned = _names(channels, ChannelKind.OWNED)
    if spend:
        _match(spend, channels, ChannelKind.PAID, log)
    if exposure or Sheet.EXPOSURE not in raw.headless:
        _match(exposure, channels, ChannelKind.OWNED, log)
    amounts = replace(
        SPEND,
        currency=settings.settings.currency,
        negative_to_zero=settings.settings.negative_spend == SET_TO_ZERO,
    )
    spent, spent_before = _split(spend, _read(spend, amounts, owned, log))
    seen, seen_before = _split(exposure, _read(exposure, EXPOSURE, (), log))
    media = Media(spent, seen, spent_before, seen_before)
    if spend and channels:
        _check_spend(spend, media, channels, log)
    if exposure:
        _check_exposure(exposure.table, media, log)
    return media


def _names(channels: ChannelsSheet | None, kind: ChannelKind) -> tuple[str, ...]:
    return tuple(row.name for row in channels.rows if row.kind is kind) if channels else ()


def _read(
    sheet: WeeklySheet | None, rule: NumberRule, owned: Collection[str], log: FindingLog
) -> Columns:
    """Numbers of each column that is right; an owned channel's blank spend is 0."""
    found = {}
    for column in sheet.series if sheet else ():
        its_rule = replace(rule, blank=0.0) if column.header in owned else rule
        values = read_column(sheet, column, its_rule, log) if sheet else None
        if values is not None:
            found[column.header] = (column, values)
    return found


def _split(sheet: WeeklySheet | None, columns: Columns) -> tuple[Columns, dict[str, Floats]]:
    """Numbers on the weeks of the Outcome sheet, and those of the weeks before."""
    before = sheet.before if sheet else 0
    inside = {name: (column, values[before:]) for name, (column, values) in columns.items()}
    return inside, {name: values[:before] for name, (_, values) in columns.items()}


def _match(
    sheet: WeeklySheet | None, channels: ChannelsSheet | None, kind: ChannelKind, log: FindingLog
) -> None:
    """Note columns that are no channel, and channels of a kind that lack a column.

    Notes
    -----
    A column and a channel that are alike are one fault: the one was most likely renamed.
    """
    if channels is None:
        return
    series = sheet.series if sheet else ()
    headers = {column.header for column in series}
    strangers = [c for c in series if c.header not in channels.names] if channels.complete else []
    free = [name for name in channels.names if name not in headers]
    needed = [name for name in _names(channels, kind) if name not in headers]
    for column in strangers:
        name = closest(column.header, free) or _only_pair(strangers, needed)
        if sheet:
            log.head(CHANNEL_COLUMN, sheet.table, column, _stranger(column.header, name))
        free = [other for other in free if other != name]
    title = Sheet.SPEND if kind is ChannelKind.PAID else Sheet.EXPOSURE
    for row in channels.rows:
        if row.name in needed and row.name in free:
            channels.note(CHANNEL_COLUMN, row, _lacks_column(row.name, kind, title), log)


def _only_pair(strangers: list[RawColumn], needed: list[str]) -> str | None:
    return needed[0] if len(strangers) == 1 and len(needed) == 1 else None


def _stranger(header: str, name: str | None) -> str:
    unknown = f"column '{header}' is not a channel of the {Sheet.CHANNELS} sheet"
    if name is None:
        return f"{unknown}; add it there or delete the column."
    if folded(header) == folded(name):
        return (
            f"column '{header}' differs from channel '{name}' only by capitals or spaces; write"
            f" '{name}'."
        )
    if closest(header, [name]):
        return f"{unknown}; did you mean '{name}', which has no column here?"
    return f"{unknown}, and channel '{name}' has no column here; rename one of them."


def _lacks_column(name: str, kind: ChannelKind, title: Sheet) -> str:
    why = "" if kind is ChannelKind.PAID else ", which drives an owned channel"
    return (
        f"{kind} channel '{name}' has no column on the {title} sheet{why}; add a column headed"
        f" '{name}'."
    )


def _check_spend(
    sheet: WeeklySheet, media: Media, channels: ChannelsSheet, log: FindingLog
) -> None:
    """Note paid channels that never spend and owned channels that do."""
    table = sheet.table
    for row in channels.rows:
        column, values = media.spend.get(row.name, (None, np.zeros(0)))
        if column is None or not len(values):
            continue
        if row.kind is ChannelKind.PAID and not values.any():
            what = (
                f"channel '{row.name}' has no spend in any week; fill it in, or remove the channel"
                f" here and from {Sheet.CHANNELS}."
            )
            log.head(NEVER_USED, table, column, what)
        if row.kind is ChannelKind.OWNED and values.any():
            first = int(np.flatnonzero(values)[0])
            what = (
                f"spend of owned channel '{row.name}' is {amount(values[first])}; write 0 in the"
                f" whole column, or write '{ChannelKind.PAID}' in {channels.kind_cell(row)}."
            )
            log.at(OWNED_SPEND, table, column, sheet.row(first), what)


def _check_exposure(table: RawTable, media: Media, log: FindingLog) -> None:
    """Note exposure that is 0 throughout: a channel driven by it could have no effect."""
    for name, (column, values) in media.exposure.items():
        if len(values) and not values.any():
            what = f"exposure of '{name}' is 0 in every week; fill it in or delete the column."
            log.head(NEVER_USED, table, column, what)
