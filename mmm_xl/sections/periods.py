"""The outcome by source: its parts over all weeks, groups of channels, and period by period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from mmm_xl.analysis.decomposition import CHANNEL
from mmm_xl.analysis.periods import Period
from mmm_xl.analysis.results import ChannelResult, Results
from mmm_xl.analysis.summary import series_errors, summarise
from mmm_xl.data.window import fiscal_years
from mmm_xl.names import FiscalCalendar, Tiling
from mmm_xl.sections import words_periods as words
from mmm_xl.sections.context import Context
from mmm_xl.sections.precision import Estimated, estimated
from mmm_xl.sections.section import Column, Kind, Table

_KINDS = {"level": "Level", "trend": "Trend", "seasonality": "Seasonality"}
_SUMMED = {"control": "Controls", "event": "Events"}
_OUTSIDE = ("Period", "Baseline", "Modelled", "Residual", "Actual")

MOST_IN_REPORT = 7
"""Most sources whose amounts, beside period and totals, fit on a page without breaking a number."""

UNGROUPED = "Channels without a group"


def period_tables(results: Results, c: Context) -> tuple[Table, ...]:
    """Parts over all weeks, groups where channels have them, fiscal years, quarters and months."""
    fiscal = "" if _calendar_years(results) else "fiscal "
    by = results.decomposition.by
    return (
        _parts(results, c),
        *_groups(results, c),
        _by_period(results, by[Tiling.FISCAL_YEAR], c, ("year", f"{fiscal}year")),
        _by_period(results, by[Tiling.FISCAL_QUARTER], c, ("quarter", f"{fiscal}quarter")),
        _by_period(results, by[Tiling.MONTH], c, ("month", "month")),
    )


def _calendar_years(results: Results) -> bool:
    years = fiscal_years(results.run.dataset)
    return years.first_month == 1 and years.calendar is FiscalCalendar.MONTHS


def series_names(
    channels: tuple[ChannelResult, ...],
    others: Iterable[str] = ("Week ending", "Baseline", "Modelled"),
) -> tuple[str, ...]:
    """Column names of a table with a column a channel: labels, made different where names meet.

    Parameters
    ----------
    others : iterable of str
        Names of the other columns.
    """
    taken = {word.casefold() for word in others}
    names = []
    for channel in channels:
        name = channel.label
        while name.casefold() in taken:
            name += " (channel)"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _parts(results: Results, c: Context) -> Table:
    """Every part of the baseline and every channel over all weeks."""
    labels = {channel.name: channel.label for channel in results.channels}
    rows = []
    for part in results.sources:
        name = labels[part.name] if part.kind == CHANNEL else _KINDS.get(part.kind, part.name)
        side = "Channels" if part.kind == CHANNEL else "Baseline"
        rows.append((name, side, part.kind, *c.cells(part.contribution), part.share.mean))
    return Table(
        "contribution_parts",
        c.title(f"parts of modelled {c.outcome} ({c.unit})"),
        (
            Column("Part", "", Kind.TEXT),
            Column("Of", "", Kind.TEXT),
            Column("Kind", "", Kind.TEXT),
            *_figure_columns(c),
        ),
        tuple(rows),
        total=("Modelled", "", "", *_total(results, c)),
        note=words.PARTS_NOTE.format(outcome=c.outcome),
    )


def _groups(results: Results, c: Context) -> tuple[Table, ...]:
    """Baseline and groups of channels; none where no channel has a group."""
    channels = results.run.dataset.channels
    if not any(channel.group for channel in channels):
        return ()
    whole = results.decomposition.whole.sources
    modelled = whole.modelled.isel(window=0)
    labels = {channel.name: channel.label for channel in results.channels}
    members: dict[str, list[str]] = {}
    for channel in channels:
        members.setdefault(channel.group or UNGROUPED, []).append(channel.name)
    rows = [("Baseline", "", *_figures(whole.baseline.isel(window=0), modelled, c))]
    for group, names in members.items():
        own = group_amounts(whole.amounts, [part.name for part in whole.parts], names)
        told = ", ".join(labels[name] for name in names)
        rows.append((group, told, *_figures(own.isel(window=0), modelled, c)))
    table = Table(
        "contribution_groups",
        c.title(f"modelled {c.outcome} by group of channels ({c.unit})"),
        (
            Column("Group", "", Kind.TEXT),
            Column("Channels", "", Kind.TEXT),
            *_figure_columns(c),
        ),
        tuple(rows),
        total=("Modelled", "", *_total(results, c)),
        note=words.GROUPS_NOTE,
    )
    return (table,)


def group_amounts(amounts: xr.DataArray, parts: list[str], names: list[str]) -> xr.DataArray:
    """Sum of some channels, dims (chain, draw, window), outcome units.

    Parameters
    ----------
    amounts : DataArray, dims (chain, draw, part, window)
        Channels stand last.
    parts : list of str
        Names along ``part``.
    """
    last = {name: i for i, name in enumerate(parts)}
    return amounts.isel(part=[last[name] for name in names]).sum("part")


def _figure_columns(c: Context) -> tuple[Column, ...]:
    return (
        Column("Mean", c.unit, Kind.MONEY, summed=True),
        *c.ends(c.unit, Kind.MONEY),
        Column("Share of modelled", "%", Kind.PERCENT, summed=True),
    )


def _figures(own: xr.DataArray, modelled: xr.DataArray, c: Context) -> tuple[float | None, ...]:
    return (*c.cells(summarise(own)), c.mean(summarise(own / modelled)))


def _total(results: Results, c: Context) -> tuple[float | None, ...]:
    """Figures of the total row; shares of every draw make 1."""
    return (*c.cells(results.modelled), 1.0)


def _by_period(results: Results, period: Period, c: Context, named: tuple[str, str]) -> Table:
    """A row a period: baseline's parts, channels, modelled, residual and actual, posterior means.

    Parameters
    ----------
    named : (key, words)
        Of the kind of period.
    """
    key, what = named
    names, columns = _sums_added(results, period)
    _, sums = _sums_added(results, results.decomposition.whole)
    rows = tuple(
        (window.label, *values)
        for window, values in zip(period.windows, zip(*columns, strict=True), strict=True)
    )
    totals = [_sum(own, whole[0]) for own, whole in zip(columns, sums, strict=True)]
    return Table(
        f"contribution_by_{key}",
        c.title(f"{c.outcome} by source and {what} ({c.unit})"),
        (
            Column("Period", "", Kind.TEXT),
            *(Column(name, c.unit, Kind.MONEY, summed=True) for name in names),
            Column("Modelled", c.unit, Kind.MONEY, summed=True, adds=tuple(names)),
            Column("Residual", c.unit, Kind.MONEY, summed=True),
            Column("Actual", c.unit, Kind.MONEY, summed=True, adds=("Modelled", "Residual")),
        ),
        rows,
        total=("All weeks", *totals),
        note=words.PERIODS_NOTE,
        in_report=key == "year" and len(names) <= MOST_IN_REPORT,
    )


def estimated_column(draws: xr.DataArray) -> list[Estimated]:
    """Posterior means of a series, dims (chain, draw, one more), with their errors."""
    means = draws.mean(("chain", "draw")).values
    return estimated(means.tolist(), series_errors(draws).tolist())


def _sums_added(results: Results, period: Period) -> tuple[list[str], list[list[float]]]:
    """Names of the sources, and columns of their means, modelled, residual and actual outcome."""
    found = _source_columns(results, period)
    columns = [estimated_column(draws) for _, draws in found]
    modelled = np.sum(columns, axis=0)
    errors = series_errors(period.sources.modelled)
    ends = (estimated(values, errors) for values in (modelled, period.actual - modelled))
    return [name for name, _ in found], [*columns, *ends, period.actual.tolist()]


def _sum(values: Sequence[float], whole: float) -> float:
    """Total of a column, with the Monte Carlo error of the whole where it has one."""
    total = float(np.sum(values))
    return Estimated(total, whole.error) if isinstance(whole, Estimated) else total


def _source_columns(results: Results, period: Period) -> list[tuple[str, xr.DataArray]]:
    """Name and draws by window of each column; controls and events are sums."""
    sources = period.sources
    amounts = sources.amounts
    kinds = [part.kind for part in sources.parts]
    found = []
    for kind, name in (_KINDS | _SUMMED).items():
        at = [i for i, own in enumerate(kinds) if own == kind]
        if at:
            found.append((name, amounts.isel(part=at).sum("part")))
    taken = (*_OUTSIDE, *_KINDS.values(), *_SUMMED.values())
    at = [i for i, own in enumerate(kinds) if own == CHANNEL]
    names = series_names(results.channels, taken)
    return found + [(name, amounts.isel(part=i)) for name, i in zip(names, at, strict=True)]
