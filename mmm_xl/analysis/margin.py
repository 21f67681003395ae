"""Contribution margin of incremental outcome, where weeks and channels may differ in margin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.roi import paid_channels
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

LATER_WEEKS = 52
"""Weeks whose mean margin stands for the weeks after the data."""


def weekly_margin(run: Run, channel: int, after: int = 0) -> Floats | None:
    """Margin of one more unit of net sales by week, (T + after,), fraction; None where not given.

    Parameters
    ----------
    channel : int
        Position of the channel.
    after : int
        Weeks after the data, which take the mean of the last 52.
    """
    margins, weeks = run.dataset.margins, run.dataset.weeks + after
    if not len(margins):
        usual = run.dataset.settings.margin
        return None if usual is None else np.full(weeks, usual)
    own = margins[:, channel]
    return np.concatenate([own, np.full(after, own[-LATER_WEEKS:].mean())])


def usual_margin(run: Run, channel: int) -> float | None:
    """Mean margin of a channel weighted with its spend, fraction; None where not given.

    Notes
    -----
    An owned channel has no spend: its weeks weigh alike.
    """
    if not len(run.dataset.margins):
        return run.dataset.settings.margin
    spend = run.dataset.spend[:, channel]
    return float(
        np.average(run.dataset.margins[:, channel], weights=spend if spend.any() else None)
    )


def joint_margin(
    apart: Sequence[xr.DataArray],
    together: xr.DataArray,
    margins: Sequence[xr.DataArray],
    *,
    multiplicative: bool,
) -> xr.DataArray:
    """Margin of what several channels bring together, of the same dims, times the margins' unit.

    Parameters
    ----------
    apart : sequence of DataArray, with a dim of weeks, outcome units
        What each brings by itself.
    together : DataArray, outcome units
        What all bring.
    margins : sequence of DataArray, dims of weeks
        Of one more unit of the outcome, a channel each.

    Notes
    -----
    The margins of each by itself, summed. Where effects multiply, what all bring is not the sum:
    the sum of margins is scaled by the one over the other, week by week and draw by draw, so that
    the interaction earns the mean margin of those that make it.
    """
    earned = sum(
        (p * m for p, m in zip(apart[1:], margins[1:], strict=True)), apart[0] * margins[0]
    )
    if not multiplicative:
        return earned
    summed = sum(apart[1:], apart[0])
    return earned * xr.where(summed != 0, together / summed.where(summed != 0, 1.0), 0.0)


def roi_on_margin(run: Run, effects: Contributions, returns: xr.DataArray) -> xr.DataArray | None:
    """Incremental contribution margin per unit of spend over all weeks; None without a margin.

    Parameters
    ----------
    returns : DataArray, dims (chain, draw, channel), ratio
        ROI of the paid channels.

    Returns
    -------
    DataArray, dims (chain, draw, channel), ratio
        NaN where the outcome has no value in money.
    """
    if not len(run.dataset.margins):
        margin = run.dataset.settings.margin
        return None if margin is None else returns * margin
    paid = paid_channels(run)
    margins = _margins(run).sel(channel=paid)
    earned = (effects.lifts.sel(channel=paid) * margins).sum("date")
    return earned * run.spec.outcome_value / _spend(run).sel(channel=paid)


def total_on_margin(
    run: Run, effects: Contributions, total: xr.DataArray | None
) -> xr.DataArray | None:
    """The same of all paid channels together, dims (chain, draw).

    Parameters
    ----------
    total : DataArray or None, ratio
        Their ROI.
    """
    if total is None:
        return None
    if not len(run.dataset.margins):
        margin = run.dataset.settings.margin
        return None if margin is None else total * margin
    paid = paid_channels(run)
    margins, lifts = _margins(run), effects.lifts
    earned = joint_margin(
        [lifts.sel(channel=name) for name in paid],
        effects.weekly_lift_of(paid),
        [margins.sel(channel=name) for name in paid],
        multiplicative=effects.multiplicative,
    )
    return earned.sum("date") * run.spec.outcome_value / run.dataset.spend.sum()


def _margins(run: Run) -> xr.DataArray:
    """Margins sheet, dims (date, channel)."""
    dataset = run.dataset
    names = list(dataset.channel_names)
    coords = {"date": dataset.dates, "channel": names}
    return xr.DataArray(dataset.margins, dims=("date", "channel"), coords=coords)


def _spend(run: Run) -> xr.DataArray:
    names = list(run.dataset.channel_names)
    return xr.DataArray(run.dataset.spend.sum(axis=0), dims="channel", coords={"channel": names})
