"""Simulated advertisers with known truth: recovered, and not by a model without carryover."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ChannelKind
from tests.fitting import fit

SEEDS = range(1, 6)
PAID = {"Email": (20_000.0, 2.2), "Push": (12_000.0, 1.3)}
"""Weekly spend and ROI of the two owned channels when they are paid for."""


def all_paid():
    return tuple(
        replace(c, kind=ChannelKind.PAID, weekly=PAID[c.name][0], effect=PAID[c.name][1])
        if c.name in PAID
        else c
        for c in EXAMPLE_CHANNELS
    )


def truth_and_draws(world, carryover_weeks=None):
    """True ROI, draws and prior of each channel."""
    dataset = build_dataset(to_raw(world.contents))
    spec = build_spec(dataset)
    if carryover_weeks:
        spec = replace(spec, carryover_weeks=carryover_weeks)
    run = fit(dataset, spec)
    assert float(run.posterior["diverging"].mean()) <= 0.001
    for prior in spec.channels:
        draws = run.posterior["effect"].sel(channel=prior.channel).values.ravel()
        yield world.roi[prior.channel], draws, prior.effect


@pytest.fixture(scope="module")
def worlds():
    return [simulate(seed, channels=all_paid()) for seed in SEEDS]


@pytest.fixture(scope="module")
def recovered(worlds):
    return [row for world in worlds for row in truth_and_draws(world)]


def rmse_of_log_roi(rows):
    return np.sqrt(np.mean([np.log(np.median(draws) / true) ** 2 for true, draws, _ in rows]))


def test_intervals_cover_the_truth(recovered) -> None:
    assert len(recovered) == 30
    inside = [
        np.quantile(draws, 0.025) <= true <= np.quantile(draws, 0.975)
        for true, draws, _ in recovered
    ]
    assert np.mean(inside) >= 0.9


def test_data_narrow_the_prior(recovered) -> None:
    ratios = [
        np.diff(np.quantile(draws, [0.1, 0.9]))[0] / (prior.quantile(0.9) - prior.quantile(0.1))
        for _, draws, prior in recovered
    ]
    assert np.median(ratios) <= 0.6


def test_a_model_without_carryover_is_clearly_worse(worlds, recovered) -> None:
    wrong = [row for world in worlds for row in truth_and_draws(world, carryover_weeks=1)]
    assert rmse_of_log_roi(wrong) >= 1.3 * rmse_of_log_roi(recovered)
