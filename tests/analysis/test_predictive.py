import numpy as np
import pytest
from scipy.stats import binom

from mmm_xl.analysis.predictive import in_sample_fit, predictive_draws


def test_fit_of_a_well_specified_world(run, results) -> None:
    fit = results.fit
    assert fit.r2 > 0.9
    assert 0 < fit.wape < 0.04
    for level, low, high in ((50, 0.4, 0.7), (80, 0.72, 0.95), (95, 0.9, 1.0)):
        assert low <= fit.coverage(level) <= high
        assert fit.hits[level] == round(fit.coverage(level) * run.dataset.weeks)


def test_figures_follow_their_definitions(run, results) -> None:
    fit, actual = results.fit, run.dataset.outcome
    errors = actual - fit.predicted
    assert fit.wape == pytest.approx(np.abs(errors).sum() / actual.sum())
    assert fit.r2 == pytest.approx(1 - errors.var() / actual.var(), abs=1e-3)
    assert (fit.low < fit.predicted).all()
    assert (fit.predicted < fit.high).all()


def test_replicated_outcomes_carry_the_noise_and_are_reproducible(run, results) -> None:
    first = predictive_draws(run, results.effects)
    assert (first == predictive_draws(run, results.effects)).all()
    noise = (first - results.effects.modelled).std().item()
    assert noise == pytest.approx(
        run.posterior["sigma"].mean().item() * run.design.scale.spread, rel=0.02
    )


def test_too_narrow_noise_is_visible_in_coverage(run, results) -> None:
    weeks = run.dataset.weeks
    least = binom.ppf(0.001, weeks, 0.8) / weeks  # what chance allows an honest 80% interval
    quiet = run.posterior.assign(sigma=run.posterior["sigma"] * 0.2)
    narrow = in_sample_fit(replace_run(run, quiet), results.effects)
    assert narrow.coverage(80) < least <= results.fit.coverage(80)


def replace_run(run, posterior):
    from mmm_xl.runs.run import Run

    return Run(run.run_id, run.fit_id, run.dataset, run.spec, run.sampler, posterior)
