"""What the length of the history and the variation of each channel can teach."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mmm_xl.data import limits
from mmm_xl.data.checks.columns import Column, header, media_of, outcome_header
from mmm_xl.data.dataset import Dataset
from mmm_xl.data.findings import finding_of
from mmm_xl.data.rules import identification as rules
from mmm_xl.errors import Finding
from mmm_xl.names import Sheet, Trend


def length(dataset: Dataset) -> Iterator[Finding]:
    """Findings about how many weeks there are, by themselves and for all that is estimated."""
    where = outcome_header(dataset)
    weeks = dataset.weeks
    if weeks < limits.ADVISED_WEEKS:
        dropped = ", so the yearly terms are dropped" if dataset.settings.yearly_terms else ""
        yield finding_of(
            rules.SHORT_HISTORY,
            where,
            f"the sheet has {weeks} weeks; at least {limits.ADVISED_WEEKS} are advised{dropped}.",
        )
    effects = _effects(dataset)
    if weeks / effects < limits.LEAST_WEEKS_A_COLUMN:
        yield finding_of(
            rules.FEW_WEEKS_A_COLUMN,
            where,
            f"{weeks} weeks are to tell {effects} effects apart"
            f" ({_counted(len(dataset.channels), 'channel')},"
            f" {_counted(len(dataset.control_names), 'control')},"
            f" {_counted(len(dataset.event_names), 'event')}, the rest"
            f" level, trend and season): {weeks / effects:.1f} weeks for each, expected at least"
            f" {limits.LEAST_WEEKS_A_COLUMN:g}.",
        )


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _effects(dataset: Dataset) -> int:
    """Number of effects: one a column, the level, the trend, two a yearly wave."""
    settings = dataset.settings
    yearly = settings.yearly_terms if dataset.weeks >= limits.ADVISED_WEEKS else 0
    columns = (dataset.channels, dataset.control_names, dataset.event_names)
    return 1 + (settings.trend != Trend.NONE) + 2 * yearly + sum(map(len, columns))


def variation(dataset: Dataset) -> Iterator[Finding]:
    """Findings about when, and how differently, each channel was on air."""
    for column in media_of(dataset):
        on_air = int((column.values > 0).sum())
        if on_air < limits.LEAST_WEEKS_ON_AIR:
            yield finding_of(
                rules.FEW_WEEKS_ON_AIR,
                column.where,
                f"{column.words} is on air in {on_air} of {dataset.weeks} weeks; expected at least"
                f" {limits.LEAST_WEEKS_ON_AIR}.",
            )
        else:
            yield from _steadiness(column)
        yield from _silence(dataset, column)
    yield from _tiny(dataset)


def _steadiness(column: Column) -> Iterator[Finding]:
    mean = column.values.mean()
    varied = column.values.std() / mean
    if varied < limits.LEAST_VARIATION:
        yield finding_of(
            rules.STEADY,
            column.where,
            f"{column.words} varies by only {varied:.0%} around its mean, so that its effect can"
            " hardly be told from the baseline.",
        )
    elif column.values.min() >= limits.ALWAYS_ON * mean:
        yield finding_of(
            rules.ALWAYS_ON,
            column.where,
            f"{column.words} is always on: its quietest week is {column.values.min() / mean:.0%} of"
            " its mean, so that what happens without it was never seen.",
        )


def _silence(dataset: Dataset, column: Column) -> Iterator[Finding]:
    last = int(np.flatnonzero(column.values > 0)[-1])
    silent = dataset.weeks - 1 - last
    if silent >= limits.LONG_SILENCE:
        yield finding_of(
            rules.LONG_SILENCE,
            column.where,
            f"{column.words} was last on air in the week {dataset.dates[last]}, {silent} weeks"
            " before the last one.",
        )


def _tiny(dataset: Dataset) -> Iterator[Finding]:
    spend = dataset.spend.sum(axis=0)
    for channel, own in zip(dataset.channels, spend, strict=True):
        if channel.paid and own < limits.TINY_SHARE * spend.sum():
            yield finding_of(
                rules.TINY,
                header(dataset, Sheet.SPEND, channel.name),
                f"channel '{channel.name}' has {own / spend.sum():.1%} of all spend.",
            )
