"""The register of a fitted run: every stage, the fits without each test, what is published."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis import register as module
from mmm_xl.analysis import register_entry as entries
from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.prior_answers import prior_answers, prior_media
from mmm_xl.analysis.register import register, register_json
from mmm_xl.analysis.register_rules import Fault
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.model import priors
from mmm_xl.names import ExperimentUse
from mmm_xl.runs import store
from mmm_xl.runs.refit import Refit


@pytest.fixture(scope="module")
def found(results):
    return results.register


def entry(found, use):
    return next(one for one in found.entries if one.test.use is use)


def test_every_test_of_the_sheet_has_an_entry_in_its_order(found, dataset) -> None:
    assert [one.test for one in found.entries] == list(dataset.experiments)
    assert {one.test.use for one in found.entries} == set(ExperimentUse)


def test_posterior_is_the_runs_own_and_a_validating_test_changes_nothing(found, results) -> None:
    answers = Counterfactuals(results.run, results.effects)
    for one in found.entries:
        draws = effect_draws(answers, one.test)
        assert one.posterior.effect.mean == pytest.approx(float(draws.mean()))
    checking = entry(found, ExperimentUse.VALIDATE)
    assert checking.without == checking.posterior
    assert checking.agreement.narrowed is None


def test_without_is_a_stored_fit_that_has_never_seen_the_test(found, results) -> None:
    calibrating = entry(found, ExperimentUse.CALIBRATE)
    change = module.without(calibrating.test)
    from mmm_xl.runs.change import apply
    from mmm_xl.runs.digest import fit_id

    inputs = apply(change, results.run)
    assert calibrating.test not in inputs.dataset.experiments
    name = fit_id(inputs.dataset, inputs.spec, inputs.sampler)
    assert name != results.run.fit_id
    stored = store.load_posterior(name)
    other = replace(results.run, dataset=inputs.dataset, posterior=stored)
    draws = effect_draws(Counterfactuals(other, contributions(other)), calibrating.test)
    assert calibrating.without.effect.mean == pytest.approx(float(draws.mean()))


def test_a_test_pulls_the_posterior_towards_it_as_its_weight_says(found) -> None:
    one = entry(found, ExperimentUse.CALIBRATE)
    left, own, y = one.without.effect, one.posterior.effect, one.test.effect
    assert own.sd < left.sd
    expected = left.mean + one.agreement.weight * (y - left.mean)
    assert own.mean == pytest.approx(expected, abs=0.5 * left.sd)
    assert 0 < one.agreement.narrowed < 1


def test_draws_without_a_test_weighted_with_its_likelihood_are_those_with_it(results) -> None:
    test = next(one for one in results.run.dataset.experiments if one.calibrates)
    left = module.left_out(results.run, [test])[test.name].answers
    draws = effect_draws(left, test).values.ravel()
    weights = np.exp(-0.5 * ((test.effect - draws) / test.standard_error) ** 2)
    own = effect_draws(Counterfactuals(results.run, results.effects), test).values
    error = own.std() / np.sqrt(400)  # at least so many independent draws
    assert np.average(draws, weights=weights) == pytest.approx(own.mean(), abs=4 * error)


def test_agreement_is_that_of_the_published_moments(found) -> None:
    for one in found.entries:
        left, test = one.without.effect, one.test
        spread = np.hypot(left.sd, test.standard_error)
        assert one.agreement.z == pytest.approx((test.effect - left.mean) / spread)
        weight = left.sd**2 / (left.sd**2 + test.standard_error**2)
        assert one.agreement.weight == pytest.approx(weight)
        assert 0 <= one.agreement.overlap <= 1


def test_roi_of_a_test_is_its_effects_value_over_its_change_of_spend(found) -> None:
    for one in found.entries:
        for stage in (one.prior, one.measured, one.without, one.posterior):
            mean = stage.effect.mean / one.test.spend_change
            assert stage.roi.mean == pytest.approx(mean)
            assert stage.roi.lo90 < stage.roi.mean < stage.roi.hi90
        error = one.test.standard_error / abs(one.test.spend_change)
        assert one.measured.roi.sd == pytest.approx(error)
        assert one.measured.effect.hi95 - one.test.effect == pytest.approx(
            1.959964 * one.test.standard_error
        )


def test_only_validating_tests_are_scored(found) -> None:
    assert entry(found, ExperimentUse.CALIBRATE).score is None
    score = entry(found, ExperimentUse.VALIDATE).score
    assert score.crps > 0
    assert set(score.inside) == {50, 80, 95}


def test_prior_draws_have_the_priors_of_the_specification(spec) -> None:
    drawn = prior_media(spec, np.random.default_rng(1), 20000)
    middle = [prior.half_life.mu for prior in spec.channels]
    assert np.log(drawn["half_life"]).mean(axis=0) == pytest.approx(middle, abs=0.05)
    pooled = [i for i, prior in enumerate(spec.channels) if prior.pooled]
    effects = np.log(drawn["effect"])
    for i, prior in enumerate(spec.channels):
        assert effects[:, i].mean() == pytest.approx(prior.effect.mu, abs=0.05)
        assert effects[:, i].std() == pytest.approx(prior.effect.sigma, rel=0.05)
    together = np.corrcoef(effects[:, pooled].T)[0, 1]
    expected = priors.POOLED_CENTRE[1] ** 2 / priors.POOLED_ROI.sigma**2
    assert together == pytest.approx(expected, abs=0.05)


def test_prior_of_an_effect_needs_no_data_and_is_the_same_twice(run, dataset) -> None:
    (test, *_) = dataset.experiments
    first, again = (effect_draws(prior_answers(run), test).values for _ in range(2))
    assert np.array_equal(first, again)
    shifted = replace(run, posterior=run.posterior * 1.5)
    assert np.array_equal(effect_draws(prior_answers(shifted), test).values, first)


def test_draws_that_are_not_to_be_relied_on_show_no_conflict(results, monkeypatch) -> None:
    monkeypatch.setattr(entries, "_unsound", lambda draws, run: "the chains do not agree")
    for one in register(results.run, results.effects).entries:
        faults = {found.fault for found in one.findings}
        assert Fault.NOT_JUDGED in faults
        assert not faults & {Fault.CONFLICT, Fault.UNDERPOWERED, Fault.NO_NEWS}
        assert one.agreement is not None


def test_a_fit_that_failed_is_a_finding_and_no_crash(results, monkeypatch) -> None:
    def refuse(run, changes, *, keep):
        assert keep
        return tuple(Refit(change, None, "No chain could start.") for change in changes)

    monkeypatch.setattr(module, "refit", refuse)
    found = register(results.run, results.effects)
    one = entry(found, ExperimentUse.CALIBRATE)
    assert one.without is None
    assert one.agreement is None
    (fault,) = one.findings
    assert (fault.fault, fault.severe) == (Fault.NOT_JUDGED, True)
    assert fault.other == "No chain could start."
    json.dumps(register_json(found), allow_nan=False)


def test_without_tests_the_register_is_empty_and_nothing_is_fitted(results, monkeypatch) -> None:
    monkeypatch.setattr(module, "refit", None)
    bare = replace(results.run, dataset=replace(results.run.dataset, experiments=()))
    assert register(bare, results.effects).entries == ()
