"""Each check of chains fires on a planted cause and stays quiet without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from arviz_stats.base import array_stats

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.convergence import convergence
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.convergence_checks import (
    BASELINE,
    BINS,
    convergence_checks,
    correlations,
    energy,
    ranks,
)
from mmm_xl.analysis.validation.rules import convergence as rules
from mmm_xl.grades import Level

DIMS = ("chain", "draw", "channel")
NAMES = ["TV", "Radio"]


def independent(seed=0):
    values = np.random.default_rng(seed).normal(size=(4, 1000, 2))
    return xr.DataArray(values, dims=DIMS, coords={"channel": NAMES})


def slow(seed):
    """Chains that agree and hardly move from draw to draw: few independent draws."""
    values = independent(seed)
    for draw in range(1, 1000):
        values[:, draw] += 0.95 * values[:, draw - 1].values
    return values


@pytest.fixture(scope="module")
def effects(run):
    return contributions(run)


@pytest.fixture
def checks(run, effects):
    def made(parameter=None, figure=None, diverging=0, of=run):
        sampled = independent() if parameter is None else parameter
        shown = independent(1) if figure is None else figure
        lost = xr.zeros_like(sampled.isel(channel=0, drop=True), dtype=bool)
        lost.values.reshape(-1)[:diverging] = True
        checked = convergence({"effect": sampled}, lost, {"ROI": shown})
        found = convergence_checks(checked, of, effects)
        assert [one.rule for one in found] == [rule.key for rule in rules.RULES]
        return {one.rule: one for one in found}

    return made


def with_energy(run, values):
    return replace(run, posterior=run.posterior.assign(energy=(("chain", "draw"), values)))


def test_sound_draws_pass_every_check_of_chains(checks) -> None:
    found = checks()
    for rule in (rules.RHAT, rules.ESS, rules.DIVERGENCES, rules.ENERGY, rules.ERROR):
        assert found[rule.key].status is Status.PASSED
        assert found[rule.key].reason == ""


def test_a_chain_elsewhere_is_named(checks) -> None:
    apart = independent()
    apart[0, :, 1] += 2.0
    found = checks(parameter=apart)[rules.RHAT.key]
    assert found.status is Status.FAILED
    assert "effect (Radio)" in found.reason
    assert "R-hat" in found.reason
    assert rules.RHAT.failed is Level.DO_NOT_USE


def test_few_independent_draws_fail_for_range_and_mean(checks) -> None:
    found = checks(figure=slow(2))
    assert found[rules.ESS.key].status is Status.FAILED
    assert "Kept draws" in found[rules.ESS.key].reason
    error = found[rules.ERROR.key]
    assert error.status is Status.FAILED
    assert "ROI (" in error.reason
    assert error.values["largest_error"] > 0.05
    few = checks(parameter=slow(2))
    assert few[rules.ESS.key].status is Status.FAILED
    assert few[rules.ERROR.key].status is Status.PASSED  # a parameter is shown nowhere


@pytest.mark.parametrize(
    ("count", "status"), [(0, Status.PASSED), (1, Status.REVIEW), (5, Status.FAILED)]
)
def test_a_divergence_is_never_passed(checks, count, status) -> None:
    found = checks(diverging=count)[rules.DIVERGENCES.key]
    assert found.status is status
    assert ("diverged" in found.reason) == (count > 0)
    assert rules.DIVERGENCES.review is Level.RESTRICT


def test_missing_draws_are_no_pass(checks) -> None:
    lost = independent()
    lost[1, 5, 0] = np.nan
    found = checks(parameter=lost, figure=lost)
    for rule in (rules.RHAT, rules.ESS, rules.ERROR):
        assert found[rule.key].status is Status.FAILED
        assert None in found[rule.key].values.values()


def test_energy_is_the_librarys_and_a_slow_chain_is_named(checks, run) -> None:
    own = run.posterior["energy"].transpose("chain", "draw").values
    np.testing.assert_allclose(energy(run), array_stats.bfmi(own, chain_axis=0, draw_axis=1))
    slow = own.copy()
    slow[2] = np.cumsum(np.random.default_rng(0).normal(size=own.shape[1]))
    found = checks(of=with_energy(run, slow))[rules.ENERGY.key]
    assert found.status is Status.FAILED
    assert "chain 3" in found.reason
    without = replace(run, posterior=run.posterior.drop_vars("energy"))
    assert checks(of=without)[rules.ENERGY.key].status is Status.NOT_DONE
    stuck = with_energy(run, np.full_like(own, 3.0))
    assert checks(of=stuck)[rules.ENERGY.key].status is Status.FAILED


def test_correlations_are_those_of_the_draws(run, effects) -> None:
    found = {frozenset((one.first, one.second)): one.value for one in correlations(run, effects)}
    channels = run.dataset.channels
    assert len(found) == len(channels) * (len(channels) + 1) // 2
    first, second = channels[0], channels[2]
    lifts = effects.lift_totals
    pair = [lifts.sel(channel=c.name).values.ravel() for c in (first, second)]
    assert found[frozenset((first.label, second.label))] == pytest.approx(np.corrcoef(pair)[0, 1])
    whole = effects.baseline.sum("date").values.ravel()
    own = np.corrcoef(pair[0], whole)[0, 1]
    assert found[frozenset((first.label, BASELINE))] == pytest.approx(own)


def lockstep(effects, strength):
    """Effects in which what the second channel brings follows against the first."""
    totals = effects.channel_totals
    away = (totals.isel(channel=0) - totals.isel(channel=0).mean()) * strength
    moved = effects.channels.copy(deep=True)
    moved[{"channel": 1}] = (totals.isel(channel=1).mean() - away) / effects.channels.sizes["date"]
    return replace(effects, channels=moved, effects=moved)


def test_two_channels_in_lockstep_are_named_and_restrict_nothing(run, effects) -> None:
    sound = convergence({"effect": independent()}, xr.zeros_like(independent()[..., 0], dtype=bool),
                        {"ROI": independent(1)})  # fmt: skip
    made = {one.rule: one for one in convergence_checks(sound, run, lockstep(effects, 1.0))}
    found = made[rules.LOCKSTEP.key]
    assert found.status is Status.REVIEW
    assert set(run.dataset.channel_names[:2]) <= set(found.channels)
    assert "-1.00" in found.reason
    assert rules.LOCKSTEP.review is Level.USE
    assert rules.BASELINE.review is Level.USE
    quiet = {one.rule: one for one in convergence_checks(sound, run, effects)}
    assert quiet[rules.LOCKSTEP.key].status is Status.PASSED


def test_rank_plots_show_a_chain_elsewhere(run, effects) -> None:
    worst, *each = ranks(run, effects)
    assert [one.quantity for one in each] == [f"effect ({c.label})" for c in run.dataset.channels]
    for one in (worst, *each):
        assert one.counts.shape == (run.sampler.chains, BINS)
        assert one.counts.sum() == run.sampler.chains * run.sampler.draws
        np.testing.assert_allclose(one.counts.sum(axis=1), one.expected * BINS)
        np.testing.assert_allclose(one.counts.sum(axis=0), run.sampler.chains * one.expected)
    moved = run.posterior["effect"].copy(deep=True)
    moved[0, :, 1] *= 100.0
    elsewhere = replace(run, posterior=run.posterior.assign(effect=moved))
    worst, *_ = ranks(elsewhere, effects)
    assert worst.quantity == f"effect ({run.dataset.channels[1].label})"
    assert worst.counts[0, : BINS // 2].sum() == 0
