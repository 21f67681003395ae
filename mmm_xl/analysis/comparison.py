"""Which channel returns more, and how much the data taught about each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_TAILS = (0.05, 0.95)


@dataclass(frozen=True)
class Comparison:
    """Paid channels with a return, held against each other draw by draw.

    Parameters
    ----------
    better : ndarray, shape (C, C), probability
        That the channel of the row returns more than that of the column; NaN on the diagonal.
    ranks : ndarray, shape (C, C), probability
        That the channel of the row has rank 1, 2, ...; rows and columns sum to 1.
    """

    channels: tuple[str, ...]
    better: Floats
    ranks: Floats


def compare(returns: xr.DataArray) -> Comparison:
    """Comparison of returns.

    Parameters
    ----------
    returns : DataArray, dims (chain, draw, channel), ratio
        ROI of channels that have one.

    Notes
    -----
    Equal returns count half for each, and the earlier channel takes the better rank.
    """
    names = tuple(str(name) for name in returns["channel"].values)
    draws = returns.transpose("chain", "draw", "channel").values.reshape(-1, len(names))
    above = (draws[:, :, None] > draws[:, None, :]).mean(axis=0)
    better = above + 0.5 * (draws[:, :, None] == draws[:, None, :]).mean(axis=0)
    np.fill_diagonal(better, np.nan)
    order = np.argsort(-draws, axis=1, kind="stable")
    ranks = np.array([(order == channel).mean(axis=0) for channel in range(len(names))])
    return Comparison(names, better, ranks.reshape(len(names), len(names)))


@dataclass(frozen=True)
class Learning:
    """What the data taught about the size of one channel's effect.

    Parameters
    ----------
    prior, posterior : (low, high)
        90% ranges of the effect parameter: ROI or share, as ``basis`` says.
    narrowed : float, fraction
        By how much the data narrowed the range, on the scale of ratios: 0 nothing, 1 all;
        negative where the range is wider than before.
    """

    channel: str
    basis: str
    prior: tuple[float, float]
    posterior: tuple[float, float]
    narrowed: float


def learning(run: Run) -> tuple[Learning, ...]:
    """Ranges before and after the data for each channel, in sheet order."""
    found = []
    for i, prior in enumerate(run.spec.channels):
        draws = run.posterior["effect"].isel(channel=i).values
        before = prior.effect.quantile(_TAILS[0]), prior.effect.quantile(_TAILS[1])
        low, high = (float(end) for end in np.quantile(draws, _TAILS))
        narrowed = 1.0 - float(np.log(high / low) / np.log(before[1] / before[0]))
        found.append(Learning(prior.channel, prior.basis, before, (low, high), narrowed))
    return tuple(found)
