"""Forecasts of later weeks: continued columns, carryover and noise, and what nobody can know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.response import current_media
from mmm_xl.analysis.validation.forecast import forecast, frozen_forecast, weeks_after
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.continuation import continued
from mmm_xl.model.design import build_design
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Link, ModelName, Noise, Trend
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.run import Run
from mmm_xl.transforms.adstock import adstock, decay_from_half_life, geometric_weights
from mmm_xl.transforms.saturation import hill
from tests.fitting import fit
from tests.histories import with_history

TRAIN, LATER = 121, 20
QUIET = 1e-9


def weeks(dataset, count: int):
    """The first weeks of a dataset."""
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    return replace(dataset, **{name: getattr(dataset, name)[:count].copy() for name in names})


@pytest.fixture(scope="module")
def whole(dataset):
    return weeks(dataset, TRAIN + LATER)


@pytest.fixture(scope="module")
def train(dataset):
    return weeks(dataset, TRAIN)


def plain(dataset, **changes):
    settings = replace(dataset.settings, model=ModelName.PLAIN)
    return replace(build_spec(replace(dataset, settings=settings)), **changes)


def known_run(dataset, spec, draws: int = 40, **parameters: float) -> Run:
    """Run whose posterior is whatever we say."""
    design, rng = build_design(dataset, spec), np.random.default_rng(8)
    shape, channels = (2, draws // 2), len(spec.channels)

    def about(middle: float) -> tuple:
        values = middle * np.exp(rng.normal(0, 0.3, (*shape, channels)))
        return ("chain", "draw", "channel"), values

    given = {"sigma": QUIET, **parameters}
    coefficients = rng.normal(0, 0.4, (*shape, len(design.terms)))
    posterior = xr.Dataset(
        {
            "effect": about(0.5),
            "half_life": about(2.0),
            "half_saturation": about(1.0),
            "slope": about(1.1),
            "coefficient": (("chain", "draw", "term"), coefficients),
            **{n: (("chain", "draw"), np.full(shape, value)) for n, value in given.items()},
        },
        coords={"chain": range(2), "draw": range(draws // 2)},
    )
    return Run("run-x", "fit-x", dataset, spec, SamplerSettings(seed=4), posterior)


def by_hand(run: Run, whole) -> np.ndarray:
    """Modelled outcome of the later weeks, scaled, (N, W): transforms alone, one draw at a time."""
    dataset, design, spec = run.dataset, run.design, run.spec
    post, rows = run.posterior, []
    columns = continued(dataset, weeks_after(dataset, whole), spec).known
    for chain in range(post.sizes["chain"]):
        for draw in range(post.sizes["draw"]):
            one = post.isel(chain=chain, draw=draw)
            total = columns @ one["coefficient"].values
            for c in range(len(spec.channels)):
                decay = decay_from_half_life(one["half_life"].values[c])
                kernel = geometric_weights(decay, spec.carryover_weeks)
                media = np.concatenate([dataset.history[:, c], whole.media[:, c]])
                carried = adstock(media / design.usual[c], kernel)[len(dataset.history) :]
                curve = (one["half_saturation"].values[c], one["slope"].values[c])
                shape = hill(carried, *curve)
                own = shape[: dataset.weeks] @ design.weighting
                beta = one["effect"].values[c] * design.effect_scale[c] / own
                total = total + beta * shape[dataset.weeks :]
            rows.append(total)
    return np.array(rows)


def rows(draws: xr.DataArray) -> np.ndarray:
    return draws.values.reshape(-1, draws.sizes["date"])


@pytest.mark.parametrize("trend", list(Trend))
def test_columns_go_on_as_those_of_a_design_of_all_weeks(dataset, train, whole, trend) -> None:
    spec = replace(build_spec(dataset), trend=trend)
    design, later = build_design(whole, spec), weeks_after(train, whole)
    found = continued(train, later, spec)
    terms = build_design(train, spec).terms
    assert found.known.shape == (LATER, len(terms))
    at = {term.name: i for i, term in enumerate(design.terms)}
    for i, term in enumerate(terms):
        own, all_weeks = found.known[:, i], design.baseline[TRAIN:, at[term.name]]
        if term.part == "control":
            k = dataset.control_names.index(term.name)
            raw = train.controls[:, k]
            assert own == pytest.approx((later.controls[:, k] - raw.mean()) / raw.std())
        elif term.name == "Trend":  # the slope of the training weeks
            assert (own + 1) / (all_weeks + 1) == pytest.approx((TRAIN + LATER - 1) / (TRAIN - 1))
        else:
            assert np.array_equal(own, all_weeks)
    fresh = [name for name in at if name not in {term.name for term in terms}]
    new = design.baseline[TRAIN:, [at[name] for name in fresh]]
    assert np.array_equal(found.fresh, new)
    assert found.drifting.tolist() == [name.startswith("Level") for name in fresh]
    assert found.fresh_sd.tolist() == [design.baseline_sd[at[name]] for name in fresh]


@pytest.mark.parametrize("link", list(Link))
def test_the_forecast_is_the_equation_continued(train, whole, link) -> None:
    spec = plain(train, link=link)
    for data, later in ((train, whole), (with_history(train), with_history(whole))):
        run = known_run(data, spec)
        expected = run.design.scale.restore(by_hand(run, later))
        if link is Link.MULTIPLICATIVE:
            expected = np.exp(expected)
        assert rows(forecast(run, later)) == pytest.approx(expected, rel=1e-6)


def test_spend_of_the_training_weeks_still_acts_when_nothing_more_is_spent(train, whole) -> None:
    silent = replace(whole, media=np.where(np.arange(whole.weeks)[:, None] < TRAIN, whole.media, 0))
    run = known_run(train, plain(train))
    carried = rows(forecast(run, silent))
    reach = run.spec.carryover_weeks - 1
    base = continued(train, weeks_after(train, silent), run.spec).known
    coefficients = run.posterior["coefficient"].values.reshape(len(carried), -1)
    brought = carried - run.design.scale.restore(coefficients @ base.T)
    size = run.design.scale.spread
    assert (brought[:, 0] > 0.01 * size).all()
    assert brought[:, reach:] == pytest.approx(0.0, abs=1e-6 * size)


def test_noise_with_memory_goes_on_from_the_last_residual(train, whole) -> None:
    spec = plain(train, noise=Noise.AUTOCORRELATED)
    run = known_run(train, spec, autocorrelation=0.8)
    expected = by_hand(run, whole)
    scaled = run.design.scale.standardise(rows(forecast(run, whole)))
    residual = (scaled - expected)[:, 0] / 0.8
    modelled = contributions(run).modelled.isel(date=-1).values.ravel()
    assert residual == pytest.approx((train.outcome[-1] - modelled) / run.design.scale.spread)
    assert (scaled - expected)[:, 5] == pytest.approx(residual * 0.8**6, rel=1e-4, abs=1e-6)


def test_spread_of_later_weeks_is_that_of_the_model(train, whole) -> None:
    sigma, rho, drift = 0.3, 0.6, 0.2
    full = build_spec(train)
    channels = tuple(replace(p, adstock="geometric") for p in full.channels)
    spec = replace(full, channels=channels, trend=Trend.NONE)
    parameters = {"sigma": sigma, "autocorrelation": rho, "drift": drift}
    run = known_run(train, spec, draws=8000, **parameters)
    one = run.posterior.isel(chain=[0], draw=[0])
    same = run.posterior.copy()
    for name in ("effect", "half_life", "half_saturation", "slope", "coefficient"):
        same[name] = same[name].copy(data=np.broadcast_to(one[name].values, same[name].shape))
    fixed = replace(run, posterior=same)
    spread = run.design.scale.standardise(rows(forecast(fixed, whole))).std(axis=0)
    ahead = np.arange(1, LATER + 1)
    noise = sigma**2 * (1 - rho ** (2 * ahead)) / (1 - rho**2)
    position = TRAIN - 1 + ahead  # weeks from the first; knots lie 8 apart, the last seen is known
    knots = np.arange(TRAIN - 1, TRAIN + LATER, 8)
    level = sum(drift**2 * np.clip((position - knot) / 8, 0, 1) ** 2 for knot in knots)
    assert spread == pytest.approx(np.sqrt(noise + level), rel=0.05)


def test_heavy_tails_and_effects_that_multiply_keep_their_mean_and_spread(train, whole) -> None:
    heavy = known_run(train, plain(train, noise=Noise.HEAVY_TAILED), 4000, sigma=0.2, tail=4.0)
    noise = heavy.design.scale.standardise(rows(forecast(heavy, whole))) - without_noise(
        heavy, whole
    )
    assert noise.std() == pytest.approx(0.2 * np.sqrt(6 / 4), rel=0.03)
    times = known_run(train, plain(train, link=Link.MULTIPLICATIVE), 4000, sigma=0.5)
    eta = times.design.scale.restore(without_noise(times, whole))
    ratio = rows(forecast(times, whole)) / np.exp(eta)
    variance = (0.5 * times.design.scale.spread) ** 2
    assert ratio.mean() == pytest.approx(np.exp(variance / 2), rel=0.01)


def without_noise(run: Run, whole) -> np.ndarray:
    """The forecast without noise."""
    quiet = run.posterior.assign(sigma=run.posterior["sigma"] * 1e-9)
    values = rows(forecast(replace(run, posterior=quiet), whole))
    if run.spec.multiplicative:
        values = np.log(values)
    return run.design.scale.standardise(values)


def test_the_same_question_has_the_same_answer_whatever_happened_later(train, whole) -> None:
    run = known_run(train, plain(train), sigma=0.3)
    first = forecast(run, whole)
    other = replace(whole, outcome=whole.outcome[::-1] * 3)
    assert np.array_equal(first.values, forecast(run, other).values)
    assert np.array_equal(first.date.values, whole.dates[TRAIN:])


def test_weeks_that_do_not_follow_are_refused(train, whole) -> None:
    run = known_run(train, plain(train))
    with pytest.raises(ValueError, match="follow"):
        forecast(run, train)
    gap = np.r_[np.arange(TRAIN), np.arange(TRAIN + 1, TRAIN + LATER)]
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    with pytest.raises(ValueError, match="follow"):
        forecast(run, replace(whole, **{name: getattr(whole, name)[gap] for name in names}))
    with pytest.raises(ValueError, match="control_names"):
        forecast(run, replace(whole, control_names=("Weather",)))


def test_what_never_moved_in_training_is_as_the_prior_has_it(train, whole) -> None:
    quiet = replace(
        train,
        events=np.c_[train.events[:, :1] * 0, train.events[:, 1:]],
        controls=np.full_like(train.controls, 100.0),
    )
    later_events = whole.events.copy()
    later_events[TRAIN:, 0] = np.arange(LATER) == 3
    controls = np.full_like(whole.controls, 100.0)
    controls[-2:] = 90.0
    future = replace(whole, events=later_events, controls=controls)
    run = fit(quiet, plain(quiet), chains=2, tune=200, draws=300)
    spread = rows(forecast(run, future)).std(axis=0) / run.design.scale.spread
    assert spread[3] == pytest.approx(run.spec.event_sd, rel=0.15)
    assert max(spread[[2, 4]]) < 0.6
    moved = continued(quiet, weeks_after(quiet, future), run.spec).known[-1]
    standing = [i for i, term in enumerate(run.design.terms) if term.part == "control"]
    assert (np.abs(moved[standing]) < 12).all()  # standard deviations, whatever the unit
    assert 0.7 < spread[-1] / np.sqrt(spread[4] ** 2 + (0.7 * moved[standing[0]]) ** 2) < 1.3


def test_the_frozen_forecast_goes_on_as_now(run) -> None:
    found = frozen_forecast(run)
    assert found == frozen_forecast(run)
    assert len(found.weeks) == len(found.outcome) == 13
    assert all(isinstance(day, date) for day in found.weeks)
    assert (found.weeks[0] - run.dataset.last).days == 7
    now = dict(zip(run.dataset.channel_names, current_media(run), strict=True))
    assert found.spend == pytest.approx(now)
    for i, name in enumerate(run.dataset.event_names):
        assert found.events[name] == tuple(run.dataset.events[-52:-39, i])
    price = run.dataset.controls[-52:, 0].mean()
    assert found.controls == {run.dataset.control_names[0]: pytest.approx(price)}
    assert found.total.mean == pytest.approx(sum(week.mean for week in found.outcome))
    assert found.outcome[-1].sd > 0.9 * found.outcome[0].sd
    least = run.dataset.outcome.min()
    assert all(0.8 * least < week.lo95 < week.hi95 for week in found.outcome)


def test_a_short_history_has_no_events_a_year_before(dataset) -> None:
    short = weeks(dataset, 45)
    found = frozen_forecast(known_run(short, plain(short), sigma=0.2))
    sale = found.events[short.event_names[0]]
    assert sale[:7] == (0.0,) * 7
    assert sale[7:] == tuple(short.events[:6, 0])


def test_a_cut_run_sees_what_its_change_leaves(run) -> None:
    # the weeks that a fold is fitted on are followed by those it forecasts
    inputs = apply(Change("cut", last=run.dataset.dates[99].astype(date)), run)
    assert weeks_after(inputs.dataset, run.dataset).weeks == run.dataset.weeks - 100
