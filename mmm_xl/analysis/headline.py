"""The ROI table of a run: all that is needed to print it, and nothing that takes longer.

Convergence, Monte Carlo errors and sections load statistics and plotting libraries; they follow in
`mmm_xl.analysis.results`, which reduces the same draws by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.margin import roi_on_margin
from mmm_xl.analysis.prior_only import marked
from mmm_xl.analysis.response import ResponseCurves, current_media, response_curves
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.analysis.summary import Estimate, estimate, probability
from mmm_xl.runs.run import Run


@dataclass(frozen=True)
class ChannelFigures[S: Estimate]:
    """Figures of one channel over all weeks, each an `Estimate` or a `Summary`.

    Parameters
    ----------
    spend : float, currency units
    current_weekly : float, currency units (exposure units for owned channels) a week
    roi, roi_on_margin, marginal_roi : Estimate or None, ratio
        None for owned channels, for counts without a value, and on margin where none is given.
    contribution : Estimate, outcome units
        Part of the modelled outcome; the channels' parts and the baseline add up.
    lift : Estimate, outcome units
        Outcome less the outcome without the channel: what the ROI divides by the spend. The
        contribution itself, but where effects multiply.
    share : Estimate, fraction of the modelled outcome
    prob_above_hurdle : float or None
    prior_only : bool
        Whether the data did not inform it: the figures show what was assumed. Its label says so.
    """

    name: str
    label: str
    paid: bool
    spend: float
    current_weekly: float
    roi: S | None
    roi_on_margin: S | None
    marginal_roi: S | None
    contribution: S
    lift: S
    share: S
    prob_above_hurdle: float | None
    prior_only: bool = False


@dataclass(frozen=True)
class Headline:
    """Returns of each channel and the draws behind them.

    Parameters
    ----------
    run : Run
        With marked channels (`mmm_xl.analysis.prior_only.marked`).
    returns, marginal : DataArray, dims (chain, draw, channel), ratio
        ROI and marginal ROI of the paid channels.
    on_margin : DataArray or None, dims (chain, draw, channel), ratio
        ROI on margin of the paid channels; None where no margin is given.
    """

    run: Run
    effects: Contributions
    curves: ResponseCurves
    returns: xr.DataArray
    marginal: xr.DataArray
    on_margin: xr.DataArray | None
    channels: tuple[ChannelFigures[Estimate], ...]

    @property
    def hurdle_basis(self) -> str:
        """What the hurdle is compared with."""
        return hurdle_basis(self.run)


def compute_headline(run: Run) -> Headline:
    """ROI table of a run; nothing is sampled.

    Notes
    -----
    From here on the run carries channels whose labels say where the data did not inform them, so
    every table, chart and sentence says so.
    """
    run = marked(run)
    effects = contributions(run)
    curves = response_curves(run, effects)
    returns, marginal = roi(run, effects), marginal_roi(run, curves)
    earned = roi_on_margin(run, effects, returns)
    channels = channel_figures(run, effects, (returns, earned, marginal), estimate)
    return Headline(run, effects, curves, returns, marginal, earned, channels)


def hurdle_basis(run: Run) -> str:
    """What the hurdle is compared with: ``roi``, or ``roi_on_margin`` where a margin is given."""
    return "roi_on_margin" if run.dataset.has_margin else "roi"


def channel_figures[S: Estimate](
    run: Run,
    effects: Contributions,
    ratios: tuple[xr.DataArray, xr.DataArray | None, xr.DataArray],
    reduce: Callable[[xr.DataArray], S],
) -> tuple[ChannelFigures[S], ...]:
    """Figures of every channel in sheet order.

    Parameters
    ----------
    ratios : DataArrays, dims (chain, draw, channel), ratio
        ROI, ROI on margin (None where no margin is given) and marginal ROI of the paid channels.
    reduce : callable
        `estimate` or `summarise`: what becomes of the draws of one quantity.
    """
    spend = run.dataset.spend.sum(axis=0)
    current = current_media(run)
    returns, earned, marginal = ratios
    totals, lifts = effects.channel_totals, effects.lift_totals
    modelled = effects.modelled.sum("date")
    rows = []
    for i, channel in enumerate(run.dataset.channels):
        own, margin, step = (
            one.sel(channel=channel.name) if channel.paid and one is not None else None
            for one in (returns, earned, marginal)
        )
        total = totals.sel(channel=channel.name)
        rows.append(
            ChannelFigures(
                name=channel.name,
                label=channel.label,
                paid=channel.paid,
                spend=float(spend[i]),
                current_weekly=float(current[i]),
                roi=known(own, reduce),
                roi_on_margin=known(margin, reduce),
                marginal_roi=known(step, reduce),
                contribution=reduce(total),
                lift=reduce(lifts.sel(channel=channel.name)),
                share=reduce(total / modelled),
                prob_above_hurdle=above_hurdle(run, own if margin is None else margin),
                prior_only=channel.prior_only,
            )
        )
    return tuple(rows)


def known[S: Estimate](draws: xr.DataArray | None, reduce: Callable[[xr.DataArray], S]) -> S | None:
    """What the draws reduce to, or None where the quantity does not exist."""
    if draws is None or np.isnan(draws.values).any():
        return None
    return reduce(draws)


def above_hurdle(run: Run, judged: xr.DataArray | None) -> float | None:
    """Probability that ROI on margin (ROI where no margin is given) is above the hurdle.

    Parameters
    ----------
    judged : DataArray or None, ratio
        Draws of what the hurdle applies to.
    """
    if judged is None or np.isnan(judged.values).any():
        return None
    return probability(judged > run.dataset.settings.hurdle)
