"""What must hold in every draw where media before the first week are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.response import response_curves
from mmm_xl.analysis.roi import roi
from mmm_xl.model.design import build_design
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.digest import fit_id
from mmm_xl.transforms.adstock import carryover_weights
from mmm_xl.transforms.saturation import saturate
from tests.fitting import fit
from tests.histories import with_history
from tests.inference.test_agreement import specification

WEEKS = 10
SPECIFICATIONS = {
    "default": {"default": True},
    "mixed": {"mixed": True},
    "saturation first": {"mixed": True, "order": "saturation first"},
    "multiplicative": {"mixed": True, "link": "multiplicative"},
    "multiplicative, saturation first": {
        "mixed": True, "order": "saturation first", "link": "multiplicative",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=SPECIFICATIONS)
def fitted(request, dataset):
    later = with_history(dataset, WEEKS)
    return fit(later, specification(later, SPECIFICATIONS[request.param]), chains=2, tune=150,
               draws=30)  # fmt: skip


@pytest.fixture(scope="module")
def effects(fitted):
    return contributions(fitted)


def naive_saturated(run, chain, draw, channel, multiple=1.0, past=1.0):
    """S of each week by the plainest of loops; the window's media and history multiplied."""
    prior, l_max = run.spec.channels[channel], run.spec.carryover_weeks
    get = {
        name: float(run.posterior[name][chain, draw, channel])
        for name in ("half_life", "shape", "peak", "half_saturation", "slope")
        if prior.has(name)
    }
    own = (get.get(name, 1.0) for name in ("half_life", "shape", "peak"))
    weights = carryover_weights(prior.adstock, l_max, *own)
    curve = (prior.saturation, get.get("half_saturation", 1.0), get.get("slope"))
    inside = run.dataset.media[:, channel]
    usual = inside[inside > 0].mean()
    media = np.concatenate([past * run.dataset.history[:, channel], multiple * inside]) / usual
    family, half, slope = curve

    def shares(values):
        return saturate(family, np.asarray(values), half, slope)

    first = run.spec.order == "saturation first"
    reaching = shares(media) if first else media
    earlier = len(run.dataset.history)
    spread = [
        sum(weights[lag] * reaching[t - lag] for lag in range(min(l_max, t + 1)))
        for t in range(earlier, len(media))
    ]
    return np.array(spread) if first else shares(spread)


def naive_beta(run, chain, draw, channel):
    """What S of 1 brings, outcome units a week or logarithm of the outcome."""
    design = run.design
    effect = float(run.posterior["effect"][chain, draw, channel])
    whole = naive_saturated(run, chain, draw, channel) @ design.weighting
    return effect * design.effect_scale[channel] * design.scale.spread / whole


def test_effects_equal_a_plain_loop_from_the_first_week_on(fitted, effects) -> None:
    for channel in range(len(fitted.dataset.channels)):
        saturated = naive_saturated(fitted, 1, 7, channel)
        naive = naive_beta(fitted, 1, 7, channel) * saturated
        assert effects.effects.values[1, 7, channel] == pytest.approx(naive, rel=1e-9)


def test_history_acts_in_the_first_weeks_and_only_there(fitted, effects) -> None:
    reach = fitted.spec.carryover_weeks - 1
    known, unknown = (naive_saturated(fitted, 0, 0, 0, past=past) for past in (1.0, 0.0))
    assert known[0] > unknown[0]
    assert (known[:reach] >= unknown[:reach]).all()
    assert known[reach:] == pytest.approx(unknown[reach:], rel=1e-12)


def test_baseline_and_channels_make_the_modelled_outcome_in_every_draw(fitted, effects) -> None:
    design = fitted.design
    eta = design.scale.restore(fitted.posterior["coefficient"].values @ design.baseline.T)
    eta = eta + effects.effects.values.sum(axis=2)
    if fitted.spec.multiplicative:
        modelled = effects.baseline.values * np.exp(effects.effects.values.sum(axis=2))
    else:
        modelled = eta
    assert effects.modelled.values == pytest.approx(modelled, rel=1e-12)


def test_curves_multiply_the_window_and_keep_history(fitted, effects) -> None:
    curves = response_curves(fitted, effects)
    channels = len(fitted.dataset.channels)
    multiples = np.tile([0.0, 0.5, 1.0, 1.7], (channels, 1))
    got = curves.incremental(multiples).values
    lifts = effects.lift_totals.transpose("chain", "draw", "channel").values
    assert got[..., 2] == pytest.approx(lifts, rel=1e-9)
    assert (got[..., 0] >= 0).all() and (got[..., 0] > 0).any()
    modelled = effects.modelled.values[1, 7]
    for channel in range(channels):
        beta = naive_beta(fitted, 1, 7, channel)
        for m, multiple in enumerate(multiples[channel]):
            effect = beta * naive_saturated(fitted, 1, 7, channel, multiple)
            if fitted.spec.multiplicative:
                without = modelled * np.exp(-effects.effects.values[1, 7, channel])
                effect = without * np.expm1(effect)
            assert got[1, 7, channel, m] == pytest.approx(effect.sum(), rel=1e-9)


def test_all_channels_multiplied_alike_at_one_are_all_lifts_together(fitted, effects) -> None:
    curves = response_curves(fitted, effects)
    together = curves.together(np.ones((len(fitted.dataset.channels), 1))).values[..., 0]
    every = effects.lift_of(fitted.dataset.channel_names).values
    assert together == pytest.approx(every, rel=1e-9)


def test_roi_is_the_effect_parameter_of_paid_channels(fitted, effects) -> None:
    """The prior's scale speaks of all effect inside the window, history's part included."""
    if fitted.spec.multiplicative:
        return
    returns = roi(fitted, effects)
    for channel in returns["channel"].values:
        effect = fitted.posterior["effect"].sel(channel=channel)
        assert returns.sel(channel=channel).values == pytest.approx(effect.values, rel=1e-9)


def test_only_weeks_within_reach_change_the_fit(dataset) -> None:
    later = with_history(dataset, 30)
    spec = specification(later, {"default": True})
    design = build_design(later, spec)
    assert design.history.shape[1] == spec.carryover_weeks - 1
    changed = later.history.copy()
    changed[: 30 - design.history.shape[1]] = 7.0
    same = build_design(replace(later, history=changed), spec)
    assert np.array_equal(same.history, design.history)
    assert np.array_equal(design.usual, build_design(dataset_without(later), spec).usual)


def dataset_without(later):
    return replace(later, history=later.history[:0])


def test_history_is_part_of_the_fit_id_and_none_is_not(fitted) -> None:
    data, spec, sampler = fitted.dataset, fitted.spec, fitted.sampler
    assert fit_id(dataset_without(data), spec, sampler) != fitted.fit_id


def test_a_later_refit_knows_of_earlier_media_what_its_run_knows(fitted) -> None:
    data = fitted.dataset
    change = Change("later", first=data.dates[4].astype(object))
    found = apply(change, fitted).dataset
    assert np.array_equal(found.history, np.vstack([data.history, data.media])[4 : 4 + WEEKS])
    alone = replace(fitted, dataset=dataset_without(data))
    assert apply(change, alone).dataset.history.shape == (0, len(data.channels))
