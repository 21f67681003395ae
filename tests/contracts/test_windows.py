"""Lift of windows: what must hold in every draw, where effects add and where they multiply."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.lift import lift
from mmm_xl.data.window import every_week, parse_window, tiles
from mmm_xl.names import Link, Tiling


@pytest.fixture(scope="module")
def multiplied(dataset):
    from tests.fitting import fit

    settings = replace(dataset.settings, outcome_model=Link.MULTIPLICATIVE)
    return fit(replace(dataset, settings=settings), tune=200, draws=100, chains=2)


@pytest.fixture(scope="module", params=["additive", "multiplicative"])
def answers(request) -> Counterfactuals:
    run = request.getfixturevalue("run" if request.param == "additive" else "multiplied")
    return Counterfactuals(run, contributions(run))


def close(left, right, scale) -> bool:
    return bool(np.allclose(left, right, rtol=1e-9, atol=1e-9 * float(np.abs(scale).max())))


def test_over_all_weeks_the_same_period_view_is_the_lift(answers) -> None:
    window = every_week(answers.run.dataset)
    totals = answers.effects.lift_totals
    for name in answers.run.dataset.channel_names:
        found = lift(answers, [name], window)
        assert close(found.incremental.same_period, totals.sel(channel=name), totals)
        assert close(
            found.incremental.spend_view,
            found.incremental.same_period + found.incremental.carry_out,
            totals,
        )
        assert (found.incremental.carry_out.values >= -1e-9 * totals.values.max()).all()


@pytest.mark.parametrize("by", list(Tiling))
def test_period_contributions_of_tiles_sum_to_the_whole(answers, by) -> None:
    dataset = answers.run.dataset
    name = dataset.channel_names[0]
    whole = lift(answers, [name], every_week(dataset)).contribution
    parts = [lift(answers, [name], window).contribution for window in tiles(dataset, by)]
    assert close(sum(parts), whole, whole)


def test_spend_of_tiles_sums_to_the_whole(answers) -> None:
    dataset = answers.run.dataset
    parts = [
        lift(answers, dataset.channel_names[:1], window).spend
        for window in tiles(dataset, Tiling.MONTH)
    ]
    assert sum(parts) == pytest.approx(dataset.spend[:, 0].sum(), rel=1e-12)


def test_a_window_without_spend_brings_nothing(answers) -> None:
    dataset = answers.run.dataset
    channel, week = next(
        (c, t)
        for c in range(len(dataset.channels))
        for t in range(dataset.weeks)
        if dataset.media[t, c] == 0 and dataset.media[:, c].any()
    )
    day = dataset.dates[week].astype("datetime64[D]").item()
    window = parse_window(f"{day - timedelta(days=6)}..{day}", dataset)
    found = lift(answers, [dataset.channel_names[channel]], window)
    assert found.spend == 0
    assert not found.incremental.spend_view.values.any()
    assert not found.extra.spend_view.values.any()


def test_a_group_is_the_sum_of_its_members_where_effects_add(run) -> None:
    answers = Counterfactuals(run, contributions(run))
    names, window = run.dataset.channel_names[:3], parse_window("last26", run.dataset)
    together = lift(answers, names, window)
    apart = [lift(answers, [name], window) for name in names]
    views = sum(part.incremental.spend_view for part in apart)
    assert close(together.incremental.spend_view, views, views)
    assert together.spend == pytest.approx(sum(part.spend for part in apart), rel=1e-12)


def test_more_spend_brings_more(answers) -> None:
    window = parse_window("last52", answers.run.dataset)
    for channel in answers.run.dataset.channels:
        found = lift(answers, [channel.name], window)
        assert (found.extra.spend_view.values > 0).all()
        assert (found.extra.spend_view.values < found.incremental.spend_view.values).all()
