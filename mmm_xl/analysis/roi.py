"""Return of each channel on what was spent on it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.response import ResponseCurves
from mmm_xl.errors import ZeroSpend
from mmm_xl.runs.run import Run

STEP = 0.01
"""Raise of spend that marginal ROI is measured over, as a fraction."""


def paid_channels(run: Run) -> list[str]:
    """Names of the channels that money is spent on, in sheet order."""
    return [channel.name for channel in run.dataset.channels if channel.paid]


def total_spend(run: Run) -> xr.DataArray:
    """Spend over all weeks, dims (channel,), paid channels only, currency units.

    Raises
    ------
    ZeroSpend
        A paid channel has no spend.
    """
    totals = xr.DataArray(
        run.dataset.spend.sum(axis=0),
        dims="channel",
        coords={"channel": list(run.dataset.channel_names)},
    ).sel(channel=paid_channels(run))
    if not (totals > 0).all():
        raise ZeroSpend("A paid channel without spend has no ROI.")
    return totals


def roi(run: Run, effects: Contributions) -> xr.DataArray:
    """Incremental revenue per unit of spend over all weeks.

    Returns
    -------
    DataArray, dims (chain, draw, channel), ratio
        NaN where the outcome is a count without a value.

    Notes
    -----
    From the lift: the outcome less the outcome without the channel. In-window effect of in-window
    spend: effects after the last week are not counted.
    """
    paid = effects.lift_totals.sel(channel=paid_channels(run))
    return paid * run.spec.outcome_value / total_spend(run)


def marginal_roi(run: Run, curves: ResponseCurves) -> xr.DataArray:
    """Extra revenue per extra unit of spend when the whole pattern is raised by 1%.

    Returns
    -------
    DataArray, dims (chain, draw, channel), ratio
        NaN where the outcome is a count without a value.

    Notes
    -----
    Positive when more spend raises the outcome. Carryover is recomputed; effects after the last
    week are not counted.
    """
    multiples = np.tile([1.0, 1.0 + STEP], (len(run.dataset.channels), 1))
    levels = curves.incremental(multiples).sel(channel=paid_channels(run))
    extra = levels.isel(multiple=1) - levels.isel(multiple=0)
    return extra * run.spec.outcome_value / (STEP * total_spend(run))
