from dataclasses import replace

import numpy as np
import pytest

from mmm_xl.errors import InvalidWorkbook
from mmm_xl.model import priors
from mmm_xl.model.spec import build_spec, effect_scale, implied_share
from mmm_xl.names import Carryover, KpiType, Link, ModelName, Order, Saturation, Trend


def test_stated_words_become_priors_and_the_rest_defaults(dataset, plain_spec) -> None:
    tv = plain_spec.channels[dataset.channel_names.index("TV")]
    assert tv.half_life == priors.from_range(1.0, 6.0)
    assert (tv.effect, tv.basis, tv.stated, tv.pooled) == (priors.ROI, "roi", False, False)
    email = plain_spec.channels[dataset.channel_names.index("Email")]
    assert (email.effect, email.basis) == (priors.OWNED_SHARE, "share")


def test_the_default_is_the_specification_that_proved_truest(dataset) -> None:
    spec = build_spec(dataset)
    assert (spec.name, spec.noise, spec.level_weeks, spec.pools) == (
        "default", "autocorrelated", 8, ("",)
    )  # fmt: skip
    assert {(p.adstock, p.saturation) for p in spec.channels} == {("auto", "hill")}
    assert spec.simplified == ()
    pooled = {prior.channel for prior in spec.channels if prior.pooled}
    assert pooled == {c.name for c in dataset.channels if c.paid}


def test_a_stated_return_is_an_exception_from_pooling(dataset) -> None:
    channels = tuple(replace(c, roi=(0.5, 2.0)) if c.name == "TV" else c for c in dataset.channels)
    spec = build_spec(replace(dataset, channels=channels))
    tv = spec.channels[dataset.channel_names.index("TV")]
    assert (tv.effect, tv.pooled) == (priors.from_range(0.5, 2.0), False)
    assert sum(prior.pooled for prior in spec.channels) == 3


def test_a_short_history_has_no_drifting_level_and_says_so(dataset) -> None:
    arrays = ("dates", "outcome", "spend", "media", "controls", "events")
    short = replace(dataset, **{name: getattr(dataset, name)[:70].copy() for name in arrays})
    spec = build_spec(short)
    assert spec.level_weeks == 0
    assert spec.pool_spread == priors.POOLED_SPREAD_HELD
    assert len(spec.simplified) == 2
    plain = build_spec(replace(short, settings=replace(short.settings, model=ModelName.PLAIN)))
    assert plain.simplified == ()


@pytest.mark.parametrize(("weeks", "terms", "left_out"), [(51, 0, 3), (52, 2, 2)])
def test_less_than_a_year_has_no_yearly_terms_and_says_so(dataset, weeks, terms, left_out) -> None:
    arrays = ("dates", "outcome", "spend", "media", "controls", "events")
    short = replace(dataset, **{name: getattr(dataset, name)[:weeks].copy() for name in arrays})
    spec = build_spec(short)
    assert spec.yearly_terms == terms
    assert len(spec.simplified) == left_out
    assert ("yearly terms are dropped" in spec.simplified[0]) == (terms == 0)
    unasked = replace(short, settings=replace(short.settings, yearly_terms=0))
    assert len(build_spec(unasked).simplified) == 2


def with_settings(dataset, **changes):
    return build_spec(replace(dataset, settings=replace(dataset.settings, **changes)))


def test_every_choice_of_the_settings_sheet_reaches_the_specification(dataset) -> None:
    spec = with_settings(
        dataset,
        carryover="delayed",
        saturation=Saturation.LOGISTIC,
        order=Order.SATURATION_FIRST,
        outcome_model=Link.MULTIPLICATIVE,
        noise="normal",
        level="no",
        pooling="no",
        trend=Trend.PIECEWISE,
        lowering_controls=("Price index",),
    )
    assert {(p.adstock, p.saturation, p.pooled) for p in spec.channels} == {
        ("delayed", "logistic", False)
    }
    assert (spec.order, spec.noise, spec.level_weeks, spec.trend, spec.lowering) == (
        "saturation first", "normal", 0, "piecewise", ("Price index",)
    )  # fmt: skip
    assert spec.multiplicative
    full = with_settings(dataset, model=ModelName.PLAIN, level="yes", pooling="yes")
    assert (full.level_weeks, full.pools) == (8, ("",))


def test_a_channel_chooses_for_itself(dataset) -> None:
    changes = {
        "TV": {"carryover": Carryover.DELAYED, "pool": "no"},
        "Display": {"saturation": Saturation.NONE, "pool": "brand"},
        "Affiliates": {"pool": "brand"},
        "Paid search": {"share": (0.02, 0.08)},
    }
    channels = tuple(replace(c, **changes.get(c.name, {})) for c in dataset.channels)
    spec = build_spec(replace(dataset, channels=channels))
    by_name = {prior.channel: prior for prior in spec.channels}
    assert (by_name["TV"].adstock, by_name["TV"].pooled) == ("delayed", False)
    assert (by_name["Display"].saturation, by_name["Display"].adstock) == ("none", "auto")
    assert spec.pools == ("brand",)
    assert by_name["Display"].pool == by_name["Affiliates"].pool == 0
    assert (by_name["Paid search"].basis, by_name["Paid search"].stated) == ("share", True)


def test_pooling_implies_the_promised_return_for_one_channel() -> None:
    rng = np.random.default_rng(0)
    spread = np.exp(rng.normal(priors.POOLED_SPREAD.mu, priors.POOLED_SPREAD.sigma, 400_000))
    draws = np.exp(rng.normal(*priors.POOLED_CENTRE, 400_000) + spread * rng.normal(size=400_000))
    assert np.median(draws) == pytest.approx(priors.POOLED_ROI.median, rel=0.02)
    for tail in (0.05, 0.95):
        assert np.quantile(draws, tail) == pytest.approx(priors.POOLED_ROI.quantile(tail), rel=0.1)
    assert 0.15 < priors.POOLED_ROI.quantile(0.05) < 0.25
    assert 4 < priors.POOLED_ROI.quantile(0.95) < 6


def test_an_effect_of_one_means_its_own_scale(dataset, spec) -> None:
    scale = effect_scale(dataset, spec)
    tv = dataset.channel_names.index("TV")
    assert scale[tv] == pytest.approx(dataset.spend[:, tv].sum())
    email = dataset.channel_names.index("Email")
    assert scale[email] == pytest.approx(dataset.outcome.sum())


def with_roi(dataset, low, high):
    channels = tuple(
        replace(channel, roi=(low, high)) if channel.paid else channel
        for channel in dataset.channels
    )
    return replace(dataset, channels=channels)


@pytest.mark.parametrize(("low", "high", "word"), [(1e-5, 1e-4, "unit"), (50, 100, "lower")])
def test_absurd_media_share_is_refused_with_advice(dataset, low, high, word) -> None:
    silent = replace(
        with_roi(dataset, low, high),
        channels=tuple(
            replace(c, roi=(low, high)) if c.paid else replace(c, share=(1e-6, 1e-5))
            for c in dataset.channels
        ),
    )
    with pytest.raises(InvalidWorkbook) as caught:
        build_spec(silent)
    (fault,) = caught.value.faults
    assert fault.where.startswith("Channels!")
    assert "1% to 80%" in fault.what
    assert word in fault.what


def test_the_refusal_starts_just_outside_the_limits(dataset, plain_spec) -> None:
    share = implied_share(dataset, plain_spec)
    paid = np.array([channel.paid for channel in dataset.channels])
    room = 0.80 - share[~paid].sum()
    factor = room / share[paid].sum()
    build_spec(with_roi(dataset, 0.2 * factor * 0.99, 5 * factor * 0.99))
    with pytest.raises(InvalidWorkbook):
        build_spec(with_roi(dataset, 0.2 * factor * 1.01, 5 * factor * 1.01))


def test_a_count_without_a_value_has_priors_on_share(dataset) -> None:
    settings = replace(dataset.settings, kpi_type=KpiType.COUNT)
    spec = build_spec(replace(dataset, settings=settings))
    assert {prior.basis for prior in spec.channels} == {"share"}
    paid = [p for p, c in zip(spec.channels, dataset.channels, strict=True) if c.paid]
    assert sum(p.effect.median for p in paid) == pytest.approx(priors.MEDIA_SHARE_OF_COUNT)


def test_a_count_with_a_value_has_priors_on_roi(dataset) -> None:
    settings = replace(dataset.settings, kpi_type=KpiType.COUNT, value_per_conversion=4.0)
    counted = replace(dataset, settings=settings, outcome=dataset.outcome / 4.0)
    spec = build_spec(counted)
    revenue = implied_share(dataset, build_spec(dataset))
    assert implied_share(counted, spec) == pytest.approx(revenue)
