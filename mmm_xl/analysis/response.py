"""What other spend levels would have brought: the weekly pattern of spend, multiplied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.inference.sampler import carried_media, curve_draws
from mmm_xl.runs.run import Run
from mmm_xl.transforms.response import multiplied_totals

Floats = npt.NDArray[np.float64]

CURRENT_WEEKS = 52
"""Weeks whose mean is a channel's current spend."""


@dataclass(frozen=True)
class ResponseCurves:
    """Incremental outcome of each channel when its whole weekly pattern is multiplied.

    Parameters
    ----------
    powered : ndarray, shape (N, C, T)
        (carried media / half-saturation) ** slope, draws of all chains in a row.
    slope : ndarray, shape (N, C)
    ceiling : ndarray, shape (N, C), outcome units a week
        Greatest weekly effect, at saturation.
    shape : (int, int)
        Chains and draws.
    """

    powered: Floats
    slope: Floats
    ceiling: Floats
    shape: tuple[int, int]
    channels: tuple[str, ...]

    def incremental(self, multiples: Floats) -> xr.DataArray:
        """Incremental outcome over all weeks at each multiple of the observed pattern.

        Parameters
        ----------
        multiples : ndarray, shape (C, M)

        Returns
        -------
        DataArray, dims (chain, draw, channel, multiple), outcome units

        Notes
        -----
        At a multiple of 1 it equals the contribution in every draw; at 0 it is zero. Effects that
        would fall after the last week are not counted.
        """
        totals = multiplied_totals(self.powered, self.slope, np.ascontiguousarray(multiples, float))
        values = totals * self.ceiling[..., None]
        return xr.DataArray(
            values.reshape(*self.shape, *values.shape[1:]),
            dims=("chain", "draw", "channel", "multiple"),
            coords={"channel": list(self.channels)},
        )


def response_curves(run: Run) -> ResponseCurves:
    """Response curves of a run over all its weeks."""
    posterior, design = run.posterior, run.design
    shape = (posterior.sizes["chain"], posterior.sizes["draw"])
    flat = curve_draws(posterior)
    powered = carried_media(design, run.spec, flat) / flat["half_saturation"][..., None]
    powered **= flat["slope"][..., None]
    total = (powered / (1.0 + powered)).sum(axis=-1)
    ceiling = flat["effect"] * design.effect_scale * design.scale.spread / total
    return ResponseCurves(powered, flat["slope"], ceiling, shape, run.dataset.channel_names)


def current_media(run: Run) -> Floats:
    """Current weekly media of each channel: mean of the last 52 weeks, zeros included.

    Returns
    -------
    ndarray, shape (C,), currency a week (exposure units a week for owned channels)
    """
    return _driver(run)[-CURRENT_WEEKS:].mean(axis=0)


def average_media(run: Run) -> Floats:
    """Mean weekly media of each channel over all weeks, shape (C,), units as `current_media`."""
    return _driver(run).mean(axis=0)


def _driver(run: Run) -> Floats:
    """Spend of paid channels, exposure of owned ones; shape (T, C)."""
    paid = np.array([channel.paid for channel in run.dataset.channels])
    return np.where(paid, run.dataset.spend, run.dataset.media)
