"""From cells to the modelling table: everything checked, or every fault at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mmm_xl.data.channels_sheet import ChannelsSheet, read_channels
from mmm_xl.data.checks.judge import judge
from mmm_xl.data.dataset import ColumnSource, Dataset, Experiment, Floats
from mmm_xl.data.dictionary_sheet import described
from mmm_xl.data.events import read_dated_events
from mmm_xl.data.experiments_sheet import read_experiments
from mmm_xl.data.exposure import check_exposure
from mmm_xl.data.findings import FindingLog
from mmm_xl.data.headers import check_sheets, trimmed
from mmm_xl.data.history import carryover_history
from mmm_xl.data.ledger import LedgerEntry
from mmm_xl.data.ledger_sheet import read_ledger
from mmm_xl.data.made_events import MadeEvent
from mmm_xl.data.magnitudes import (
    NumberColumn,
    check_net,
    check_percentages,
    check_slips,
    check_spend_units,
)
from mmm_xl.data.margins_sheet import read_margins
from mmm_xl.data.media import Media, read_media
from mmm_xl.data.partial import check_ends
from mmm_xl.data.platform_checks import check_platforms
from mmm_xl.data.platforms import PlatformReport
from mmm_xl.data.platforms_sheet import read_platforms
from mmm_xl.data.raw import RawColumn, RawInputs
from mmm_xl.data.rules.sheets import NAME_CLASH
from mmm_xl.data.series import read_controls, read_events, read_outcome
from mmm_xl.data.settings_sheet import SettingsSheet, check_control_names, read_settings
from mmm_xl.data.sheet_rows import tidied
from mmm_xl.data.weekly import WeeklySheet, read_weekly
from mmm_xl.data.weeks import check_length, check_same_weeks, modelled_weeks, weeks_before
from mmm_xl.data.wording import folded
from mmm_xl.errors import InvalidWorkbook
from mmm_xl.names import KpiType, Severity, Sheet

WEEKLY_SHEETS = (Sheet.SPEND, Sheet.OUTCOME, Sheet.EVENTS, Sheet.CONTROLS, Sheet.EXPOSURE)
"""Sheets whose columns are modelled."""

ALL_WEEKLY = (*WEEKLY_SHEETS, Sheet.MARGINS)


@dataclass(frozen=True)
class _Parts:
    """Every sheet as far as it is right; complete only where no fault was found."""

    settings: SettingsSheet
    channels: ChannelsSheet | None
    weekly: Mapping[Sheet, WeeklySheet]
    outcome: tuple[RawColumn, Floats] | None
    controls: Mapping[str, Floats]
    events: Mapping[str, Floats]
    made: tuple[MadeEvent, ...]
    media: Media
    experiments: tuple[Experiment, ...]
    margins: Floats
    ledger: tuple[LedgerEntry, ...]
    platforms: tuple[PlatformReport, ...]


@np.errstate(over="ignore", invalid="ignore")  # ratios to next to nothing are no finding
def build_dataset(raw: RawInputs) -> Dataset:
    """Validated weekly data of one workbook.

    Parameters
    ----------
    raw : RawInputs
        Cells as the user wrote them.

    Returns
    -------
    Dataset
        Weeks in sheet order, channels in the order of the Channels sheet.

    Raises
    ------
    InvalidWorkbook
        Anything is wrong; carries every fault in sheet and row order, at most one a cell.

    Notes
    -----
    Blank spend, outcome, control and exposure cells are unknown and refused, never 0; a blank
    event cell is 0. A channel's media is its exposure where given, else its spend.
    """
    raw = replace(raw, tables={name: trimmed(table) for name, table in raw.tables.items()})
    log = FindingLog(raw)
    check_sheets(raw, log)
    raw = tidied(raw, log)
    parts = _read(raw, log)
    log.raise_if_any()
    _check_sizes(parts, log)
    dataset = _dataset(raw.name, parts)
    history = carryover_history(dataset, parts.weekly, parts.media, log)
    check_ends(dataset, parts.weekly, log)
    sources = described(raw, dataset.sources, dataset.settings, log)
    found = replace(dataset, findings=log.findings(), adjustments=log.adjustments())
    return _judged(replace(found, history=history, sources=sources))


def _judged(dataset: Dataset) -> Dataset:
    """Dataset with what its numbers show as a whole, unless that forbids any fit."""
    findings = (*dataset.findings, *judge(dataset))
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InvalidWorkbook(findings)
    return replace(dataset, findings=findings)


def _read(raw: RawInputs, log: FindingLog) -> _Parts:
    settings = read_settings(raw.table(Sheet.SETTINGS), log)
    channels = read_channels(raw.table(Sheet.CHANNELS), settings, log)
    weekly = _read_weekly_sheets(raw, channels, settings, log)
    outcome = weekly.get(Sheet.OUTCOME)
    spend, exposure = weekly.get(Sheet.SPEND), weekly.get(Sheet.EXPOSURE)
    media = read_media(raw, spend, exposure, channels, settings, log)
    controls, events = weekly.get(Sheet.CONTROLS), weekly.get(Sheet.EVENTS)
    taken = _check_shared_names(channels, [s for s in (events, controls) if s], log)
    if controls:
        check_control_names(settings, [c.header for c in controls.series], log)
    ends = modelled_weeks(outcome.weeks) if outcome else None
    flags = read_events(events, log) if events else {}
    check_exposure(weekly.get(Sheet.EXPOSURE), media, ends, log)
    reports = read_platforms(raw.table(Sheet.PLATFORMS), channels, settings, log)
    check_platforms(reports, settings, ends, media, log)
    return _Parts(
        settings=settings,
        channels=channels,
        weekly=weekly,
        outcome=read_outcome(outcome, settings, log) if outcome else None,
        controls=read_controls(controls, settings, log) if controls else {},
        events=flags,
        made=read_dated_events(raw, settings, ends, taken, flags, log),
        media=media,
        experiments=read_experiments(
            raw.table(Sheet.EXPERIMENTS), channels, media, outcome.weeks if outcome else None, log
        ),
        margins=read_margins(weekly.get(Sheet.MARGINS), channels, settings, log),
        ledger=read_ledger(raw.table(Sheet.LEDGER), channels, settings, ends, log),
        platforms=tuple(reports.reports.values()) if reports else (),
    )


def _read_weekly_sheets(
    raw: RawInputs, channels: ChannelsSheet | None, settings: SettingsSheet, log: FindingLog
) -> dict[Sheet, WeeklySheet]:
    """Weekly sheets that exist, their weeks compared with the Outcome sheet's."""
    names = channels.names if channels else ()
    read = ((sheet, read_weekly(raw, sheet, names, settings, log)) for sheet in ALL_WEEKLY)
    weekly = {sheet: found for sheet, found in read if found}
    outcome = weekly.get(Sheet.OUTCOME)
    if outcome and outcome.weeks:
        check_length(outcome.weeks, log)
        for name, sheet in weekly.items():
            if sheet.weeks and sheet is not outcome:
                check_same_weeks(sheet.weeks, outcome.weeks, log)
                before = weeks_before(sheet.weeks, outcome.weeks)
                weekly[name] = replace(sheet, before=before)
    return weekly


def _check_shared_names(
    channels: ChannelsSheet | None, sheets: list[WeeklySheet], log: FindingLog
) -> dict[str, str]:
    """Note an event or control named like a channel or like each other: results list them all.

    Returns
    -------
    dict
        Folded names that are taken, and in words what has each.
    """
    taken = {folded(name): f"channel '{name}'" for name in channels.names} if channels else {}
    for sheet in sheets:
        for column in sheet.series:
            other = taken.get(folded(column.header))
            if other:
                what = f"'{column.header}' is also the name of {other}; rename one of them."
                log.head(NAME_CLASH, sheet.table, column, what)
        names = {folded(c.header): f"a column of {sheet.table.sheet}" for c in sheet.series}
        taken = {**taken, **names}
    return taken


def _dataset(name: str, parts: _Parts) -> Dataset:
    """Dataset of parts without a fault."""
    weekly, channels, outcome = parts.weekly, parts.channels, parts.outcome
    weeks = weekly[Sheet.OUTCOME].weeks
    if channels is None or outcome is None or weeks is None:
        raise AssertionError("a workbook without faults has channels, outcome and weeks")
    names, length = channels.names, len(weeks.days)
    spend = [_numbers(parts.media.spend.get(n), length) for n in names]
    exposed = parts.media.exposure
    driving = [exposed[n][1] if n in exposed else spend[i] for i, n in enumerate(names)]
    return Dataset(
        name=name,
        settings=parts.settings.settings,
        channels=tuple(row.channel for row in channels.rows),
        dates=np.array(weeks.days, dtype="datetime64[D]"),
        outcome=outcome[1],
        spend=_table(spend, length),
        media=_table(driving, length),
        control_names=tuple(parts.controls),
        controls=_table(parts.controls.values(), length),
        event_names=(*parts.events, *(made.name for made in parts.made)),
        events=_table([*parts.events.values(), *(made.values for made in parts.made)], length),
        experiments=parts.experiments,
        margins=parts.margins,
        ledger=parts.ledger,
        platforms=parts.platforms,
        sources=tuple(_sources(parts)),
    )


def _check_sizes(parts: _Parts, log: FindingLog) -> None:
    """Warn of numbers of the wrong size, and of an outcome that has marketing taken off."""
    spend = _columns(parts, Sheet.SPEND, "spend", parts.media.spend)
    exposure = _columns(parts, Sheet.EXPOSURE, "exposure", parts.media.exposure)
    controls = _columns(parts, Sheet.CONTROLS, "control", parts.controls)
    outcome = _columns(parts, Sheet.OUTCOME, "outcome", _outcome_by_name(parts))
    check_slips([*spend, *outcome, *controls, *exposure], log)
    check_percentages(controls, log)
    settings = parts.settings.settings
    for found in outcome:
        money = settings.kpi_type is KpiType.REVENUE
        value = 1.0 if money else settings.value_per_conversion
        worth = None if value is None else value * float(found.values.sum())
        by_channel = {column.column.header: column for column in spend if column.values.any()}
        check_spend_units(by_channel, worth, log)
        total = sum((column.values for column in spend), np.zeros(len(found.values)))
        check_net(found, settings.outcome_name, total if money else None, log)


def _outcome_by_name(parts: _Parts) -> dict[str, Floats]:
    return {parts.outcome[0].header: parts.outcome[1]} if parts.outcome else {}


def _columns(
    parts: _Parts,
    sheet: Sheet,
    thing: str,
    found: Mapping[str, Floats] | Mapping[str, tuple[RawColumn, Floats]],
) -> list[NumberColumn]:
    """Columns of one sheet with the cell of each number."""
    made = []
    for name, numbers in found.items():
        values = numbers[1] if isinstance(numbers, tuple) else numbers
        weekly = parts.weekly[sheet]
        column = weekly.table.column(name)
        if column:
            rows = [weekly.row(i) for i in range(len(values))]
            made.append(NumberColumn(thing, weekly.table, column, values, rows))
    return made


def _numbers(found: tuple[RawColumn, Floats] | None, length: int) -> Floats:
    return found[1] if found else np.zeros(length)


def _table(columns: Iterable[Floats], length: int) -> Floats:
    """Columns side by side, shape (T, 0) where there are none."""
    return np.array([np.zeros(length), *columns]).T[:, 1:].copy()


def _sources(parts: _Parts) -> Iterator[ColumnSource]:
    """Source of every modelled column, in the order of sheets and columns."""
    names = parts.channels.names if parts.channels else ()
    media = parts.media
    values: dict[Sheet, Mapping[str, Floats]] = {
        Sheet.SPEND: {n: media.spend[n][1] for n in names if n in media.spend},
        Sheet.OUTCOME: _outcome_by_name(parts),
        Sheet.EVENTS: parts.events,
        Sheet.CONTROLS: parts.controls,
        Sheet.EXPOSURE: {n: media.exposure[n][1] for n in names if n in media.exposure},
    }
    for sheet, columns in values.items():
        if sheet in parts.weekly:
            yield from _sources_of(parts.weekly[sheet], columns)
    yield from (made.source for made in parts.made)


def _sources_of(sheet: WeeklySheet, columns: Mapping[str, Floats]) -> Iterator[ColumnSource]:
    for name, values in columns.items():
        column = sheet.table.column(name)
        if column:
            yield ColumnSource(
                sheet.table.sheet,
                name,
                sheet.range(column),
                math.fsum(values),
                aggregation=str(sheet.aggregation(name)),
            )
