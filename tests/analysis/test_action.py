"""Actions follow from written rules, and the flip distance really flips them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.action import Rules, _margin_flip, advice, decide
from mmm_xl.names import Action

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


def test_a_prior_that_flips_does_so_in_a_fit(dataset, run) -> None:
    """Reweighting says where the action changes; a fit with that prior agrees in direction."""
    from mmm_xl.analysis.headline import compute_headline

    marginal = compute_headline(run).marginal
    flips = [a for a in advice(run, marginal) if a.flip.prior is not None]
    for one in flips:
        assert one.flip.prior is not None
        up = one.flip.prior > 1
        rank = {Action.CUT: 0, Action.TEST: 1, Action.HOLD: 1, Action.SCALE: 2}
        assert one.flip.prior_action is not None
        change = rank[one.flip.prior_action] - rank[one.action]
        assert change >= 0 if up else change <= 0
