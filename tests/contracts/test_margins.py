"""With a Margins sheet, ROI sheet, lift and JSON rest on the same incremental margin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.analysis.action import advice
from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.headline import compute_headline
from mmm_xl.analysis.lift import lift
from mmm_xl.analysis.margin import total_on_margin, usual_margin
from mmm_xl.analysis.measurement import measure
from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.analysis.roi import paid_channels
from mmm_xl.analysis.summary import estimate
from mmm_xl.data.window import every_week, parse_window
from mmm_xl.names import Link


def with_margins(run, margins):
    return replace(run, dataset=replace(run.dataset, margins=np.array(margins)))


def varied(dataset):
    """Margins that differ from week to week and from channel to channel."""
    weeks, channels = np.arange(dataset.weeks), np.arange(len(dataset.channels))
    return 0.2 + 0.05 * channels[None] + 0.2 * (weeks[:, None] % 13) / 13


@pytest.fixture(scope="module", params=[Link.ADDITIVE, Link.MULTIPLICATIVE])
def fitted(request, dataset):
    from tests.fitting import fit

    settings = replace(dataset.settings, outcome_model=request.param)
    return fit(replace(dataset, settings=settings), tune=150, draws=50, chains=2)


@pytest.fixture(scope="module")
def weekly(fitted):
    return with_margins(fitted, varied(fitted.dataset))


def test_headline_is_the_same_period_lift_of_all_weeks(weekly) -> None:
    headline = compute_headline(weekly)
    answers = Counterfactuals(weekly, headline.effects)
    measured = measure(answers, every_week(weekly.dataset), estimate)
    for channel, line in zip(headline.channels, measured.channels, strict=True):
        if channel.roi_on_margin:
            assert channel.roi_on_margin.mean == pytest.approx(
                line.same_period.roi_on_margin.mean, rel=1e-9
            )
            assert channel.prob_above_hurdle == line.same_period.prob_above_hurdle
    total = total_on_margin(weekly, headline.effects, headline.returns.sum("channel"))
    together = measured.total.draws.margin.same_period / measured.total.spend
    np.testing.assert_allclose(total, together, rtol=1e-9)


def test_sheet_and_json_show_the_headline(weekly) -> None:
    results = compute_results(weekly)
    shown = {one["name"]: one["roi_on_margin"] for one in to_json(results)["channels"]}
    for channel in compute_headline(weekly).channels:
        if channel.roi_on_margin:
            assert shown[channel.name]["mean"] == channel.roi_on_margin.mean


def test_one_margin_everywhere_is_the_margin_on_settings(fitted) -> None:
    margin = fitted.dataset.settings.margin
    flat = with_margins(
        fitted, np.full((fitted.dataset.weeks, len(fitted.dataset.channels)), margin)
    )
    window = parse_window("last26", fitted.dataset)
    names = paid_channels(fitted)
    stated, sheet = (
        lift(Counterfactuals(r, contributions(r)), names, window) for r in (fitted, flat)
    )
    for view in ("spend_view", "same_period"):
        for amount in ("margin", "extra_margin"):
            np.testing.assert_allclose(
                getattr(getattr(sheet, amount), view),
                getattr(getattr(stated, amount), view),
                rtol=1e-9,
            )
    own, other = compute_headline(fitted), compute_headline(flat)
    np.testing.assert_allclose(own.on_margin, other.on_margin, rtol=1e-9)


def test_without_the_sheet_not_a_bit_changes(fitted) -> None:
    headline = compute_headline(fitted)
    expected = headline.returns * fitted.dataset.settings.margin
    np.testing.assert_array_equal(headline.on_margin, expected)


def test_a_joint_margin_lies_between_its_channels(weekly) -> None:
    answers = Counterfactuals(weekly, contributions(weekly))
    found = lift(answers, paid_channels(weekly), parse_window("last52", weekly.dataset))
    rate = found.margin.spend_view / found.incremental.spend_view
    margins = weekly.dataset.margins
    assert float(rate.min()) > margins.min()
    assert float(rate.max()) < margins.max()


def test_carried_out_effects_take_the_mean_margin_of_the_last_year(weekly) -> None:
    answers = Counterfactuals(weekly, contributions(weekly))
    later = answers.margin_per_unit(0).values[weekly.dataset.weeks :]
    assert later == pytest.approx(weekly.dataset.margins[-52:, 0].mean())


def test_actions_judge_by_the_spend_weighted_margin(weekly) -> None:
    headline = compute_headline(weekly)
    found = {one.channel: one for one in advice(weekly, headline.marginal)}
    for i, channel in enumerate(weekly.dataset.channels):
        if channel.name in found:
            spend, margins = weekly.dataset.spend[:, i], weekly.dataset.margins[:, i]
            assert usual_margin(weekly, i) == pytest.approx(spend @ margins / spend.sum())
            pays = headline.marginal.sel(channel=channel.name) * usual_margin(weekly, i)
            hurdle = weekly.dataset.settings.hurdle
            assert found[channel.name].prob_next_pays == float((pays > hurdle).mean())
