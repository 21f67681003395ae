"""Actions follow from written rules, and the flip distance really flips them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.action import (
    PRIOR_STEPS,
    Rules,
    _factors,
    _margin_flip,
    _prior_flip,
    advice,
    decide,
)
from mmm_xl.data.dataset import Dataset
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Action
from mmm_xl.runs.run import Run
from tests.fitting import fit

RULES = Rules(hurdle=1.0, margin=0.5, scale=0.8, cut=0.2, wide=3.0, money=0.1)


@pytest.mark.parametrize(
    ("prob", "width", "share", "action"),
    [
        (0.81, 1.5, 0.5, Action.SCALE),
        (0.80, 1.5, 0.5, Action.HOLD),
        (0.19, 9.0, 0.5, Action.CUT),
        (0.50, 3.0, 0.1, Action.TEST),
        (0.50, 3.0, 0.05, Action.HOLD),
        (0.50, 2.9, 0.5, Action.HOLD),
    ],
)
def test_rules(prob, width, share, action) -> None:
    assert decide(prob, width, share, RULES) is action


@pytest.mark.parametrize("median", [1.2, 2.0, 3.5])
def test_the_flipping_margin_is_where_the_action_changes(median) -> None:
    draws = median * np.exp(0.3 * np.random.default_rng(1).standard_normal(4000))
    fixed = (2.0, 0.3)

    def action(margin: float) -> Action:
        return decide(float((draws * margin > 1).mean()), *fixed, RULES)

    margin, then = _margin_flip(draws, fixed, RULES)
    assert margin is not None
    toward = np.sign(margin - 0.5)
    assert action(margin - toward * 1e-3) is action(0.5)
    assert action(margin + toward * 3e-3) is then is not action(0.5)


def test_every_paid_channel_has_an_action(run, results) -> None:
    from mmm_xl.analysis.headline import compute_headline

    found = advice(run, compute_headline(run).marginal)
    assert [a.channel for a in found] == [c.name for c in run.dataset.channels if c.paid]
    assert sum(a.share_of_spend for a in found) == pytest.approx(1)
    for one in found:
        assert one.flip.margin_action is not one.action
        assert one.flip.prior_action is not one.action


def test_a_higher_hurdle_never_turns_cut_into_scale(run) -> None:
    from mmm_xl.analysis.headline import compute_headline

    marginal = compute_headline(run).marginal
    order = (Action.CUT, Action.TEST, Action.HOLD, Action.SCALE)
    rank = {action: i if action is not Action.TEST else 2 for i, action in enumerate(order)}
    ranks = []
    for hurdle in (0.5, 1.0, 2.0):
        settings = replace(run.dataset.settings, hurdle=hurdle)
        moved = replace(run, dataset=replace(run.dataset, settings=settings))
        ranks.append([rank[a.action] for a in advice(moved, marginal)])
    assert all(a >= b >= c for a, b, c in zip(*ranks, strict=True))


def test_a_moved_prior_is_what_a_fit_with_that_prior_finds(dataset: Dataset) -> None:
    """Draws reweighted by the ratio of the priors against a fit that starts from the other one."""
    channels = tuple(
        replace(channel, roi=(0.3, 4.0)) if channel.paid else channel
        for channel in dataset.channels
    )
    stated = replace(dataset, channels=channels)
    spec = build_spec(stated)
    assert not spec.pooled
    at, factor = dataset.channel_names.index("Affiliates"), max(PRIOR_STEPS[:10])
    prior = spec.channels[at]
    effect = replace(prior.effect, mu=prior.effect.mu + np.log(factor))
    moved = (*spec.channels[:at], replace(prior, effect=effect), *spec.channels[at + 1 :])
    before = fit(stated, spec, tune=400, draws=1000)
    after = fit(stated, replace(spec, channels=moved), tune=400, draws=1000)

    def log_effect(run: Run) -> np.ndarray:
        return np.log(run.posterior["effect"].isel(channel=at).values.ravel())

    weights = np.exp(_factors(before, at)[factor])
    reweighted = float(np.average(log_effect(before), weights=weights))
    alone, refitted = float(log_effect(before).mean()), float(log_effect(after).mean())
    assert refitted - alone > 0.05
    assert reweighted == pytest.approx(refitted, abs=0.3 * (refitted - alone) + 0.02)


def test_the_factor_that_reverses_an_action_is_the_nearest_that_does() -> None:
    draws = 2.0 * np.exp(0.3 * np.random.default_rng(1).standard_normal(4000))
    log_draws = np.log(draws / 2.0) / 0.3
    shifts = {f: 0.5 * (log_draws**2 - (log_draws - np.log(f) / 0.3) ** 2) for f in (1.05, 1.3, 2)}
    assert decide(float((draws * 0.5 > 1).mean()), 2.0, 0.3, RULES) is Action.HOLD
    assert _prior_flip(draws, 0.3, RULES, shifts) == (1.3, Action.SCALE)
    assert _prior_flip(draws, 0.3, RULES, {1.05: shifts[1.05]}) == (None, None)
