"""A return that the weeks cannot tell, and one lift test that can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.data.simulator import EXAMPLE_CHANNELS
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ExperimentUse
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill
from mmm_xl.transforms.scaling import usual_week
from tests.fitting import fit
from tests.lift_tests import lift_test, weeks_of

TRUE_ROI = 4.0
START, END, THROUGH = 60, 79, 91
SHARE = 0.05
SETTINGS = {"chains": 4, "tune": 500, "draws": 500}


def shape(media, usual):
    """Saturated, carried-over TV as the simulator has it."""
    tv = next(channel for channel in EXAMPLE_CHANNELS if channel.name == "TV")
    weights = geometric_weights(decay_from_half_life(tv.half_life), 13)
    return hill(adstock(media / usual, weights), tv.half_maximum, tv.slope)


@pytest.fixture(scope="module")
def tested(dataset, world):
    """The example with TV the same in every week but for a test in a twentieth of the market."""
    tv = dataset.channel_names.index("TV")
    plain = np.full(dataset.weeks, 100_000.0)
    off = slice(START, END + 1)
    spent, dark = plain.copy(), plain.copy()
    spent[off] *= 1 - SHARE
    dark[off] = 0.0
    usual = usual_week(spent[:, None])[0]
    beta = TRUE_ROI * spent.sum() / shape(spent, usual).sum()
    effect = SHARE * beta * (shape(dark, usual) - shape(plain, usual))[START : THROUGH + 1].sum()
    columns = {"spend": dataset.spend.copy(), "media": dataset.media.copy()}
    for values in columns.values():
        values[:, tv] = spent
    outcome = dataset.outcome - world.contributions["TV"] + beta * shape(spent, usual)
    weeks = weeks_of(dataset, START, END, THROUGH)
    measured = lift_test("twentieth", ("TV",), weeks, (SHARE, 0.0), effect=effect,
                         standard_error=0.05 * abs(effect))  # fmt: skip
    return replace(dataset, **columns, outcome=outcome, experiments=(measured,))


@pytest.fixture(scope="module")
def fits(tested):
    """Runs with the test as evidence, and with it kept back."""
    (test,) = tested.experiments
    kept_back = replace(tested, experiments=(replace(test, use=ExperimentUse.VALIDATE),))
    return tuple(fit(data, build_spec(data), **SETTINGS) for data in (tested, kept_back))


def log_roi(run):
    return np.log(run.posterior["effect"].sel(channel="TV").values.ravel() / TRUE_ROI)


def test_without_the_test_the_return_is_what_the_prior_says(fits) -> None:
    _, kept_back = fits
    assert log_roi(kept_back).mean() < -0.2
    assert log_roi(kept_back).std() > 0.25


def test_a_calibrating_test_pulls_the_return_to_the_truth(fits) -> None:
    calibrated, kept_back = (log_roi(run) for run in fits)
    assert abs(calibrated.mean()) < 0.1
    low, high = np.quantile(calibrated, [0.05, 0.95])
    assert low < 0 < high
    assert calibrated.std() < 0.5 * kept_back.std()
    assert float(fits[0].posterior["diverging"].mean()) <= 0.001


def test_the_model_then_says_what_was_measured(fits) -> None:
    calibrated, kept_back = (
        effect_draws(Counterfactuals(run, contributions(run)), run.dataset.experiments[0])
        for run in fits
    )
    (test,) = fits[0].dataset.experiments
    assert abs(float(calibrated.mean()) - test.effect) < 0.5 * test.standard_error
    assert float(calibrated.std()) < 1.1 * test.standard_error
    assert abs(float(kept_back.mean()) - test.effect) > 3 * test.standard_error


def test_a_test_that_is_kept_back_changes_nothing(fits, tested) -> None:
    bare = replace(tested, experiments=())
    few = {"chains": 2, "tune": 100, "draws": 50}
    kept_back = fit(fits[1].dataset, build_spec(bare), **few)
    without = fit(bare, build_spec(bare), **few)
    assert kept_back.fit_id == without.fit_id
    assert kept_back.posterior.identical(without.posterior)
