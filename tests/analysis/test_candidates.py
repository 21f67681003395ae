"""Other specifications: densities of weeks left out, weights with known answers, disagreement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.summary import summarise
from mmm_xl.analysis.validation import candidates as candidates_module
from mmm_xl.analysis.validation.candidate_checks import candidate_checks
from mmm_xl.analysis.validation.candidate_results import Candidate, Candidates
from mmm_xl.analysis.validation.candidates import candidate_changes, candidates
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.ensemble import disagreeing, mixture, widths
from mmm_xl.analysis.validation.folds import fold_changes
from mmm_xl.analysis.validation.grid import candidate_folds, grid
from mmm_xl.analysis.validation.leave_one_out import (
    left_out,
    log_densities,
    stacked,
    stacked_forecasts,
)
from mmm_xl.analysis.validation.plausibility import implausible
from mmm_xl.data.build import build_dataset
from mmm_xl.data.contents import to_raw
from mmm_xl.data.simulator import EXAMPLE_CHANNELS, simulate
from mmm_xl.model.spec import build_spec
from mmm_xl.names import Carryover, Noise, Saturation
from mmm_xl.runs.change import apply
from mmm_xl.runs.refit import refit
from tests.fitting import fit

FAST = {"chains": 2, "tune": 250, "draws": 200, "seed": 4}


@pytest.fixture(scope="module")
def small():
    """Sixty weeks and two channels: the shortest history with a single fold, the holdout."""
    chosen = (EXAMPLE_CHANNELS[0], EXAMPLE_CHANNELS[5])
    return build_dataset(to_raw(simulate(weeks=60, channels=chosen).contents))


@pytest.fixture(scope="module")
def short(small):
    return fit(small, **FAST)


@pytest.fixture(scope="module")
def compared(short):
    refits = {one.change.name: one for one in refit(short, candidate_changes(short))}
    return refits, candidates(short, refits)


def _covariance(run, draw) -> np.ndarray:
    """Of baseline and noise of one draw, standard deviations of the outcome."""
    design, weeks = run.design, run.dataset.weeks
    rho = float(draw.get("autocorrelation", 0.0))
    apart = np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    noise = float(draw["sigma"]) ** 2 / (1 - rho**2) * np.power(rho, apart)
    drift = float(draw["drift"]) if "drift" in draw else 1.0
    variance = design.baseline_sd**2 * np.where(design.drifting, drift**2, 1.0)
    return noise + (design.baseline * variance) @ design.baseline.T


def test_density_of_a_week_is_that_of_the_joint_normal_given_all_others(run) -> None:
    """The brute way: condition the joint Normal of one draw on all weeks but one."""
    effects = contributions(run)
    found = log_densities(run, effects)
    draw = run.posterior.isel(chain=1, draw=37)
    whole = _covariance(run, draw)
    spread = run.design.scale.spread
    media = effects.effects.isel(chain=1, draw=37).sum("channel").values / spread
    residual = run.design.outcome - media
    for week in (0, 1, 77, run.dataset.weeks - 1):
        others = np.arange(run.dataset.weeks) != week
        pull = np.linalg.solve(whole[np.ix_(others, others)], whole[others, week])
        sd = np.sqrt(whole[week, week] - pull @ whole[others, week])
        expected = norm.logpdf(residual[week], pull @ residual[others], sd) - np.log(spread)
        assert found[1, 37, week] == pytest.approx(expected, abs=1e-8)


def test_a_single_week_s_event_does_not_make_its_density_doubtful(run) -> None:
    found = left_out(run, contributions(run))
    assert found.density.shape == (run.dataset.weeks,)
    assert found.doubtful == 0
    assert found.total == pytest.approx(found.density.sum())


def test_where_effects_multiply_the_density_is_that_of_the_outcome(small) -> None:
    spec = replace(build_spec(small), link="multiplicative")
    run = fit(small, spec, chains=1, tune=100, draws=20)
    effects = contributions(run)
    found = log_densities(run, effects)[0, 3]
    sizes = np.log(run.dataset.outcome) + np.log(run.design.scale.spread)
    whole = _covariance(run, run.posterior.isel(chain=0, draw=3))
    inverse = np.linalg.inv(whole)
    media = effects.effects.isel(chain=0, draw=3).sum("channel").values / run.design.scale.spread
    pull = inverse @ (run.design.outcome - media)
    precision = np.diag(inverse)
    expected = 0.5 * (np.log(precision / (2 * np.pi)) - pull**2 / precision) - sizes
    assert found == pytest.approx(expected, abs=1e-7)


def test_heavy_tails_take_the_coefficients_as_drawn(small) -> None:
    from scipy.stats import t

    run = fit(small, replace(build_spec(small), noise=str(Noise.HEAVY_TAILED), level_weeks=0),
              chains=1, tune=100, draws=20)  # fmt: skip
    effects = contributions(run)
    draw = run.posterior.isel(chain=0, draw=5)
    errors = run.dataset.outcome - effects.modelled.isel(chain=0, draw=5).values
    sigma = float(draw["sigma"]) * run.design.scale.spread
    expected = t.logpdf(errors, 2 + float(draw["tail"]), scale=sigma)
    assert log_densities(run, effects)[0, 5] == pytest.approx(expected, abs=1e-9)


def test_equal_models_share_and_a_worse_one_keeps_little() -> None:
    rng = np.random.default_rng(0)
    good = rng.normal(-1, 0.5, 120)
    assert stacked(np.column_stack([good] * 4)) == pytest.approx([0.25] * 4, abs=1e-3)
    weights = stacked(np.column_stack([good, good - 0.5]))  # 60 behind in all
    # slope 120 (1 - exp(-.5)) = 47 against the prior's 1 / w
    assert weights[1] == pytest.approx(1 / 47.2, rel=0.1)
    assert np.array_equal(stacked(np.column_stack([good, good - 0.5])), weights)


def test_two_models_that_are_right_in_different_weeks_share_by_weeks() -> None:
    """Each expects its own weeks far better: weights go by their number, 90 to 30."""
    first = np.where(np.arange(120) < 90, 0.0, -20.0)
    weights = stacked(np.column_stack([first, -20.0 - first]))
    assert weights == pytest.approx([91 / 122, 31 / 122], abs=1e-3)  # with one week each as prior
    assert stacked(first[:, None]) == pytest.approx([1.0])


def test_forecasts_are_weighed_by_the_crps_of_their_mixture() -> None:
    rng = np.random.default_rng(3)
    actual = rng.normal(0, 1, 24)
    sharp, off = rng.normal(0, 1, (400, 24)), rng.normal(3, 1, (300, 24))
    weights = stacked_forecasts([sharp, off], actual)
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] > 0.9
    assert stacked_forecasts([sharp, sharp], actual) == pytest.approx([0.5, 0.5], abs=1e-3)


def test_a_model_without_the_season_is_left_with_nothing() -> None:
    """Two years of a strong season: densities of weeks left out tell, and weights follow."""
    chosen = (EXAMPLE_CHANNELS[0], EXAMPLE_CHANNELS[5])
    data = build_dataset(to_raw(simulate(weeks=104, channels=chosen).contents))
    swing = 1 + 0.25 * np.sin(np.arange(104) * 2 * np.pi / 52.18)
    data = replace(data, outcome=data.outcome * swing, experiments=())
    whole = replace(build_spec(data), noise=str(Noise.NORMAL), level_weeks=0)
    found = [
        left_out(made, contributions(made))
        for made in (fit(data, whole, **FAST), fit(data, replace(whole, yearly_terms=0), **FAST))
    ]
    assert found[0].total - found[1].total > 20
    assert stacked(np.column_stack([one.density for one in found]))[0] > 0.95


def test_the_run_s_own_specification_is_one_of_eight(run) -> None:
    points = grid(run)
    assert len(points) == len({point.key for point in points}) == 8
    (own,) = [point for point in points if point.chosen]
    assert own.key == "drifting level, autocorrelated noise; auto; hill"
    assert not own.spec
    assert not own.priors
    (far,) = [
        p for p in points if p.key == "straight trend, independent noise; geometric; logistic"
    ]
    assert far.spec == {"level_weeks": 0, "noise": Noise.NORMAL}
    assert far.priors["TV"] == {"adstock": Carryover.GEOMETRIC, "saturation": Saturation.LOGISTIC}
    assert [fold.key for fold in candidate_folds(run)] == ["fold 3", "fold 4", "fold 5"]
    changes = candidate_changes(run)
    assert len(changes) == 7 + 3 * 8
    assert len({change.name for change in changes}) == len(changes)
    named = {change.name: apply(change, run) for change in (*changes, *fold_changes(run))}
    shared = named["candidate fold: fold 4: " + own.key], named["fold 4"]
    assert shared[0].spec == shared[1].spec
    assert shared[0].sampler == shared[1].sampler
    assert shared[0].dataset.digest() == shared[1].dataset.digest()  # so it is fitted once
    assert all(change.name.startswith(("candidate: ", "candidate fold: ")) for change in changes)


def test_another_baseline_takes_the_place_of_the_nearer(run) -> None:
    """Heavy tails without a level stand where the straight trend would."""
    spec = replace(run.spec, level_weeks=0, noise=str(Noise.HEAVY_TAILED))
    points = grid(replace(run, spec=spec))
    assert sum(point.chosen for point in points) == 1
    assert {point.baseline for point in points} == {
        "straight trend, heavy-tailed noise", "drifting level, autocorrelated noise"
    }  # fmt: skip


def test_candidates_of_a_short_history(short, compared) -> None:
    refits, found = compared
    assert len(refits) == 7 + 8
    assert len(found.candidates) == 8
    assert sum(card.weight for card in found.candidates) == pytest.approx(1.0)
    for card in found.candidates:
        assert (card.weight == 0) == bool(card.rejected), card
        assert set(card.roi) == {"Paid search", "TV"}
        assert np.isfinite([card.fold_crps, card.fold_wape, card.coverage80, card.elpd]).all()
        assert card.rejected or card.behind <= 0
    assert found.weighted_by == "weeks left out"
    assert set(found.ensemble) == set(found.wider) == {"Paid search", "TV"}
    again = candidates(short, refits)
    assert again == found
    results = {one.rule: one for one in candidate_checks(found, short)}
    assert results["own-specification"].status is Status.PASSED
    assert Status.NOT_DONE not in {one.status for one in results.values()}


def test_a_failed_refit_stays_listed_and_forecasts_weigh_where_weeks_left_out_cannot(
    short, compared, monkeypatch
) -> None:
    refits, _ = compared
    name = next(p.name for p in grid(short) if not p.chosen)
    broken = {**refits, name: replace(refits[name], run=None, problem="It stopped.")}
    monkeypatch.setattr(candidates_module, "_trusted", lambda left: False)
    found = candidates(short, broken)
    card = next(one for one in found.candidates if one.rejected)
    assert (card.rejected, card.weight, card.roi) == ("It stopped.", 0.0, {})
    assert np.isnan([card.max_rhat, card.elpd, card.fold_crps, card.behind]).all()
    assert len(found.candidates) == 8
    assert found.weighted_by == "forecasts"
    assert sum(one.weight for one in found.candidates) == pytest.approx(1.0)
    by_rule = {one.rule: one for one in candidate_checks(found, short)}
    assert by_rule["candidates-weighed"].status is Status.REVIEW
    assert by_rule["candidates-better"].status is not Status.NOT_DONE


def _draws(mean: float, sd: float = 0.1, size: int = 500, seed: int = 0) -> xr.DataArray:
    rng = np.random.default_rng(seed)
    return xr.DataArray(
        rng.normal(mean, sd, (2, size, 1)),
        dims=("chain", "draw", "channel"),
        coords={"channel": ["TV"]},
    )


def _card(mean: float, *, chosen: bool = False, weight: float = 0.5, **fields) -> Candidate:
    roi = {"TV": summarise(_draws(mean).isel(channel=0, drop=True))}
    plain = {"max_rhat": 1.0, "min_ess": 500.0, "divergences": 0, "fold_wape": 0.1,
             "fold_crps": 1.0, "coverage80": 0.8, "elpd": -10.0, "elpd_se": 1.0, "worst_k": 0.3,
             "high_k": 0, "behind": 0.0, "behind_se": 0.0}  # fmt: skip
    words = {"key": f"at {mean}", "baseline": "b", "carryover": "c", "saturation": "s"}
    return Candidate(**(plain | words | {"chosen": chosen, "weight": weight, "roi": roi} | fields))


def _checked(short, *cards: Candidate):
    disagree, differ = disagreeing(cards, "weeks left out")
    found = Candidates(cards, {}, {}, disagree, differ=differ)
    return {one.rule: one for one in candidate_checks(found, short)}


def test_sound_specifications_that_predict_alike_and_split_otherwise_restrict(short) -> None:
    apart = _checked(short, _card(1.0, chosen=True), _card(2.0))
    assert apart["candidates-agree"].status is Status.FAILED
    assert apart["candidates-agree"].channels == ("TV",)
    assert "disagree on the return of TV: TV 0.995 to 2" in apart["candidates-agree"].reason
    surer = {"TV": summarise(_draws(1.15, sd=0.3).isel(channel=0, drop=True))}  # one way, 80% only
    differ = _checked(short, _card(1.0, chosen=True), _card(1.15, roi=surer))["candidates-agree"]
    assert (differ.status, differ.channels) == (Status.REVIEW, ("TV",))
    assert "differ somewhat" in differ.reason
    alike = _checked(short, _card(1.0, chosen=True), _card(1.02))
    assert alike["candidates-agree"].status is Status.PASSED
    # one that predicts far worse is not heard, nor is a rejected one
    worse = _card(2.0, weight=0.0, behind=-30.0, behind_se=5.0)
    assert _checked(short, _card(1.0, chosen=True), _card(1.0), worse)[
        "candidates-agree"
    ].status is Status.PASSED  # fmt: skip
    wrong = _card(2.0, weight=0.0, rejected="Its chains do not agree.")
    alone = _checked(short, _card(1.0, chosen=True), wrong)["candidates-agree"]
    assert alone.status is Status.NOT_DONE


def test_the_run_s_own_specification_is_judged_and_never_exchanged(short) -> None:
    rejected = _checked(short, _card(1.0, chosen=True, rejected="Its baseline is wrong."), _card(1))
    assert rejected["own-specification"].status is Status.FAILED
    assert rejected["own-specification"].reason.endswith("not sound: its baseline is wrong")
    behind = _card(1.0, chosen=True, behind=-30.0, behind_se=5.0, elpd=-40.0)
    better = _checked(short, behind, _card(1.0))["candidates-better"]
    assert better.status is Status.REVIEW
    assert "by 30.0" in better.reason
    near = _card(1.0, chosen=True, behind=-3.0, behind_se=1.0, elpd=-13.0)
    assert _checked(short, near, _card(1.0))["candidates-better"].status is Status.PASSED


def test_a_mixture_of_models_that_disagree_is_wider_and_says_so(short) -> None:
    one, other = _draws(1.0), _draws(2.0, seed=1, size=400)
    mixed = mixture([(one, 0.75), (other, 0.25)])
    values = mixed.values.ravel()
    assert (values > 1.5).mean() == pytest.approx(0.25, abs=0.01)
    assert len(np.unique(values)) == values.size  # none twice
    own = {"TV": summarise(one.isel(channel=0, drop=True))}
    whole = {"TV": summarise(mixed.isel(channel=0, drop=True))}
    wider = widths(whole, own)
    assert wider["TV"] > 3
    cards = (_card(1.0, chosen=True), _card(2.0))
    found = Candidates(cards, whole, wider, ("TV",))
    check = {one.rule: one for one in candidate_checks(found, short)}["ensemble-wider"]
    assert check.status is Status.REVIEW
    assert check.channels == ("TV",)
    assert mixture([(one, 1.0)]).values == pytest.approx(one.values)


def test_nobody_believes_a_baseline_below_zero_or_a_channel_that_is_everything(short) -> None:
    effects = contributions(short)
    assert implausible(short, effects) == ()
    sunk = replace(effects, baseline=effects.baseline - 2 * short.dataset.outcome.mean())
    assert any("baseline" in said for said in implausible(short, sunk))
    whole = effects.channels.copy()
    whole.loc[{"channel": "TV"}] = float(short.dataset.outcome.mean()) * 2
    taken = replace(effects, channels=whole)
    assert any(said.startswith("TV alone brings") for said in implausible(short, taken))
    raised = short.posterior.assign(effect=short.posterior["effect"] * 50)
    assert any("prior cases" in said for said in
               implausible(replace(short, posterior=raised), effects))  # fmt: skip


def test_nothing_compared_is_no_agreement(short) -> None:
    """The run's own specification is heard however far behind; one alone agrees with nobody."""
    far = {"weight": 0.02, "behind": -30.0, "behind_se": 3.0}
    own = _card(1.0, chosen=True, **far)
    found = _checked(short, own, _card(5.0, weight=0.98))["candidates-agree"]
    assert (found.status, found.channels) == (Status.FAILED, ("TV",))
    alone = _checked(short, _card(1.0, chosen=True), _card(5.0, **far), _card(9.0, **far))
    assert alone["candidates-agree"].status is Status.NOT_DONE
