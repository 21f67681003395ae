"""How long a channel's effect lasts, and where today's spend lies on its curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.carryover import ChannelTiming
from mmm_xl.analysis.response import CURRENT_WEEKS, ResponseCurves
from mmm_xl.inference.draw_arrays import curve_draws
from mmm_xl.inference.media_draws import saturated_level, weight_draws
from mmm_xl.names import Saturation
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

MOST_OF_EFFECT = 0.9
NEXT_STEP = 0.1
"""Raise of spend that "the next 10%" stands for, as a fraction."""


@dataclass(frozen=True)
class CurveFigures[S]:
    """One channel's carryover and saturation.

    Parameters
    ----------
    half_life : Estimate, weeks
        Until half of the effect of one week's spend has come in, read between weeks.
    most : Estimate, weeks
        Until 90% of it has come in.
    first_week : Estimate, fraction
        Share of the effect in the week of the spend.
    of_maximum : Estimate or None, fraction
        Effect of today's weekly spend, spent evenly, over the greatest possible effect; None where
        the curve has no maximum.
    next_step : Estimate or None, ratio
        Return of the next 10% of spend over the average return; None where the channel brought
        nothing in some draw.
    """

    channel: str
    half_life: S
    most: S
    first_week: S
    of_maximum: S | None
    next_step: S | None

    def reduced[R](self, reduce: Callable[[S], R]) -> CurveFigures[R]:
        """The same figures, each reduced."""
        return CurveFigures(
            channel=self.channel,
            half_life=reduce(self.half_life),
            most=reduce(self.most),
            first_week=reduce(self.first_week),
            of_maximum=None if self.of_maximum is None else reduce(self.of_maximum),
            next_step=None if self.next_step is None else reduce(self.next_step),
        )


def curve_figures[S](
    run: Run, curves: ResponseCurves, reduce: Callable[[xr.DataArray], S]
) -> tuple[CurveFigures[S], ...]:
    """Carryover and saturation of every channel, in sheet order.

    Notes
    -----
    Today is the mean of the last 52 weeks. The next 10% raises the whole weekly pattern; both
    returns are those of all weeks, effects after the last week not counted.
    """
    parameters = curve_draws(run.posterior)
    weights = weight_draws(run.spec, parameters)
    today = run.dataset.media[-CURRENT_WEEKS:].mean(axis=0)  # of what drives the channel
    level = saturated_level(run.spec, parameters, today / run.design.usual)
    steps = curves.incremental(np.tile([1.0, 1.0 + NEXT_STEP], (len(run.dataset.channels), 1)))
    average, more = steps.isel(multiple=0), steps.isel(multiple=1)
    return tuple(
        CurveFigures(
            channel=prior.channel,
            half_life=reduce(_labelled(run, weeks_until(weights[:, i], 0.5))),
            most=reduce(_labelled(run, weeks_until(weights[:, i], MOST_OF_EFFECT))),
            first_week=reduce(_labelled(run, weights[:, i, 0])),
            of_maximum=None
            if prior.saturation == Saturation.NONE
            else reduce(_labelled(run, level[:, i])),
            next_step=_next_step(average.isel(channel=i), more.isel(channel=i), reduce),
        )
        for i, prior in enumerate(run.spec.channels)
    )


def carryover_json(figures: CurveFigures[Any], timing: ChannelTiming) -> dict[str, Any]:
    """Figures of one channel as ``results.json`` has them.

    Notes
    -----
    Lengths in weeks; the return of the next 10% of spend as a multiple of the average one.
    """
    record = asdict(figures)
    return {
        "half_life": record["half_life"],
        "weeks_to_90": record["most"],
        "first_week": record["first_week"],
        "of_maximum": record["of_maximum"],
        "next_step": record["next_step"],
        "timing": asdict(timing.posterior),
    }


def weeks_until(weights: Floats, share: float) -> Floats:
    """Weeks until a share of the effect has come in, (N,), read between weeks.

    Parameters
    ----------
    weights : ndarray, shape (N, L)
        Of carryover, summing to 1; the effect of each week comes in evenly over it.
    """
    summed = np.minimum(weights.cumsum(axis=1), 1.0)
    at = np.argmax(summed >= share - 1e-12, axis=1)
    rows = np.arange(len(weights))
    before = np.where(at > 0, summed[rows, np.maximum(at - 1, 0)], 0.0)
    return at + (share - before) / weights[rows, at]


def cumulated(run: Run) -> xr.DataArray:
    """Share of the effect of one week's spend that is in by the end of each week since.

    Returns
    -------
    DataArray, dims (chain, draw, channel, week), fraction
        Week 1 is the week of the spend; the last week of carryover has 1.
    """
    weights = weight_draws(run.spec, curve_draws(run.posterior))[..., : run.spec.carryover_weeks]
    sizes = run.posterior.sizes
    names = [prior.channel for prior in run.spec.channels]
    return xr.DataArray(
        np.minimum(weights.cumsum(axis=-1), 1.0).reshape(
            sizes["chain"], sizes["draw"], *weights.shape[1:]
        ),
        dims=("chain", "draw", "channel", "week"),
        coords={"channel": names, "week": np.arange(1, weights.shape[-1] + 1)},
    )


def _next_step[S](
    average: xr.DataArray, more: xr.DataArray, reduce: Callable[[xr.DataArray], S]
) -> S | None:
    if not (average.values > 0).all():
        return None
    return reduce((more - average) / (NEXT_STEP * average))


def _labelled(run: Run, values: Floats) -> xr.DataArray:
    """Draws of all chains in a row as dims (chain, draw)."""
    shape = (run.posterior.sizes["chain"], run.posterior.sizes["draw"])
    return xr.DataArray(values.reshape(shape), dims=("chain", "draw"))
