"""What it is worth to learn a return: bounds, limits and cases with a known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from mmm_xl.analysis import learning_value as value
from mmm_xl.analysis.agreement import power
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.next_test import (
    CHOICES,
    ENOUGH_POWER,
    NO_VALUE,
    OWNED,
    DesignValue,
    LiftDesign,
    design_error,
    net_benefits,
    next_tests,
    propose,
)
from mmm_xl.runs.run import Run


def linear_world(draws: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """Effects around 1 and the benefits of three choices that they decide between."""
    effects = 1.0 + 0.4 * np.random.default_rng(3).standard_normal(draws)
    return effects, (effects[:, None] - 1.0) * np.array([-1.0, 0.0, 1.0])


def simulated_value(benefits, effects, error, results=800) -> float:
    """Plain loop: simulate results, weight the draws with their likelihood, choose, average."""
    rng = np.random.default_rng(11)
    found = []
    for _ in range(results):
        y = rng.choice(effects) + error * rng.standard_normal()
        likelihood = norm.pdf(y, effects, error)
        found.append((likelihood @ benefits / likelihood.sum()).max())
    return float(np.mean(found) - benefits.mean(axis=0).max())


@pytest.mark.parametrize("error", [0.05, 0.3, 1.0])
def test_value_of_a_test_is_that_of_simulated_results(error) -> None:
    effects, benefits = linear_world()
    found = value.sample_information(benefits, effects, error)
    assert found == pytest.approx(simulated_value(benefits, effects, error), abs=0.02)


def test_value_of_a_test_has_the_closed_form_of_two_linear_choices() -> None:
    effects, benefits = linear_world(20000)
    error, sd = 0.3, effects.std()
    told = sd**2 / np.hypot(sd, error)  # spread of the posterior mean
    shift = effects.mean() - 1.0
    expected = 2 * told * norm.pdf(shift / told) + shift * (2 * norm.cdf(shift / told) - 1)
    found = value.sample_information(benefits, effects, error) + benefits.mean(axis=0).max()
    assert found == pytest.approx(expected, rel=0.01)


def test_value_lies_between_nothing_and_that_of_knowing_and_grows_as_errors_shrink() -> None:
    effects, benefits = linear_world()
    known = value.perfect_information(benefits)
    found = [value.sample_information(benefits, effects, e) for e in (1e3, 3, 1, 0.3, 0.1, 1e-4)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert min(found) >= 0
    assert max(found) <= known
    assert found[-1] == pytest.approx(known, rel=0.02)


def test_nothing_is_worth_learning_where_all_draws_agree() -> None:
    effects, _ = linear_world()
    agreed = (np.abs(effects)[:, None] + 1.0) * np.array([-1.0, 0.0, 1.0])
    assert value.perfect_information(agreed) == 0.0
    assert value.sample_information(agreed, effects, 0.1) == 0.0


def test_noise_of_summed_weeks_and_of_split_markets_is_that_of_simulated_ones() -> None:
    rng, rho, weeks, share = np.random.default_rng(5), 0.5, 6, 0.25
    parts = []
    for size in (share, 1 - share):  # independent AR(1) parts, variance in proportion to size
        noise = rng.standard_normal((40000, weeks)) * np.sqrt(size)
        noise[:, 0] /= np.sqrt(1 - rho**2)
        for t in range(1, weeks):
            noise[:, t] += rho * noise[:, t - 1]
        parts.append(noise.sum(axis=1))
    apart = parts[0] - share / (1 - share) * parts[1]
    expected = value.summed_noise(weeks, np.array(rho)) / (1 - rho**2) * value.split_noise(share)
    assert apart.var() == pytest.approx(float(expected), rel=0.03)
    assert value.summed_noise(weeks, np.array(0.0)) == weeks


def test_power_is_that_of_simulated_results() -> None:
    rng = np.random.default_rng(8)
    draws = rng.normal(2.0, 1.0, 4000)
    results = draws + 0.9 * rng.standard_normal((200, 4000))
    seen = (np.abs(results) > 1.959964 * 0.9).mean()
    assert power(draws, 0.9) == pytest.approx(seen, abs=0.003)


@pytest.fixture(scope="module")
def answers(run, results) -> Counterfactuals:
    return Counterfactuals(run, results.effects)


@pytest.fixture(scope="module")
def found(answers):
    return next_tests(answers)


def test_paid_channels_are_ranked_and_owned_ones_left_out_with_a_reason(found, run) -> None:
    paid = {channel.name for channel in run.dataset.channels if channel.paid}
    assert {one.channel for one in found.ranked} == paid
    assert dict(found.left_out) == {"Email": OWNED, "Push": OWNED}
    assert found.on_margin
    worth = [one.worthwhile for one in found.ranked]
    assert worth == sorted(worth, reverse=True)
    others = [one.perfect for one in found.ranked if not one.worthwhile]
    assert others == sorted(others, reverse=True)


def test_every_design_keeps_its_bounds(found) -> None:
    for one in found.ranked:
        assert len(one.designs) == 27
        for made in one.designs:
            assert 0 <= made.value <= one.perfect
            assert 0 <= made.power <= 1
            assert made.cost >= 0
            assert np.sign(made.expected) == np.sign(made.design.factor - 1)
            assert np.sign(made.spend_change) == np.sign(made.expected)


def test_larger_shares_and_longer_tests_have_more_power(found) -> None:
    by = {m.design: m.power for m in found.ranked[0].designs}
    for factor in (0.0, 1.5, 2.0):
        assert by[LiftDesign(factor, 8, 0.5)] > by[LiftDesign(factor, 4, 0.5)]
        assert by[LiftDesign(factor, 8, 0.5)] > by[LiftDesign(factor, 8, 0.1)]


def test_net_benefit_is_margin_of_the_change_less_its_spend(answers, run) -> None:
    benefits = net_benefits(answers, 0)
    settings, spend = run.dataset.settings, run.dataset.spend[-52:, 0].sum()
    assert CHOICES[1] == 1.0
    assert np.all(benefits[:, 1] == 0)
    inside = np.ones(answers.media.shape[1])
    end = answers.before + run.dataset.weeks
    inside[end - 52 : end] = 1.2
    gain = -answers.lost({0: answers.media[0] * inside}).sum("week").values.ravel()
    expected = settings.margin * gain - settings.hurdle * 0.2 * spend
    assert benefits[:, 2] == pytest.approx(expected)


def test_effect_of_a_design_is_that_of_flat_spend_in_a_plain_loop(answers, found, run) -> None:
    from mmm_xl.inference.draw_arrays import curve_draws
    from mmm_xl.inference.media_draws import saturated_level

    one = next(t for t in found.ranked if t.channel == run.dataset.channel_names[0])
    made = next(m for m in one.designs if m.design == LiftDesign(2.0, 8, 0.25))
    level = run.dataset.media[-52:].mean(axis=0) / run.design.usual
    curves = curve_draws(run.posterior)
    gain = saturated_level(run.spec, curves, 2 * level) - saturated_level(run.spec, curves, level)
    rest = float((gain * answers.factor)[:, 0].mean()) * 8 * 0.25
    assert 0.5 * rest < made.expected < rest  # carryover builds up over the weeks of the test
    spend = run.dataset.spend[-52:, 0].mean()
    assert made.spend_change == pytest.approx(0.25 * 8 * spend)


def test_without_margin_benefits_count_revenue_and_without_value_nothing_is_ranked(run) -> None:
    from mmm_xl.analysis.contribution import contributions

    dataset = replace(run.dataset, settings=replace(run.dataset.settings, margin=None))
    plain = Run(run.run_id, run.fit_id, dataset, run.spec, run.sampler, run.posterior)
    answers = Counterfactuals(plain, contributions(plain))
    assert not next_tests(answers).on_margin
    spec = replace(run.spec, outcome_value=float("nan"))
    counted = Run(run.run_id, run.fit_id, dataset, spec, run.sampler, run.posterior)
    left = next_tests(Counterfactuals(counted, answers.effects))
    assert left.ranked == ()
    assert {reason for _, reason in left.left_out} == {OWNED, NO_VALUE}


def test_error_is_that_of_the_models_own_noise(answers, run) -> None:
    sigma = run.posterior["sigma"].values * run.design.scale.spread
    rho = run.posterior["autocorrelation"].values
    summed = sum(rho ** abs(a - b) for a in range(4) for b in range(4))
    variance = sigma**2 / (1 - rho**2) * summed
    assert design_error(answers, 4, 0.5) == pytest.approx(np.sqrt(variance.mean()))
    assert design_error(answers, 4, 0.1) == pytest.approx(np.sqrt(variance.mean() / 9))


def made(net: float, power: float) -> DesignValue:
    return DesignValue(LiftDesign(0.0, 4, 0.5), -1.0, -1.0, 1.0, power, net, 0.0)


def test_the_proposal_has_power_first_and_value_second() -> None:
    assert propose([made(9, 0.5), made(3, 0.85), made(2, 0.99)]).net == 3
    assert propose([made(9, 0.5), made(3, 0.6)]).power == 0.6
    assert ENOUGH_POWER == 0.8
