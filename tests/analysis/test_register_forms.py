"""Register and next tests under every form of model, for counts, and for owned channels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.next_test import design_error, next_tests
from mmm_xl.analysis.prior_answers import prior_answers
from mmm_xl.analysis.register import register
from mmm_xl.analysis.results import complete
from mmm_xl.analysis.test_effect import effect_draws
from mmm_xl.model.spec import build_spec
from mmm_xl.names import ExperimentUse, KpiType, Link, Noise, Order
from mmm_xl.sections.context import context
from mmm_xl.sections.register import register_section
from tests.fitting import fit

FORMS = {
    "multiplicative": {"outcome_model": Link.MULTIPLICATIVE},
    "heavy-tailed": {"noise": Noise.HEAVY_TAILED},
    "saturation first": {"order": Order.SATURATION_FIRST, "noise": Noise.NORMAL},
}


def with_settings(dataset, **changes):
    return replace(dataset, settings=replace(dataset.settings, **changes))


@pytest.fixture(scope="module", params=list(FORMS))
def answers(request, dataset) -> Counterfactuals:
    changed = with_settings(dataset, **FORMS[request.param])
    run = fit(changed, build_spec(changed), tune=200, draws=150, chains=2)
    return Counterfactuals(run, contributions(run))


def test_every_form_has_a_register_and_next_tests(answers) -> None:
    run = answers.run
    found = register(run, answers.effects)
    assert [one.test for one in found.entries] == list(run.dataset.experiments)
    for one in found.entries:
        assert one.agreement is not None
        assert one.prior.effect.mean < 0  # both are blackouts
        assert one.without.effect.mean < 0
        assert np.isfinite(one.agreement.z)
    for one in next_tests(answers).ranked:
        assert all(0 <= made.value <= one.perfect for made in one.designs)
        assert all(np.isfinite(made.net) for made in one.designs)


def test_prior_of_a_test_is_the_return_of_its_spend_times_its_change(answers) -> None:
    test = answers.run.dataset.experiments[0]
    channel = answers.run.dataset.channel_names.index(test.channels[0])
    before = prior_answers(answers.run)
    drawn = effect_draws(before, test).values.ravel()
    returned = before.run.posterior["effect"].values[..., channel].ravel()
    # a test of a quarter of the market finds about the channel's return, less what comes later
    ratio = drawn / test.spend_change / returned
    assert 0.3 < np.median(ratio) < 1.2
    assert np.corrcoef(np.log(-drawn), np.log(returned))[0, 1] > 0.8


def test_noise_of_a_test_is_in_units_of_the_outcome(answers) -> None:
    outcome = answers.run.dataset.outcome
    error = design_error(answers, 4, 0.5)
    assert 0.02 * outcome.std() < error < 4 * outcome.std()


def owned_test(dataset):
    first = dataset.experiments[1]
    assert first.use is ExperimentUse.VALIDATE
    return replace(first, name="Email off", channels=("Email",), spend_change=-10.0, effect=-2e4)


def test_a_test_of_an_owned_channel_has_an_effect_and_no_return(run, results, dataset) -> None:
    tests = (owned_test(dataset),)
    changed = replace(run, dataset=replace(dataset, experiments=tests))
    found = register(changed, results.effects)
    (one,) = found.entries
    assert one.measured.roi is None
    assert one.without.roi is None
    shown = replace(results, register=found)
    (section,) = register_section(shown, context(shown))
    assert section.charts[0].series["mean"] == "Effect"


def test_a_count_without_value_has_a_register_and_nothing_to_decide(dataset) -> None:
    from mmm_xl.analysis.headline import compute_headline

    tests = tuple(one for one in dataset.experiments if not one.calibrates)
    counted = with_settings(
        replace(dataset, experiments=tests),
        kpi_type=KpiType.COUNT, margin=None, outcome_name="Orders",
    )  # fmt: skip
    found = complete(compute_headline(fit(counted, tune=200, draws=150, chains=2)))
    assert found.next_tests.ranked == ()
    assert all(one.measured.roi is None for one in found.register.entries)
    (section,) = register_section(found, context(found))
    assert "next_experiments" not in [table.key for table in section.tables]
