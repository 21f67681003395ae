"""The example's lift tests were really run: spend holds them, and they measured what is true."""

from __future__ import annotations

import numpy as np
import pytest

from mmm_xl.data.simulated_trials import EXAMPLE_TRIALS
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate

BY_NAME = {channel.name: channel for channel in EXAMPLE_CHANNELS}


def true_effects(channel, media, usual):
    """Weekly effect of any media of a channel, by plain loops."""
    weights = [0.5 ** (lag / channel.half_life) for lag in range(13)]
    found = []
    for t in range(len(media)):
        carried = sum(
            w * media[t - lag] / usual for lag, w in enumerate(weights) if t - lag >= 0
        ) / sum(weights)
        power = carried**channel.slope
        found.append(power / (power + channel.half_maximum**channel.slope))
    return found


@pytest.mark.parametrize("trial", EXAMPLE_TRIALS, ids=lambda trial: trial.channel)
def test_a_test_measured_what_is_true_of_the_spend_that_holds_it(dataset, trial) -> None:
    test = dataset.experiments[EXAMPLE_TRIALS.index(trial)]
    assert test.channels == (trial.channel,)
    assert (test.factor, test.market_share, test.use) == (0.0, 0.25, trial.use)
    spend = dataset.spend[:, dataset.channel_names.index(trial.channel)]
    weeks = slice(trial.start, trial.end)
    plain, dark = spend.copy(), spend.copy()
    plain[weeks], dark[weeks] = spend[weeks] / 0.75, 0.0
    assert test.spend_change == pytest.approx(-0.25 * plain[weeks].sum(), abs=0.01)
    usual = spend[spend > 0].mean()
    channel = BY_NAME[trial.channel]
    beta = channel.effect * spend.sum() / sum(true_effects(channel, spend, usual))
    lost = [
        b - a
        for a, b in zip(
            true_effects(channel, plain, usual), true_effects(channel, dark, usual), strict=True
        )
    ]
    true = 0.25 * beta * sum(lost[trial.start : trial.through])
    assert true < 0
    assert test.standard_error == pytest.approx(0.15 * abs(true), abs=1)
    assert abs(test.effect - true) < 3 * test.standard_error


def test_without_weeks_for_a_test_there_is_none() -> None:
    sheets = simulate(weeks=60).contents.sheets
    assert sheets["Experiments"].rows == ()


def test_a_test_changes_no_other_channel() -> None:
    world = simulate()
    rows = np.array([row[1:] for row in world.contents.sheets["Spend"].rows], dtype=float)
    headers = world.contents.sheets["Spend"].headers[1:]
    longer = np.array(
        [row[1:] for row in simulate(channels=EXAMPLE_CHANNELS[:5]).contents.sheets["Spend"].rows]
    )
    # without TV its test is not run, and the other channels are what they were
    assert np.array_equal(longer, rows[:, [headers.index(c) for c in headers if c != "TV"]])
