"""Hidden demand fools the observational fit; one calibrating lift test repairs it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.demand_capture import capture_reasons
from mmm_xl.analysis.register_rules import Fault
from mmm_xl.analysis.results import compute_results
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.stories import story_world
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Action, ExperimentUse, Story
from mmm_xl.runs.run import Run
from tests.fitting import fit

FOOLED = "Paid search"


@pytest.fixture(scope="module")
def world():
    return story_world(Story.CONFOUNDED)


@pytest.fixture(scope="module")
def runs(world) -> dict[str, Run]:
    """The story's fit without and with its calibrating test."""
    data = build_dataset(to_raw(world.contents))
    data = replace(data, settings=replace(data.settings, tune=500, draws=500))
    kept_back = tuple(replace(t, use=ExperimentUse.VALIDATE) for t in data.experiments)
    found = {}
    for name, tests in (("without", kept_back), ("with", data.experiments)):
        given = replace(data, experiments=tests)
        found[name] = fit(given, build_spec(given))
    return found


@pytest.fixture(scope="module")
def returns(runs) -> dict[str, np.ndarray]:
    """5%, 50% and 95% points of the fooled channel's ROI, without and with its test."""
    effects = {name: run.posterior["effect"].sel(channel=FOOLED) for name, run in runs.items()}
    return {name: np.quantile(effect, [0.05, 0.5, 0.95]) for name, effect in effects.items()}


def test_the_weeks_alone_put_the_return_where_it_is_not(world, returns) -> None:
    low, middle, _ = returns["without"]
    truth = world.roi[FOOLED]
    assert low > 1.5 * truth
    assert middle > 2.5 * truth


def test_one_test_repairs_it(world, returns) -> None:
    low, middle, high = returns["with"]
    truth = world.roi[FOOLED]
    assert low < truth < high
    assert middle < 1.3 * truth
    assert high - low < 0.5 * (returns["without"][2] - returns["without"][0])


def test_the_conflict_is_a_finding_and_no_money_moves_on_it(runs) -> None:
    """A test pins what spend brought; how it bends still rests on weeks that fooled the fit."""
    results = compute_results(runs["with"])
    (found,) = [one for one in results.register.findings if one.fault is Fault.CONFLICT]
    assert found.figure < 0, "the test found less than the weeks say"
    assert any("conflicts with the other evidence" in said for said in results.verdict.reasons)
    steps = {step.advice.channel: step.advice for step in results.next_steps}
    assert results.register.disputed == {FOOLED}
    assert steps[FOOLED].disputed
    assert steps[FOOLED].action is Action.TEST
    assert not any(step.disputed for name, step in steps.items() if name != FOOLED)


def test_what_may_be_behind_it_is_said_until_the_test_informs_the_model(world) -> None:
    data = build_dataset(to_raw(world.contents))
    kept_back = tuple(replace(t, use=ExperimentUse.VALIDATE) for t in data.experiments)
    (said,) = capture_reasons(replace(data, experiments=kept_back))
    assert FOOLED in said and "demand that no sheet holds" in said
    assert not any(FOOLED in sentence for sentence in capture_reasons(data))
