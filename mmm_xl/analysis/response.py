"""What other spend levels would have brought: the weekly pattern of spend, multiplied."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.inference.draw_arrays import curve_draws, media_factor
from mmm_xl.inference.media_draws import carried_media, saturated_media, weight_draws
from mmm_xl.model.design import Design
from mmm_xl.model.spec import ModelSpec
from mmm_xl.names import Order, Saturation
from mmm_xl.runs.run import Run
from mmm_xl.transforms.response import (
    FAMILIES,
    Curve,
    joint_lifts,
    multiplied_lifts,
    multiplied_totals,
)

Floats = npt.NDArray[np.float64]

CURRENT_WEEKS = 52
"""Weeks whose mean is a channel's current spend."""


@dataclass(frozen=True)
class ResponseCurves:
    """Incremental outcome of each channel when its whole weekly pattern is multiplied.

    Parameters
    ----------
    curve : Curve
        Media ready to be multiplied, draws of all chains in a row.
    beta : ndarray, shape (N, C), outcome units a week (logarithm where effects multiply)
        Effect of saturated media of 1.
    counts : ndarray, shape (N, C, T) or (1, 1, T)
        What each week's saturated media count in the total of an additive model.
    effects : Contributions
    shape : (int, int)
        Chains and draws.
    """

    curve: Curve
    beta: Floats
    counts: Floats
    effects: Contributions
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
        At a multiple of 1 it equals the lift in every draw; at 0 it is what history still brings,
        zero without any, because only the window's media are multiplied. Other channels are as
        observed. Effects that would fall after the last week are not counted.
        """
        given = np.ascontiguousarray(multiples, dtype=float)
        if self.effects.multiplicative:
            modelled = self.effects.modelled
            without = (modelled * np.exp(-self.effects.effects)).transpose(
                "chain", "draw", "channel", "date"
            )
            values = multiplied_lifts(self.curve, self.beta, self._rows(without), given)
        else:
            totals = multiplied_totals(self.curve, self.counts, given)
            values = totals * self.beta[..., None]
        return xr.DataArray(
            values.reshape(*self.shape, *values.shape[1:]),
            dims=("chain", "draw", "channel", "multiple"),
            coords={"channel": list(self.channels)},
        )

    def together(self, multiples: Floats) -> xr.DataArray:
        """Incremental outcome over all weeks of all channels together at each multiple.

        Parameters
        ----------
        multiples : ndarray, shape (C, M)

        Returns
        -------
        DataArray, dims (chain, draw, multiple), outcome units
        """
        if not self.effects.multiplicative:
            return self.incremental(multiples).sum("channel")
        given = np.ascontiguousarray(multiples, dtype=float)
        baseline = self._rows(self.effects.baseline.transpose("chain", "draw", "date"))
        values = joint_lifts(self.curve, self.beta, baseline, given)
        return xr.DataArray(values.reshape(*self.shape, -1), dims=("chain", "draw", "multiple"))

    def _rows(self, draws: xr.DataArray) -> Floats:
        """Values with the draws of all chains in a row."""
        return np.ascontiguousarray(draws.values.reshape(-1, *draws.shape[2:]))


def response_curves(run: Run, effects: Contributions) -> ResponseCurves:
    """Response curves of a run over all its weeks."""
    posterior, design, spec = run.posterior, run.design, run.spec
    flat = curve_draws(posterior)
    draws, channels = flat["effect"].shape
    first = spec.order == Order.SATURATION_FIRST
    slope = np.nan_to_num(flat.get("slope", np.ones((draws, channels))), nan=1.0)
    half = np.nan_to_num(flat.get("half_saturation", np.ones((draws, channels))), nan=1.0)
    reaching = design.media[None] if first else carried_media(design, spec, flat)
    powered = reaching / half[..., None]
    hill = [prior.saturation == Saturation.HILL for prior in spec.channels]
    powered[:, hill] **= slope[:, hill, None]
    beta = media_factor(design, flat["effect"], saturated_media(design, spec, flat))
    weights = weight_draws(spec, flat) if first else np.empty((draws, channels, 0))
    families = np.array([FAMILIES.index(p.saturation) for p in spec.channels])
    own, past = _first_weeks(design, spec, flat, half)
    return ResponseCurves(
        curve=(powered, slope, families, weights, own, past),
        beta=beta * design.scale.spread,
        counts=_falling_inside(weights, run.dataset.weeks),
        effects=effects,
        shape=(posterior.sizes["chain"], posterior.sizes["draw"]),
        channels=run.dataset.channel_names,
    )


def _first_weeks(
    design: Design, spec: ModelSpec, curves: dict[str, Floats], half: Floats
) -> tuple[Floats, Floats]:
    """Own and past media of the first weeks, in which history still acts; see `Curve`."""
    draws, channels = half.shape
    nothing = np.empty((draws, channels, 0))
    if not design.history.shape[1]:
        return nothing, nothing
    weeks = min(design.media.shape[1], spec.carryover_weeks - 1)
    start = np.ascontiguousarray(design.media[:, :weeks])
    alone = replace(design, media=np.zeros_like(start))
    if spec.order == Order.SATURATION_FIRST:
        return nothing, np.ascontiguousarray(saturated_media(alone, spec, curves))
    fresh = replace(design, media=start, history=design.history[:, :0])
    own, past = (carried_media(part, spec, curves) for part in (fresh, alone))
    return own / half[..., None], past / half[..., None]


def _falling_inside(weights: Floats, weeks: int) -> Floats:
    """Part of each week's carryover that falls into the window, (N, C, T); 1 without weights."""
    if weights.shape[-1] == 0:
        return np.ones((1, 1, weeks))
    summed = weights.cumsum(axis=-1)
    left = np.minimum(np.arange(weeks, 0, -1), weights.shape[-1]) - 1
    return np.ascontiguousarray(summed[..., left])


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
