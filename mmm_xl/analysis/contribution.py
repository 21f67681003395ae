"""What each channel and the baseline contributed, week by week and draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.inference.draw_arrays import curve_draws, media_factor
from mmm_xl.inference.media_draws import saturated_media
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

_BLOCK = 500
"""Draws whose carried-over media are held in memory at once."""


@dataclass(frozen=True)
class Contributions:
    """Modelled outcome split into baseline and channels.

    Parameters
    ----------
    channels : DataArray, dims (chain, draw, channel, date), outcome units
    baseline : DataArray, dims (chain, draw, date), outcome units
        Modelled outcome with all media at zero.
    effects : DataArray, dims (chain, draw, channel, date)
        beta * S: outcome units; logarithm of the outcome where effects multiply.
    multiplicative : bool

    Notes
    -----
    A channel's *lift* is the modelled outcome less the modelled outcome with that channel's media
    at zero and all else as observed, carryover recomputed. In an additive model that is its
    contribution too, and baseline and channels sum to the modelled outcome in every draw. Where
    effects multiply, lifts do not add, and the contribution is the logarithmic-mean-Divisia share,
    which does.
    """

    channels: xr.DataArray
    baseline: xr.DataArray
    effects: xr.DataArray
    multiplicative: bool = False

    @property
    def modelled(self) -> xr.DataArray:
        """Modelled outcome, dims (chain, draw, date), outcome units."""
        return self.baseline + self.channels.sum("channel")

    @property
    def channel_totals(self) -> xr.DataArray:
        """Contribution over all weeks, dims (chain, draw, channel), outcome units."""
        return self.channels.sum("date")

    @property
    def lifts(self) -> xr.DataArray:
        """Lift of each channel by week, dims (chain, draw, channel, date), outcome units."""
        if not self.multiplicative:
            return self.channels
        return self.modelled * -np.expm1(-self.effects)

    @property
    def lift_totals(self) -> xr.DataArray:
        """Lift of each channel over all weeks, dims (chain, draw, channel), outcome units."""
        return self.lifts.sum("date")

    def lift_of(self, names: Sequence[str]) -> xr.DataArray:
        """Lift of some channels together over all weeks, dims (chain, draw), outcome units."""
        own = list(names)
        if not self.multiplicative:
            return self.channel_totals.sel(channel=own).sum("channel")
        return self.weekly_lift_of(own).sum("date")

    def weekly_lift_of(self, names: Sequence[str]) -> xr.DataArray:
        """Lift of some channels together by week, dims (chain, draw, date), outcome units."""
        own = list(names)
        if not self.multiplicative:
            return self.channels.sel(channel=own).sum("channel")
        together = self.effects.sel(channel=own).sum("channel")
        return self.modelled * -np.expm1(-together)


def contributions(run: Run) -> Contributions:
    """Contributions of a run over all its weeks."""
    design, posterior = run.design, run.posterior
    coords = {"chain": posterior["chain"], "draw": posterior["draw"], "date": run.dataset.dates}
    effects = xr.DataArray(
        _media_effects(run) * design.scale.spread,
        dims=("chain", "draw", "channel", "date"),
        coords={**coords, "channel": list(run.dataset.channel_names)},
    )
    baseline = xr.DataArray(
        design.scale.restore(posterior["coefficient"].values @ (design.baseline * design.shown).T),
        dims=("chain", "draw", "date"),
        coords=coords,
    )
    if not run.spec.multiplicative:
        return Contributions(effects, baseline, effects)
    level = np.exp(baseline + half_variance(run))
    together = effects.sum("channel")
    # logarithmic mean of the modelled outcome with and without media, over the baseline
    mean = xr.where(together > 0, np.expm1(together) / together.where(together > 0, 1.0), 1.0)
    return Contributions(effects * (level * mean), level, effects, multiplicative=True)


def _media_effects(run: Run) -> Floats:
    """Beta * S, (chain, draw, channel, date), standard deviations of the outcome."""
    posterior, design = run.posterior, run.design
    flat = curve_draws(posterior)
    shape = posterior["effect"].shape
    blocks = []
    for start in range(0, shape[0] * shape[1], _BLOCK):
        part = {name: values[start : start + _BLOCK] for name, values in flat.items()}
        saturated = saturated_media(design, run.spec, part)
        blocks.append(media_factor(design, part["effect"], saturated)[..., None] * saturated)
    return np.concatenate(blocks).reshape(*shape, -1)


def half_variance(run: Run) -> xr.DataArray:
    """Half the variance of a week's noise, dims (chain, draw), logarithm of the outcome.

    Notes
    -----
    The mean of a LogNormal outcome is exp(eta + sigma^2 / 2); with memory the variance of one
    week's noise is sigma^2 / (1 - rho^2).
    """
    posterior = run.posterior
    variance = (posterior["sigma"] * run.design.scale.spread) ** 2
    if "autocorrelation" in posterior:
        variance = variance / (1 - posterior["autocorrelation"] ** 2)
    return variance / 2
