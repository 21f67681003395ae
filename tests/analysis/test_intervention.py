"""Changes of spend other than to zero."""

from __future__ import annotations

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.intervention import cap, cut, linked, outcome_change, shift
from mmm_xl.analysis.lift import lift
from mmm_xl.data.window import every_week, parse_window
from mmm_xl.errors import UnknownName, ZeroSpend


@pytest.fixture(scope="module")
def answers(run) -> Counterfactuals:
    return Counterfactuals(run, contributions(run))


@pytest.fixture(scope="module")
def window(run):
    return parse_window("last52", run.dataset)


def paid(answers: Counterfactuals) -> list[str]:
    return [channel.name for channel in answers.run.dataset.channels if channel.paid]


def test_a_cut_of_everything_is_the_lift(answers, window) -> None:
    name = paid(answers)[0]
    change = cut(answers, name, 1.0, window)
    own = lift(answers, [name], window)
    assert change.spend[name] == pytest.approx(-own.spend)
    np.testing.assert_allclose(
        -outcome_change(answers, change), own.incremental.spend_view, rtol=1e-9
    )


def test_no_change_changes_nothing(answers, window) -> None:
    name = paid(answers)[0]
    assert not outcome_change(answers, cut(answers, name, 0.0, window)).values.any()
    assert not outcome_change(answers, cap(answers, name, 1e12, window)).values.any()


def test_a_smaller_cut_loses_less(answers, window) -> None:
    name = paid(answers)[0]
    small, large = (outcome_change(answers, cut(answers, name, s, window)) for s in (0.1, 0.3))
    assert ((large < small) & (small < 0)).all()


def test_a_cap_takes_away_what_lies_above_it(answers) -> None:
    dataset, whole = answers.run.dataset, every_week(answers.run.dataset)
    name = paid(answers)[0]
    spend = dataset.spend[:, dataset.channel_names.index(name)]
    level = float(np.median(spend[spend > 0]))
    change = cap(answers, name, level, whole)
    assert change.spend[name] == pytest.approx(-np.maximum(spend - level, 0).sum(), rel=1e-9)
    assert (outcome_change(answers, change) < 0).all()


def test_a_shift_keeps_the_budget(answers, window) -> None:
    giver, taker = paid(answers)[:2]
    change = shift(answers, (giver, taker), 1000.0, window)
    assert sum(change.spend.values()) == pytest.approx(0, abs=1e-9)
    back = shift(answers, (taker, giver), 1000.0, window)
    there, again = outcome_change(answers, change), outcome_change(answers, back)
    assert np.sign(float(there.mean())) == -np.sign(float(again.mean()))


def test_a_shift_of_more_than_there_is_is_refused(answers, window) -> None:
    with pytest.raises(ZeroSpend, match="cannot be moved"):
        shift(answers, tuple(paid(answers)[:2]), 1e12, window)


def test_channels_that_move_along_are_lost_together(answers, window) -> None:
    leader, follower = paid(answers)[:2]
    joint = outcome_change(answers, linked(answers, leader, {follower: 0.3}, window))
    alone = outcome_change(answers, cut(answers, leader, 1.0, window))
    along = outcome_change(answers, cut(answers, follower, 0.3, window))
    np.testing.assert_allclose(joint, alone + along, rtol=1e-9)


def test_an_unknown_channel_is_named(answers, window) -> None:
    with pytest.raises(UnknownName, match="no channel 'Radio waves'"):
        cut(answers, "Radio waves", 0.5, window)
