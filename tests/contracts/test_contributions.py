"""What must hold in every draw, whatever the data."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.roi import marginal_roi, roi
from mmm_xl.inference.layout import CURVE_PARAMETERS
from mmm_xl.runs.run import Run
from mmm_xl.transforms.adstock import adstock, weibull_weights
from mmm_xl.transforms.saturation import hill


def naive_contribution(run, chain, draw, channel):
    """Contribution of one channel in one draw, by the plainest of loops."""
    get = {
        name: float(run.posterior[name][chain, draw, channel])
        for name in CURVE_PARAMETERS
        if name in run.posterior
    }
    media = run.dataset.media[:, channel]
    usual = media[media > 0].mean()
    l_max = run.spec.carryover_weeks
    if run.spec.channels[channel].adstock == "auto":
        k = get["shape"]
        scale = get["half_life"] / math.log(2) ** (1 / k)
        ages = [(lag + 0.5) / scale for lag in range(l_max)]
        weights = [age ** (k - 1) * math.exp(-(age**k)) for age in ages]
    else:
        weights = [0.5 ** (lag / get["half_life"]) for lag in range(l_max)]
    saturated = []
    for t in range(len(media)):
        carried = sum(
            weights[lag] / sum(weights) * media[t - lag] / usual for lag in range(min(l_max, t + 1))
        )
        ratio = (carried / get["half_saturation"]) ** get["slope"]
        saturated.append(ratio / (1 + ratio))
    prior = run.spec.channels[channel]
    whole = run.dataset.spend[:, channel].sum()
    if prior.basis == "share":
        whole = run.dataset.outcome.sum()
    return np.array(saturated) * get["effect"] * whole / sum(saturated)


def test_equal_a_plain_loop(run, results) -> None:
    for chain, draw in ((0, 0), (3, 499)):
        for channel in range(len(run.dataset.channels)):
            got = results.effects.channels.values[chain, draw, channel]
            assert got == pytest.approx(naive_contribution(run, chain, draw, channel), rel=1e-9)


def test_baseline_and_channels_make_the_modelled_outcome_in_every_draw(run, results) -> None:
    effects = results.effects
    design, posterior = run.design, run.posterior
    baseline = design.scale.restore(posterior["coefficient"].values @ design.baseline.T)
    modelled = baseline + effects.channels.values.sum(axis=2)
    assert effects.modelled.values == pytest.approx(modelled, rel=1e-12)


def test_roi_is_the_effect_parameter_of_paid_channels(run, results) -> None:
    returns = roi(run, results.effects)
    for channel in returns["channel"].values:
        effect = run.posterior["effect"].sel(channel=channel)
        assert returns.sel(channel=channel).values == pytest.approx(effect.values, rel=1e-9)


def test_zero_spend_from_some_week_gives_zero_once_carryover_has_passed(run) -> None:
    media = run.dataset.media.copy()
    media[100:, 0] = 0.0
    silent = replace(run.dataset, media=media, spend=np.where(media > 0, run.dataset.spend, 0.0))
    changed = Run("run-x", "fit-x", silent, run.spec, run.sampler, run.posterior)
    effect = contributions(changed).channels.values[:, :, 0]
    assert (effect[..., 100 + run.spec.carryover_weeks :] == 0).all()
    assert (effect[..., 100] > 0).any()


def test_curve_at_one_is_the_contribution_and_at_zero_nothing(run, results) -> None:
    multiples = np.tile([0.0, 1.0], (len(run.dataset.channels), 1))
    curve = results.curves.incremental(multiples)
    assert (curve.isel(multiple=0) == 0).all()
    totals = results.effects.channel_totals
    assert curve.isel(multiple=1).values == pytest.approx(totals.values, rel=1e-9)


def test_marginal_roi_equals_the_raised_pattern_by_hand(run, results) -> None:
    got = marginal_roi(run, results.curves)
    chain, draw, channel = 1, 7, 0
    p = {
        name: float(run.posterior[name][chain, draw, channel])
        for name in CURVE_PARAMETERS
        if name in run.posterior
    }
    media = run.design.media[channel]
    weights = weibull_weights(p["half_life"], p["shape"], run.spec.carryover_weeks)
    now = hill(adstock(media, weights), p["half_saturation"], p["slope"]).sum()
    more = hill(adstock(media * 1.01, weights), p["half_saturation"], p["slope"]).sum()
    expected = p["effect"] * (more / now - 1) / 0.01
    assert float(got[chain, draw, channel]) == pytest.approx(expected, rel=1e-8)
