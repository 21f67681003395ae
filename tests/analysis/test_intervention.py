"""Changes of spend other than to zero."""

from __future__ import annotations

from dataclasses import replace

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


def test_there_and_back_is_as_it_was(answers, window) -> None:
    """As much is added the one way as is taken the other way, week by week."""
    giver, taker = paid(answers)[:2]
    there, back = (
        shift(answers, names, 1000.0, window) for names in ((giver, taker), (taker, giver))
    )
    for name in (giver, taker):
        channel = answers.run.dataset.channel_names.index(name)
        both = there.media[name] + back.media[name]
        np.testing.assert_allclose(both / 2, answers.media[channel], rtol=1e-12)
        assert there.spend[name] == -back.spend[name]


def test_a_channel_gives_nothing_to_itself_and_follows_not_itself(answers, window) -> None:
    name = paid(answers)[0]
    with pytest.raises(UnknownName, match="cannot give to itself"):
        shift(answers, (name, name), 10.0, window)
    with pytest.raises(UnknownName, match="cannot fall along with itself"):
        linked(answers, name, {name: 0.2}, window)


def test_spend_that_bought_no_exposure_is_saved_as_well(answers, window) -> None:
    """A week may have spend and no exposure; a cut of all saves the spend of the window."""
    dataset = answers.run.dataset
    channel = dataset.channel_names.index(paid(answers)[0])
    media = dataset.media.copy()
    media[-10:, channel] = 0.0
    run = replace(answers.run, dataset=replace(dataset, media=media))
    other = Counterfactuals(run, answers.effects)
    name = dataset.channel_names[channel]
    gone = cut(other, name, 1.0, window)
    assert gone.spend[name] == pytest.approx(-dataset.spend[-52:, channel].sum())
    assert not gone.media[name][other.before :][-52 - other.after :].any()


def test_words_say_what_is_changed(answers, window) -> None:
    assert cut(answers, "TV", 0.2, window).words == "TV 20% less"
    assert cut(answers, "TV", -0.125, window).words == "TV 12.5% more"
    assert cap(answers, "TV", 30_000, window).words == "TV at most 30,000 EUR a week"
    assert cap(answers, "Email", 1.5, window).words == "Email at most 1.5 of exposure a week"
    there = shift(answers, ("TV", "Display"), 5e4, window)
    assert there.words == "50,000 EUR from TV to Display"
    both = linked(answers, "TV", {"Paid search": 0.3, "Email": 0.0}, window)
    assert both.words == "TV off, with it Paid search 30% less, Email as it was"


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
