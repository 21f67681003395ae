"""Folds: how many and where, that nothing later reaches them, and what their forecasts tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import binom

from mmm_xl.analysis.contribution import contributions
from mmm_xl.analysis.counterfactual import Counterfactuals
from mmm_xl.analysis.measurement import measure
from mmm_xl.analysis.summary import summarise
from mmm_xl.analysis.validation import leaks as leaks_module
from mmm_xl.analysis.validation.check import Status
from mmm_xl.analysis.validation.folds import (
    fold_changes,
    fold_plan,
    out_of_sample,
    out_of_sample_checks,
    training_weeks,
)
from mmm_xl.analysis.validation.leaks import altered, identity, leaks
from mmm_xl.analysis.validation.rules.out_of_sample import RULES
from mmm_xl.data.window import Window
from mmm_xl.grades import Level
from mmm_xl.inference.sampler_settings import SamplerSettings
from mmm_xl.model.spec import build_spec
from mmm_xl.names import KpiType, ModelName
from mmm_xl.runs.change import Change, apply
from mmm_xl.runs.refit import Refit, refit
from mmm_xl.runs.run import Run
from tests.fitting import fit

FEW = {"chains": 2, "tune": 200, "draws": 200}
WEEKS = 100


def weeks(dataset, count: int):
    """The first weeks of a dataset."""
    names = ("dates", "outcome", "spend", "media", "controls", "events")
    return replace(dataset, **{name: getattr(dataset, name)[:count].copy() for name in names})


def unfitted(dataset, spec=None) -> Run:
    """Run of which only what goes into a fit is asked."""
    spec = spec or build_spec(dataset)
    return Run("run-x", "fit-x", dataset, spec, SamplerSettings(), None)


def unmade(run: Run) -> dict[str, Refit]:
    return {change.name: Refit(change, None, "It stopped.") for change in fold_changes(run)}


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (40, [4]), (51, [4]), (52, [8]), (77, [8]), (78, [8, 8, 8, 8]), (129, [8, 8, 8, 8]),
        (130, [8, 8, 8, 8, 8, 13]), (156, [8, 8, 8, 8, 8, 13]),
    ],
)  # fmt: skip
def test_folds_follow_the_length_of_history(dataset, count, sizes) -> None:
    data = weeks(dataset, count)
    plan = fold_plan(data)
    assert [fold.weeks for fold in plan] == sizes
    assert [fold.key for fold in plan] == [
        *(f"fold {i + 1}" for i in range(len(sizes) - 1)), "holdout"
    ]  # fmt: skip
    assert plan[-1].last == data.last
    start = count - sum(sizes)
    days = data.dates.astype("datetime64[D]").tolist()
    for fold in plan:  # each trains on all weeks before its own, and they tile the end
        assert (fold.train_first, fold.train_last) == (days[0], days[start - 1])
        assert (fold.first, fold.last) == (days[start], days[start + fold.weeks - 1])
        assert training_weeks(data, fold) == start
        start += fold.weeks
    assert fold_plan(data) == plan


@pytest.mark.parametrize("count", [40, 60, 77, 78, 96, 156])
@pytest.mark.parametrize("model", list(ModelName))
def test_a_fold_is_fitted_as_a_workbook_of_its_weeks_would_be(dataset, count, model) -> None:
    data = weeks(dataset, count)
    run = unfitted(replace(data, settings=replace(data.settings, model=model)))
    for fold, change in zip(fold_plan(run.dataset), fold_changes(run), strict=True):
        inputs = apply(change, run)
        assert inputs.dataset.last == fold.train_last
        own, asked = inputs.spec, build_spec(inputs.dataset)
        assert own.channels == asked.channels
        assert own.to_json() == asked.to_json()


def test_short_histories_have_no_yearly_terms(dataset) -> None:
    run = unfitted(weeks(dataset, 51))
    (change,) = fold_changes(run)
    assert run.spec.yearly_terms == apply(change, run).spec.yearly_terms == 0


def test_nothing_later_reaches_a_fold(dataset) -> None:
    run = unfitted(dataset)
    assert leaks(run, fold_changes, unmade(run)) == ()
    # and it would be seen: each of what is altered does change the fit of all weeks
    other = altered(run, np.arange(dataset.weeks) >= 140)
    for name in ("outcome", "spend", "media", "controls", "events"):
        before, after = getattr(dataset, name), getattr(other.dataset, name)
        assert np.array_equal(before[:140], after[:140])
        assert (before[140:] != after[140:]).any()
    assert identity(run) != identity(other)


def test_a_default_share_that_follows_spend_is_no_leak(dataset) -> None:
    count = replace(dataset, settings=replace(dataset.settings, kpi_type=KpiType.COUNT))
    run = unfitted(count)
    assert {prior.basis for prior in run.spec.channels} == {"share"}
    assert leaks(run, fold_changes, unmade(run)) == ()


def test_scales_of_all_weeks_are_a_leak(dataset, monkeypatch) -> None:
    run = unfitted(dataset)

    def standardised(change, run):
        """Controls on the scale of all weeks before the later ones are cut away."""
        inputs = apply(change, run)
        every = run.dataset.controls
        known = (inputs.dataset.controls - every.mean(axis=0)) / every.std(axis=0)
        return replace(inputs, dataset=replace(inputs.dataset, controls=known))

    monkeypatch.setattr(leaks_module, "apply", standardised)
    assert leaks(run, fold_changes, unmade(run)) == tuple(f.key for f in fold_plan(dataset))


def test_a_prior_from_later_weeks_is_a_leak(dataset) -> None:
    run = unfitted(dataset)

    def plan(run: Run) -> tuple[Change, ...]:
        """The first fold's noise is that of the weeks that it is to forecast."""
        first, *others = fold_changes(run)
        later = run.dataset.outcome[-60:].std() / run.dataset.outcome.std()
        return (replace(first, spec={"noise_sd": float(later)}), *others)

    assert leaks(run, plan, unmade(run)) == ("fold 1",)


def test_a_refit_on_other_weeks_than_planned_is_a_leak(dataset) -> None:
    run = unfitted(dataset)
    made = unmade(run)
    change = made["holdout"].change
    seen = apply(replace(change, last=None), run)
    known = Run("run-y", "fit-y", seen.dataset, seen.spec, seen.sampler, None)
    made["holdout"] = Refit(change, known)
    assert leaks(run, fold_changes, made) == ("holdout",)


def strongly_seasonal(dataset):
    """Two channels, and a year that matters more than they do."""
    data = weeks(dataset, WEEKS)
    keep = [0, 1]
    wave = np.sin(2 * np.pi * np.arange(WEEKS) / 52.18)
    settings = replace(data.settings, model=ModelName.PLAIN, draws=200, tune=200, chains=2)
    return replace(
        data,
        settings=settings,
        channels=tuple(replace(data.channels[i], moves_with="") for i in keep),
        spend=data.spend[:, keep],
        media=data.media[:, keep],
        outcome=data.outcome + 0.5 * data.outcome.mean() * wave,
        experiments=(),
    )


def judged(run: Run):
    """What its folds tell, and by key what the checks say."""
    refits = {one.change.name: one for one in refit(run, fold_changes(run), keep=True)}
    found = out_of_sample(run, refits)
    return found, {check.rule: check for check in out_of_sample_checks(found, run)}


@pytest.fixture(scope="module")
def seasonal(dataset):
    return strongly_seasonal(dataset)


@pytest.fixture(scope="module")
def sound(seasonal):
    run = fit(seasonal, **FEW)
    return run, *judged(run)


def test_a_sound_model_passes(sound) -> None:
    run, found, checks = sound
    assert [rule.key for rule in RULES] == list(checks)
    quiet = {key for key, check in checks.items() if check.status is Status.PASSED}
    assert quiet >= {
        "history", "leak", "naive-crps", "naive-wape", "forecast-coverage", "forecast-break",
        "stable-returns",
    }  # fmt: skip
    assert all(check.reason == "" for key, check in checks.items() if key in quiet)
    assert found.model.weeks == found.naive.weeks == 32
    assert found.naive_name == "same week a year before"
    for one in found.folds:
        data = run.dataset
        inside = (data.dates >= np.datetime64(one.fold.first)) & (
            data.dates <= np.datetime64(one.fold.last)
        )
        assert np.array_equal(one.actual, data.outcome[inside])
        assert np.array_equal(one.dates, data.dates[inside])
        assert one.expected == pytest.approx(data.outcome[np.flatnonzero(inside) - 52])
        assert (one.low < one.mean).all()
        events = int((data.events[inside] != 0).any(axis=1).sum())
        assert (one.on_events.weeks if one.on_events else 0) == events
        assert one.on_normal.weeks == one.fold.weeks - events


def test_scores_of_all_folds_weigh_their_weeks_alike(sound) -> None:
    _, found, _ = sound
    parts = [one.model for one in found.folds]
    assert found.model.crps == pytest.approx(np.mean([part.crps for part in parts]))
    assert found.model.inside[80] == sum(part.inside[80] for part in parts)
    eventful = sum(one.on_events.weeks for one in found.folds if one.on_events)
    assert found.on_events.weeks == eventful > 0
    assert found.on_normal.weeks == found.model.weeks - eventful
    sizes = [np.abs(one.actual).sum() for one in found.folds]
    wapes = [part.wape for part in parts]
    assert found.model.wape == pytest.approx(np.average(wapes, weights=sizes))


def test_limits_of_coverage_are_wider_than_binomial_ones(sound) -> None:
    _, found, _ = sound
    assert [one.level for one in found.coverage] == [50, 80, 95]
    for one in found.coverage:
        assert one.least <= binom.ppf(0.025, one.weeks, one.level / 100)
        assert one.most >= binom.ppf(0.975, one.weeks, one.level / 100)
        assert one.least < one.weeks * one.level / 100 < one.most


def test_returns_are_of_the_weeks_in_common(sound) -> None:
    run, found, _ = sound
    stable, (first, *_) = found.stability, fold_plan(run.dataset)
    assert (stable.first, stable.last) == (first.train_first, first.train_last)
    answers = Counterfactuals(run, contributions(run))
    window = Window(first.train_first - timedelta(days=6), first.train_last, "all")
    late = Window(first.train_last - timedelta(days=363), first.train_last, "last year")
    for line, last in zip(
        measure(answers, window, summarise).channels,
        measure(answers, late, summarise).channels,
        strict=True,
    ):
        assert vars(stable.whole.roi[line.name]) == pytest.approx(vars(line.spend_view.roi))
        margin = run.dataset.settings.margin or 1.0  # best next is judged as the hurdle is
        marginal = last.spend_view.marginal_roi.mean * margin
        assert stable.whole.marginal[line.name] == pytest.approx(marginal)
    differing = [one.best_next != stable.whole.best_next for one in stable.folds]
    assert stable.decision_error == pytest.approx(np.mean(differing))
    assert len(stable.folds) == 4


def test_a_missing_season_loses_to_the_naive_forecast(seasonal) -> None:
    blind = replace(build_spec(seasonal), yearly_terms=0)
    found, checks = judged(fit(seasonal, blind, **FEW))
    assert found.model.wape > found.naive.wape
    for key in ("naive-crps", "naive-wape"):
        assert checks[key].status is Status.FAILED
        assert "seasonal-naive" in checks[key].reason


def test_a_break_in_the_last_weeks_is_found_and_moves_no_earlier_fit(seasonal, sound) -> None:
    run, _, _ = sound
    outcome = seasonal.outcome.copy()
    outcome[-6:] *= 0.6
    other = fit(replace(seasonal, outcome=outcome), **FEW)
    refits = {
        key: [one.run for one in refit(each, fold_changes(each))]
        for key, each in (("sound", run), ("broken", other))
    }
    for before, after in zip(refits["sound"], refits["broken"], strict=True):
        assert before.fit_id == after.fit_id
        for name in before.posterior.data_vars:
            assert before.posterior[name].values.tobytes() == after.posterior[name].values.tobytes()
    found, checks = judged(other)
    assert checks["forecast-break"].status is Status.FAILED
    assert str(found.folds[-1].fold.first) in checks["forecast-break"].reason
    assert found.folds[-1].surprise < -3
    assert checks["leak"].status is Status.PASSED


def test_a_failed_refit_is_no_pass(seasonal, sound) -> None:
    run, found, _ = sound
    refits = {one.change.name: one for one in refit(run, fold_changes(run), keep=True)}
    refits["fold 2"] = Refit(refits["fold 2"].change, None, "No chain could start.")
    lame = out_of_sample(run, refits)
    assert lame.model is None
    assert lame.stability is None
    assert lame.folds[1].problem == "No chain could start."
    assert np.isnan(lame.folds[1].mean).all()
    assert lame.folds[0].model == found.folds[0].model
    for check in out_of_sample_checks(lame, run):
        if check.rule not in ("history", "leak"):
            assert check.status is Status.NOT_DONE
            assert "fold 2: No chain could start." in check.found


def test_too_narrow_noise_is_found_in_the_coverage_of_forecasts(sound) -> None:
    run, _, _ = sound
    refits = {}
    for one in refit(run, fold_changes(run), keep=True):
        quiet = one.run.posterior.assign(sigma=one.run.posterior["sigma"] * 0.2)
        refits[one.change.name] = replace(one, run=replace(one.run, posterior=quiet))
    check = checked(out_of_sample(run, refits), run)["forecast-coverage"]
    assert check.status is Status.FAILED
    assert "too few weeks lie inside" in check.reason


def checked(found, run) -> dict:
    return {check.rule: check for check in out_of_sample_checks(found, run)}


def test_each_check_fires_on_its_own_cause(sound) -> None:
    run, found, _ = sound
    low = tuple(replace(one, inside=one.least - 1) for one in found.coverage)
    check = checked(replace(found, coverage=low), run)["forecast-coverage"]
    assert check.status is Status.FAILED
    assert "too few" in check.reason
    high = tuple(replace(one, least=0, most=one.inside - 1) for one in found.coverage)
    assert checked(replace(found, coverage=high), run)["forecast-coverage"].status is Status.REVIEW
    assert checked(replace(found, in_sample=1e-4), run)["forecast-error"].status is Status.REVIEW
    leak = checked(replace(found, leaks=("fold 1",)), run)["leak"]
    assert leak.status is Status.FAILED
    assert next(rule for rule in RULES if rule.key == "leak").failed is Level.DO_NOT_USE


def test_unstable_returns_name_their_channel(sound) -> None:
    run, found, _ = sound
    stable = found.stability
    name = run.dataset.channel_names[1]
    far = replace(stable.whole.roi[name], mean=stable.whole.roi[name].hi80 + 1.0)

    def moved(count: int):
        folds = tuple(
            replace(one, roi={**one.roi, name: far}) if i < count else one
            for i, one in enumerate(stable.folds)
        )
        return replace(found, stability=replace(stable, folds=folds))

    check = checked(moved(3), run)["stable-returns"]
    assert check.status is Status.FAILED
    assert check.channels == (name,)
    assert run.dataset.channels[1].label in check.reason
    assert checked(moved(2), run)["stable-returns"].status is Status.PASSED


def test_another_best_channel_matters_by_what_it_costs(sound) -> None:
    run, found, _ = sound

    def with_error(error: float, cost: float) -> Status:
        stable = replace(found.stability, decision_error=error, decision_cost=cost)
        return checked(replace(found, stability=stable), run)["decision-error"].status

    assert with_error(0.25, 0.3) is Status.PASSED
    assert with_error(0.5, 0.05) is Status.REVIEW
    assert with_error(0.5, 0.3) is Status.FAILED
    assert with_error(float("nan"), 0.0) is Status.NOT_DONE
    assert with_error(0.5, float("nan")) is Status.NOT_DONE


def test_figures_that_do_not_exist_are_no_pass(sound) -> None:
    run, found, _ = sound
    nan = float("nan")
    zero = replace(found, model=replace(found.model, wape=nan, crps=nan), in_sample=nan)
    said = checked(zero, run)
    for key in ("naive-crps", "naive-wape", "forecast-error"):
        assert said[key].status is Status.NOT_DONE
    folds = tuple(replace(one, surprise=nan) for one in found.folds)
    assert checked(replace(found, folds=folds), run)["forecast-break"].status is Status.NOT_DONE


@pytest.mark.parametrize(
    ("count", "status"),
    [(51, Status.FAILED), (52, Status.REVIEW), (77, Status.REVIEW), (78, Status.PASSED)],
)
def test_short_histories_are_at_best_restricted(dataset, count, status) -> None:
    (check,) = out_of_sample_checks(None, unfitted(weeks(dataset, count)))
    assert check.rule == "history"
    assert check.status is status
    assert next(rule for rule in RULES if rule.key == "history").failed is Level.RESTRICT


def test_no_rule_sells_a_good_forecast_as_proof_of_returns() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    for rule in RULES:
        if rule.key in ("naive-crps", "naive-wape", "forecast-coverage", "forecast-error"):
            assert "no proof that the returns are right" in rule.meaning
        assert rule.remedy.endswith(".")
        assert rule.meaning.endswith(".")
