"""Realism: each check fires on a planted cause and stays quiet without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from mmm_xl.analysis.contribution import Contributions, contributions
from mmm_xl.analysis.validation.check import CheckResult, Status
from mmm_xl.analysis.validation.fit_results import Realism
from mmm_xl.analysis.validation.predictive_spread import coverage, pit, pit_bins, pit_chance
from mmm_xl.analysis.validation.realism import realism, realism_checks
from mmm_xl.analysis.validation.replicated import Replications, autocorrelation, replicated
from mmm_xl.analysis.validation.rules import realism as rules
from mmm_xl.data.dataset import Dataset
from mmm_xl.model.spec import ModelSpec, build_spec
from mmm_xl.names import Link, ModelName, Noise
from mmm_xl.runs.run import Run
from tests.fitting import fit

FEW = {"tune": 200, "draws": 200}
FINE, FIRED = {Status.PASSED}, {Status.REVIEW, Status.FAILED}


def looked_at(
    run: Run, effects: Contributions | None = None
) -> tuple[Realism, dict[str, CheckResult]]:
    found = realism(run, contributions(run) if effects is None else effects)
    return found, {check.rule: check for check in realism_checks(found, run)}


def fitted(dataset: Dataset, spec: ModelSpec) -> dict[str, CheckResult]:
    return looked_at(fit(dataset, spec, **FEW))[1]


@pytest.fixture(scope="module")
def looked(run, results) -> tuple[Realism, dict[str, CheckResult]]:
    return looked_at(run, results.effects)


@pytest.fixture(scope="module")
def plain(run) -> Run:
    """A small fit of a small plain model: its posterior draws the planted outcomes."""
    dataset = small(run.dataset)
    return fit(dataset, plain_of(dataset), **FEW)


def small(dataset: Dataset) -> Dataset:
    """Two channels, plain model."""
    kept = slice(0, 2)
    return replace(
        dataset,
        settings=replace(dataset.settings, model=ModelName.PLAIN),
        channels=dataset.channels[kept],
        spend=dataset.spend[:, kept].copy(),
        media=dataset.media[:, kept].copy(),
        history=np.zeros((0, 2)),
        margins=np.zeros((0, 2)),
        experiments=(),
    )


def plain_of(dataset: Dataset, **changes) -> ModelSpec:
    return replace(build_spec(dataset), **changes)


def simulated(plain: Run, noise: np.ndarray) -> Dataset:
    """The plain model's own mean with other noise (standard deviations of its noise)."""
    mean = contributions(plain).modelled.mean(("chain", "draw")).values
    sigma = float(plain.posterior["sigma"].mean()) * plain.design.scale.spread
    return replace(plain.dataset, outcome=mean + sigma * noise)


def noise_of(plain: Run, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(plain.dataset.weeks)


def with_draws(run: Run, **factors: float) -> Run:
    draws = {name: run.posterior[name] * factor for name, factor in factors.items()}
    return replace(run, posterior=run.posterior.assign(draws))


def test_there_is_one_result_for_each_rule_in_its_order(looked) -> None:
    own = [rule.key for rule in rules.RULES]
    assert list(looked[1]) == own
    assert len(set(own)) == len(own)


def test_a_well_specified_world_passes(looked) -> None:
    fired = {key: check.found for key, check in looked[1].items() if check.status not in FINE}
    assert not fired
    assert not any(check.reason or check.channels for check in looked[1].values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_worlds_of_the_model_itself_do_not_fail(plain, seed) -> None:
    dataset = simulated(plain, noise_of(plain, seed))
    checks = fitted(dataset, plain_of(dataset))
    assert not [check for check in checks.values() if check.status is Status.FAILED]


def test_coverage_counts_are_those_of_the_fit(looked, results) -> None:
    for one in looked[0].coverage:
        assert one.inside == results.fit.hits[one.level]
        assert one.too_few <= one.least <= one.level / 100 * one.weeks <= one.most
        assert one.level / 100 <= one.expected < 1
    assert looked[0].pit_counts.sum() == one.weeks


def test_too_narrow_noise_fires(run, results) -> None:
    found, checks = looked_at(with_draws(run, sigma=0.4), results.effects)
    for key in ("coverage-in-sample", "pit"):
        assert checks[key].status is Status.FAILED
        assert checks[key].reason
    assert "too few weeks" in checks["coverage-in-sample"].reason
    assert found.pit_counts[[0, -1]].min() > found.pit_most


def test_too_wide_noise_asks_for_review(run, results) -> None:
    coverage = looked_at(with_draws(run, sigma=3.0), results.effects)[1]["coverage-in-sample"]
    assert coverage.status is Status.REVIEW
    assert "too many weeks" in coverage.reason


def test_a_missing_season_fires_and_a_present_one_does_not(plain) -> None:
    weeks = np.arange(plain.dataset.weeks)
    season = 3.0 * np.sin(2 * np.pi * weeks / 52.18)
    dataset = simulated(plain, season + noise_of(plain, 4))
    without = fitted(dataset, plain_of(dataset, yearly_terms=0))
    assert without["residual-season"].status is Status.FAILED
    assert without["residual-memory"].status is Status.FAILED
    assert fitted(dataset, plain_of(dataset, yearly_terms=2))["residual-season"].status in FINE


def test_memory_of_noise_fires_unless_the_model_has_it(plain) -> None:
    noise = noise_of(plain, 5)
    for t in range(1, len(noise)):
        noise[t] += 0.6 * noise[t - 1]
    dataset = simulated(plain, noise)
    independent = fitted(dataset, plain_of(dataset))
    assert independent["residual-memory"].status in FIRED
    assert "1 week apart" in independent["residual-memory"].reason
    remembered = fitted(dataset, plain_of(dataset, noise=Noise.AUTOCORRELATED))
    assert remembered["residual-memory"].status in FINE


def test_event_weeks_that_are_not_flagged_fire(plain) -> None:
    noise = noise_of(plain, 6)
    noise[[20, 71, 122, 90]] += 9.0
    dataset = simulated(plain, noise)
    silent = fitted(dataset, plain_of(dataset))
    assert silent["largest-surprise"].status is Status.FAILED
    flag = np.zeros((dataset.weeks, 1))
    flag[[20, 71, 122, 90]] = 1.0
    flagged = replace(
        dataset,
        event_names=(*dataset.event_names, "Fair"),
        events=np.hstack([dataset.events, flag]),
    )
    assert fitted(flagged, plain_of(flagged))["largest-surprise"].status in FINE


def test_heavy_tails_fire_unless_the_model_has_them(plain) -> None:
    noise = np.random.default_rng(8).standard_t(2.2, plain.dataset.weeks)
    dataset = simulated(plain, noise)
    assert fitted(dataset, plain_of(dataset))["largest-surprise"].status is Status.FAILED
    heavy = fitted(dataset, plain_of(dataset, noise=Noise.HEAVY_TAILED))
    assert heavy["largest-surprise"].status in FINE


def test_without_events_the_rest_is_looked_at_and_it_is_said(run, results) -> None:
    bare = replace(run.dataset, events=np.zeros_like(run.dataset.events))
    found, checks = looked_at(with_dataset(run, bare), results.effects)
    assert found.left_out["events"] == "no week has an event"
    assert "no week has an event" in checks["replicated-extremes"].found
    assert "events" not in {one.key for one in found.replicated}


def with_dataset(run: Run, dataset: Dataset) -> Run:
    changed = replace(run)
    object.__setattr__(changed, "dataset", dataset)  # the design stays that of the fit
    return changed


def test_a_year_apart_needs_weeks(looked) -> None:
    few = replace(
        looked[0],
        replicated=tuple(one for one in looked[0].replicated if one.key != "lag 52"),
        left_out={"lag 52": "60 weeks are too few"},
    )
    checks = {check.rule: check for check in realism_checks(few, RunStub())}
    assert checks["residual-season"].status is Status.NOT_DONE
    assert checks["residual-season"].found == "60 weeks are too few"


class RunStub:
    class spec:  # noqa: N801
        multiplicative = False


def test_media_that_claim_more_than_all_sales_fire(run, results) -> None:
    effects = results.effects
    total = effects.modelled.sum("date")
    for share, level in ((1.01, Status.FAILED), (0.9, Status.PASSED)):
        factor = share * total / effects.channel_totals.sum("channel")
        media = effects.channels * factor
        claimed = Contributions(media, effects.modelled - media.sum("channel"), media)
        found, checks = looked_at(run, claimed)
        assert checks["negative-baseline"].status is level
        assert found.negative_total == pytest.approx(float(share > 1))
    assert checks["negative-baseline-weeks"].status in FIRED | FINE
    assert looked_at(run, effects)[0].negative_weeks == 0


def test_a_missing_baseline_is_no_pass(run, results) -> None:
    effects = results.effects
    hole = effects.baseline.where(effects.baseline["draw"] > 0)
    with np.errstate(invalid="ignore"):
        found = replace(looked_at(run, effects)[0], **negative_of(hole))
    for check in realism_checks(found, run):
        if check.rule.startswith("negative-baseline"):
            assert check.status is not Status.PASSED


def negative_of(baseline: xr.DataArray) -> dict[str, float]:
    from mmm_xl.analysis.validation.realism import _below_zero

    by_week = _below_zero(baseline)
    return {
        "negative_total": float(_below_zero(baseline.sum("date", skipna=False))),
        "negative_week": float(by_week.max(skipna=False)),
        "negative_weeks": float(by_week.mean(skipna=False)),
    }


def test_zero_out_ties_to_the_lift(looked, results) -> None:
    totals = results.effects.lift_totals.mean(("chain", "draw")).values
    assert [one.lost.mean for one in looked[0].zero_out] == pytest.approx(list(totals))
    assert all(one.smooth and 0 <= one.late < 0.5 for one in looked[0].zero_out)


def test_a_channel_that_takes_from_the_outcome_fires(run) -> None:
    sign = xr.where(run.posterior["channel"] == "TV", -1.0, 1.0)
    wrong = replace(run, posterior=run.posterior.assign(effect=run.posterior["effect"] * sign))
    checks = looked_at(wrong)[1]
    assert checks["zero-out-sign"].status is Status.FAILED
    assert checks["zero-out-sign"].channels == ("TV",)
    assert checks["zero-out-shape"].channels == ("TV",)


def test_a_channel_as_large_as_all_else_together_fires(run, results) -> None:
    tv = results.effects.channel_totals.sel(channel="TV").mean() / run.dataset.outcome.sum()
    grow = xr.where(run.posterior["channel"] == "TV", 1.0 / float(tv), 1.0)
    wrong = replace(run, posterior=run.posterior.assign(effect=run.posterior["effect"] * grow))
    size = looked_at(wrong)[1]["zero-out-size"]
    assert size.status is Status.FAILED
    assert size.channels == ("TV",)
    assert "TV" in size.reason


def test_an_effect_beyond_the_weeks_of_carryover_fires(run) -> None:
    slow = xr.where(run.posterior["channel"] == "Display", 60.0, run.posterior["half_life"])
    wrong = replace(
        run, posterior=run.posterior.assign(half_life=slow.transpose("chain", "draw", "channel"))
    )
    found, checks = looked_at(wrong)
    assert checks["zero-out-shape"].status is Status.FAILED
    assert checks["zero-out-shape"].channels == ("Display",)
    late = {one.channel: one.late for one in found.zero_out}
    before = {one.channel: one.late for one in looked_at(run)[0].zero_out}
    assert late["Display"] > 1.2 * before["Display"]


def test_autocorrelation_follows_its_definition() -> None:
    series = np.random.default_rng(1).standard_normal((3, 40))
    series -= series.mean(axis=1, keepdims=True)
    for lag in (1, 4):
        plainly = [(row[lag:] * row[:-lag]).sum() / (row**2).sum() for row in series]
        assert autocorrelation(series, lag) == pytest.approx(plainly)
    assert np.isnan(autocorrelation(np.zeros((2, 10)), 1)).all()


def test_multiplied_effects_are_looked_at_on_their_own_scale(plain) -> None:
    dataset = simulated(plain, noise_of(plain, 9))
    found, checks = looked_at(fit(dataset, plain_of(dataset, link=Link.MULTIPLICATIVE), **FEW))
    assert not [check for check in checks.values() if check.status is Status.FAILED]
    assert found.negative_total == found.negative_week == 0
    assert "cannot be below zero" in checks["negative-baseline"].found
    assert all(one.smooth for one in found.zero_out)


def test_a_missing_figure_is_never_a_pass(looked, run) -> None:
    nothing = float("nan")
    gone = replace(
        looked[0],
        replicated=tuple(
            replace(one, tail=nothing, observed=nothing) for one in looked[0].replicated
        ),
        pit_tail=nothing,
        negative_total=nothing,
        negative_week=nothing,
        negative_weeks=nothing,
        zero_out=tuple(
            replace(
                one,
                lost=replace(one.lost, lo95=nothing),
                share=replace(one.share, median=nothing, hi95=nothing),
                late=nothing,
            )
            for one in looked[0].zero_out
        ),
    )
    passed = {check.rule for check in realism_checks(gone, run) if check.status is Status.PASSED}
    assert passed == {"coverage-in-sample"}  # counts cannot be missing


def test_media_that_act_where_nothing_was_spent_fire(run, results) -> None:
    effects = results.effects
    smeared = effects.channels.copy()
    push = {"channel": list(smeared["channel"].values).index("Push")}
    smeared[push] = smeared[push].mean("date")  # same total, in every week
    shape = looked_at(run, Contributions(smeared, effects.baseline, smeared))[1]["zero-out-shape"]
    assert shape.status is Status.FAILED
    assert shape.channels == ("Push",)


def test_only_a_season_that_returns_fires(looked, run) -> None:
    for observed, status in ((0.5, Status.FAILED), (0.2, Status.REVIEW), (-0.5, Status.PASSED)):
        changed = tuple(
            replace(one, observed=observed, tail=0.0, mean=0.0) if one.key == "lag 52" else one
            for one in looked[0].replicated
        )
        checks = realism_checks(replace(looked[0], replicated=changed), run)
        assert next(c for c in checks if c.rule == "residual-season").status is status


def random_replications(run: Run, seed: int) -> Replications:
    """Means that wander, noise, and an outcome drawn like its replications: no fit, no data."""
    rng = np.random.default_rng([seed, 11])
    weeks, draws, around = run.dataset.weeks, 200, rng.lognormal(3, 1)
    path = 1_000 + around * rng.standard_normal(weeks).cumsum()
    modelled = path + 0.3 * around * rng.standard_normal((draws + 1, 1))
    drawn = modelled + around * rng.standard_normal((draws + 1, weeks))
    return Replications(drawn[0], drawn[1:], modelled[1:])


def test_an_outcome_like_its_replications_is_rarely_in_their_tails(plain) -> None:
    tails = [
        one.tail
        for seed in range(100)
        for one in replicated(plain, random_replications(plain, seed))[0]
        if one.key in ("mean", "spread", "least", "greatest", "peaks", "events")
    ]
    assert len(tails) == 600
    assert 0 <= min(tails) <= max(tails) <= 1
    for share in (0.1, 0.5):  # as often as they say, within what 600 related looks allow
        assert np.mean(np.array(tails) < share) == pytest.approx(share, abs=0.09)


@pytest.mark.parametrize("seed", range(5))
def test_figures_of_any_replications_keep_their_bounds(plain, seed) -> None:
    made = random_replications(plain, seed)
    found, _ = replicated(plain, made)
    assert all(one.low <= one.mean <= one.high for one in found)
    assert all(abs(one.observed) <= 1 for one in found if one.key.startswith("lag"))
    shares = pit(made)
    counts, least, most = pit_bins(plain, shares)
    assert counts.sum() == plain.dataset.weeks
    assert least < plain.dataset.weeks / 10 < most
    # scale and unit of the outcome change nothing but the figures in its unit
    scaled = Replications(7 * made.actual, 7 * made.drawn, 7 * made.modelled)
    again, _ = replicated(plain, scaled)
    assert [one.tail for one in again] == [one.tail for one in found]
    assert pit(scaled) == pytest.approx(shares)
    inside = [one.inside for one in coverage(plain, made)]
    assert inside == sorted(inside)


def test_the_chance_of_a_spread_follows_the_spread(plain) -> None:
    weeks = plain.dataset.weeks
    even, plainly = (np.arange(weeks) + 0.5) / weeks, np.ones(weeks)
    assert pit_chance(plain, even, plainly) > 0.99
    ends = np.where(even < 0.5, even * 0.2, 1 - (1 - even) * 0.2)
    assert pit_chance(plain, ends, plainly) < 0.001
    middle = 0.25 + even / 2
    assert pit_chance(plain, middle, plainly) < 0.001
    assert pit_chance(plain, middle, plainly * 2.2) > 0.05  # what fitting explains
    assert pit_chance(plain, np.zeros(weeks), plainly) < 0.001
