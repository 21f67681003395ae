"""Recovery: what data like these can tell, honest counts, and ADVI that decides nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.thresholds import RECOVERY_TOLD
from mmm_xl.analysis.validation import recovery as recovery_module
from mmm_xl.analysis.validation.candidate_results import Recovered, Recovery
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.recovery import (
    recovery,
    recovery_changes,
    recovery_checks,
    with_advi,
)
from mmm_xl.analysis.validation.rules import recovery as rules
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.grades import Level
from mmm_xl.runs.refit import refit
from tests.fitting import fit

CONSTANT = "Display"


@pytest.fixture(scope="module")
def known():
    """Two years of five paid channels, one of which never varies; four simulations refitted."""
    paid = tuple(EXAMPLE_CHANNELS[i] for i in (0, 1, 2, 5))
    data = build_dataset(to_raw(simulate(weeks=104, channels=paid).contents))
    i = data.channel_names.index(CONSTANT)
    spend = data.spend.copy()
    spend[:, i] = spend[:, i].mean()
    run = fit(replace(data, spend=spend, media=spend.copy(), experiments=()),
              chains=2, tune=250, draws=250, seed=2)  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recovery_module, "SIMULATIONS", 4)
        refits = {one.change.name: one for one in
                  refit(run, recovery_changes(run, contributions(run)))}  # fmt: skip
        return run, refits, recovery(run, refits)


def test_data_could_not_have_told_of_a_channel_that_never_varies(known) -> None:
    _, refits, found = known
    assert set(refits) == {f"recovery: {i}" for i in range(1, 5)}
    told = {one.channel: one for one in found.channels}
    assert not told[CONSTANT].could_tell
    assert told["TV"].could_tell
    assert told["TV"].narrowed > 0.5
    checked = {one.rule: one for one in recovery_checks(found)}
    assert checked["recovery-told"].status is Status.FAILED
    assert CONSTANT in checked["recovery-told"].channels
    assert "TV" not in checked["recovery-told"].channels
    assert CONSTANT in checked["recovery-told"].reason


def test_the_pool_alone_would_have_hidden_it(known) -> None:
    """Other channels narrow the range of one that its own weeks say nothing of."""
    from mmm_xl.analysis.comparison import learning
    from mmm_xl.analysis.validation.own_learning import own_narrowing

    run, _, _ = known
    plain = {one.channel: one.narrowed for one in learning(run)}
    own = own_narrowing(run)
    assert own[CONSTANT] < RECOVERY_TOLD < plain[CONSTANT]
    assert own == own_narrowing(run)


def test_simulated_outcomes_differ_and_keep_the_media(known) -> None:
    run, refits, _ = known
    outcomes = np.array([one.change.outcome for one in refits.values()])
    assert len(np.unique(outcomes[:, 0])) == 4
    assert outcomes.mean() == pytest.approx(run.dataset.outcome.mean(), rel=0.02)
    for one in refits.values():
        assert np.array_equal(one.run.dataset.media, run.dataset.media)
        assert not any(test.calibrates for test in one.run.dataset.experiments)


def test_a_refit_that_cannot_be_believed_is_a_problem_and_not_a_miss(known) -> None:
    run, refits, found = known
    name = "recovery: 2"
    broken = {**refits, name: replace(refits[name], run=None, problem="It stopped.")}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recovery_module, "SIMULATIONS", 4)
        less = recovery(run, broken)
    assert less.problems == (*found.problems, "Simulation 2: It stopped.")
    assert all(one.of == 3 - len(found.problems) for one in less.channels)


def _found(covered: int, bias: float = 0.0, *, told: bool = True, **fields) -> Recovery:
    channels = tuple(
        Recovered(f"C{i}", f"Channel {i}", covered, 8, bias, 0.4 if told else 0.02, told, 0.05)
        for i in range(6)
    )
    return replace(Recovery(channels, 8, (), ()), **fields)


def _by_rule(found: Recovery):
    return {one.rule: one for one in recovery_checks(found)}


@pytest.mark.parametrize(
    ("covered", "status"), [(6, Status.PASSED), (3, Status.FAILED), (8, Status.REVIEW)]
)
def test_coverage_is_held_against_binomial_limits(covered, status) -> None:
    check = _by_rule(_found(covered))["recovery-coverage"]
    assert check.status is status
    assert (check.reason == "") == (status is Status.PASSED)


def test_bias_counts_only_where_the_data_can_tell() -> None:
    assert _by_rule(_found(6))["recovery-bias"].status is Status.PASSED
    off = _by_rule(_found(6, bias=0.7))["recovery-bias"]
    assert off.status is Status.FAILED
    assert "Channel 0 2.01 times the truth" in off.reason
    assert _by_rule(_found(6, told=False))["recovery-bias"].status is Status.NOT_DONE
    assert _by_rule(_found(6, bias=float("nan")))["recovery-bias"].status is Status.FAILED


def test_too_few_sound_simulations_are_no_pass() -> None:
    checks = _by_rule(_found(6, problems=("Simulation 1: it stopped.",) * 3))
    assert {checks[f"recovery-{part}"].status for part in ("coverage", "bias", "told")} == {
        Status.NOT_DONE
    }
    assert "5 of 8" in checks["recovery-told"].found
    assert _by_rule(Recovery((), 8, ("x",) * 8, ()))["recovery-told"].status is Status.NOT_DONE


def _fake(ratio: float, shift: float):
    """ADVI of a posterior that is the run's own, stretched and moved."""

    def draw(run):
        own = np.log(run.posterior["effect"].values.reshape(-1, len(run.spec.channels)))
        return np.exp(own.mean(axis=0) + ratio * (own - own.mean(axis=0)) + shift * own.std(axis=0))

    return draw


def test_an_approximation_is_compared_and_decides_nothing(known, monkeypatch) -> None:
    run, _, found = known
    for ratio, shift, status in ((0.5, 1.0, Status.REVIEW), (1.0, 0.0, Status.PASSED)):
        draws = _fake(ratio, shift)(run)
        monkeypatch.setattr(recovery_module, "advi", lambda *_, d=draws, **__: {"effect": d})
        beside = with_advi(found, run)
        assert [one.channel for one in beside.advi] == list(run.dataset.channel_names)
        assert beside.advi[0].sd_ratio == pytest.approx(ratio, rel=1e-3)
        assert beside.advi[0].shift == pytest.approx(shift, abs=1e-2)
        assert _by_rule(beside)["recovery-advi"].status is status
    assert rules.ADVI.failed is rules.ADVI.review is Level.USE


def test_an_approximation_that_fails_says_why(known, monkeypatch) -> None:
    run, _, found = known

    def fail(*_, **__):
        raise FloatingPointError("NaN occurred")

    monkeypatch.setattr(recovery_module, "advi", fail)
    beside = with_advi(found, run)
    check = _by_rule(beside)["recovery-advi"]
    assert (check.status, beside.advi) == (Status.NOT_DONE, ())
    assert "NaN occurred" in check.found


def test_a_channel_that_always_misses_is_not_hidden_by_the_others() -> None:
    most = _found(8)
    wrong = replace(most.channels[0], covered=0)
    check = _by_rule(replace(most, channels=(wrong, *most.channels[1:])))["recovery-coverage"]
    assert check.status is Status.FAILED
    assert check.channels == ("C0",)
    assert "Channel 0 0 of 8" in check.reason
    few = replace(most.channels[0], covered=5)
    kept = _by_rule(replace(_found(7), channels=(few, *_found(7).channels[1:])))
    assert kept["recovery-coverage"].status is Status.PASSED
