"""What priors imply before any data, against sums that are simulated."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.model import priors
from mmm_xl.model.implied import absurdities, ends, implied, sum_of
from mmm_xl.model.priors import LogNormal
from mmm_xl.model.spec import build_spec, implied_share
from mmm_xl.names import KpiType

TAILS = (0.5, 0.05, 0.95)


def with_channels(dataset, **changes):
    """Dataset whose channels have other fields, keyed by channel name with underscores."""
    channels = tuple(
        replace(c, **changes.get(c.name.replace(" ", "_"), {})) for c in dataset.channels
    )
    return replace(dataset, channels=channels)


def test_each_channel_is_exact(dataset, spec) -> None:
    found = implied(dataset, spec)
    assert [c.share.median for c in found.channels] == pytest.approx(implied_share(dataset, spec))
    for channel, prior in zip(found.channels, spec.channels, strict=True):
        if prior.basis == "roi":
            assert ends(channel.roi) == pytest.approx(
                [prior.effect.quantile(q) for q in TAILS], rel=1e-12
            )
            assert channel.source == "shared return"
        else:
            assert (channel.roi, channel.spend) == (None, 0.0)
            assert channel.source == "default owned share"


def test_a_share_of_a_paid_channel_is_told_as_a_return_too(dataset) -> None:
    changed = with_channels(dataset, TV={"share": (0.02, 0.08)})
    tv = next(c for c in implied(changed, build_spec(changed)).channels if c.channel == "TV")
    assert tv.source == "your share"
    assert ends(tv.share)[1:] == pytest.approx((0.02, 0.08))
    assert tv.roi.median == pytest.approx(tv.share.median * dataset.outcome.sum() / tv.spend)


def test_a_count_without_a_value_has_shares_only(dataset) -> None:
    counted = replace(dataset, settings=replace(dataset.settings, kpi_type=KpiType.COUNT))
    found = implied(counted, build_spec(counted))
    assert {c.roi for c in found.channels} == {None}
    assert {c.source for c in found.channels} == {"default share", "default owned share"}


def test_one_part_is_itself() -> None:
    part = LogNormal(-2.0, 0.9)
    found = sum_of([part], [[0.81]])
    assert (found.mu, found.sigma) == pytest.approx((part.mu, part.sigma))


@pytest.mark.parametrize("pooling", ["yes", "no"])
def test_the_total_is_that_of_simulated_priors(dataset, pooling) -> None:
    """The learned centre is drawn once a pool: returns that share it are high or low together."""
    settings = replace(dataset.settings, pooling=pooling)
    spec = build_spec(replace(dataset, settings=settings))
    found = implied(dataset, spec)
    rng = np.random.default_rng(3)
    draws = 200_000
    centre = rng.normal(*priors.POOLED_CENTRE, draws)
    spread = np.exp(rng.normal(spec.pool_spread.mu, spec.pool_spread.sigma, draws))
    total = np.zeros(draws)
    for prior, channel in zip(spec.channels, found.channels, strict=True):
        z = rng.normal(size=draws)
        log_effect = (
            centre + spread * z if prior.pooled else prior.effect.mu + prior.effect.sigma * z
        )
        total += channel.share.median / prior.effect.median * np.exp(log_effect)
    median, low, high = ends(found.total)
    assert median == pytest.approx(np.median(total), rel=0.03)
    assert high == pytest.approx(np.quantile(total, 0.95), rel=0.05)
    # one LogNormal for the sum is coarsest in its lower tail, which nothing is decided by
    assert low == pytest.approx(np.quantile(total, 0.05), rel=0.2)


def test_nothing_is_said_of_sound_priors(dataset, spec) -> None:
    assert absurdities(implied(dataset, spec)) == ()


def test_one_channel_that_would_bring_most_is_pointed_at(dataset) -> None:
    changed = with_channels(dataset, TV={"share": (0.5, 0.7)})
    (words,) = (w for w in absurdities(implied(changed, build_spec(changed))) if "by itself" in w)
    assert words.startswith("Before any data, TV by itself is assumed to bring in 59% of the out")


def test_more_than_the_whole_outcome_is_pointed_at(dataset) -> None:
    changed = with_channels(dataset, TV={"share": (0.05, 2.0)})
    found = implied(changed, build_spec(changed))
    chance = 1 - np.mean(
        found.total.mu + found.total.sigma * np.random.default_rng(0).normal(size=400_000) < 0
    )
    (words,) = absurdities(found)
    assert f"leave a {chance:.0%} chance that media bring in more than the whole" in words
    assert words.endswith("first for TV.")
    assert math.isclose(found.channels[-1].share.quantile(0.95), 2.0)
