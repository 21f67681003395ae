"""What a run's model says a lift test should have measured, draw by draw."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.data.dataset import Experiment
from mmm_xl.model.lift import lift_paths, measured_weeks

Floats = npt.NDArray[np.float64]


def effect_draws(answers: Counterfactuals, test: Experiment) -> xr.DataArray:
    """Modelled effect of a lift test, to stand beside what it measured.

    Parameters
    ----------
    answers : Counterfactuals
        Of a run whose weeks hold all of the test's.

    Returns
    -------
    DataArray, dims (chain, draw), outcome units

    Raises
    ------
    ValueError
        A week of the test is none of the run's.

    Notes
    -----
    The share of the market times the sum, from the test's first week to the last one measured, of
    the modelled outcome with the test everywhere less that without it; everything else is as it
    was. Where effects multiply, they do so with the modelled outcome of each draw; the likelihood
    of a calibrating test takes the observed one.
    """
    dataset, weeks = answers.run.dataset, measured_weeks(answers.run.dataset, test)
    without, everywhere = (np.zeros((len(answers.factor), weeks.stop - weeks.start)) for _ in "ab")
    for path in lift_paths(dataset, test):
        observed = answers.observed(path.channel)[:, weeks]
        without += _effect(answers, path.channel, path.without)[:, weeks] - observed
        everywhere += _effect(answers, path.channel, path.everywhere)[:, weeks] - observed
    if answers.effects.multiplicative:
        change = answers.level[:, weeks] * (np.expm1(everywhere) - np.expm1(without))
    else:
        change = everywhere - without
    posterior = answers.run.posterior
    total = test.market_share * change.sum(axis=1)
    return xr.DataArray(
        total.reshape(posterior.sizes["chain"], posterior.sizes["draw"]),
        dims=("chain", "draw"),
        coords={"chain": posterior["chain"], "draw": posterior["draw"]},
    )


def _effect(answers: Counterfactuals, channel: int, media: Floats) -> Floats:
    """Effect of one channel's media (T,) in the weeks of the data and after them, (N, T + L)."""
    whole = answers.media[channel].copy()
    whole[answers.before : answers.before + len(media)] = media
    return answers.effect(channel, whole)
