"""Sampling again: when, how, how often, and what is said of it."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.convergence import judge_posterior
from mmm_xl.errors import SamplingFailed
from mmm_xl.inference.retry import Attempt, Judgement, sample_until_sound
from mmm_xl.inference.sampler import sample
from mmm_xl.inference.sampler_settings import PREVIEW, SamplerSettings
from mmm_xl.model.design import build_design
from mmm_xl.model.priors import LogNormal

ASKED = SamplerSettings(seed=11)
SOUND = Judgement(0, 1.003, 900.0, 800.0, True)
DIVERGED = Judgement(3, 1.004, 900.0, 800.0, False)
SHORT = Judgement(0, 1.02, 300.0, 350.0, False)


class Script:
    """A sampler whose posteriors are judged as written down beforehand."""

    def __init__(self, *judgements) -> None:
        self.judgements, self.asked = judgements, []

    def draw(self, settings):
        self.asked.append(settings)
        if self.judgements[len(self.asked) - 1] is None:
            raise SamplingFailed("The sampler stopped early.")
        return xr.Dataset({"attempt": len(self.asked) - 1})

    def judge(self, posterior):
        return self.judgements[int(posterior["attempt"])]

    def sampled(self, settings=ASKED, tell=None):
        return sample_until_sound(self.draw, settings, self.judge, tell)


def test_a_sound_posterior_is_taken_as_it_is() -> None:
    script = Script(SOUND)
    found = script.sampled()
    assert found.sound
    assert script.asked == [ASKED]
    assert [a.settings for a in found.attempts] == [ASKED]
    assert found.attempts[0].words.endswith("accepted.")


def test_divergences_ask_for_smaller_steps() -> None:
    script = Script(DIVERGED, SOUND)
    found = script.sampled()
    first, second = script.asked
    assert (second.target_accept, second.tune, second.draws) == (0.99, first.tune, first.draws)
    assert second.seed != first.seed
    assert found.sound
    assert "smaller steps" in found.attempts[0].words
    assert int(found.posterior["attempt"]) == 1


def test_too_few_independent_draws_ask_for_more() -> None:
    script = Script(SHORT, SOUND)
    assert script.sampled().sound
    first, second = script.asked
    assert (second.tune, second.draws) == (2 * first.tune, 2 * first.draws)
    assert second.target_accept == first.target_accept


def test_divergences_at_small_steps_ask_for_more_draws() -> None:
    script = Script(DIVERGED, DIVERGED, SOUND)
    assert script.sampled().sound
    assert (script.asked[2].target_accept, script.asked[2].draws) == (0.99, 2 * ASKED.draws)


def test_after_two_retries_the_failure_is_said() -> None:
    script = Script(DIVERGED, SHORT, SHORT, SOUND)
    found = script.sampled()
    assert not found.sound
    assert len(script.asked) == len(found.attempts) == 3
    assert int(found.posterior["attempt"]) == 2
    assert found.attempts[-1].words.endswith("the limits are not kept.")
    assert [a.judgement for a in found.attempts] == [DIVERGED, SHORT, SHORT]


def test_a_retry_that_fails_leaves_the_posterior_before_it_and_says_so() -> None:
    found = Script(DIVERGED, None).sampled()
    assert not found.sound
    assert int(found.posterior["attempt"]) == 0
    assert found.attempts[1].judgement is None
    assert "stopped early" in found.attempts[1].words


def test_nothing_to_return_is_raised() -> None:
    with pytest.raises(SamplingFailed):
        Script(None).sampled()


def test_previews_are_never_sampled_again() -> None:
    script = Script(DIVERGED, SOUND)
    found = script.sampled(replace(ASKED, tune=PREVIEW[0], draws=PREVIEW[1]))
    assert not found.sound
    assert len(script.asked) == 1
    assert "preview" in found.attempts[0].words


def test_seeds_of_retries_follow_from_the_asked_one() -> None:
    one, again, other = (Script(SHORT, SHORT, SHORT) for _ in range(3))
    one.sampled()
    again.sampled()
    other.sampled(replace(ASKED, seed=12))
    assert one.asked == again.asked
    seeds = {s.seed for s in (*one.asked, *other.asked)}
    assert len(seeds) == 6
    assert all(0 <= seed <= 2_147_483_647 for seed in seeds)


def test_attempts_are_told_and_survive_json() -> None:
    told = []
    nothing = Judgement(0, math.nan, math.nan, math.nan, False)
    found = Script(nothing, DIVERGED, None).sampled(tell=told.append)
    assert tuple(told) == found.attempts
    text = json.dumps([a.to_json() for a in found.attempts], allow_nan=False)
    back = [Attempt.from_json(record) for record in json.loads(text)]
    assert back[1:] == list(found.attempts[1:])
    assert math.isnan(back[0].judgement.max_rhat)
    assert back[0].settings == ASKED


def test_the_judge_of_parameters_keeps_the_limits(run) -> None:
    posterior = run.posterior
    sure = judge_posterior(posterior)
    assert sure.divergences == int(posterior["diverging"].sum())
    apart = posterior.copy()
    apart["sigma"] = apart["sigma"] + xr.DataArray(np.arange(4) * 1.0, dims="chain")
    assert not judge_posterior(apart).sound
    assert judge_posterior(apart).max_rhat > 1.1
    once = posterior.copy(deep=True)
    once["diverging"].values[:] = False
    once["diverging"].values[0, 0] = True
    assert judge_posterior(once).divergences == 1
    assert not judge_posterior(once).sound


def test_a_hard_posterior_is_mended_or_owned_up_to(dataset, plain_spec) -> None:
    """Priors so wide that large steps diverge: engine notes, stress tests."""
    wide = tuple(
        replace(p, half_saturation=LogNormal(0.0, 2.5), slope=LogNormal(0.1, 1.2))
        for p in plain_spec.channels
    )
    spec = replace(plain_spec, channels=wide)
    design = build_design(dataset, spec)
    asked = SamplerSettings(chains=4, tune=200, draws=200, seed=3, target_accept=0.7)
    found = sample_until_sound(lambda s: sample(design, spec, s), asked, judge_posterior)
    assert len(found.attempts) > 1
    assert found.attempts[0].judgement.divergences > 0
    assert found.attempts[1].settings.target_accept == 0.99
    first, last = found.attempts[0].judgement, found.attempts[-1].judgement
    assert found.sound == last.sound
    assert last.divergences < first.divergences
    assert found.posterior.sizes["draw"] == found.attempts[-1].settings.draws
