from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.names import ExperimentUse
from mmm_xl.runs.digest import fit_id, run_id

SAMPLER = SamplerSettings()


def test_same_inputs_same_names(dataset, spec) -> None:
    first = fit_id(dataset, spec, SAMPLER)
    assert first == fit_id(replace(dataset, outcome=dataset.outcome.copy()), spec, SAMPLER)
    assert first.startswith("fit-")
    assert run_id(first, dataset, None) == run_id(first, dataset, None)


def test_a_cent_a_prior_or_a_seed_makes_another_fit(dataset, spec) -> None:
    outcome = dataset.outcome.copy()
    outcome[7] += 0.01
    prior = replace(spec.channels[0], effect=replace(spec.channels[0].effect, sigma=0.5))
    others = [
        fit_id(replace(dataset, outcome=outcome), spec, SAMPLER),
        fit_id(replace(dataset, dates=dataset.dates + np.timedelta64(7, "D")), spec, SAMPLER),
        fit_id(dataset, replace(spec, channels=(prior, *spec.channels[1:])), SAMPLER),
        fit_id(dataset, spec, replace(SAMPLER, seed=1)),
    ]
    assert len({*others, fit_id(dataset, spec, SAMPLER)}) == 5


@pytest.mark.parametrize(
    "change", [{"margin": 0.3}, {"hurdle": 1.2}, {"currency": "GBP"}, {"business": "Other"}]
)
def test_what_only_figures_need_makes_another_run_of_the_same_fit(dataset, spec, change) -> None:
    other = replace(dataset, settings=replace(dataset.settings, **change))
    fit = fit_id(dataset, spec, SAMPLER)
    assert fit_id(other, spec, SAMPLER) == fit
    assert run_id(fit, other, None) != run_id(fit, dataset, None)


def test_a_calibrating_test_is_part_of_the_fit(dataset, spec) -> None:
    (test, other) = dataset.experiments
    assert test.calibrates and not other.calibrates

    def name(*tests):
        return fit_id(replace(dataset, experiments=tests), spec, SAMPLER)

    seen = [
        {"effect": test.effect + 1}, {"standard_error": 1.0}, {"factor": 0.1},
        {"market_share": 0.3}, {"channels": ("Display",)}, {"end": test.measured_through},
        {"measured_through": test.end}, {"use": ExperimentUse.VALIDATE},
    ]  # fmt: skip
    names = [name(replace(test, **change)) for change in seen]
    assert len({*names, name(test)}) == len(seen) + 1
    unseen = {"name": "x", "owner": "x", "method": "x", "cell": "x", "spend_change": -1.0}
    assert name(replace(test, **unseen)) == name(test) == name(test, other)
    assert name() == name(other) == names[-1]
    assert name(test, replace(test, name="again")) != name(test)


def test_tests_that_only_judge_make_another_run_of_the_same_fit(dataset, spec) -> None:
    fit = fit_id(dataset, spec, SAMPLER)
    fewer = replace(dataset, experiments=dataset.experiments[:1])
    assert run_id(fit, fewer, None) != run_id(fit, dataset, None)
    renamed = replace(dataset.experiments[0], owner="Someone else")
    assert run_id(fit, replace(dataset, experiments=(renamed,)), None) != run_id(fit, fewer, None)


def test_printed_date_is_part_of_the_run(dataset, spec) -> None:
    fit = fit_id(dataset, spec, SAMPLER)
    assert run_id(fit, dataset, date(2026, 1, 1)) != run_id(fit, dataset, None)
