"""The model's answers to changed media before any data: draws of the priors instead of a posterior.

Only media are drawn. Where effects multiply, they do so with the observed outcome, as in the
definition of the effect parameter: no baseline is assumed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.contribution import Contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.inference.layout import CURVE_PARAMETERS
from mmm_xl.model import priors
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import ModelSpec
from mmm_xl.runs.run import Run

Floats = npt.NDArray[np.float64]

CHAINS, DRAWS = 4, 1000
"""Of every parameter of media: independent draws, in chains like those of a posterior."""

_STREAM = 3
"""Keeps these draws apart from others of the same seed."""


def prior_answers(run: Run) -> Counterfactuals:
    """Counterfactuals of a run's model under its priors; the same run gives the same draws."""
    rng = np.random.default_rng([run.sampler.seed, _STREAM])
    drawn = prior_media(run.spec, rng, CHAINS * DRAWS)
    names = list(run.dataset.channel_names)
    dims = ("chain", "draw", "channel")
    posterior = xr.Dataset(
        {name: (dims, values.reshape(CHAINS, DRAWS, -1)) for name, values in drawn.items()},
        coords={"chain": np.arange(CHAINS), "draw": np.arange(DRAWS), "channel": names},
    )
    return Counterfactuals(replace(run, posterior=posterior), _observed(run))


def _observed(run: Run) -> Contributions:
    """Contributions whose modelled outcome is the observed one in every draw."""
    outcome = np.broadcast_to(run.dataset.outcome, (CHAINS, DRAWS, run.dataset.weeks))
    baseline = xr.DataArray(outcome, dims=("chain", "draw", "date"))
    shape = (CHAINS, DRAWS, 1, run.dataset.weeks)
    nothing = xr.DataArray(np.broadcast_to(0.0, shape), dims=("chain", "draw", "channel", "date"))
    return Contributions(nothing, baseline, nothing, run.spec.multiplicative)


def prior_media(spec: ModelSpec, rng: np.random.Generator, draws: int) -> dict[str, Floats]:
    """Draws of the priors of every parameter of media, (N, C) each; NaN where there is none.

    Notes
    -----
    Effects of a pool are drawn around a centre and with a spread that are drawn first.
    """
    found = {}
    for name in CURVE_PARAMETERS:
        having = spec.having(name)
        if not having:
            continue
        z = rng.standard_normal((draws, len(having)))
        values = np.full((draws, len(spec.channels)), np.nan)
        for column, channel in enumerate(having):
            prior: LogNormal = getattr(spec.channels[channel], name)
            values[:, channel] = np.exp(prior.mu + prior.sigma * z[:, column])
        found[name] = values
    _pool(spec, rng, found["effect"])
    return found


def _pool(spec: ModelSpec, rng: np.random.Generator, effect: Floats) -> None:
    """Replace the effects of pooled channels by draws around a common centre."""
    mean, sd = priors.POOLED_CENTRE
    for pool in range(len(spec.pools)):
        members = [i for i, prior in enumerate(spec.channels) if prior.pool == pool]
        z = rng.standard_normal((len(effect), len(members) + 2))
        spread = np.exp(spec.pool_spread.mu + spec.pool_spread.sigma * z[:, 1])
        centre = mean + sd * z[:, 0]
        effect[:, members] = np.exp(centre[:, None] + spread[:, None] * z[:, 2:])
