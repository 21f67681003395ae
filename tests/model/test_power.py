"""Power: what these weeks could show, before any fit."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import simulate
from mmm_xl.model.power import ChannelPower, power, power_findings, power_words
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Link, Order


def with_spend(dataset, name, values):
    i = dataset.channel_names.index(name)
    spend, media = dataset.spend.copy(), dataset.media.copy()
    spend[:, i] = media[:, i] = values
    return replace(dataset, spend=spend, media=media)


def of(dataset, name):
    return next(c for c in power(dataset, build_spec(dataset)) if c.channel == name)


def test_power_is_the_same_every_time(dataset, spec):
    assert power(dataset, spec) == power(dataset, spec)


def test_a_steady_channel_shows_less_than_a_pulsed_one(dataset):
    weeks = np.arange(dataset.weeks)
    steady = 24_000 * (1 + 0.02 * np.sin(weeks))
    pulsed = 24_000 * 4 * (weeks % 4 == 0)
    low, high = (of(with_spend(dataset, "Affiliates", v), "Affiliates") for v in (steady, pulsed))
    assert low.prob_seen < 0.15
    assert high.prob_seen > low.prob_seen + 0.3
    assert high.detectable < low.detectable / 5


def test_more_weeks_and_larger_returns_are_seen_more_often(dataset):
    short = build_dataset(to_raw(simulate(weeks=80).contents))
    assert of(short, "Display").prob_seen < of(dataset, "Display").prob_seen
    channels = tuple(
        replace(c, roi=(2.0, 4.0)) if c.name == "Affiliates" else c for c in dataset.channels
    )
    larger = replace(dataset, channels=channels)
    assert of(larger, "Affiliates").prob_seen > of(dataset, "Affiliates").prob_seen


@pytest.mark.parametrize(
    "changes",
    [{"order": Order.SATURATION_FIRST}, {"outcome_model": Link.MULTIPLICATIVE},
     {"saturation": "none"}, {"carryover": "delayed"}, {"noise": "normal", "level": "no"}],
)  # fmt: skip
def test_every_kind_of_model_has_a_power(dataset, changes):
    changed = replace(dataset, settings=replace(dataset.settings, **changes))
    for found in power(changed, build_spec(changed)):
        assert 0 < found.prob_seen < 1
        assert 0 < found.detectable < math.inf


def test_more_columns_than_weeks_are_no_fault():
    short = build_dataset(to_raw(simulate(weeks=26).contents))
    rng = np.random.default_rng(1)
    many = replace(
        short,
        controls=rng.normal(size=(26, 40)),
        control_names=tuple(f"Index {i}" for i in range(40)),
    )
    assert all(0 < c.prob_seen < 1 for c in power(many, build_spec(many)))


def test_the_chance_of_being_seen_is_about_what_happens():
    """Least squares on simulated advertisers finds true effects about as often as is said."""
    said, seen = [], []
    z = NormalDist().inv_cdf(0.95)
    for seed in range(1, 9):
        world = simulate(seed, 90)  # too short for the example's lift tests
        data = build_dataset(to_raw(world.contents))
        spec = build_spec(data)
        for found, (name, estimate) in zip(power(data, spec), _estimates(data, spec), strict=True):
            assert found.channel == name
            error = found.detectable / (z + NormalDist().inv_cdf(0.8))
            i = data.channel_names.index(name)
            total = data.spend[:, i].sum() if found.basis == "roi" else data.outcome.sum()
            true = world.contributions[name].sum() / total
            said.append(NormalDist().cdf(true / error - z))
            seen.append(estimate / error > z)
    assert np.mean(seen) == pytest.approx(np.mean(said), abs=0.12)


def _estimates(data, spec):
    """Effect of each channel by ridge regression at prior medians, its own effect unshrunk."""
    from mmm_xl.model import power as module
    from mmm_xl.model.design import build_design

    design = build_design(data, spec)
    shapes = np.stack(
        [
            module._shape(c, spec, design, module._medians(spec, c))
            for c in range(len(spec.channels))
        ]
    )
    scaled = shapes * module._unit(design, shapes)[:, None]
    field = module._Field.of(design, spec, scaled)
    target = module._innovations(design.outcome, field.memory)
    medians = np.array([prior.effect.median for prior in spec.channels])
    for c, prior in enumerate(spec.channels):
        own = module._innovations(scaled, field.memory)
        others = np.column_stack([field.spread, np.delete(field.channels, c, axis=1)])
        rest = target - np.delete(own, c, axis=0).T @ np.delete(medians, c)
        columns = np.column_stack([own[c], others])
        penalty = np.diag([0.0, *np.full(others.shape[1], field.noise**2)])
        found = np.linalg.solve(columns.T @ columns + penalty, columns.T @ rest)
        yield prior.channel, float(found[0])


def test_words_name_the_chance_and_what_it_would_take():
    found = ChannelPower("TV", "TV", "roi", 1.0, 0.27, 3.41)
    assert power_words(found) == (
        "with this variation an effect of the size that is expected of channel 'TV' (a return of"
        " about 1) would be seen in 3 of 10 cases; a return of 3.4 would be seen in 8 of 10."
    )
    share = replace(found, basis="share", expected=0.02, prob_seen=0.01, detectable=1e9)
    assert power_words(share).endswith("(about 2.0% of the outcome) would hardly ever be seen.")


def test_a_finding_stands_at_the_column_that_drives_the_channel(dataset):
    steady = with_spend(dataset, "Affiliates", np.linspace(24_000, 24_100, dataset.weeks))
    (found,) = power_findings(steady, build_spec(steady))
    column = next(s for s in dataset.sources if s.column == "Affiliates")
    assert found.where.split("!")[0] == column.sheet == "Spend"
    assert (found.rule, str(found.severity)) == ("low-power", "warning")
