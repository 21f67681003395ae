"""Known truth is recovered for every family of carryover, saturation, order, noise and outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.roi import roi
from mmm_xl.data.dataset import Channel, Dataset
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Carryover, Link, ModelName, Noise, Order, Saturation
from mmm_xl.settings import Settings
from mmm_xl.transforms.adstock import adstock, carryover_weights
from mmm_xl.transforms.saturation import saturate
from tests.fitting import fit

WEEKS = 156
ROI = np.array([3.0, 0.8, 1.6, 2.2])
SPEND = np.array([40e3, 60e3, 50e3, 25e3])
LIFE, SHAPE, PEAK = (0.8, 1.6, 2.5, 1.2), (0.8, 1.3, 2.2, 1.5), (1.0, 2.0, 3.0, 1.5)
HALF, SLOPE = (0.8, 1.4, 1.0, 1.8), (1.0, 1.4, 1.2, 0.9)

WORLDS = {
    "geometric": {},
    "auto": {"carryover": Carryover.AUTO},
    "delayed": {"carryover": Carryover.DELAYED},
    "no carryover": {"carryover": Carryover.NONE},
    "michaelis-menten": {"saturation": Saturation.MICHAELIS_MENTEN},
    "logistic": {"saturation": Saturation.LOGISTIC},
    "no saturation": {"saturation": Saturation.NONE},
    "saturation first": {"order": Order.SATURATION_FIRST},
    "autocorrelated": {"noise": Noise.AUTOCORRELATED},
    "heavy-tailed": {"noise": Noise.HEAVY_TAILED},
    "multiplicative": {"outcome_model": Link.MULTIPLICATIVE},
}


def saturated(spend, settings):
    """What each channel's effect is proportional to, (C, T), by the plain transforms."""
    usual = [week[week > 0].mean() for week in spend]
    rows = []
    for c, (media, level) in enumerate(zip(spend, usual, strict=True)):
        weights = carryover_weights(settings.carryover, 13, LIFE[c], SHAPE[c], PEAK[c])
        half = None if settings.saturation == Saturation.NONE else HALF[c]
        slope = SLOPE[c] if settings.saturation == Saturation.HILL else None
        if settings.order == Order.SATURATION_FIRST:
            rows.append(adstock(saturate(settings.saturation, media / level, half, slope), weights))
        else:
            rows.append(saturate(settings.saturation, adstock(media / level, weights), half, slope))
    return np.array(rows)


def noise(rng, settings):
    """Weekly noise of standard deviation 1, a few odd weeks where it is heavy-tailed."""
    if settings.noise == Noise.HEAVY_TAILED:
        return rng.standard_t(3, WEEKS) / 1.5
    drawn = rng.normal(size=WEEKS)
    if settings.noise == Noise.AUTOCORRELATED:
        for t in range(1, WEEKS):
            drawn[t] = 0.6 * drawn[t - 1] + 0.8 * drawn[t]
    return drawn


def world(settings, seed):
    """Dataset and the true ROI of each channel: the outcome less the outcome without it."""
    rng = np.random.default_rng(seed)
    t = np.arange(WEEKS)
    on_air = rng.random((4, WEEKS)) < np.array([0.95, 0.8, 0.5, 0.4])[:, None]
    spend = on_air * rng.lognormal(0, 0.6, size=(4, WEEKS))
    spend *= (SPEND / spend.mean(axis=1))[:, None]
    shape = saturated(spend, settings)
    season = np.sin(2 * np.pi * t / 52.18)
    whole = (ROI * SPEND * WEEKS / shape.sum(axis=1))[:, None] * shape
    baseline = 1.2e6 * (1 + 0.1 * season + 0.0006 * t)
    if settings.outcome_model == Link.MULTIPLICATIVE:
        effects = np.log1p(whole / baseline)
        effects = (effects.sum(axis=1) / shape.sum(axis=1))[:, None] * shape
        outcome = baseline * np.exp(effects.sum(axis=0) + 0.03 * noise(rng, settings))
        expected = baseline * np.exp(effects.sum(axis=0))
        truth = (expected * -np.expm1(-effects)).sum(axis=1) / spend.sum(axis=1)
    else:
        outcome = baseline + whole.sum(axis=0) + 45e3 * noise(rng, settings)
        truth = ROI
    names = ("A", "B", "C", "D")
    nothing = np.zeros((WEEKS, 0))
    dataset = Dataset(
        name="world",
        settings=settings,
        channels=tuple(Channel(name, name) for name in names),
        dates=np.datetime64(date(2022, 1, 9)) + 7 * np.arange(WEEKS),
        outcome=outcome,
        spend=spend.T.copy(),
        media=spend.T.copy(),
        control_names=(),
        controls=nothing.copy(),
        event_names=(),
        events=nothing.copy(),
    )
    return dataset, truth


def recovered(settings, seed, fitted_with=None):
    """True ROI and draws of ROI of each channel."""
    dataset, truth = world(settings, seed)
    fitted_with = fitted_with or settings
    spec = build_spec(replace(dataset, settings=fitted_with))
    run = fit(dataset, spec, chains=2, tune=400, draws=400)
    assert float(run.posterior["diverging"].mean()) <= 0.005
    returns = roi(run, contributions(run))
    return [
        (truth[i], returns.isel(channel=i).values.ravel()) for i in range(len(dataset.channels))
    ]


def rmse_of_log_roi(rows):
    return np.sqrt(np.mean([np.log(np.median(draws) / true) ** 2 for true, draws in rows]))


PLAIN = Settings(model=ModelName.PLAIN, carryover=Carryover.GEOMETRIC, noise=Noise.NORMAL)


@pytest.fixture(scope="module")
def rows():
    return {
        name: recovered(replace(PLAIN, **changes), seed)
        for seed, (name, changes) in enumerate(WORLDS.items(), start=1)
    }


def test_intervals_cover_the_truth_of_every_family(rows) -> None:
    inside = {
        name: [bool(np.quantile(d, 0.05) <= true <= np.quantile(d, 0.95)) for true, d in found]
        for name, found in rows.items()
    }
    assert set(inside) == set(WORLDS)
    hits = sum(map(sum, inside.values()))
    # of 44 intervals of 90%, fewer than 35 would be seen once in a hundred times
    assert hits >= 35, inside
    assert min(map(sum, inside.values())) >= 2, inside


def test_returns_are_found_not_only_covered(rows) -> None:
    every = [row for found in rows.values() for row in found]
    # at most half of what the prior's median, 1, misses by; and no more than 0.35
    missed = np.sqrt(np.mean([np.log(true) ** 2 for true, _ in every]))
    assert rmse_of_log_roi(every) <= min(0.35, missed / 2)


def test_the_wrong_family_is_worse(rows) -> None:
    settings = replace(PLAIN, carryover=Carryover.DELAYED)
    wrong = recovered(settings, 3, replace(settings, carryover=Carryover.NONE))
    assert rmse_of_log_roi(wrong) >= 1.5 * rmse_of_log_roi(rows["delayed"])
