"""Sources of the outcome and what channels earned, by month, fiscal quarter and fiscal year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.decomposition import Decomposition, decompose
from mmm_xl.analysis.margin import weekly_margin
from mmm_xl.data.window import Window, every_week, tiles
from mmm_xl.names import Tiling
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

TILINGS = (Tiling.MONTH, Tiling.FISCAL_QUARTER, Tiling.FISCAL_YEAR)
"""A fiscal quarter is the calendar's where the year starts in January and is made of months."""


@dataclass(frozen=True)
class Period:
    """Sources of the outcome in windows, with what they earned and cost.

    Parameters
    ----------
    sources : Decomposition
        Parts of the modelled outcome in each window.
    actual : float, shape (windows,), outcome units
        Weeks that straddle a window's end are split by days, as everything here is.
    spend : float, shape (windows, C), currency units
    margin : DataArray or None, dims (chain, draw, channel, window), currency units
        Contribution margin of each channel's period contribution; None where no margin is given or
        the outcome has no value in money.
    """

    sources: Decomposition
    actual: Floats
    spend: Floats
    margin: xr.DataArray | None

    @property
    def windows(self) -> tuple[Window, ...]:
        """Windows in order of time."""
        return self.sources.windows

    @property
    def channels(self) -> xr.DataArray:
        """Period contribution of all channels, dims (chain, draw, window), outcome units."""
        return self.sources.modelled - self.sources.baseline

    @property
    def after_media(self) -> xr.DataArray | None:
        """Margin of the channels less their spend, dims (chain, draw, window), currency units."""
        if self.margin is None:
            return None
        return self.margin.sum("channel") - xr.DataArray(self.spend.sum(axis=1), dims="window")


@dataclass(frozen=True)
class Periods:
    """One decomposition of all weeks, and of each way to cut them."""

    whole: Period
    by: dict[Tiling, Period]


def periods(run: Run, effects: Contributions) -> Periods:
    """Sources of the outcome over all weeks, by month, fiscal quarter and fiscal year.

    Parameters
    ----------
    effects : Contributions
        Of the same run.
    """
    cut = {by: tiles(run.dataset, by) for by in TILINGS}
    windows = [every_week(run.dataset), *(window for by in TILINGS for window in cut[by])]
    every = _period(run, effects, windows)
    found: dict[Tiling, Period] = {}
    start = 1
    for by in TILINGS:
        found[by] = _part(every, start, start + len(cut[by]))
        start += len(cut[by])
    return Periods(_part(every, 0, 1), found)


def _period(run: Run, effects: Contributions, windows: Sequence[Window]) -> Period:
    dataset = run.dataset
    shares = np.array([window.fractions(dataset.dates) for window in windows])
    return Period(
        sources=decompose(run, effects, windows),
        actual=shares @ dataset.outcome,
        spend=shares @ dataset.spend,
        margin=_margin(run, effects, shares),
    )


def _margin(run: Run, effects: Contributions, shares: Floats) -> xr.DataArray | None:
    value = run.spec.outcome_value
    margins = [weekly_margin(run, channel) for channel in range(len(run.dataset.channels))]
    known = [one for one in margins if one is not None]
    if np.isnan(value) or len(known) < len(margins):
        return None
    worth = np.array(known)[:, :, None] * shares.T * value  # (C, T, windows)
    contributed = effects.channels.transpose("channel", "chain", "draw", "date").values
    earned = np.array([own @ by for own, by in zip(contributed, worth, strict=True)])
    return xr.DataArray(
        earned,
        dims=("channel", "chain", "draw", "window"),
        coords={"chain": run.posterior["chain"], "draw": run.posterior["draw"]},
    ).transpose("chain", "draw", "channel", "window")


def _part(every: Period, start: int, end: int) -> Period:
    """Some of the windows."""
    some = slice(start, end)
    sources = every.sources
    return Period(
        Decomposition(sources.parts, sources.windows[some], sources.amounts.isel(window=some)),
        every.actual[some],
        every.spend[some],
        None if every.margin is None else every.margin.isel(window=some),
    )
