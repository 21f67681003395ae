"""What each channel and the baseline contributed, week by week and draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from mmm_xl.inference.sampler import curve_draws, saturated_media
from mmm_xl.runs.run import Run

_BLOCK = 500
"""Draws whose carried-over media are held in memory at once."""


@dataclass(frozen=True)
class Contributions:
    """Modelled outcome split into baseline and channels.

    Parameters
    ----------
    channels : DataArray, dims (chain, draw, channel, date), outcome units
    baseline : DataArray, dims (chain, draw, date), outcome units

    Notes
    -----
    A channel's contribution is the modelled outcome less the modelled outcome with that channel's
    media at zero and all else as observed, carryover recomputed. The model is additive, so
    baseline and channels sum to the modelled outcome in every draw.
    """

    channels: xr.DataArray
    baseline: xr.DataArray

    @property
    def modelled(self) -> xr.DataArray:
        """Modelled outcome, dims (chain, draw, date), outcome units."""
        return self.baseline + self.channels.sum("channel")

    @property
    def channel_totals(self) -> xr.DataArray:
        """Contribution over all weeks, dims (chain, draw, channel), outcome units."""
        return self.channels.sum("date")


def contributions(run: Run) -> Contributions:
    """Contributions of a run over all its weeks."""
    posterior, design = run.posterior, run.design
    chains, draws = posterior.sizes["chain"], posterior.sizes["draw"]
    flat = curve_draws(posterior)
    blocks = []
    for start in range(0, chains * draws, _BLOCK):
        part = {name: values[start : start + _BLOCK] for name, values in flat.items()}
        saturated = saturated_media(design, run.spec, part)
        beta = part["effect"] * design.effect_scale / saturated.sum(axis=-1)
        blocks.append(beta[..., None] * saturated * design.scale.spread)
    channels = np.concatenate(blocks).reshape(chains, draws, len(design.usual), -1)
    baseline = posterior["coefficient"].values @ design.baseline.T
    coords = {"chain": posterior["chain"], "draw": posterior["draw"], "date": run.dataset.dates}
    return Contributions(
        xr.DataArray(
            channels,
            dims=("chain", "draw", "channel", "date"),
            coords={**coords, "channel": list(run.dataset.channel_names)},
        ),
        xr.DataArray(design.scale.restore(baseline), dims=("chain", "draw", "date"), coords=coords),
    )
