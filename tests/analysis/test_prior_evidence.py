"""Which channels the data informed, what the priors imply, and how far the data moved them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.prior_only import marked, prior_only
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.prior import prior_checks, prior_evidence
from mmm_xl.analysis.validation.rules import prior as rules
from mmm_xl.data.dataset import PRIOR_ONLY
from mmm_xl.model.spec import build_spec, effect_scale
from mmm_xl.runs import digest
from tests.fitting import fit
from tests.lift_tests import lift_test
from tests.uninformed import uninformed_data

FEW = {"chains": 2, "tune": 400, "draws": 400, "seed": 1}


@pytest.fixture(scope="module")
def pooled():
    return fit(uninformed_data(), **FEW)


@pytest.fixture(scope="module")
def alone():
    return fit(uninformed_data(pool="no"), **FEW)


def by_rule(found, run):
    made = {one.rule: one for one in prior_checks(found, run)}
    assert list(made) == [rule.key for rule in rules.RULES]
    return made


@pytest.mark.parametrize("name", ["pooled", "alone"])
def test_constant_and_tiny_spend_inform_nobody_and_varied_spend_does(name, request) -> None:
    run = request.getfixturevalue(name)
    assert all(prior.pooled == (name == "pooled") for prior in run.spec.channels)
    assert prior_only(run) == {"Flat", "Tiny"}
    found = prior_evidence(run)
    assert set(found.prior_only) == {"Flat", "Tiny"}
    told = {one.channel: one for one in found.channels}
    assert told["TV"].own_narrowed > 0.3
    assert told["Flat"].own_narrowed < 0.2
    if name == "pooled":  # what others taught narrows a channel that its own weeks did not
        assert told["Tiny"].narrowed > 0.2 > told["Tiny"].own_narrowed


def test_prior_only_channels_are_named_and_their_spend_is_counted(pooled) -> None:
    found = by_rule(prior_evidence(pooled), pooled)
    named = found[rules.PRIOR_ONLY.key]
    assert named.status is Status.FAILED
    assert named.channels == ("Flat", "Tiny")
    assert "we do not know" in named.reason
    spend = pooled.dataset.spend.sum(axis=0)
    blank = spend[[pooled.dataset.channel_names.index(n) for n in ("Flat", "Tiny")]].sum()
    counted = found[rules.PRIOR_ONLY_SPEND.key]
    assert counted.values["share"] == pytest.approx(blank / spend.sum())
    heavy = np.where([n == "Flat" for n in pooled.dataset.channel_names], 10.0, 1.0)
    more = replace(pooled, dataset=replace(pooled.dataset, spend=pooled.dataset.spend * heavy))
    assert by_rule(prior_evidence(pooled), more)[rules.PRIOR_ONLY_SPEND.key].status is Status.FAILED


def test_a_calibrating_test_informs_its_channel(pooled) -> None:
    days = [day.astype(object) for day in pooled.dataset.dates[[20, 24, 30]]]
    test = lift_test("north", ("Flat",), tuple(days), (0.5, 0.0))
    tested = replace(pooled, dataset=replace(pooled.dataset, experiments=(test,)))
    assert prior_only(tested) == {"Tiny"}


def test_where_all_are_informed_nothing_is_said(pooled) -> None:
    found = prior_evidence(pooled)
    fine = replace(found, channels=tuple(replace(c, prior_only=False) for c in found.channels))
    told = by_rule(fine, pooled)
    for rule in (rules.PRIOR_ONLY, rules.PRIOR_ONLY_SPEND, rules.PLAUSIBLE, rules.SHIFT):
        assert told[rule.key].status is Status.PASSED
        assert not told[rule.key].reason


def test_media_share_is_that_of_the_priors(alone) -> None:
    found = prior_evidence(alone)
    scale = effect_scale(alone.dataset, alone.spec) / alone.dataset.outcome.sum()
    means = [np.exp(p.effect.mu + p.effect.sigma**2 / 2) for p in alone.spec.channels]
    assert found.media_share.mean == pytest.approx(scale @ means, rel=0.05)
    assert found == prior_evidence(alone)


def test_absurd_priors_are_told_before_they_restrict(alone) -> None:
    def with_sigma(sigma):
        wide = tuple(replace(p, effect=replace(p.effect, sigma=sigma)) for p in alone.spec.channels)
        run = replace(alone, spec=replace(alone.spec, channels=wide))
        return by_rule(prior_evidence(run), run)[rules.PLAUSIBLE.key]

    assert with_sigma(0.8).status is Status.PASSED
    assert with_sigma(1.6).status is Status.REVIEW
    assert with_sigma(4.0).status is Status.FAILED
    assert "whole outcome" in with_sigma(4.0).reason


def test_a_wrong_prior_is_named_unless_a_test_corrects_it() -> None:
    data = uninformed_data(pool="no", roi={"TV": (0.05, 0.2)})
    run = fit(data, **FEW)
    found = by_rule(prior_evidence(run), run)[rules.SHIFT.key]
    assert found.status is Status.FAILED
    assert found.channels == ("TV",)
    assert "TV by +" in found.reason
    days = tuple(day.astype(object) for day in data.dates[[20, 24, 30]])
    test = lift_test("north", ("TV",), days, (0.5, 0.0))
    tested = replace(run, dataset=replace(data, experiments=(test,)))
    assert by_rule(prior_evidence(run), tested)[rules.SHIFT.key].status is Status.PASSED


def test_the_mark_changes_labels_and_nothing_that_names_a_run(pooled) -> None:
    run = marked(pooled)
    labels = {c.name: c.label for c in run.dataset.channels}
    assert {n for n, label in labels.items() if label.endswith(PRIOR_ONLY)} == {"Flat", "Tiny"}
    assert marked(run).dataset.channels == run.dataset.channels
    assert [c.plain for c in run.dataset.channels] == list(pooled.dataset.channels)
    assert digest.run_id(run.fit_id, run.dataset, None) == pooled.run_id
    assert run.dataset.digest() == pooled.dataset.digest()
    assert build_spec(run.dataset) == pooled.spec
